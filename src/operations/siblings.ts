import type { SiblingsItem } from '../contract/items.ts';
import { LinkKitError } from '../contract/errors.ts';
import { readAskedEntry, readEntry } from '../filesystem/entry.ts';
import { absolutePath } from '../filesystem/paths.ts';
import { hasDirectoryAttribute } from '../filesystem/windowsKind.ts';
import type { VolumePlace } from '../filesystem/volumeBytes.ts';
import { allEngines, chooseEngine, mayReadVolume } from '../links/engines.ts';
import { namesOfFile } from '../links/namesOfFile.ts';
import { isKeep } from '../journal/keepsFolder.ts';
import { realFolder, realPath } from '../links/realPath.ts';
import type { EngineName, NamedFile, SiblingEngine } from '../links/siblingEngine.ts';
import { siblingAnswers, type SiblingsCounts } from './siblingAnswers.ts';
import { siblingsInImage } from './siblingsInImage.ts';
import type { OperationContext, OperationEvent } from './operation.ts';

export interface SiblingsOptions {
  /** Paths as the person wrote them; an error among them (a line that is no path) is passed on in its place. */
  path: readonly string[] | AsyncIterable<string | LinkKitError>;
  engine: EngineName | 'auto';
  /** Where the scan engine searches; the file's whole volume when left out. */
  root?: string | undefined;
  /** The image in which the paths are; null: they are this machine's. */
  image: VolumePlace | null;
  /** Answer link counts and identities without a search. */
  countOnly?: boolean;
}

/**
 * Every name of each file, itself first. A folder, a missing file, a file that cannot be opened is an error of its own
 * and the others are answered. Throws NotFound or DirectoryNotSupported … for the root, EngineNotAvailable for an
 * engine that this system has not.
 */
export async function* siblings(options: SiblingsOptions, context: OperationContext): AsyncGenerator<OperationEvent, SiblingsCounts> {
  if (options.image !== null) return yield* siblingsInImage(options.path, options.image, context);
  const root = options.root === undefined ? null : rootFolder(options.root, context.cwd);
  const engines = allEngines(root);
  refuseMissingEngine(engines, options.engine);
  return yield* siblingAnswers(options.path, context.signal, async function* (text, asked) {
    const path = absolutePath(text, context.cwd);
    if (options.countOnly) return countItem(path);
    // How many lines standard input will have is not known: it counts what has come
    const many = Array.isArray(options.path) ? options.path.length : asked;
    return yield* namesItem(path, engines, options.engine, mayReadVolume(many), context.signal);
  });
}

function countItem(path: string): SiblingsItem {
  const file = linkedFile(path);
  return { ...fields(file), names: [path], keeps: null, engine: 'none', complete: file.entry.linkCount <= 1 };
}

/** Null where the search was interrupted. */
async function* namesItem(
  path: string,
  engines: readonly SiblingEngine[],
  wanted: EngineName | 'auto',
  volumes: boolean,
  signal: AbortSignal,
): AsyncGenerator<OperationEvent, SiblingsItem | null> {
  const asked = linkedFile(path);
  const file = { ...asked, path: realPath(path) };
  if (file.entry.linkCount <= 1) return { ...fields(file), names: [file.path], keeps: 0, engine: 'none', complete: true };
  const { engine, reason } = await chooseEngine(engines, wanted, file, volumes);
  if (engine === null) throw new LinkKitError('EngineNotAvailable', { path, message: `The engine ${wanted} is not available: ${reason}.` });
  const found = yield* namesOfFile(engine, file, signal);
  return found && { ...fields(file), ...found, ...withoutKeeps(found.names), engine: engine.name };
}

/** The file's own name, whatever it is, and the others but those among the keeps. */
export function withoutKeeps([own, ...others]: readonly string[], separator?: string): { names: string[]; keeps: number } {
  const names = [own!, ...others.filter((name) => !isKeep(name, separator))];
  return { names, keeps: others.length + 1 - names.length };
}

const fields = ({ path, entry: { volume, fileId, linkCount, size } }: NamedFile) => ({ path, volume, fileId, linkCount, size });

/** Throws NotFound, AccessDenied … and DirectoryNotSupported for folders and for links to folders that are folders themselves. */
function linkedFile(path: string): NamedFile {
  const entry = readAskedEntry(path);
  if (entry.kind === 'directory' || entry.kind === 'junction' || hasDirectoryAttribute(entry.attributes)) {
    throw new LinkKitError('DirectoryNotSupported', { path });
  }
  return { path, entry };
}

function rootFolder(text: string, cwd: string): string {
  const root = realFolder(absolutePath(text, cwd));
  const entry = readEntry(root);
  if (entry.kind !== 'directory') throw new LinkKitError('InvalidFile', { path: root, message: '--root is no folder.', hint: 'Name a folder that the search should not leave.' });
  return root;
}

function refuseMissingEngine(engines: readonly SiblingEngine[], wanted: EngineName | 'auto'): void {
  const reason = engines.find(({ name }) => name === wanted)?.missing() ?? null;
  if (reason !== null) throw new LinkKitError('EngineNotAvailable', { message: `The engine ${wanted} is not available: ${reason}.` });
}

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DoctorCounts, DoctorItem } from '../contract/items.ts';
import { LinkKitError } from '../contract/errors.ts';
import { readAskedEntry, readEntry } from '../filesystem/entry.ts';
import { fromOsError, withPath } from '../filesystem/osError.ts';
import { absolutePath } from '../filesystem/paths.ts';
import { temporaryPrefix } from '../filesystem/replace.ts';
import { volumeOf } from '../filesystem/volume.ts';
import { heldPrivileges } from '../links/heldPrivileges.ts';
import { allEngines } from '../links/engines.ts';
import { realFolder } from '../links/realPath.ts';
import { tryHardLink, tryJunction, trySymbolicLink, type Attempt } from '../links/tryLinks.ts';
import type { NamedFile, SiblingEngine } from '../links/siblingEngine.ts';
import type { OperationContext, OperationEvent } from './operation.ts';

export interface DoctorOptions {
  /** Files or folders as the person wrote them; the current folder where there are none. */
  path: readonly string[];
}

/**
 * What works where: links are made in a temporary folder, looked at, and removed again. A path that is not there is an
 * error of its own, and the others are answered.
 */
export async function* doctor(options: DoctorOptions, context: OperationContext): AsyncGenerator<OperationEvent, DoctorCounts> {
  const counts: DoctorCounts = { paths: 0 };
  for (const text of options.path.length > 0 ? options.path : ['.']) {
    if (context.signal.aborted) break;
    try {
      const asked = absolutePath(text, context.cwd);
      const item = await examine(asked, context.signal);
      counts.paths += 1;
      yield { type: 'item', ...item };
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      yield { type: 'error', ...error.toFinding() };
    }
  }
  return counts;
}

async function examine(asked: string, signal: AbortSignal): Promise<DoctorItem> {
  readAskedEntry(asked);
  const real = realFolder(asked);
  const own = readEntry(real).kind === 'directory' ? real : path.dirname(real);
  const { mount, fileSystem } = volumeOf(own);
  const known = { path: asked, fileSystem, privileges: heldPrivileges(), advice: adviceFor(fileSystem) };
  const place = temporaryFolder(own, mount);
  if (place instanceof LinkKitError) {
    const no: Attempt = { works: 'no', code: place.code };
    return { ...known, ...answers(no, no, no), engines: [] };
  }
  try {
    const file = path.join(place, 'file');
    withPath(place, () => fs.writeFileSync(file, 'linkkit doctor'));
    const hardLink = tryHardLink(file, path.join(place, 'name'));
    const symbolicLink = trySymbolicLink('file', path.join(place, 'symlink'));
    const junction = tryJunction(place, path.join(place, 'junction'));
    const engines = await tryEngines({ path: file, entry: readEntry(file) }, place, signal);
    return { ...known, ...answers(hardLink, symbolicLink, junction), engines };
  } finally {
    withPath(place, () => fs.rmSync(place, { recursive: true, force: true }));
  }
}

const answers = (hardLink: Attempt, symbolicLink: Attempt, junction: Attempt) => ({
  hardLinks: hardLink.works,
  hardLinksCode: hardLink.code,
  symbolicLinks: symbolicLink.works,
  symbolicLinksCode: symbolicLink.code,
  junctions: junction.works,
  junctionsCode: junction.code,
});

/** A new folder on the volume: in the folder itself, at the volume's root, or where temporary files go; the error where none can be made. */
function temporaryFolder(own: string, mount: string): string | LinkKitError {
  const { volume } = readEntry(own);
  let failure: LinkKitError | null = null;
  for (const folder of [own, mount, os.tmpdir()]) {
    try {
      if (readEntry(folder).volume === volume) return fs.mkdtempSync(path.join(folder, `${temporaryPrefix}doctor-`));
    } catch (error) {
      failure ??= fromOsError(error, folder);
    }
  }
  return failure ?? new LinkKitError('AccessDenied', { path: own });
}

/** Each engine is asked for the names of a file whose names are known. */
async function tryEngines(file: NamedFile, root: string, signal: AbortSignal): Promise<DoctorItem['engines']> {
  const answers: DoctorItem['engines'] = [];
  for (const engine of allEngines(root)) answers.push({ name: engine.name, ...(await tryEngine(engine, file, signal)) });
  return answers;
}

async function tryEngine(engine: SiblingEngine, file: NamedFile, signal: AbortSignal): Promise<{ works: boolean; reason: string | null }> {
  const answer = await engine.available(file);
  // A whole volume is not read for the sake of one new file
  if (!answer.works || engine.readsVolume) return answer;
  try {
    const search = engine.find(file, signal);
    for (;;) {
      const { value, done } = await search.next();
      if (!done) continue;
      return value.complete ? answer : { works: false, reason: 'it did not find all names of a new file' };
    }
  } catch (error) {
    if (!(error instanceof LinkKitError)) throw error;
    return { works: false, reason: error.message };
  }
}

function adviceFor(fileSystem: string): string | null {
  if (fileSystem.toLowerCase() !== 'refs') return null;
  return 'ReFS can clone blocks: for files that will be edited a copy is the safer choice here, and costs no space either.';
}

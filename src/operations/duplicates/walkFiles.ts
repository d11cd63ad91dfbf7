import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import { timeOf } from '../../filesystem/fileTime.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { isTemporary } from '../../filesystem/replace.ts';
import { childFolder } from '../../filesystem/walk/childFolder.ts';
import type { Folder } from '../../filesystem/walk/folder.ts';
import { kinds, type Listing } from '../../filesystem/walk/listing.ts';
import { isEncrypted } from '../../filesystem/windowsKind.ts';
import { walk, type Walked, type WalkRoot } from '../../filesystem/walk/walk.ts';
import { isKeep } from '../../journal/keepsFolder.ts';
import { nameFilter } from '../nameFilter.ts';
import type { OperationContext, OperationEvent } from '../operation.ts';
import { readRoots, type Root } from '../roots.ts';
import { FoundFiles, type FoundName } from './foundFiles.ts';
import type { Tally } from './find.ts';
import type { SearchOptions } from './options.ts';
import { isSystemFolder, liesInSystemFolder } from './systemFolders.ts';

/** A folder on the way: the given path that it lies in, and where it lies below that. */
interface Context {
  root: number;
  relative: string;
}

const tellEveryMs = 20;

/** What a walk found, with the paths that were asked about. */
export interface WalkedFiles {
  files: FoundFiles;
  /** The paths by their true spelling; the references are the last of them. */
  roots: readonly Root[];
  firstReference: number;
  /** A volume as an Entry has it, by the device of foundFiles. */
  volumeOf(device: number): string;
}

/**
 * Looks for the files that take part; `ready` is told of each size as soon as two have it. Throws Usage for a glob that cannot be read.
 */
export async function* walkFiles(options: SearchOptions, { cwd, signal }: OperationContext, tally: Tally, ready: (walked: WalkedFiles, device: number, size: number) => void): AsyncGenerator<OperationEvent | readonly OperationEvent[], WalkedFiles> {
  const keeps = await nameFilter(options.include, options.exclude);
  const isFiltered = options.include.length + options.exclude.length > 0;
  const events: OperationEvent[] = [];
  const fail = (error: LinkKitError): void => void events.push({ type: 'error', ...error.toFinding() });
  const files = new FoundFiles();
  const own = readRoots(options.path, cwd, fail);
  const references = readRoots(options.reference, cwd, fail);
  // Nothing to look at is a call that was wrong
  if (own.size === 0 && events.length > 0) throw firstError(events);
  // One that is named as both leads
  const roots = [...[...own.values()].filter((root) => !references.has(root.path)), ...references.values()];
  const firstReference = roots.length - references.size;
  const numbers = new Map(roots.map((root, number) => [root.path, number]));
  const volumes = [...new Set(roots.map((root) => root.volumeName))];
  const newer = options.newer === null ? null : timeOf(options.newer);
  let looked = 0;
  let told = performance.now();

  const walked: WalkedFiles = { files, roots, firstReference, volumeOf: (device) => (isWindows ? roots.find((root) => root.volumeName === volumes[device])!.entry.volume : String(device)) };

  /** Paths that were not come by yet. */
  const asked = new Set(roots.map((root) => root.path));
  const hasFileRoots = roots.some(({ entry }) => entry.kind !== 'directory');
  while (asked.size > 0 && !signal.aborted) yield* walkRoots(roots.filter((root) => asked.has(root.path) && !isWithinAnother(root.path)));
  yield events.splice(0);
  return walked;

  function isWithinAnother(one: string): boolean {
    for (let at = one, above = path.dirname(at); above !== at; [at, above] = [above, path.dirname(above)]) if (asked.has(above)) return true;
    return false;
  }

  async function* walkRoots(some: readonly Root[]): AsyncGenerator<OperationEvent | readonly OperationEvent[], void> {
    const starts: WalkRoot<Context>[] = [];
    for (const root of some) {
      asked.delete(root.path);
      if (liesInSystemFolder(root.path)) tally.skip('SystemFolder', 1);
      else if (root.entry.kind === 'directory') starts.push({ folder: { path: root.path, raw: null }, context: { root: numbers.get(root.path)!, relative: '' } });
      else takeRoot(root);
    }
    for await (const walked of walk(starts, { detail: 'counted', enter, signal })) {
      take(walked);
      if (events.length > 0) yield events.splice(0);
      if (performance.now() - told < tellEveryMs) continue;
      told = performance.now();
      yield { type: 'progress', done: looked, total: null, unit: 'files', path: walked.folder.path.toWellFormed() };
    }
  }

  function enter(child: Folder, name: string, above: Context): Context | null {
    if (name === 'keeps' && isKeep(child.path)) return null;
    if (isSystemFolder(name, path.basename(path.dirname(child.path)))) {
      // One that was named itself is counted already
      if (!numbers.has(child.path)) tally.skip('SystemFolder', 1);
      return null;
    }
    const number = numbers.get(child.path);
    if (number !== undefined && asked.delete(child.path)) return { root: rootWithin(number, above.root), relative: '' };
    const relative = isFiltered ? (above.relative === '' ? name : `${above.relative}${path.sep}${name}`) : '';
    return isFiltered && !keeps(relative, true) ? null : { root: above.root, relative };
  }

  /** Of the paths that one lies in the inner one counts; what lies in a reference belongs to it. */
  function rootWithin(inner: number, outer: number): number {
    return Math.max(inner, outer >= firstReference ? outer : 0);
  }

  function take({ folder, context: { root, relative }, contents, error }: Walked<Context>): void {
    if (error !== null) {
      // A path of its own behind a mount has its own round
      if (error.code === 'CrossVolume' && numbers.has(folder.path)) asked.add(folder.path);
      else if (error.code === 'OfflineFile') tally.skip('OfflineFile', 1);
      else if (error.code !== 'NotFound') fail(error);
      return;
    }
    contents.failures.forEach(fail);
    const { listing } = contents;
    const prefix = folder.path.endsWith(path.sep) ? folder.path : folder.path + path.sep;
    for (let index = 0; index < listing.length; index += 1) {
      if (listing.kind(index) === kinds.directory) continue;
      const own = hasFileRoots ? prefix + listing.name(index) : '';
      const number = numbers.get(own);
      // One that was named itself may have had its own round
      if (number !== undefined && !asked.delete(own)) continue;
      const isFile = listing.kind(index) === kinds.file;
      looked += 1;
      tally.looked(1);
      if (isFile && !isWanted(listing.size(index), listing.modified(index))) continue;
      const name = listing.name(index);
      if (isTemporary(name) || (isFiltered && !keeps(relative === '' || number !== undefined ? name : `${relative}${path.sep}${name}`, false))) continue;
      const reason = isFile ? reasonNot(listing.offline(index), listing.reparseTag(index), listing.attributes(index)) : 'UnsupportedReparsePoint';
      if (reason === null) takeFile(folder, prefix, name, number === undefined ? root : rootWithin(number, root), listing, index);
      else tally.skip(reason, 1);
    }
  }

  function takeFile(folder: Folder, prefix: string, name: string, root: number, listing: Listing, index: number): void {
    if (folder.raw !== null || !listing.isText(index)) {
      tally.skip('NameNotRepresentable', 1);
      return fail(new LinkKitError('NameNotRepresentable', { path: childFolder(folder, listing, index).path.toWellFormed() }));
    }
    const device = isWindows ? volumes.indexOf(roots[root]!.volumeName) : listing.device(index);
    add({ device, fileId: listing.fileId(index), linkCount: listing.linkCount(index), size: listing.size(index), modified: listing.modified(index), changed: listing.changed(index) }, prefix, name, root);
  }

  function takeRoot({ path: at, entry, volumeName }: Root): void {
    const { kind, volume, fileId, linkCount, size, modified, changed, offline, reparseTag, attributes } = entry;
    looked += 1;
    tally.looked(1);
    if (kind === 'file' && !isWanted(size, modified)) return;
    if (isFiltered && !keeps(path.basename(at), false)) return;
    const reason = kind === 'file' ? reasonNot(offline, reparseTag, attributes) : 'UnsupportedReparsePoint';
    if (reason !== null) return tally.skip(reason, 1);
    const [device, id] = isWindows ? [volumes.indexOf(volumeName), BigInt(`0x${fileId}`)] : [Number(volume), BigInt(fileId)];
    const folder = path.dirname(at);
    add({ device, fileId: id, linkCount, size, modified, changed }, folder.endsWith(path.sep) ? folder : folder + path.sep, path.basename(at), numbers.get(at)!);
  }

  function isWanted(size: number, modified: number | bigint): boolean {
    return size >= options.minSize && (options.maxSize === null || size <= options.maxSize) && (newer === null || modified >= newer);
  }

  function add(found: FoundName, folder: string, name: string, root: number): void {
    if (files.add(found, folder, name, root)) ready(walked, found.device, found.size);
  }
}

function firstError([first]: OperationEvent[]): LinkKitError {
  const { code, message, path: at, hint, osError } = first as OperationEvent & { type: 'error' };
  return new LinkKitError(code, { message, path: at, hint, osError });
}

/** Why a file is left alone; null where it takes part. */
function reasonNot(offline: boolean, reparseTag: number, attributes: number): string | null {
  if (offline) return 'OfflineFile';
  if (reparseTag !== 0) return 'UnsupportedReparsePoint';
  if (isEncrypted(attributes)) return 'Encrypted';
  return null;
}

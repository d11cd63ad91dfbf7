import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import { foldCase, tellsCaseApart } from '../../filesystem/caseSensitivity.ts';
import { entryOrNull, isSameFile, readAskedEntry, readEntry, type Entry } from '../../filesystem/entry.ts';
import { isFolder, realPath } from '../../filesystem/folder.ts';
import { absolutePath, endsWithSeparator } from '../../filesystem/paths.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { linkText } from '../../filesystem/symbolicLink.ts';
import { isOneVolume, volumeOf } from '../../filesystem/volume.ts';
import { listFolder } from '../../filesystem/walk/listFolder.ts';
import { canLinkIn } from '../../links/probe.ts';
import type { CopyOptions, Place } from './options.ts';
import { refuseLinkToItself } from './reparse.ts';

/**
 * Every source with the name it will get, by Copy-Item's rules: an existing folder receives the source inside it,
 * otherwise the destination is the new name. Refuses the whole call (throws) before anything is touched.
 */
export function planPlaces(options: CopyOptions, cwd: string): Place[] {
  const destination = absolutePath(options.destination, cwd);
  refuseLostName(destination);
  const into = !options.exact && isFolder(destination);
  if (!into && options.source.length > 1) {
    throw new LinkKitError('ParentNotFound', { path: destination, message: options.exact ? 'With --exact the destination is the name of one source, and there are several.' : 'Several sources need an existing folder as destination.', hint: options.exact ? 'Leave --exact out, or copy one source at a time.' : 'Create the folder first, or copy one source at a time.' });
  }
  const places = options.source.map((text) => planPlace(absolutePath(text, cwd), destination, into, options));
  refuseSameTargets(places);
  return places;
}

function planPlace(source: string, destination: string, into: boolean, options: CopyOptions): Place {
  const entry = readAskedEntry(source);
  if (into && path.basename(source) === '') throw new LinkKitError('Usage', { path: source, message: 'The root of a volume has no name to be given inside a folder.', hint: 'Name the new folder with --exact.' });
  const target = into ? path.join(destination, path.basename(source)) : destination;
  if (!into && entry.kind !== 'directory' && endsWithSeparator(options.destination) && options.as === 'hardlink') {
    throw new LinkKitError('ParentNotFound', { path: destination, message: isFolder(destination) ? 'This is a folder; with --exact it cannot be the name of a file.' : 'The destination folder does not exist.', hint: 'Name the file in it, or leave --exact out.' });
  }
  const above = existingAbove(target);
  if (above !== path.dirname(target) && !options.parents) throw new LinkKitError('ParentNotFound', { path: path.dirname(target) });
  if (!isFolder(above)) throw new LinkKitError('ParentNotFound', { path: above, message: 'This is no folder, nor a link to one; it cannot receive a name.', hint: null });
  const isOtherVolume = !isOneVolume(source, entry, realPath(above));
  if (!isOtherVolume) refuseSameName(source, target, entry);
  if (options.onExists === 'replace') refuseLinkInPlaceOfItself(source, target, entry, options);
  if (entry.kind === 'directory') {
    refuseInside(entry, target, above);
    refuseIntoSource(source, target);
  }
  const refused = isOtherVolume && options.as === 'hardlink' && options.onCrossVolume === 'error' ? new LinkKitError('CrossVolume', { path: source }) : null;
  return { source, target, entry, refused, way: wayFor(isOtherVolume, source, above, options) };
}

/** How it can be done at all: throws HardLinksNotSupported, JunctionNeedsFolder … */
function wayFor(isOtherVolume: boolean, source: string, above: string, options: CopyOptions): Place['way'] {
  if (options.as === 'junction') {
    if (!isWindows) throw new LinkKitError('EngineNotAvailable', { path: source, message: 'Junctions exist on Windows only.', hint: 'Use --as symlink.' });
    if (!isFolder(source)) throw new LinkKitError('JunctionNeedsFolder', { path: source });
    if (source.startsWith('\\\\') && !source.startsWith('\\\\?\\')) throw new LinkKitError('EngineNotAvailable', { path: source, message: 'A junction cannot point to a network share.', hint: 'Use --as symlink.' });
  }
  if (options.as !== 'hardlink') return options.as;
  if (isOtherVolume) return options.onCrossVolume === 'error' ? 'hardlink' : options.onCrossVolume;
  const { hardLinks, fileSystem } = volumeOf(above);
  if (hardLinks === false || (hardLinks === null && !options.dryRun && !canLinkIn(above))) throw new LinkKitError('HardLinksNotSupported', { path: above, message: `This file system (${fileSystem}) has no hard links.` });
  return 'hardlink';
}

/** The nearest folder above a new name that is there. */
function existingAbove(target: string): string {
  let above = path.dirname(target);
  while (entryOrNull(above) === null && path.dirname(above) !== above) above = path.dirname(above);
  return above;
}

/** The same entry of the same folder; another name of the same file is not meant. */
function refuseSameName(source: string, target: string, entry: Entry): void {
  const existing = entryOrNull(target);
  if (existing === null || !isSameFile(existing, entry)) return;
  const [one, other] = [path.dirname(source), path.dirname(target)].map((folder) => readEntry(realPath(folder)));
  if (!isSameFile(one!, other!)) return;
  if (isOneName(path.dirname(target), path.basename(source), path.basename(target))) throw new LinkKitError('SameName', { path: target });
}

/** A link that would take the place of the file it leads to. */
function refuseLinkInPlaceOfItself(source: string, target: string, entry: Entry, { as }: CopyOptions): void {
  const existing = entryOrNull(target);
  if (existing === null || existing.kind === 'directory') return;
  if (as !== 'hardlink') refuseLinkToItself(source, target, existing);
  else if (entry.kind === 'symlink' || entry.kind === 'junction') refuseLinkToItself(linkText(source), target, existing);
}

/** Whether two spellings are one entry: they are the same, or one of them is not in the folder's own list. */
function isOneName(folder: string, one: string, other: string): boolean {
  if (one === other) return true;
  if (foldCase(one) !== foldCase(other) && one.normalize() !== other.normalize() && !isWindows) return false;
  const { names } = listFolder(folder);
  return !(names.includes(one) && names.includes(other));
}

function refuseInside(source: Entry, target: string, above: string): void {
  const existing = entryOrNull(target);
  let folder = existing?.kind === 'directory' ? realPath(target) : realPath(above);
  for (;;) {
    if (isSameFile(readEntry(folder), source)) throw new LinkKitError('DestinationInsideSource', { path: target });
    const parent = path.dirname(folder);
    if (parent === folder) return;
    folder = parent;
  }
}

/** A source that lies in its destination, and has in itself the path by which it lies there, would be written over while it is read. */
function refuseIntoSource(source: string, target: string): void {
  if (!isFolder(target)) return;
  const [from, to] = [realPath(source), realPath(target)];
  const relative = path.relative(to, from);
  if (relative === '' || relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) return;
  if (entryOrNull(path.join(from, relative))?.kind !== 'directory') return;
  throw new LinkKitError('DestinationInsideSource', { path: target, message: `The source would be written into itself: ${path.join(source, relative)} belongs where the source lies.`, hint: 'Copy to a new name first.' });
}

/** Node puts U+FFFD in place of what is no UTF-8: a name with it would be made as another one than was asked for. */
function refuseLostName(destination: string): void {
  if (!isWindows && destination.includes('\ufffd') && entryOrNull(destination) === null) throw new LinkKitError('NameNotRepresentable', { path: destination });
}

/** Two sources of the same name into one folder. */
function refuseSameTargets(places: readonly Place[]): void {
  if (places.length < 2) return;
  const folder = path.dirname(places[0]!.target);
  const fold = tellsCaseApart(folder, { mayWrite: false }) ? (name: string) => name : foldCase;
  const seen = new Map<string, string>();
  for (const { source, target } of places) {
    const before = seen.get(fold(target));
    if (before !== undefined) throw new LinkKitError('NameCollision', { path: target, message: `Two sources would get this name: ${before} and ${source}.`, hint: 'Copy them one at a time, with different names.' });
    seen.set(fold(target), source);
  }
}

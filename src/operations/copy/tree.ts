import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import type { CopyItem } from '../../contract/items.ts';
import { foldCase, tellsCaseApart } from '../../filesystem/caseSensitivity.ts';
import { entryOrNull, readEntry, type Entry } from '../../filesystem/entry.ts';
import { listFolder, makeFolder } from '../../filesystem/folder.ts';
import { keepSecurity, keepTimesAndAttributes } from '../../filesystem/metadata.ts';
import { copyFile, isFull, linkFile, type Done } from './file.ts';
import type { CopyRun, Place } from './options.ts';
import type { OperationEvent } from '../operation.ts';
import { keepReparsePoint } from './reparse.ts';

/** One folder on the way: its names still to do, and how it is made. */
interface OpenFolder {
  source: string;
  target: string;
  relative: string;
  entry: Entry;
  names: string[];
  next: number;
  /** Not yet made, because --include has matched nothing in it so far. */
  pending: boolean;
  /** Made by us, or with the times of its source as an interrupted run of ours leaves it: times are set at the end. */
  ours: boolean;
  collisions: ReadonlySet<string>;
}

/**
 * A folder and all in it, depth first, without recursion, a name a step. Nothing is followed, no mount is crossed;
 * errors of one item do not stop the rest. A step yields the promise that the caller must wait for, or nothing.
 */
export function* copyTree(run: CopyRun, place: Place): Generator<Promise<void> | undefined, void> {
  const stack: OpenFolder[] = [];
  const { signal } = run.context;
  enter(run, stack, place.source, place.target, '', place.entry);
  while (stack.length > 0 && !signal.aborted) {
    const folder = stack[stack.length - 1]!;
    const name = folder.names[folder.next];
    if (name === undefined) {
      stack.pop();
      leave(run, folder);
      continue;
    }
    folder.next += 1;
    try {
      yield copyName(run, stack, folder, name, place);
    } catch (error) {
      run.events.push(errorEvent(error));
    }
  }
  // Interrupted: the folders still open get their times too, by which the run that finishes the copy knows them as ours
  while (stack.length > 0) leave(run, stack.pop()!);
}

/** A failure of one item as its event; a bug is thrown on. */
export function errorEvent(error: unknown): OperationEvent {
  if (error instanceof LinkKitError) return { type: 'error', ...error.toFinding() };
  throw error;
}

function copyName(run: CopyRun, stack: OpenFolder[], folder: OpenFolder, name: string, place: Place): Promise<void> | undefined {
  const source = below(folder.source, name);
  const target = below(folder.target, name);
  const relative = folder.relative === '' ? name : below(folder.relative, name);
  const entry = readEntry(source);
  if (!run.keeps(relative, entry.kind === 'directory')) return undefined;
  if (folder.collisions.has(name)) throw new LinkKitError('NameCollision', { path: source, message: 'Another name in this folder differs only in case, and the destination does not tell case apart.' });
  if (entry.kind === 'directory') {
    if (entry.volume !== place.entry.volume) throw new LinkKitError('CrossVolume', { path: source, message: 'Another volume is mounted here; it is not entered.', hint: 'Copy it by its own path, with --on-cross-volume copy.' });
    enter(run, stack, source, target, relative, entry);
    return undefined;
  }
  if (entry.kind === 'unsupported') {
    run.counts.skipped += 1;
    run.events.push({ type: 'warning', ...new LinkKitError('UnsupportedReparsePoint', { path: source, message: `A reparse point of tag 0x${entry.reparseTag.toString(16).toUpperCase()} is left out.` }).toFinding() });
    return undefined;
  }
  for (const open of stack) if (open.pending) makeNow(run, open);
  return copyEntry(run, source, target, entry, place.way);
}

/** path.join for a name that was listed: nothing in it to normalise. */
const below = (folder: string, name: string): string => (folder.endsWith(path.sep) ? folder + name : folder + path.sep + name);

/** One file or link, counted; a promise when its data has to be copied. */
export function copyEntry(run: CopyRun, source: string, target: string, entry: Entry, way: Place['way']): Promise<void> | undefined {
  if (entry.kind === 'symlink' || entry.kind === 'junction') {
    const skip = run.options.reparse === 'skip';
    finish(run, { item: skip ? leftOut(source, target, entry.kind, entry.linkCount) : keepReparsePoint(run, source, target, entry), wrote: false });
    return undefined;
  }
  if (way === 'copy' || (run.options.onLinkLimit === 'copy' && isFull(run, entry))) {
    return copyFile(run, source, target, entry).then(
      (done) => finish(run, done),
      (error: unknown) => void run.events.push(errorEvent(error)),
    );
  }
  if (entry.offline) throw new LinkKitError('OfflineFile', { path: source });
  finish(run, linkFile(run, source, target, entry));
  return undefined;
}

const leftOut = (source: string, destination: string, kind: CopyItem['kind'], linkCount: number): CopyItem => ({ source, destination, kind, method: 'skipped', size: 0, linkCount });

function enter(run: CopyRun, stack: OpenFolder[], source: string, target: string, relative: string, entry: Entry): void {
  if (entry.offline) throw new LinkKitError('OfflineFile', { path: source, message: 'The folder is a cloud placeholder; its names are not on this machine.' });
  const { names, unnamable } = listFolder(source);
  const folder: OpenFolder = { source, target, relative, entry, names, next: 0, pending: true, ours: false, collisions: new Set() };
  if (run.options.include.length === 0 || relative === '') makeNow(run, folder);
  stack.push(folder);
  for (const error of unnamable) run.events.push(errorEvent(error));
}

/** Makes the folder: on entering it, or, where --include chooses, for the first file chosen. */
function makeNow(run: CopyRun, folder: OpenFolder): void {
  const { source, target, entry } = folder;
  const existing = entryOrNull(target);
  if (existing && existing.kind !== 'directory') throw new LinkKitError('WouldOverwrite', { path: target, message: 'A file or link stands under this name; a folder never replaces it.', hint: 'Choose another name.' });
  if (!existing && !run.options.dryRun) makeFolder(target);
  folder.pending = false;
  folder.ours = !existing || existing.modified === entry.modified;
  folder.collisions = collisionsIn(run, folder);
  run.counts.directories += 1;
  run.events.push({ type: 'item', source, destination: target, kind: 'directory', method: existing ? 'already' : 'created', size: 0, linkCount: 1 });
}

function leave(run: CopyRun, folder: OpenFolder): void {
  if (folder.pending || !folder.ours || run.options.dryRun) return;
  try {
    for (const lost of keepFolder(run, folder)) run.events.push({ type: 'warning', ...lost.toFinding() });
  } catch (error) {
    if (!(error instanceof LinkKitError)) throw error;
    run.events.push({ type: 'warning', ...new LinkKitError('MetadataNotKept', { path: folder.target, osError: error.osError }).toFinding() });
  }
}

function keepFolder(run: CopyRun, { source, target }: OpenFolder): LinkKitError[] {
  return [...(run.options.onCrossVolume === 'copy' ? keepSecurity(source, target) : []), ...keepTimesAndAttributes(source, target)];
}

/** All but the first of names that differ only in case, when the new folder cannot hold both. */
function collisionsIn(run: CopyRun, folder: OpenFolder): ReadonlySet<string> {
  const seen = new Set<string>();
  const late = folder.names.filter((name) => seen.size === seen.add(foldCase(name)).size);
  if (late.length === 0) return new Set();
  const there = run.options.dryRun && entryOrNull(folder.target) === null ? path.dirname(folder.target) : folder.target;
  return entryOrNull(there) !== null && tellsCaseApart(there) ? new Set() : new Set(late);
}

/** Counts an item and hands it out. */
function finish({ counts, events }: CopyRun, { item, wrote }: Done): void {
  const { method, size, kind } = item;
  counts.files += 1;
  if (wrote) {
    counts.copied += 1;
    counts.bytesWritten += size;
  } else if (method === 'already') counts.already += 1;
  else if (method === 'skipped') counts.skipped += 1;
  else {
    counts.linked += 1;
    if (kind === 'file') counts.bytesShared += size;
  }
  events.push({ type: 'item', ...item });
}

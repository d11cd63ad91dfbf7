import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import { foldCase, tellsCaseApart } from '../../filesystem/caseSensitivity.ts';
import { entryOrNull, isSameTime, readEntry, type Entry } from '../../filesystem/entry.ts';
import { inFolder, inPlace } from '../../filesystem/heldPath.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { keepExtendedAttributes } from '../../filesystem/extendedAttributes.ts';
import { isUnfinishedFolder, makeUnfinishedFolder } from '../../filesystem/folder.ts';
import { keepSecurity, keepTimes, keepTimesAndAttributes } from '../../filesystem/metadata.ts';
import type { CopyRun } from './options.ts';
import type { Cover } from './steps.ts';

/** One folder on the way: what lookAhead.ts saw of it, its names still to do, and how it is made. */
export interface OpenFolder {
  source: string;
  target: string;
  /** Its path below the tree's own folder; '' for that. */
  relative: string;
  entry: Entry;
  parent: OpenFolder | null;
  /** All names that take part, for those that differ only in case. */
  names: readonly string[];
  /** Names of plain files where nothing stands in the new folder: one step, `linksStep`, was written down for all of them. */
  plain: string[];
  linksStep: number;
  /** All other names but those of folders, with the steps written down for them. */
  others: string[];
  covers: Map<string, Cover>;
  /** The step written down for the folder itself; 0 where it was there. */
  makeStep: number;
  /** The first of `plain` and then of `others` that is not taken up yet. */
  next: number;
  /** Batches and folders below that are not done. */
  open: number;
  /** Not yet made, because --include has matched nothing in it so far, or it is not its turn. */
  pending: boolean;
  /** It could not be made, nor one above it: nothing in it is done, and that has been told. */
  failed: boolean;
  /** Made by us, or with the times of its source as an interrupted run of ours leaves it: times are set at the end. */
  ours: boolean;
  collisions: ReadonlySet<string>;
}

/** Makes the folder and those above it, where that is not done yet. Throws a LinkKitError. */
export function makeNow(run: CopyRun, folder: OpenFolder): void {
  if (!folder.pending) return;
  if (folder.parent) makeNow(run, folder.parent);
  const { source, target, entry, parent } = folder;
  if (parent?.collisions.has(path.basename(source))) throw collision(source);
  const existing = run.options.dryRun ? entryOrNull(target) : makeUnlessThere(target);
  if (existing && existing.kind !== 'directory') throw new LinkKitError('WouldOverwrite', { path: target, message: 'A file or link stands under this name; a folder never replaces it.', hint: 'Choose another name.' });
  if (!existing && run.journal && folder.makeStep > 0) run.journal.madeFolder(folder.makeStep);
  folder.pending = false;
  folder.ours = !existing || isSameTime(existing.modified, entry.modified) || isUnfinishedFolder(target);
  folder.collisions = collisionsIn(run, folder);
  run.counts.directories += 1;
  run.events.push({ type: 'item', source, destination: target, kind: 'directory', method: existing ? 'already' : 'created', size: 0, linkCount: 1 });
}

export const collision = (path: string): LinkKitError => new LinkKitError('NameCollision', { path, message: 'Another name in this folder differs only in case, and the destination does not tell case apart.' });

/** What stood there before, where there was something; another run may be making the same folder. */
function makeUnlessThere(target: string): Entry | null {
  const existing = entryOrNull(target);
  if (existing) return existing;
  try {
    makeUnfinishedFolder(target);
    return null;
  } catch (error) {
    if (error instanceof LinkKitError && error.code === 'WouldOverwrite') return readEntry(target);
    throw error;
  }
}

/**
 * Gives a folder of ours the times, attributes and rights of its source, once nothing more is put into it. Where the run
 * was interrupted, the times only: rights could keep the run that finishes the copy out.
 */
export function leaveFolder(run: CopyRun, folder: OpenFolder, { isFinished }: { isFinished: boolean }): void {
  if (folder.pending || !folder.ours || run.options.dryRun) return;
  const { source, target } = folder;
  const withMetadata = run.options.onCrossVolume === 'copy';
  try {
    const own = isWindows ? target : inFolder(target);
    const lost = inPlace(own, (at) => {
      const to = at(own);
      if (!isFinished) keepTimes(source, to);
      // The rights last: they may forbid even us to set anything more
      return isFinished ? [...(withMetadata ? keepExtendedAttributes(source, to) : []), ...keepTimesAndAttributes(source, to), ...(withMetadata ? keepSecurity(source, to) : [])] : [];
    });
    for (const one of lost) run.events.push({ type: 'warning', ...one.toFinding(), path: target });
  } catch (error) {
    if (!(error instanceof LinkKitError)) throw error;
    run.events.push({ type: 'warning', ...new LinkKitError('MetadataNotKept', { path: target, osError: error.osError }).toFinding() });
  }
}

/** All but the first of names that differ only in case, when the new folder cannot hold both. */
function collisionsIn(run: CopyRun, folder: OpenFolder): ReadonlySet<string> {
  const seen = new Set<string>();
  const late = folder.names.filter((name) => seen.size === seen.add(foldCase(name)).size);
  if (late.length === 0) return new Set();
  let there = folder.target;
  while (entryOrNull(there) === null) there = path.dirname(there); // in a dry run
  return tellsCaseApart(there, { mayWrite: !run.options.dryRun }) ? new Set() : new Set(late);
}

import fs from 'node:fs';
import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';
import { entryOrNull, readEntry, type Entry } from '../filesystem/entry.ts';
import { faultPoint } from '../filesystem/faults.ts';
import { isFileOf, type FileState } from '../filesystem/fileState.ts';
import { fromOsError, withPath } from '../filesystem/osError.ts';
import { isWindows } from '../filesystem/platform.ts';
import { isAlive } from '../filesystem/processes.ts';
import { isTemporary, removeIfThere, renameWithoutReplacing } from '../filesystem/replace.ts';
import { volumeOf } from '../filesystem/volume.ts';
import { moveFile } from '../native/windows.ts';
import { isLinks, type Step, type Tree } from './format.ts';
import { isStillNamed } from './journal.ts';
import { removeEmptyKeeps } from './keepsFolder.ts';
import { isOnTreesOf } from './locks.ts';
import { journalFile, journalPlace } from './places.ts';
import { addState, listJournals, readJournal, type Recorded } from './read.ts';

/** What was put right of one operation. */
export interface Recovery {
  recorded: Recorded;
  /** Temporary names that are gone. */
  removed: string[];
  /** What could not be put right, by path; it is tried again with the next run. */
  failures: LinkKitError[];
}

/**
 * The operations of this user that were cut off, those on these trees (null: all); one whose journal cannot be read is
 * left out. Reading them changes nothing.
 */
export const cutOffOperations = (trees: readonly Tree[] | null): Recorded[] =>
  openJournals().filter(({ state, header }) => state === 'cutOff' && (trees === null || isOnTreesOf(trees, header.trees)));

function openJournals(): Recorded[] {
  return listJournals().filter(({ isOpen }) => isOpen).flatMap((name) => {
    try {
      return [readJournal(name)];
    } catch (error) {
      if (error instanceof LinkKitError && (error.code === 'JournalDamaged' || error.code === 'NotFound')) return [];
      throw error;
    }
  });
}

/**
 * Puts right what a cut-off operation left in the middle of a step. Each name has its old content or its new one already, for a
 * step ends with one rename: what is left to do is to remove temporary names, and second names among the keeps of files
 * that were not touched after all. Then it can be undone like any other. `dryRun`: tells the same and does nothing.
 */
export function recover(recorded: Recorded, { dryRun = false } = {}): Recovery {
  const recovery: Recovery = { recorded, removed: [], failures: [] };
  const orNote = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      recovery.failures.push(error);
    }
  };
  for (const step of recorded.steps) if (!isLinks(step) && !recorded.done.has(step.step)) orNote(() => closeStep(step, recovery, dryRun));
  for (const folder of filledFolders(recorded)) orNote(() => sweep(folder, recovery, dryRun));
  if (recovery.failures.length > 0 || dryRun) return recovery;
  removeEmptyKeeps(recorded.header);
  close(recorded);
  return recovery;
}

function closeStep(step: Step, { removed }: Recovery, dryRun: boolean): void {
  const { path: name, temporary, keep } = step;
  if (keep !== undefined && isStillNamed(name, keep) && !dryRun) {
    withPath(keep, () => faultPoint('recover.keep'));
    removeIfThere(keep);
  }
  // Nothing but a temporary name of ours, whatever the journal says
  const left = temporary !== undefined && isTemporary(path.basename(temporary)) ? entryOrNull(temporary) : null;
  if (temporary === undefined || left === null) return;
  const standing = entryOrNull(name);
  if (standing !== null && isClaim(step, standing) && !dryRun) removeIfThere(name);
  const belongs = standing === null && isToBeGivenBack(step, left);
  if (!belongs && (left.kind === 'directory' || !mayGo(step, left, standing))) throw new LinkKitError('ChangedDuringOperation', { path: temporary, message: 'This temporary name holds a file that another program put there while LinkKit was cut off.', hint: `Look at it; it may belong under ${name}.` });
  removed.push(temporary);
  if (dryRun) return;
  withPath(temporary, () => faultPoint('recover.temporary'));
  if (belongs) withPath(name, () => (isWindows ? moveFile(temporary, name) : renameWithoutReplacing(temporary, name)));
  else removeIfThere(temporary);
}

/** An empty file by which a name was claimed for the copy beside it, where neither a rename nor a link refuses a taken name (FAT; replace.ts). */
const isClaim = ({ act, path: name, was }: Step, { kind, size }: Entry): boolean =>
  act === 'copy' && was === null && kind === 'file' && size === 0 && volumeOf(path.dirname(name)).hardLinks !== true;

/** What a removal has set aside and is not to go: another program's file that was caught, or by now the last name of data that had others. */
const isToBeGivenBack = ({ act, was }: Step, left: Entry): boolean =>
  !!was && (isFileOf(left, was) ? wasToStay(was, left) : act === 'remove' || act === 'recycle');

const wasToStay = (was: FileState, left: Entry): boolean => left.kind === 'file' && left.linkCount === 1 && was.linkCount > 1;

/** Where the target is the new thing, its temporary name can only hold what stood there; another program's file stays. */
function mayGo({ act, was }: Step, left: Entry, standing: Entry | null): boolean {
  if (!was) return true;
  // Of a file with several names the others go, too: the bytes live on in the one that it was merged into
  if (act === 'merge' && isFileOf(left, was)) return standing !== null && !isFileOf(standing, was);
  return isFileOf(left, was) ? !wasToStay(was, left) : standing !== null && isFileOf(standing, was);
}

/** The folders that an operation made or filled: its lock kept all others out of them. */
const filledFolders = ({ steps }: Recorded): Set<string> =>
  new Set(steps.flatMap((step) => (isLinks(step) ? [step.target] : step.act === 'makeFolder' ? [step.path] : [])));

/** A folder may hold a temporary name that stood for no step: by it the folder was asked whether it tells case apart. */
function sweep(folder: string, { removed }: Recovery, dryRun: boolean): void {
  for (const name of namesIn(folder).filter(isTemporary)) {
    const temporary = path.join(folder, name);
    const { kind, size } = readEntry(temporary);
    if (kind !== 'file' || size > 0 || removed.includes(temporary)) continue; // not such a one
    removed.push(temporary);
    if (dryRun) continue;
    withPath(temporary, () => faultPoint('recover.sweep'));
    removeIfThere(temporary);
  }
}

function namesIn(folder: string): string[] {
  const entry = entryOrNull(folder);
  return entry?.kind === 'directory' ? withPath(folder, () => fs.readdirSync(folder)) : [];
}

/** Journals of processes that were gone between their last line and the name of a closed one get that name. Throws a LinkKitError. */
export function closeEnded(): void {
  for (const recorded of openJournals()) if (recorded.state !== 'cutOff' && !isAlive(recorded.header.process)) nameClosed(recorded);
}

function close(recorded: Recorded): void {
  addState(recorded, { type: 'recovered', time: new Date().toISOString() });
  nameClosed(recorded);
}

function nameClosed({ file, header: { operationId } }: Recorded): void {
  try {
    faultPoint('journal.close');
    fs.renameSync(file, journalFile(journalPlace(), operationId, { isOpen: false }));
  } catch (error) {
    // Another run was faster
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw fromOsError(error, file);
  }
}

import fs from 'node:fs';
import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';
import { entryOrNull, readEntry } from '../filesystem/entry.ts';
import { faultPoint } from '../filesystem/faults.ts';
import { isFileOf } from '../filesystem/fileState.ts';
import { fromOsError, withPath } from '../filesystem/osError.ts';
import { isTemporary, removeIfThere } from '../filesystem/replace.ts';
import { isLinks, type Step, type Tree } from './format.ts';
import { isStillNamed } from './journal.ts';
import { isOnTreesOf } from './locks.ts';
import { journalFile, journalPlace } from './places.ts';
import { addState, listJournals, readJournal, type Recorded } from './read.ts';

/** What was put right of one operation. */
export interface Recovery {
  recorded: Recorded;
  /** Temporary names that were removed. */
  removed: string[];
  /** What could not be put right, by path; it is tried again with the next run. */
  failures: LinkKitError[];
}

/**
 * The operations of this user that were cut off, those on these trees (null: all); one whose journal cannot be read is
 * left out. Reading them changes nothing.
 */
export function cutOffOperations(trees: readonly Tree[] | null): Recorded[] {
  return listJournals().filter(({ isOpen }) => isOpen).flatMap((name) => {
    try {
      const recorded = readJournal(name);
      return recorded.state === 'cutOff' && (trees === null || isOnTreesOf(trees, recorded.header.trees)) ? [recorded] : [];
    } catch (error) {
      if (error instanceof LinkKitError && (error.code === 'JournalDamaged' || error.code === 'NotFound')) return [];
      throw error;
    }
  });
}

/**
 * Puts right what a cut-off operation left in the middle of a step. Each name has its old content or its new one already, for a
 * step ends with one rename: what is left to do is to remove temporary names, and second names among the keeps of files
 * that were not touched after all. Then it can be undone like any other.
 */
export function recover(recorded: Recorded): Recovery {
  const recovery: Recovery = { recorded, removed: [], failures: [] };
  const orNote = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      recovery.failures.push(error);
    }
  };
  for (const step of recorded.steps) if (!isLinks(step) && !recorded.done.has(step.step)) orNote(() => closeStep(step, recovery));
  for (const folder of filledFolders(recorded)) orNote(() => sweep(folder, recovery));
  if (recovery.failures.length === 0) close(recorded);
  return recovery;
}

function closeStep({ path: name, temporary, keep, was }: Step, { removed }: Recovery): void {
  if (keep !== undefined && isStillNamed(name, keep)) {
    faultPoint('recover.keep');
    removeIfThere(keep);
  }
  // Nothing but a temporary name of ours, whatever the journal says
  const left = temporary !== undefined && isTemporary(path.basename(temporary)) ? entryOrNull(temporary) : null;
  if (temporary === undefined || left === null || left.kind === 'directory') return;
  // Where the target is the new thing, its temporary name can only hold what stood there; another program's file stays
  const standing = entryOrNull(name);
  if (was && !isFileOf(left, was) && (standing === null || !isFileOf(standing, was))) throw new LinkKitError('ChangedDuringOperation', { path: temporary, message: 'This temporary name holds a file that another program put there while LinkKit was cut off.', hint: `Look at it; it may belong under ${name}.` });
  faultPoint('recover.temporary');
  removeIfThere(temporary);
  removed.push(temporary);
}

/** The folders that an operation made or filled: its lock kept all others out of them. */
const filledFolders = ({ steps }: Recorded): Set<string> =>
  new Set(steps.flatMap((step) => (isLinks(step) ? [step.target] : step.act === 'makeFolder' ? [step.path] : [])));

/** A folder may hold a temporary name that stood for no step: by it the folder was asked whether it tells case apart. */
function sweep(folder: string, { removed }: Recovery): void {
  for (const name of namesIn(folder).filter(isTemporary)) {
    const temporary = path.join(folder, name);
    if (readEntry(temporary).size > 0) continue; // not such a one
    faultPoint('recover.sweep');
    removeIfThere(temporary);
    removed.push(temporary);
  }
}

function namesIn(folder: string): string[] {
  const entry = entryOrNull(folder);
  return entry?.kind === 'directory' ? withPath(folder, () => fs.readdirSync(folder)) : [];
}

function close(recorded: Recorded): void {
  addState(recorded, { type: 'recovered', time: new Date().toISOString() });
  const { operationId } = recorded.header;
  try {
    fs.renameSync(recorded.file, journalFile(journalPlace(), operationId, { isOpen: false }));
  } catch (error) {
    // Another run was faster
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw fromOsError(error, recorded.file);
  }
}

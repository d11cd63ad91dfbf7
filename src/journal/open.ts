import { LinkKitError } from '../contract/errors.ts';
import { ownProcess } from '../filesystem/processes.ts';
import { formatVersion, type Tree } from './format.ts';
import { Journal } from './journal.ts';
import { lockTrees } from './locks.ts';
import { journalFolder } from './places.ts';
import { prune } from './prune.ts';
import { closeEnded, cutOffOperations, recover } from './recover.ts';

/** An operation as its journal will name it. */
export interface OperationMark {
  id: string;
  command: string;
  /** The arguments behind `linkkit`. */
  argv: readonly string[];
  cwd: string;
  /** How long to wait for another operation on the same tree, seconds. */
  waitSeconds: number;
}

/** An operation that may change its trees now. */
export interface OpenJournal {
  journal: Journal;
  /** What is to be told of operations on these trees that were cut off and have been put right. */
  recovered: LinkKitError[];
  /** Ends the journal and unlocks the trees; always to be called. Throws a LinkKitError. */
  close(how: { interrupted: boolean }): Promise<void>;
}

/**
 * Locks the trees, puts right what an operation on them left that was cut off, and begins the journal. Throws a LinkKitError
 * (Busy, Interrupted, UnsafeLocation, WriteError …): nothing may be changed then.
 */
export async function openJournal(mark: OperationMark, trees: readonly Tree[], signal: AbortSignal): Promise<OpenJournal> {
  const folder = journalFolder();
  const unlock = await lockTrees(mark.id, mark.command, trees, { waitSeconds: mark.waitSeconds, signal });
  try {
    closeEnded();
    const recovered = cutOffOperations(trees).map((one) => recover(one)).flatMap(({ recorded: { header }, failures }) => [cutOff(header.command, header.operationId), ...failures]);
    const journal = new Journal(folder, {
      type: 'operation', format: formatVersion, operationId: mark.id, command: mark.command, argv: mark.argv, cwd: mark.cwd,
      started: new Date().toISOString(), process: ownProcess(), trees,
    });
    return {
      journal,
      recovered,
      async close(how) {
        try {
          await journal.end(how);
        } finally {
          unlock();
        }
        prune(journal.keepPlaces);
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

const cutOff = (command: string, operationId: string): LinkKitError =>
  new LinkKitError('Interrupted', { message: `An earlier operation here was cut off (${command} ${operationId}); what it left in the middle of a step has been put right.`, hint: `Take it back, if you like: linkkit undo ${operationId}` });

import type { OperationsCounts, OperationsItem } from '../contract/items.ts';
import { LinkKitError } from '../contract/errors.ts';
import { isLinks } from '../journal/format.ts';
import { listJournals, readJournal, type JournalName, type Recorded } from '../journal/read.ts';
import type { OperationContext, OperationEvent } from './operation.ts';

/**
 * This user's operations, oldest first, as far as their journals can be read: one that cannot is an error of its own, one that has
 * damaged lines a warning. Changes nothing.
 */
export async function* operations(_options: object, { signal }: OperationContext): AsyncGenerator<OperationEvent, OperationsCounts> {
  const counts: OperationsCounts = { operations: 0 };
  for (const name of listJournals()) {
    if (signal.aborted) break;
    try {
      const recorded = readIfThere(name);
      if (recorded === null) continue;
      if (recorded.damaged > 0) yield { type: 'warning', ...damagedIn(recorded).toFinding() };
      counts.operations += 1;
      yield { type: 'item', ...itemOf(recorded) };
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      yield { type: 'error', ...error.toFinding() };
    }
  }
  return counts;
}

/** What is to be told of a journal that has damaged lines. */
export const damagedIn = ({ file, damaged, header }: Recorded): LinkKitError =>
  new LinkKitError('JournalDamaged', { path: file, message: `${damaged === 1 ? 'One line' : `${damaged} lines`} of the journal of ${header.command} ${header.operationId} cannot be read.`, hint: 'What can be read of it is listed, and can be undone; check the disk.' });

/** Null where it was pruned meanwhile, or was cut off before it had begun. */
function readIfThere(name: JournalName): Recorded | null {
  try {
    return readJournal(name);
  } catch (error) {
    if (error instanceof LinkKitError && error.code === 'NotFound') return null;
    throw error;
  }
}

const itemOf = ({ header, steps, end, state }: Recorded): OperationsItem => ({
  operationId: header.operationId,
  command: header.command,
  started: header.started,
  ended: end?.time ?? null,
  state,
  argv: [...header.argv],
  steps: steps.reduce((sum, step) => sum + (isLinks(step) ? step.names.length : 1), 0),
});

import type { RecoverCounts } from '../contract/items.ts';
import { LinkKitError } from '../contract/errors.ts';
import { lockTrees } from '../journal/locks.ts';
import type { Recorded } from '../journal/read.ts';
import { closeEnded, cutOffOperations, recover as putRight, type Recovery } from '../journal/recover.ts';
import type { OperationContext, OperationEvent } from './operation.ts';

export interface RecoverOptions {
  dryRun: boolean;
}

/**
 * Puts right what operations of this user left in the middle of a step when they were cut off, each under a lock of its trees: a
 * running operation is never touched. What cannot be put right is an error, and is tried again the next time.
 */
export async function* recover({ dryRun }: RecoverOptions, context: OperationContext): AsyncGenerator<OperationEvent, RecoverCounts> {
  const counts: RecoverCounts = { recovered: 0 };
  if (!dryRun) closeEnded();
  for (const recorded of cutOffOperations(null)) {
    if (context.signal.aborted) break;
    try {
      const recovery = dryRun ? putRight(recorded, { dryRun }) : await underLock(recorded, context);
      if (recovery === null) continue;
      const { removed, failures } = recovery;
      for (const failure of failures) yield { type: 'error', ...failure.toFinding() };
      if (failures.length === 0) counts.recovered += 1;
      const { operationId, command, started } = recorded.header;
      yield { type: 'item', operationId, command, started, removed };
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      yield { type: 'error', ...error.toFinding() };
    }
  }
  return counts;
}

/** Null where another run was faster. */
async function underLock({ header: { operationId, trees } }: Recorded, { mark, signal }: OperationContext): Promise<Recovery | null> {
  const unlock = await lockTrees(mark!.id, mark!.command, trees, { waitSeconds: mark!.waitSeconds, signal });
  try {
    const still = cutOffOperations(trees).find(({ header }) => header.operationId === operationId);
    return still ? putRight(still) : null;
  } finally {
    unlock();
  }
}

import { guardTrees } from '../filesystem/heldPath.ts';
import type { Tree } from '../journal/format.ts';
import type { Journal } from '../journal/journal.ts';
import { trueTree } from '../journal/locks.ts';
import { openJournal, type OperationMark } from '../journal/open.ts';
import type { Counts, OperationContext, OperationEvent } from './operation.ts';

/**
 * Runs what changes trees under a lock and with a journal; null in a dry run, which takes the same way and changes nothing. Operations
 * here that were cut off are put right first, each with a warning. Throws a LinkKitError (Busy …) before `work` has begun.
 */
export async function* journaled<Result extends Counts>(
  context: OperationContext,
  trees: readonly Tree[],
  work: (journal: Journal | null) => AsyncGenerator<OperationEvent | readonly OperationEvent[], Result>,
): AsyncGenerator<OperationEvent | readonly OperationEvent[], Result> {
  const { mark, signal } = context;
  if (mark === null) return yield* work(null);
  const unguard = guardTrees(trees.map((tree) => ({ given: tree.path, real: trueTree(tree).path })));
  try {
    return yield* underJournal(mark, trees, signal, work);
  } finally {
    unguard();
  }
}

async function* underJournal<Result extends Counts>(
  mark: OperationMark,
  trees: readonly Tree[],
  signal: AbortSignal,
  work: (journal: Journal) => AsyncGenerator<OperationEvent | readonly OperationEvent[], Result>,
): AsyncGenerator<OperationEvent | readonly OperationEvent[], Result> {
  const { journal, recovered, close } = await openJournal(mark, trees, signal);
  try {
    yield recovered.map((one) => ({ type: 'warning' as const, ...one.toFinding() }));
    return yield* work(journal);
  } finally {
    await close({ interrupted: signal.aborted });
  }
}

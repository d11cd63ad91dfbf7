import type { UndoCounts, UndoItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import type { Journal } from '../../journal/journal.ts';
import { removeEmptyKeeps } from '../../journal/keepsFolder.ts';
import { addState, findJournal, readJournal, type Recorded } from '../../journal/read.ts';
import { isLinks } from '../../journal/format.ts';
import { journaled } from '../journaled.ts';
import type { OperationContext, OperationEvent } from '../operation.ts';
import { damagedIn } from '../operations.ts';
import { changesOf } from './changes.ts';
import { UndoRun } from './run.ts';
import { searchNames } from './search.ts';

export interface UndoOptions {
  /** The operation's id. */
  id: string;
}

export const noCounts = (): UndoCounts => ({ undoes: null, undone: 0, impossible: 0 });

/**
 * Takes an operation back, its last change first: what can be undone is, and each change that cannot is an item with the reason and an
 * `error`. What is undone already counts as undone. Throws NotFound, Busy where it still runs, NotUndoable where it is an
 * undo itself, JournalDamaged where its journal cannot be read.
 */
export async function* undo({ id }: UndoOptions, context: OperationContext): AsyncGenerator<OperationEvent | readonly OperationEvent[], UndoCounts> {
  const { header } = toUndo(id);
  return yield* journaled(context, header.trees, async function* (journal) {
    // Read again: it may have been put right, or undone, while we waited
    const recorded = toUndo(id);
    if (recorded.damaged > 0) yield { type: 'warning', ...damagedIn(recorded).toFinding() };
    return yield* takeBack(recorded, journal, context);
  });
}

/** Throws where it may not be undone. */
function toUndo(id: string): Recorded {
  const name = findJournal(id);
  if (name === null) throw new LinkKitError('NotFound', { message: `There is no operation ${id} in the journals of this user.`, hint: 'linkkit operations lists them; old ones are removed after 90 days.' });
  const recorded = readJournal(name);
  const { command, process: { pid } } = recorded.header;
  if (recorded.state === 'running') throw new LinkKitError('Busy', { message: `The operation ${id} still runs (${command}, process ${pid}).`, hint: 'Wait for it to end, or stop it with Ctrl+C; then undo it.' });
  if (command === 'undo') throw new LinkKitError('NotUndoable', { message: `${id} is an undo itself; it cannot be undone.`, hint: 'Do again what it took back.' });
  return recorded;
}

async function* takeBack(recorded: Recorded, journal: Journal | null, { signal }: OperationContext): AsyncGenerator<OperationEvent | readonly OperationEvent[], UndoCounts> {
  const { operationId } = recorded.header;
  const found = recorded.undone && recorded.undone.left?.length === 0 ? new Map<string, string>() : yield* searchNames(changesOf(recorded), signal);
  const run = new UndoRun(journal, recorded.header.trees, found, signal);
  const counts: UndoCounts = { ...noCounts(), undoes: operationId };
  // Undone before: what was done then is not looked at again, for it is the person's since
  const left = recorded.undone ? new Set(recorded.undone.left) : null;
  const total = recorded.steps.reduce((sum, step) => sum + (isLinks(step) ? step.names.length : 1), 0);
  let done = 0;
  for (const change of changesOf(recorded)) {
    if (signal.aborted) break;
    done += 1;
    if (left !== null && !left.has(change.key)) await run.alreadyUndone(change);
    else await run.take(change);
    if (run.events.length > 0) yield count(run.events.splice(0));
    if (done % 128 === 0) yield { type: 'progress', done, total, unit: 'files', path: change.path };
  }
  await run.finish();
  yield count(run.events.splice(0));
  if (journal !== null && !signal.aborted) {
    addState(recorded, { type: 'undone', time: new Date().toISOString(), by: journal.id, left: run.left });
    removeEmptyKeeps(recorded.header);
  }
  return counts;

  function count(events: OperationEvent[]): OperationEvent[] {
    for (const event of events) if (event.type === 'item') counts[(event as unknown as UndoItem).result] += 1;
    return events;
  }
}

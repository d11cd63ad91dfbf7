import { LinkKitError } from '../../contract/errors.ts';
import { isWindows } from '../../filesystem/platform.ts';
import type { Step } from '../../journal/format.ts';
import type { Journal } from '../../journal/journal.ts';
import type { OperationEvent } from '../operation.ts';
import type { RemoveOptions } from './options.ts';
import { pathOf, type Plan, type PlannedFolder, type Row } from './plan.ts';
import { inFolderOf, stepFor } from './step.ts';
import type { Outcome, Tally } from './tally.ts';

/** Names that are written down at once, before the first of them goes. */
const batchSize = 1_000;

/** In a whole run so long is waited for names that others hold open: a virus scanner or an indexer soon lets go. */
const patienceMs = 2_000;

/** A row that is written down. */
interface Intended {
  row: Row;
  step: Step;
  number: number;
}

/** Removes what is planned, or in a dry run (no journal) only counts it. A failure is an error of that name, and the rest goes on. */
export async function* removeRows(plan: Plan, tally: Tally, options: RemoveOptions, journal: Journal | null, signal: AbortSignal): AsyncGenerator<OperationEvent | readonly OperationEvent[], void> {
  const total = plan.length;
  const patience = { leftMs: isWindows ? patienceMs : 0 };
  let done = 0;
  for (const batch of batchesOf(plan.rows())) {
    if (signal.aborted) return;
    const events: OperationEvent[] = [];
    if (journal === null) for (const row of batch) dryRow(row, tally, events);
    else await removeBatch(batch, { tally, options, journal, signal, events, patience });
    yield events;
    done += batch.length;
    yield { type: 'progress', done, total, unit: 'files', path: pathOf(batch.at(-1)!) };
  }
}

/** What the run would make of a row. */
export function dryRow(row: Row, tally: Tally, events: OperationEvent[]): void {
  try {
    if (row.own && staysBehind(row, row.own, tally, events)) return;
    events.push({ type: 'item', ...tally.take(row, tally.judge(row), null) });
  } catch (error) {
    failed(row, error, tally, events);
  }
}

interface Batch {
  tally: Tally;
  options: RemoveOptions;
  journal: Journal;
  signal: AbortSignal;
  events: OperationEvent[];
  patience: { leftMs: number };
}

async function removeBatch(rows: readonly Row[], batch: Batch): Promise<void> {
  const { tally, options, journal, events } = batch;
  const written: { row: Row; step: Step }[] = [];
  for (const row of rows) {
    try {
      written.push({ row, step: stepFor(row, options, journal) });
    } catch (error) {
      failed(row, error, tally, events);
    }
  }
  const numbers = await journal.intend(written.map(({ step }) => step));
  const intended = written.map((one, index): Intended => ({ ...one, number: numbers[index]! }));
  for (let from = 0, to = 0; from < intended.length; from = to) {
    while (to < intended.length && intended[to]!.row.folder === intended[from]!.row.folder) to += 1;
    let inUse = removeIn(intended.slice(from, to), batch);
    for (let wait = 10; inUse.length > 0; wait = Math.min(2 * wait, 250)) {
      batch.patience.leftMs -= wait;
      await new Promise((resolve) => setTimeout(resolve, wait));
      inUse = removeIn(inUse, batch);
    }
  }
}

/** Some names of one folder. @returns those that others hold open and that are worth another try */
function removeIn(some: readonly Intended[], { tally, options, journal, signal, events, patience }: Batch): Intended[] {
  const inUse: Intended[] = [];
  const refuse = ({ row, step, number }: Intended, error: unknown): void => {
    failed(row, error, tally, events);
    journal.notDone(number, step, error);
  };
  try {
    inFolderOf(some.map(({ row }) => row), (row, index, remove) => {
      const one = some[index]!;
      // What is written down and has no line of its own never came
      if (signal.aborted || (row.own && staysBehind(row, row.own, tally, events))) return;
      let outcome: Outcome;
      try {
        outcome = tally.judge(row);
        remove(one.step, options.keepData && one.row.file !== null);
      } catch (error) {
        if (error instanceof LinkKitError && error.code === 'InUse' && patience.leftMs > 0) inUse.push(one);
        else refuse(one, error);
        return;
      }
      journal.done(one.number, null);
      events.push({ type: 'item', ...tally.take(row, outcome, one.step.keep ?? null) });
    });
  } catch (error) {
    // The folder that they lie in is another one by now, or gone
    if (!(error instanceof LinkKitError)) throw error;
    events.push({ type: 'error', ...error.toFinding() });
    for (const { row, step, number } of some) {
      tally.stay(row);
      journal.notDone(number, step, error);
    }
    return [];
  }
  return inUse;
}

/** Whether a folder keeps something and so stays; the one that was asked about says so. */
function staysBehind(row: Row, own: PlannedFolder, tally: Tally, events: OperationEvent[]): boolean {
  const what = tally.stays.get(own);
  if (what === undefined) return false;
  tally.stay(row, what);
  if (own.isAsked && what !== own.path) events.push({ type: 'error', ...new LinkKitError('NotEmpty', { path: own.path, message: `The folder is not empty: ${what} stays.`, hint: 'See the error of that name.' }).toFinding() });
  return true;
}

function failed(row: Row, error: unknown, tally: Tally, events: OperationEvent[]): void {
  if (!(error instanceof LinkKitError)) throw error;
  const hint = error.code === 'AccessDenied' ? { hint: 'Removing a name needs write access to its folder; check the rights, or run as the owner or elevated.' } : {};
  events.push({ type: 'error', ...error.toFinding(), ...hint });
  tally.stay(row);
}

function* batchesOf(rows: Iterable<Row>): Generator<Row[], void> {
  let batch: Row[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

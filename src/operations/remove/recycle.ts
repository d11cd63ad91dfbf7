import fs from 'node:fs';
import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import { entryOrNull, isSameFile, readEntry } from '../../filesystem/entry.ts';
import { faultPoint } from '../../filesystem/faults.ts';
import { readState, stateOf } from '../../filesystem/fileState.ts';
import { withPath } from '../../filesystem/osError.ts';
import { putMetadata } from '../../filesystem/putMetadata.ts';
import { moveToRecycleBin, refuseForShell } from '../../filesystem/recycleBin.ts';
import { removeIfThere } from '../../filesystem/replace.ts';
import { linkText, makeJunction, makeSymbolicLink } from '../../filesystem/symbolicLink.ts';
import { hasDirectoryAttribute } from '../../filesystem/windowsKind.ts';
import type { Step } from '../../journal/format.ts';
import { keep, type Journal } from '../../journal/journal.ts';
import { createHardLink } from '../../links/create.ts';
import type { OperationEvent } from '../operation.ts';
import { pathOf, type Plan, type PlannedFolder, type Row } from './plan.ts';
import { dryRow } from './run.ts';
import type { Tally } from './tally.ts';

/** One thing that the shell gets: a name, or a folder with all that is in it (the last row). */
interface Unit {
  path: string;
  rows: Row[];
}

/**
 * Moves what is planned into the recycle bin; in a dry run (no journal) only counts it. Each file first gets a second name among the keeps:
 * it tells whether the bin really holds the file, and what the shell deleted instead is put back from it.
 */
export async function* recycleRows(plan: Plan, tally: Tally, journal: Journal | null, signal: AbortSignal): AsyncGenerator<OperationEvent | readonly OperationEvent[], void> {
  for (const unit of unitsOf(plan)) {
    if (signal.aborted) return;
    const events: OperationEvent[] = [];
    const top = unit.rows.at(-1)!;
    try {
      const stays = unit.rows.map(({ own }) => own && tally.stays.get(own)).find((one) => typeof one === 'string');
      if (stays !== undefined) throw new LinkKitError('NotEmpty', { path: unit.path, message: `The folder is not empty: ${stays} stays.`, hint: 'See the error of that name.' });
      refuseForShell(unit.path);
      if (journal !== null) await recycle(unit, journal);
      for (const row of unit.rows) dryRow(row, tally, events);
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      events.push({ type: 'error', ...error.toFinding() });
      tally.stay(top);
    }
    yield events;
  }
}

function unitsOf(plan: Plan): Unit[] {
  const named = plan.named.map((row): Unit => ({ path: pathOf(row), rows: [row] }));
  const trees = new Map<PlannedFolder, Unit>();
  for (const row of plan.rows()) {
    if (row.isNamed) continue;
    let root = row.own ?? row.folder;
    while (!root.isAsked) root = root.above!;
    const unit = trees.get(root);
    if (unit) unit.rows.push(row);
    else trees.set(root, { path: root.path, rows: [row] });
  }
  return [...named, ...trees.values()];
}

interface Intended {
  row: Row;
  step: Step;
  number: number;
  /** Names that the file has while it is kept; 0: it is not. */
  names: number;
}

/** Throws a LinkKitError; all is then where it was, or put back. */
async function recycle({ path: at, rows }: Unit, journal: Journal): Promise<void> {
  const steps = rows.map((row) => stepFor(row, journal));
  const numbers = await journal.intend(steps);
  const intended = rows.map((row, index): Intended => ({ row, step: steps[index]!, number: numbers[index]!, names: 0 }));
  try {
    for (const one of intended) {
      if (one.step.keep === undefined) continue;
      keep(one.step.path, one.step.keep, one.row.entry);
      one.names = readEntry(one.step.keep).linkCount;
    }
    refuseOther(rows.at(-1)!);
    moveToRecycleBin(at);
    putBackWhatIsGone(at, intended);
  } catch (error) {
    for (const { step, number } of intended) {
      dropKeep(step);
      journal.notDone(number, step, error);
    }
    throw error;
  }
  for (const { step, number } of intended) {
    dropKeep(step);
    journal.done(number, null);
  }
}

function stepFor(row: Row, journal: Journal): Step {
  const at = pathOf(row);
  const { entry, own } = row;
  if (own) return { act: 'recycle', path: at, was: own.state ?? stateOf(entry) };
  if (entry.kind === 'junction' || (entry.kind === 'symlink' && hasDirectoryAttribute(entry.attributes))) return { act: 'recycle', path: at, from: linkText(at), was: readState(at, entry) };
  return { act: 'recycle', path: at, was: stateOf(entry), keep: journal.keepName(at, entry) };
}

function refuseOther(row: Row): void {
  if (!isSameFile(readEntry(pathOf(row)), row.entry)) throw new LinkKitError('ChangedDuringOperation', { path: pathOf(row) });
}

/** Takes a keep away where the file has another name: its own, or the one in the bin. The last name of a file is never taken. */
function dropKeep({ keep: name }: Step): void {
  if (name !== undefined && (entryOrNull(name)?.linkCount ?? 0) > 1) removeIfThere(name);
}

/** Where the shell has deleted a file instead of moving it, everything gets its name again. Throws EngineNotAvailable then. */
function putBackWhatIsGone(at: string, intended: readonly Intended[]): void {
  const isGone = intended.some(({ step, names }) => step.keep !== undefined && readEntry(step.keep).linkCount < names);
  if (!isGone) return;
  // The folders come last, the one that was asked about as the very last
  const isMade = new Set(intended.toReversed().filter(putBack));
  // What was made anew gets its rights and times, the innermost first
  const lost = intended.flatMap((one) => (isMade.has(one) && one.step.was?.metadata ? putMetadata(one.step.path, one.step.was.metadata, { isLink: one.row.own === null }) : []));
  const not = lost.length === 0 ? '' : ` Not all of its rights and times: ${lost[0]!.path}.`;
  throw new LinkKitError('EngineNotAvailable', { path: at, message: `The recycle bin did not take it: there is none on this volume, it is switched off, or too small. It was put back.${not}`, hint: 'Use --undoable instead of --to-recycle-bin, or leave that out.' });
}

/** Whether it had to be put back. */
function putBack({ row: { entry, own }, step }: Intended): boolean {
  if (entryOrNull(step.path) !== null) return false;
  faultPoint('recycle.back');
  if (own) withPath(step.path, () => fs.mkdirSync(step.path));
  else if (step.keep !== undefined) createHardLink(step.keep, step.path, entry);
  else if (entry.kind === 'junction') makeJunction(path.resolve(path.dirname(step.path), step.from!), step.path);
  else makeSymbolicLink(step.from!, step.path, true);
  return true;
}

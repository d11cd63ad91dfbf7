import path from 'node:path';
import type { RemoveCounts, RemoveItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { refuseWithoutRecycleBin } from '../../filesystem/recycleBin.ts';
import type { Journal } from '../../journal/journal.ts';
import { identityKey } from '../../filesystem/entry.ts';
import { keptNames } from '../../journal/keptNames.ts';
import { journaled } from '../journaled.ts';
import type { Operation, OperationContext, OperationEvent } from '../operation.ts';
import { readAsked, type Asked } from './asked.ts';
import { addAllNames, addRemaining, NameSearch } from './names.ts';
import type { RemoveOptions } from './options.ts';
import { Plan } from './plan.ts';
import { recycleRows } from './recycle.ts';
import { dryRow, removeRows } from './run.ts';
import { Tally } from './tally.ts';
import { readTrees } from './trees.ts';

/** What is told before anything goes: each name asked about, and what the folders come to. */
export interface RemovePlan {
  items: RemoveItem[];
  folders: readonly string[];
  /** Of the folders alone. */
  counts: RemoveCounts;
}

/**
 * Removes names of files, links, and folders with all that is in them. All of it is planned before the first name goes. Refused as a
 * whole (throws) where nothing that was asked about can be removed; else a failure is an error of that name, and the rest goes on.
 */
export const remove: Operation<RemoveOptions, RemoveCounts> = async function* (options, context) {
  if (options.toRecycleBin) refuseWithoutRecycleBin();
  const refused: LinkKitError[] = [];
  const asked = readAsked(options, context.cwd, (error) => refused.push(error));
  const last = asked.length === 0 ? refused.pop() : undefined;
  yield refused.map((error) => ({ type: 'error' as const, ...error.toFinding() }));
  if (last) throw last;
  if (options.allNames && !options.yes && !options.dryRun) throw notConfirmed(asked);
  const trees = asked.map(({ path }) => ({ path, use: 'write' as const }));
  return yield* journaled(context, trees, (journal) => planAndRemove(options, context, asked, journal));
};

async function* planAndRemove(options: RemoveOptions, context: OperationContext, asked: readonly Asked[], journal: Journal | null): AsyncGenerator<OperationEvent | readonly OperationEvent[], RemoveCounts> {
  const { signal } = context;
  const plan = new Plan(() => keptNamesOf(asked));
  const names = asked.filter(({ entry }) => entry.kind !== 'directory');
  const folders = asked.filter(({ entry }) => entry.kind === 'directory');
  const search = new NameSearch(names.length, signal);
  if (options.allNames) yield* addAllNames(plan, names, search);
  else for (const { path, entry } of names) plan.addName(path, entry);
  yield* readTrees(plan, folders, { withMetadata: journal !== null, signal });
  plan.close();
  yield* addRemaining(plan, search);
  // Interrupted: what is not known to its end is not begun
  if (!signal.aborted) yield { type: 'plan', ...foretell(plan, options, folders) };
  const tally = new Tally(plan, options);
  if (options.toRecycleBin) yield* recycleRows(plan, tally, journal, signal);
  else yield* removeRows(plan, tally, options, journal, signal);
  return tally.close();
}

/** Names among the keeps of the volumes that are asked about. */
function keptNamesOf(asked: readonly Asked[]): Map<string, number> {
  const places = new Map(asked.map(({ path: at, entry: { volume } }) => [volume, path.dirname(at)]));
  return new Map([...places.values()].flatMap((place) => [...keptNames(place)]));
}

function foretell(plan: Plan, options: RemoveOptions, folders: readonly Asked[]): RemovePlan {
  const items: RemoveItem[] = [];
  const all = new Tally(plan, options);
  for (const row of plan.rows()) {
    const events: OperationEvent[] = [];
    dryRow(row, all, events);
    if (row.isNamed) for (const event of events) if (event.type === 'item') items.push(event as unknown as RemoveItem);
  }
  return { items, folders: folders.map(({ path }) => path), counts: all.close() };
}

function notConfirmed(asked: readonly Asked[]): LinkKitError {
  const kept = keptNamesOf(asked);
  const files = new Map(asked.map(({ entry }) => [identityKey(entry), entry]));
  const names = [...files].reduce((sum, [key, { linkCount }]) => sum + Math.max(1, linkCount - (kept.get(key) ?? 0)), 0);
  return new LinkKitError('Usage', { message: `--all-names would remove every name, ${names} in all, and the data with them; nothing was removed.`, hint: 'Look at them first with --dry-run, then confirm with --yes.' });
}

import type { DuplicatesCounts } from '../../contract/items.ts';
import type { Operation, OperationEvent } from '../operation.ts';
import { findSets, type SearchEvent } from './find.ts';
import { groupsOf, itemOf } from './groups.ts';
import { openMemory } from './openMemory.ts';
import { noCounts, type SearchOptions } from './options.ts';

/** Finds files with the same bytes: an item for each leader with its followers, as soon as it is known. Changes nothing. */
export const duplicates: Operation<SearchOptions, DuplicatesCounts> = async function* (options, context) {
  const counts = noCounts();
  const skip = (reason: string, files: number): void => {
    if (files > 0) counts.skippedByReason[reason] = (counts.skippedByReason[reason] ?? 0) + files;
  };
  const told = (event: SearchEvent): OperationEvent[] => {
    if (event.type !== 'set') return [event];
    const items = groupsOf(event.set, options, skip).map(itemOf);
    for (const { followers, reclaimable } of items) {
      counts.sets += 1;
      counts.duplicates += followers.length;
      counts.reclaimable += reclaimable;
    }
    return items.map((item) => ({ type: 'item', ...item }));
  };
  const warnings: OperationEvent[] = [];
  const memory = openMemory(options, (warning) => warnings.push({ type: 'warning', ...warning.toFinding() }));
  try {
    for await (const events of findSets(options, context, { skip, looked: (names) => (counts.files += names) }, memory)) {
      yield Array.isArray(events) ? (events as readonly SearchEvent[]).flatMap(told) : told(events as SearchEvent);
    }
  } finally {
    memory.close();
  }
  yield warnings;
  return counts;
};

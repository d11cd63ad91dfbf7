import type { DuplicatesCounts } from '../../contract/items.ts';
import type { Operation } from '../operation.ts';
import { findSets } from './find.ts';
import { groupsOf, itemOf } from './groups.ts';
import { noCounts, type SearchOptions } from './options.ts';

/** Finds files with the same bytes: an item for each leader with its followers, as soon as it is known. Changes nothing. */
export const duplicates: Operation<SearchOptions, DuplicatesCounts> = async function* (options, context) {
  const counts = noCounts();
  const skip = (reason: string, files: number): void => {
    if (files > 0) counts.skippedByReason[reason] = (counts.skippedByReason[reason] ?? 0) + files;
  };
  for await (const event of findSets(options, context, { skip, looked: (names) => (counts.files += names) })) {
    if (event.type !== 'set') {
      yield event;
      continue;
    }
    const items = groupsOf(event.set, options, skip).map(itemOf);
    for (const { followers, reclaimable } of items) {
      counts.sets += 1;
      counts.duplicates += followers.length;
      counts.reclaimable += reclaimable;
    }
    if (items.length > 0) yield items.map((item) => ({ type: 'item' as const, ...item }));
  }
  return counts;
};

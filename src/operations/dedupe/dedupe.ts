import fs from 'node:fs';
import path from 'node:path';
import type { DedupeCounts, DedupeItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { existingAbove } from '../../filesystem/folder.ts';
import { withPath } from '../../filesystem/osError.ts';
import { absolutePath } from '../../filesystem/paths.ts';
import { volumeOf } from '../../filesystem/volume.ts';
import type { Tree } from '../../journal/format.ts';
import type { Journal } from '../../journal/journal.ts';
import { findSets, type SearchEvent } from '../duplicates/find.ts';
import { groupsOf } from '../duplicates/groups.ts';
import type { ContentMemory } from '../duplicates/memory.ts';
import { openMemory } from '../duplicates/openMemory.ts';
import type { SearchOptions } from '../duplicates/options.ts';
import { journaled } from '../journaled.ts';
import type { Operation, OperationEvent } from '../operation.ts';
import { mergeFileOf, type MergeSet } from './candidates.ts';
import { skip, type MergeRun } from './mergeRun.ts';
import { mergeSets } from './mergeSets.ts';
import { noCounts, type DedupeOptions } from './options.ts';
import { filesOfPlan, foldersOf, readPlan, readSet, writePlan } from './planFile.ts';

/**
 * Links files with the same bytes: finds them, or takes a plan, then compares and merges one after another. An item for each file that leads,
 * with what became of every name. Throws InvalidInputLine, NotFound … before anything is touched.
 */
export const dedupe: Operation<DedupeOptions, DedupeCounts> = async function* (options, context) {
  const { cwd } = context;
  const run: MergeRun = { options, context, counts: noCounts(), events: [], journal: null, memory: null, done: 0, total: 0 };
  const planned = options.search === null ? filesOfPlan(run, [...(options.apply === null ? [] : readPlan(options.apply, cwd)), ...options.set.flatMap(readSet)], cwd) : null;
  const trees = planned === null ? treesOf(options.search!, cwd) : foldersOf(planned).map((folder): Tree => ({ path: folder, use: 'write' }));
  // A plan is a dry run whose result goes to a file
  const mark = options.plan === null ? context.mark : null;
  return yield* journaled({ ...context, mark }, trees, async function* (journal) {
    run.journal = journal;
    try {
      return yield* work(journal);
    } finally {
      run.memory?.close();
    }
  });

  async function* work(journal: Journal | null): AsyncGenerator<OperationEvent | readonly OperationEvent[], DedupeCounts> {
    if (planned && journal) run.memory = remembering(run, { cache: true });
    const sets = planned ?? (yield* found(run, options.search!));
    run.total = sets.reduce((sum, { size, files }) => sum + size * (files.length - 1), 0);
    const places = new Map(sets.map(({ volume, files }) => [volume, existingAbove(path.dirname(files[0]?.names[0] ?? cwd))]));
    if (sets.length > 0) yield clonesAdvised(places);
    const before = journal ? freeBytes(places) : null;
    const items: DedupeItem[] = [];
    for await (const events of mergeSets(run, sets)) {
      if (options.plan !== null) for (const event of [events].flat()) if (event.type === 'item') items.push(event as unknown as DedupeItem);
      yield events;
    }
    if (options.plan !== null && !context.signal.aborted) await writePlan(options.plan, cwd, items);
    if (before !== null) {
      const after = freeBytes(places);
      Object.assign(run.counts, { freeBefore: before, freeAfter: after, bytesFreed: Math.max(0, after - before) });
    }
    run.memory?.close();
    yield run.events.splice(0);
    return run.counts;
  }
};

const treesOf = ({ path: own, reference }: SearchOptions, cwd: string): Tree[] => [
  ...own.map((text): Tree => ({ path: absolutePath(text, cwd), use: 'write' })),
  ...reference.map((text): Tree => ({ path: absolutePath(text, cwd), use: 'read' })),
];

async function* found(run: MergeRun, search: SearchOptions): AsyncGenerator<OperationEvent | readonly OperationEvent[], MergeSet[]> {
  const sets: MergeSet[] = [];
  const count = (reason: string, files: number): void => skip(run, reason, files);
  const taken = (event: SearchEvent): OperationEvent[] => {
    if (event.type !== 'set') return [event];
    for (const { volume, size, hash, leader, followers } of groupsOf(event.set, search, count)) sets.push({ volume, size, hash, files: [leader, ...followers].map(mergeFileOf) });
    return [];
  };
  run.memory = remembering(run, search);
  for await (const events of findSets(search, run.context, { skip: count, looked: () => undefined }, run.memory)) yield [events].flat().flatMap((event) => taken(event as SearchEvent));
  return sets;
}

const remembering = (run: MergeRun, options: { cache: boolean }): ContentMemory => openMemory(options, (warning) => run.events.push({ type: 'warning', ...warning.toFinding() }));

/** A clone shares the blocks and stays a file of its own: an edit does not show under the other names. */
function clonesAdvised(places: ReadonlyMap<string, string>): OperationEvent[] {
  return [...places.values()].filter((folder) => volumeOf(folder).fileSystem.toLowerCase() === 'refs').map((folder) => ({
    type: 'warning',
    ...new LinkKitError('EngineNotAvailable', { path: folder, message: 'This volume is ReFS (a Dev Drive is, too): there clones free the same space, and an edit of one file never shows in another.', hint: 'Copy-Item and Explorer make clones there by themselves; hard links are for names that are to stay one file.' }).toFinding(),
  }));
}

/** Free bytes of the volumes together. */
const freeBytes = (places: ReadonlyMap<string, string>): number =>
  [...places.values()].reduce((sum, folder) => {
    const { bfree, bsize } = withPath(folder, () => fs.statfsSync(folder));
    return sum + bfree * bsize;
  }, 0);

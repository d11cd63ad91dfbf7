import v8 from 'node:v8';
import { LinkKitError } from '../../contract/errors.ts';
import { isRotational } from '../../filesystem/media.ts';
import { absolutePath } from '../../filesystem/paths.ts';
import type { OperationContext, OperationEvent } from '../operation.ts';
import type { ContentAnswer } from './contentJob.ts';
import { Contents } from './contents.ts';
import { EarlyReads } from './earlyReads.ts';
import type { SizeOfFiles } from './foundFiles.ts';
import type { Skip } from './groups.ts';
import type { ContentMemory, Known } from './memory.ts';
import type { SearchOptions } from './options.ts';
import { readGroup, type GroupSink } from './readGroup.ts';
import { ReadQueue } from './readQueue.ts';
import type { DuplicateSet } from './set.ts';
import { setMaker } from './setMaker.ts';
import { decided, keyOf, newGroup, type SizeClass, type SizeGroup } from './sizeGroup.ts';
import { walkFiles, type WalkedFiles } from './walkFiles.ts';

/** What a search tells besides: names that it looked at, and files that it left out. */
export interface Tally {
  skip: Skip;
  looked(names: number): void;
}

export type SearchEvent = OperationEvent | { type: 'set'; set: DuplicateSet };

/** So many sets are handed on at once: each turn costs as much as some files. */
const mostEvents = 32;

/** Failures to read that leave a file out: another program is at work there, or it is not ours to read. */
const leftOut: ReadonlySet<string> = new Set(['InUse', 'AccessDenied', 'ChangedDuringOperation', 'NotFound']);

/**
 * Finds the sets of equal files below the paths, each as soon as it is known; events besides: progress, and an error for what cannot be read.
 * Changes nothing on the volumes. Throws Usage for a glob that cannot be read.
 */
export async function* findSets(options: SearchOptions, context: OperationContext, tally: Tally, memory: ContentMemory): AsyncGenerator<SearchEvent | readonly SearchEvent[], void> {
  const { signal } = context;
  // With millions of files garbage would take as much room again as what is known of them; measured, it costs no time
  v8.setFlagsFromString('--heap-growing-percent=30');
  const contents = new Contents({ inOrder: options.media === 'auto' ? turns(options, context) : options.media === 'hdd', hashOnly: options.hashOnly });
  const queue = new ReadQueue(contents, signal);
  const early = new EarlyReads(contents, memory, options.hashOnly);
  const events: SearchEvent[] = [];
  try {
    const walked = yield* walkFiles(options, context, tally, (...found) => early.offer(...found));
    const { files, volumeOf } = walked;
    const sets = yield* setMaker(walked, tally.skip);
    const comparison = memory.newComparison();
    // What costs most comes first, so that the threads end together
    const sizes = files.sizes().sort((one, other) => costOf(other) - costOf(one));
    const total = sizes.reduce((sum, { size, files: number }) => sum + size * number, 0);
    let done = 0;
    const sink: GroupSink = { found, failed, done: remember };
    const later: SizeOfFiles[] = [];
    for (const one of sizes) {
      if (early.isReading(one.device, one.size)) later.push(one);
      else await look(one);
      if (events.length >= mostEvents) yield told();
    }
    await queue.untilEnd(early.end());
    for (const one of later) await look(one);
    do yield told();
    while (await queue.next());
    yield told();

    function told(): SearchEvent[] {
      return [...events.splice(0), { type: 'progress', done, total, unit: 'bytes', path: null }];
    }

    /** Tells at once what is known of a size, and has the rest read. */
    async function look({ device, size }: SizeOfFiles): Promise<void> {
      if (signal.aborted) return;
      const group = newGroup(walked, device, size, memory, early.known, options.hashOnly);
      const classes = canMatter(group.files, walked, options) ? decided(group) : [];
      if (classes === null) return readGroup(group, files, queue, comparison, sink);
      found(group, classes);
      done += size * group.files.length;
      if (group.isNew) learn(group, group.files.map((file, place) => [file, group.known[place]!]));
    }

    function found({ device, size }: SizeGroup, classes: readonly SizeClass[]): void {
      for (const one of classes) {
        const set = one.files.length > 1 ? sets(device, size, one) : null;
        if (set) events.push({ type: 'set', set });
      }
    }

    function failed(failures: ContentAnswer['failures']): void {
      for (const { finding } of failures) {
        if (leftOut.has(finding.code)) tally.skip(finding.code === 'NotFound' ? 'ChangedDuringOperation' : finding.code, 1);
        else events.push({ type: 'error', ...finding });
      }
    }

    function remember(group: SizeGroup, known: Iterable<[number, Known]>): void {
      done += group.size * group.files.length;
      learn(group, known);
    }

    function learn({ device, size }: SizeGroup, known: Iterable<[number, Known]>): void {
      memory.learn(volumeOf(device), size, known, (file) => keyOf(files, file));
    }
  } finally {
    await contents.close();
  }
}

/** Opening a file costs as much as reading some ten thousand bytes. */
const costOf = ({ size, files }: SizeOfFiles): number => (size + 64 * 1024) * files;

/** Whether any of the paths lies on a disk that turns; one that is not there is told by the walk. */
const turns = ({ path: own, reference }: SearchOptions, { cwd }: OperationContext): boolean =>
  [...own, ...reference].some((text) => {
    try {
      return isRotational(absolutePath(text, cwd)) === true;
    } catch (error) {
      if (error instanceof LinkKitError) return false;
      throw error;
    }
  });

/** Whether any of these files could become a name of another. */
function canMatter(some: readonly number[], { files, roots: given, firstReference }: WalkedFiles, { isolate }: SearchOptions): boolean {
  if (!isolate && firstReference === given.length) return true;
  const roots = new Set(some.flatMap((file) => files.roots(file)));
  if (some.every((file) => files.roots(file).at(-1)! >= firstReference)) return false;
  return !isolate || roots.size > 1;
}

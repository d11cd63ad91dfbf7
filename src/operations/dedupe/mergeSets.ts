import type { DedupeItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { reachablePath } from '../../filesystem/paths.ts';
import type { RenameWay } from '../../filesystem/replace.ts';
import { isEncrypted } from '../../filesystem/windowsKind.ts';
import type { Step } from '../../journal/format.ts';
import type { OperationEvent } from '../operation.ts';
import { entryToMerge, type MergeFile, type MergeSet } from './candidates.ts';
import { LeaderError, mergeFile, stepsOf, type Pair } from './mergeFile.ts';
import { skip, type MergeRun } from './mergeRun.ts';
import { volumeFacts, type VolumeFacts } from './volumeFacts.ts';

/** As many names are written down at once. */
const batchNames = 512;

type Follower = DedupeItem['followers'][number];

/** A leader with what became of those that were to follow it. */
interface Leading {
  leader: MergeFile;
  followers: Follower[];
}

/** A set on its way: who has not yet found a leader, and who was refused by one. */
interface Work {
  set: MergeSet;
  waiting: MergeFile[];
  items: Leading[];
  refused: Map<MergeFile, { by: Leading; error: LinkKitError }>;
}

/** What is no failure of ours: the file stays as it is, and counts with its reason. */
const skips: ReadonlySet<string> = new Set(['InUse', 'ChangedDuringOperation', 'NotFound', 'MetadataDiffers', 'TooManyLinks', 'OfflineFile', 'UnsupportedReparsePoint']);
/** Another leader may suit it. */
const refusals: ReadonlySet<string> = new Set(['MetadataDiffers', 'TooManyLinks']);

/** Merges sets of files that were found to be equal: an item for each leader. Stops between two files once the run is aborted. */
export async function* mergeSets(run: MergeRun, sets: readonly MergeSet[]): AsyncGenerator<OperationEvent | readonly OperationEvent[], void> {
  const { signal } = run.context;
  const volumes = volumeFacts(run.options.linkLimit);
  for (let first = 0; first < sets.length && !signal.aborted; ) {
    const works: Work[] = [];
    for (let names = 0; first < sets.length && names < batchNames; first += 1) {
      const set = sets[first]!;
      works.push({ set, waiting: [...set.files], items: [], refused: new Map() });
      names += set.files.reduce((sum, file) => sum + file.names.length, 0);
    }
    while (works.some(({ waiting }) => waiting.length > 1) && !signal.aborted) yield* mergeRound(run, works, volumes);
    yield works.flatMap((work) => itemsOf(run, work)).concat(run.events.splice(0));
  }
}

/** In each set the first of those that wait leads as many of the others as it may. */
async function* mergeRound(run: MergeRun, works: readonly Work[], volumes: VolumeFacts): AsyncGenerator<OperationEvent | readonly OperationEvent[], void> {
  const { signal } = run.context;
  const planned: { work: Work; item: Leading; pair: Pair; steps: Step[] }[] = [];
  for (const work of works) if (work.waiting.length > 1) planned.push(...planRound(run, work, volumes));
  const numbers = run.journal ? await run.journal.intend(planned.flatMap(({ steps }) => steps)) : null;
  for (const { work, item, pair, steps } of planned) {
    if (signal.aborted) return;
    const own = numbers?.splice(0, steps.length) ?? null;
    yield { type: 'progress', done: run.done, total: run.total, unit: 'bytes', path: pair.follower.names[0]! };
    const ways: (RenameWay | null)[] = [];
    const { names, fileId } = pair.follower;
    try {
      await mergeFile(run, pair, steps, own, ways);
      run.done += pair.size;
      run.counts.bytesComputed += pair.size;
    } catch (error) {
      // Where one of its names could not be replaced, the others that were stay so
      if (ways.length > 0) pair.follower = { ...pair.follower, names: names.slice(ways.length) };
      if (error instanceof LeaderError) leaderLost(run, work, item, pair, error.cause);
      else if (!(error instanceof LinkKitError)) throw error;
      else if (error.code !== 'Interrupted') notMerged(run, work, item, pair, error);
    } finally {
      run.counts.merged += ways.length;
      item.followers.push(...ways.map((rename, index): Follower => ({ path: names[index]!, fileId, result: own ? 'merged' : 'planned', reason: null, detail: null, rename })));
    }
  }
}

function planRound(run: MergeRun, work: Work, volumes: VolumeFacts): { work: Work; item: Leading; pair: Pair; steps: Step[] }[] {
  const [leader, ...others] = work.waiting as [MergeFile, ...MergeFile[]];
  const { size } = work.set;
  work.waiting = [];
  const item: Leading = { leader, followers: [] };
  let names: number;
  try {
    names = checked(leader, size, volumes).linkCount;
  } catch (error) {
    leaderLost(run, work, item, null, asFailure(error));
    work.waiting.push(...others);
    return [];
  }
  work.items.push(item);
  return others.flatMap((follower) => {
    const pair = { leader, follower, size };
    try {
      const { linkCount } = checked(follower, size, volumes);
      if (linkCount - volumes.kept(follower) > follower.names.length) throw new LinkKitError('ChangedDuringOperation', { path: follower.names[0]!, message: 'It has names that were not found; it would be parted from them, and nothing freed.' });
      if (names + follower.names.length > volumes.mostNames(leader)) throw new LinkKitError('TooManyLinks', { path: follower.names[0]!, message: `${leader.names[0]!} has as many names as it may.` });
      const steps = stepsOf(pair);
      names += follower.names.length;
      return [{ work, item, pair, steps }];
    } catch (error) {
      notMerged(run, work, item, pair, asFailure(error));
      return [];
    }
  });
}

function checked(file: MergeFile, size: number, { isOutOfReach }: VolumeFacts): { linkCount: number } {
  const [name] = file.names as [string];
  if (isOutOfReach(name)) throw new LinkKitError('ChangedDuringOperation', { path: name, message: 'It is reached by a link that was put into its path since.', hint: 'Search again.' });
  const entry = entryToMerge(name, file, size);
  if (isEncrypted(entry.attributes)) throw new LinkKitError('AccessDenied', { path: name, message: 'It is encrypted (EFS); it is left alone.' });
  return entry;
}

function asFailure(error: unknown): LinkKitError {
  if (!(error instanceof LinkKitError)) throw error;
  return error;
}

/** The leader itself is not as it was: it is left alone, and who was to follow it waits for another. */
function leaderLost(run: MergeRun, work: Work, item: Leading, pair: Pair | null, error: LinkKitError): void {
  if (!work.refused.has(item.leader)) {
    work.refused.set(item.leader, { by: item, error });
    skip(run, reasonOf(error));
    if (!skips.has(error.code)) run.events.push({ type: 'error', ...error.toFinding() });
  }
  if (pair) work.waiting.push(pair.follower);
}

function notMerged(run: MergeRun, work: Work, item: Leading, { follower, size }: Pair, error: LinkKitError): void {
  if (refusals.has(error.code)) {
    if (!work.refused.has(follower)) work.refused.set(follower, { by: item, error });
    work.waiting.push(follower);
    return;
  }
  run.done += size;
  leftAlone(run, item, follower, error);
}

function leftAlone(run: MergeRun, { followers }: Leading, follower: MergeFile, error: LinkKitError): void {
  const isSkip = skips.has(error.code);
  if (isSkip) skip(run, reasonOf(error));
  else run.events.push({ type: 'error', ...error.toFinding() });
  followers.push(...follower.names.map((name): Follower => ({ path: name, fileId: follower.fileId, result: isSkip ? 'skipped' : 'failed', reason: reasonOf(error), detail: error.message, rename: null })));
}

const reasonOf = ({ code }: LinkKitError): string => (code === 'NotFound' ? 'ChangedDuringOperation' : code);

/** What became of a set; one that found no leader, and none to follow it, is told with the one that refused it. */
function itemsOf(run: MergeRun, { set: { volume, size, hash }, waiting, items, refused }: Work): OperationEvent[] {
  if (!run.context.signal.aborted) {
    for (const file of [...waiting, ...items.filter(({ followers }) => followers.length === 0).map(({ leader }) => leader)]) {
      const refusal = refused.get(file);
      if (refusal && refusal.by.leader !== file) leftAlone(run, refusal.by, file, refusal.error);
    }
  }
  return items.filter(({ followers }) => followers.length > 0).map(({ leader, followers }) => {
    run.counts.sets += 1;
    const done = new Set(followers.filter(({ result }) => result === 'merged' || result === 'planned').map(({ fileId }) => fileId));
    const item: DedupeItem = { volume, size, hash, leader: { path: reachablePath(leader.names[0]!), fileId: leader.fileId }, followers: followers.map((one) => ({ ...one, path: reachablePath(one.path) })), reclaimable: size * done.size };
    return { type: 'item', ...item };
  });
}

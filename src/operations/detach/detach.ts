import fs from 'node:fs';
import path from 'node:path';
import type { DetachCounts } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { withPath } from '../../filesystem/osError.ts';
import { absolutePath } from '../../filesystem/paths.ts';
import { volumeOf } from '../../filesystem/volume.ts';
import type { Step } from '../../journal/format.ts';
import { journaled } from '../journaled.ts';
import { nameFilter } from '../nameFilter.ts';
import type { Operation, OperationContext, OperationEvent } from '../operation.ts';
import { detachFile, stepOf, told, type Job } from './file.ts';
import { already, findShared } from './find.ts';
import { noCounts, type DetachOptions, type DetachRun, type SharedFile } from './options.ts';

/** As many steps are written down at once. */
const batchSize = 128;

/** File systems whose copies share their blocks: what is free says nothing about them. */
const withClones: ReadonlySet<string> = new Set(['btrfs', 'xfs', 'refs', 'zfs', 'bcachefs', 'ocfs2']);

/**
 * Gives names their own data, so that an edit no longer shows in the others: each a copy, flushed and verified, that takes the
 * place of the shared file in one rename. A failure of one is an `error` event and the rest goes on. Throws NoSpace where there
 * is not room for all copies; nothing is changed then.
 */
export const detach: Operation<DetachOptions, DetachCounts> = async function* (options, context) {
  const trees = options.path.map((text) => ({ path: absolutePath(text, context.cwd), use: 'write' as const }));
  const keeps = await nameFilter(options.include, options.exclude);
  return yield* journaled(context, trees, async function* (journal) {
    const run: DetachRun = { options, context, counts: noCounts(), events: [], keeps, journal, done: 0, total: 0 };
    const shared = yield* findShared(run);
    const jobs = [...shared.values()].flatMap((file) => jobsFor(run, file));
    yield run.events.splice(0);
    checkSpace(run, jobs);
    yield* options.dryRun ? plannedItems(run, jobs) : detachAll(run, jobs, context);
    return run.counts;
  });
};

/** Where all names of a file are to have their own data, the last one keeps what is there. */
function jobsFor({ options }: DetachRun, { entry, names }: SharedFile): Job[] {
  const share = options.onlyOutside ? { made: null } : null;
  const jobs: Job[] = names.map((name) => ({ path: name, entry, share, lastOf: null, isDone: false }));
  if (!options.onlyOutside && names.length === entry.linkCount) jobs.at(-1)!.lastOf = jobs.slice(0, -1);
  return jobs;
}

/** Throws NoSpace where a volume has not room for the copies it is to hold. */
function checkSpace(run: DetachRun, jobs: readonly Job[]): void {
  const needs = new Map<string, { folder: string; bytes: number }>();
  const copied = new Set<object>();
  for (const { path: name, entry, share, lastOf } of jobs) {
    if (lastOf) continue;
    if (share && copied.size === copied.add(share).size) continue;
    run.total += entry.size;
    const need = needs.get(entry.volume) ?? { folder: path.dirname(name), bytes: 0 };
    need.bytes += Math.min(entry.size, entry.allocated);
    needs.set(entry.volume, need);
  }
  for (const { folder, bytes } of needs.values()) {
    if (withClones.has(volumeOf(folder).fileSystem.toLowerCase())) continue;
    const { bavail, bsize } = withPath(folder, () => fs.statfsSync(folder));
    if (bytes > bavail * bsize) throw new LinkKitError('NoSpace', { path: folder, message: `The copies take ${bytes} bytes, and ${bavail * bsize} are free on the volume; nothing was changed.`, hint: 'Free some space, or detach fewer files at a time.' });
  }
}

/** The same items from the same jobs, and nothing done. */
function* plannedItems(run: DetachRun, jobs: readonly Job[]): Generator<readonly OperationEvent[], void> {
  for (const job of jobs) {
    if (job.lastOf) {
      already(run, job.path, job.entry.size);
      continue;
    }
    const linkedTo = job.share?.made?.path ?? null;
    if (job.share && linkedTo === null) job.share.made = { path: job.path, method: 'copy' };
    told(run, job, 'copy', null, linkedTo);
    yield run.events.splice(0);
  }
  yield run.events.splice(0);
}

async function* detachAll(run: DetachRun, jobs: readonly Job[], { signal }: OperationContext): AsyncGenerator<OperationEvent | readonly OperationEvent[], void> {
  for (let first = 0; first < jobs.length && !signal.aborted; first += batchSize) {
    const ready: { job: Job; what: Step | null }[] = [];
    for (const job of jobs.slice(first, first + batchSize)) orTell(run, () => void ready.push({ job, what: job.lastOf ? null : stepOf(run, job) }));
    if (run.events.length > 0) yield run.events.splice(0);
    const steps = await run.journal!.intend(ready.flatMap(({ what }) => what ?? []));
    for (const { job, what } of ready) {
      if (signal.aborted) break;
      if (what === null) {
        if (job.lastOf!.every(({ isDone }) => isDone)) already(run, job.path, job.entry.size);
        continue;
      }
      let isDone = false;
      const work = detachFile(run, job, what, steps.shift()!).catch((error: unknown) => fail(run, error)).finally(() => (isDone = true));
      while (!isDone) {
        await Promise.race([work, new Promise((resolve) => setTimeout(resolve, 200).unref())]);
        yield { type: 'progress', done: run.done, total: run.total, unit: 'bytes', path: job.path };
      }
      if (run.events.length > 0) yield run.events.splice(0);
    }
    yield run.events.splice(0);
  }
}

function orTell(run: DetachRun, action: () => void): void {
  try {
    action();
  } catch (error) {
    fail(run, error);
  }
}

/** The summary tells of an interruption. */
function fail({ events, context: { signal } }: DetachRun, error: unknown): void {
  if (!(error instanceof LinkKitError)) throw error;
  if (!(signal.aborted && error.code === 'Interrupted')) events.push({ type: 'error', ...error.toFinding() });
}

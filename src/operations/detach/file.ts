import { LinkKitError } from '../../contract/errors.ts';
import { copyFileTo } from '../../filesystem/copyFile.ts';
import { isSameFile, readEntry, type Entry } from '../../filesystem/entry.ts';
import { readState, stateOf } from '../../filesystem/fileState.ts';
import { replaceByNew, temporaryBeside, type RenameWay } from '../../filesystem/replace.ts';
import type { Step } from '../../journal/format.ts';
import { keepIfRoom } from '../../journal/journal.ts';
import { createHardLink } from '../../links/create.ts';
import type { DetachRun } from './options.ts';

/** A name that gets its own data; with only-outside those that were one file share one copy. */
export interface Job {
  path: string;
  /** The file as it was found. */
  entry: Entry;
  /** The copy that the file's names inside share; null: a copy for each. */
  share: { made: { path: string; method: 'copy' | 'clone' } | null } | null;
  /** The jobs of all other names of the file: once they are done, this one has what is there for itself. */
  lastOf: readonly Job[] | null;
  isDone: boolean;
}

/** The step of a job, to be written down with many others. Throws a LinkKitError where the file is another one by now. */
export function stepOf(run: DetachRun, { path: name, entry }: Job): Step {
  const now = readEntry(name);
  if (!isSameFile(now, entry)) throw new LinkKitError('ChangedDuringOperation', { path: name });
  return { act: 'detach', path: name, temporary: temporaryBeside(name), was: readState(name, now), keep: run.journal!.keepName(name, now) };
}

/** Gives a name its own data. Throws a LinkKitError; the name then leads to what it led to before. */
export async function detachFile(run: DetachRun, job: Job, what: Step, step: number): Promise<void> {
  const journal = run.journal!;
  const { path: name, share } = job;
  try {
    const entry = readEntry(name);
    if (!isSameFile(entry, job.entry)) throw new LinkKitError('ChangedDuringOperation', { path: name });
    const unkept = keepIfRoom(name, what.keep!, entry);
    const otherName = unkept ? undefined : what.keep!;
    const shares = share?.made ?? null;
    const { way, method } = shares ? { way: await linkTo(shares.path, name, what.temporary!, entry, otherName), method: shares.method } : await copyOver(run, name, what.temporary!, entry, otherName);
    if (share && !shares) share.made = { path: name, method };
    if (unkept) run.events.push({ type: 'warning', ...unkept.toFinding() });
    journal.done(step, stateOf(readEntry(name)), way === null ? {} : { rename: way });
    told(run, job, method, way, shares?.path ?? null);
  } catch (error) {
    journal.notDone(step, what, error);
    throw error;
  }
}

/** Counts a name and hands it out; in a dry run before it is done. */
export function told(run: DetachRun, job: Job, method: 'copy' | 'clone', rename: RenameWay | null, linkedTo: string | null): void {
  const { path: name, entry: { size } } = job;
  job.isDone = true;
  run.counts.files += 1;
  run.counts.detached += 1;
  if (method === 'copy' && linkedTo === null) run.counts.bytesWritten += size;
  run.events.push({ type: 'item', path: name, method, size, linkedTo, rename });
}

async function copyOver(run: DetachRun, name: string, temporary: string, entry: Entry, otherName: string | undefined): Promise<{ way: RenameWay | null; method: 'copy' | 'clone' }> {
  const before = run.done;
  const onBytes = (bytes: number): void => void (run.done += bytes);
  const { lost, way, cloned } = await copyFileTo(name, name, { temporary, replaces: entry, signal: run.context.signal, onBytes, otherName });
  run.done = before + entry.size;
  for (const one of lost) run.events.push({ type: 'warning', ...one.toFinding() });
  return { way, method: cloned ? 'clone' : 'copy' };
}

/** The copy that another of its names has got takes the file's place here, too. */
async function linkTo(copy: string, name: string, temporary: string, entry: Entry, otherName: string | undefined): Promise<RenameWay> {
  const copied = readEntry(copy);
  const { way } = await replaceByNew(name, temporary, (link) => createHardLink(copy, link, copied), { expected: entry, otherName });
  return way;
}

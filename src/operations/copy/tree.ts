import { LinkKitError } from '../../contract/errors.ts';
import { readEntry } from '../../filesystem/entry.ts';
import { notTheFile } from '../../links/create.ts';
import { below, outcome, type LinkedBatch } from '../../links/linkBatch.ts';
import type { LinkWorkers } from '../../links/linkWorkers.ts';
import { copyEntry, errorEvent, finish } from './item.ts';
import { LookAhead } from './lookAhead.ts';
import { collision, leaveFolder, makeNow, type OpenFolder } from './openFolder.ts';
import type { CopyRun, Place } from './options.ts';
import type { Cover } from './steps.ts';

/** Names that are linked at once, before signals and progress get a turn. */
const batchSize = 128;

/** Some names of one folder; `linked` is null where each has to be looked at by itself. */
interface Batch {
  folder: OpenFolder;
  names: readonly string[];
  /** Where `names` begin in the folder's. */
  first: number;
  linked: LinkedBatch | null;
}

/**
 * A folder and all in it, without recursion. Nothing is followed, no mount is crossed; errors of one item do not stop
 * the rest. Where there are many, plain files are linked in batches by threads, and by this one while those are busy; all
 * else is done name by name. A step yields the promise that the caller must wait for, or nothing.
 */
export function* copyTree(run: CopyRun, place: Place): Generator<Promise<unknown> | undefined, void> {
  const { signal } = run.context;
  const ahead = new LookAhead(run, place);
  const open = new Set<OpenFolder>();
  const toDo: OpenFolder[] = [];
  const answered: Batch[] = [];
  let atThreads = 0;
  let failure: unknown = null;
  let wake = (): void => undefined;

  for (;;) {
    if (failure !== null) throw failure;
    takeUp();
    const batch = answered.shift();
    if (!batch) {
      if (atThreads > 0) yield new Promise<void>((resolve) => (wake = resolve));
      else if (ahead.isDone || signal.aborted) break;
      else yield ahead.take().then((folders) => folders.forEach(enter), (error: unknown) => void (failure = error));
      continue;
    }
    for (const [index, name] of batch.names.entries()) {
      try {
        if (batch.linked && takeLinked(run, batch, name, batch.linked, index)) continue;
        if (!signal.aborted) yield copyName(run, batch.folder, name, place);
      } catch (error) {
        run.events.push(errorEvent(error));
      }
    }
    if (batch.linked) tellJournal(run, batch, batch.linked);
    batch.folder.open -= 1;
    leaveIfDone(batch.folder);
    yield atThreads > 0 ? new Promise((resolve) => setImmediate(resolve)) : undefined;
  }
  // Interrupted: the folders still open get their times too, by which the run that finishes the copy knows them as ours
  for (const folder of open) leaveFolder(run, folder, { isFinished: false });

  /** Those in one that could not be made are left out with it, which has been told. */
  function enter(folder: OpenFolder): void {
    open.add(folder);
    toDo.push(folder);
  }

  /** Gives names to the threads until they have enough; what is then left for this one stands among the answered. */
  function takeUp(): void {
    while (answered.length === 0 && !signal.aborted && toDo.length > 0) {
      const folder = toDo[0]!;
      if (folder.next === 0) begin(run, folder);
      if (folder.failed || folder.next === nameCount(folder)) {
        toDo.shift();
        if (folder.failed) folder.next = nameCount(folder);
        leaveIfDone(folder);
        continue;
      }
      const { names, linked } = nextNames(run, place, folder);
      folder.open += 1;
      const first = folder.next - names.length;
      if (!(linked instanceof Promise)) {
        answered.push({ folder, names, first, linked });
        continue;
      }
      atThreads += 1;
      const answer = (act: () => void): void => {
        atThreads -= 1;
        act();
        wake();
      };
      linked.then(
        (done) => answer(() => answered.push({ folder, names, first, linked: done })),
        (error: unknown) => answer(() => (failure = error)),
      );
    }
  }

  function leaveIfDone(folder: OpenFolder): void {
    if (folder.open > 0 || folder.next < nameCount(folder) || signal.aborted || !open.delete(folder)) return;
    leaveFolder(run, folder, { isFinished: true });
    if (!folder.parent) return;
    folder.parent.open -= 1;
    leaveIfDone(folder.parent);
  }
}

const nameCount = ({ plain, others }: OpenFolder): number => plain.length + others.length;

/** Makes the folder, unless --include has to match something in it first. */
function begin(run: CopyRun, folder: OpenFolder): void {
  folder.failed = folder.parent?.failed === true;
  if (folder.failed || (run.options.include.length > 0 && folder.relative !== '')) return;
  try {
    makeNow(run, folder);
  } catch (error) {
    folder.failed = true;
    run.events.push(errorEvent(error));
  }
}

/** The next names of a folder: plain files, given to be linked, or others, to be looked at one by one. */
function nextNames(run: CopyRun, { way }: Place, folder: OpenFolder): { names: readonly string[]; linked: ReturnType<LinkWorkers['link']> } {
  const { plain, others, next } = folder;
  const isPlain = next < plain.length;
  const names = isPlain ? plain.slice(next, next + batchSize) : others.slice(next - plain.length, next - plain.length + batchSize);
  folder.next += names.length;
  if (isPlain) makePending(run, folder);
  const canLink = isPlain && way === 'hardlink' && !run.options.dryRun && !folder.pending && folder.collisions.size === 0;
  return { names, linked: canLink ? run.workers.link(folder.source, folder.target, names, run.limit) : null };
}

/** A failure comes again, and is told, with each name. */
function makePending(run: CopyRun, folder: OpenFolder): void {
  try {
    makeNow(run, folder);
  } catch (error) {
    if (!(error instanceof LinkKitError)) throw error;
  }
}

/** Counts a name that a batch has done; false where it was left alone. Throws VerificationFailed. */
function takeLinked(run: CopyRun, { folder }: Batch, name: string, { outcomes, linkCounts, sizes }: LinkedBatch, index: number): boolean {
  const what = outcomes[index]!;
  if (what === outcome.leftAlone) return false;
  const destination = below(folder.target, name);
  if (what === outcome.notVerified) throw notTheFile(destination);
  const method = what === outcome.already ? 'already' : 'hardlink';
  finish(run, { item: { source: below(folder.source, name), destination, kind: 'file', method, size: sizes[index]!, linkCount: linkCounts[index]! }, wrote: false });
  return true;
}

/** Writes down which names of a batch were made. */
function tellJournal({ journal }: CopyRun, { folder, first }: Batch, { outcomes, sizes, fileIds, modified, volume }: LinkedBatch): void {
  const made = [...outcomes.keys()].filter((index) => outcomes[index] === outcome.linked);
  const all = made.length === outcomes.length;
  const of = <T>(list: readonly T[]): readonly T[] => (all ? list : made.map((index) => list[index]!));
  if (made.length > 0) journal?.linked({ step: folder.linksStep, volume, at: made.map((index) => first + index), fileId: of(fileIds), size: of([...sizes]), modified: of(modified) });
}

async function copyName(run: CopyRun, folder: OpenFolder, name: string, place: Place): Promise<void> {
  const source = below(folder.source, name);
  const target = below(folder.target, name);
  try {
    const entry = readEntry(source);
    if (folder.collisions.has(name)) throw collision(source);
    if (entry.kind === 'directory') throw new LinkKitError('ChangedDuringOperation', { path: source, message: 'This has become a folder while the tree was copied.' });
    if (entry.kind === 'unsupported') {
      run.counts.skipped += 1;
      run.events.push({ type: 'warning', ...new LinkKitError('UnsupportedReparsePoint', { path: source, message: `A reparse point of tag 0x${entry.reparseTag.toString(16).toUpperCase()} is left out.` }).toFinding() });
      return;
    }
    makeNow(run, folder);
    await copyEntry(run, source, target, entry, place.way, coverOf(folder, name));
  } catch (error) {
    run.events.push(errorEvent(error));
  }
}

function coverOf({ covers, linksStep, plain }: OpenFolder, name: string): Cover | null {
  const cover = covers.get(name);
  if (cover || linksStep === 0) return cover ?? null;
  const at = plain.indexOf(name);
  return at < 0 ? null : { step: linksStep, at };
}

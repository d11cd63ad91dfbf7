import { LinkKitError } from '../../contract/errors.ts';
import { entryOrNull, isSameFile, readEntry, type Entry } from '../../filesystem/entry.ts';
import { notTheFile } from '../../links/create.ts';
import { below, outcome, type LinkedBatch } from '../../links/linkBatch.ts';
import type { LinkWorkers } from '../../links/linkWorkers.ts';
import { copyEntry, errorEvent, finish } from './item.ts';
import { leaveFolder, makeNow, openFolder, type OpenFolder } from './openFolder.ts';
import type { CopyRun, Place } from './options.ts';

/** Names that are linked at once, before signals and progress get a turn. */
const batchSize = 128;

/** Some names of one folder; `linked` is null where each has to be looked at by itself. */
interface Batch {
  folder: OpenFolder;
  names: readonly string[];
  linked: LinkedBatch | null;
}

/**
 * A folder and all in it, without recursion. Nothing is followed, no mount is crossed; errors of one item do not stop
 * the rest. Where there are many, plain files are linked in batches by threads, and by this one while those are busy; all
 * else is done name by name. A step yields the promise that the caller must wait for, or nothing.
 */
export function* copyTree(run: CopyRun, place: Place): Generator<Promise<unknown> | undefined, void> {
  const { signal } = run.context;
  const open = new Set<OpenFolder>();
  const toDo: OpenFolder[] = [];
  const answered: Batch[] = [];
  let atThreads = 0;
  let failure: unknown = null;
  let wake = (): void => undefined;
  const enter = (...[source, target, relative, entry, parent]: Tail<typeof openFolder>): void => {
    const folder = openFolder(run, source, target, relative, entry, parent);
    open.add(folder);
    toDo.push(folder);
    if (parent) parent.open += 1;
  };

  enter(place.source, place.target, '', place.entry, null);
  const tree: Tree = { place, root: entryOrNull(place.target), enter };
  for (;;) {
    if (failure !== null) throw failure;
    takeUp();
    const batch = answered.shift();
    if (!batch) {
      if (atThreads === 0) break;
      yield new Promise<void>((resolve) => (wake = resolve));
      continue;
    }
    for (const [index, name] of batch.names.entries()) {
      try {
        if (batch.linked && takeLinked(run, batch.folder, name, batch.linked, index)) continue;
        if (!signal.aborted) yield copyName(run, batch.folder, name, tree);
      } catch (error) {
        run.events.push(errorEvent(error));
      }
    }
    batch.folder.open -= 1;
    leaveIfDone(batch.folder);
    yield atThreads > 0 ? new Promise((resolve) => setImmediate(resolve)) : undefined;
  }
  // Interrupted: the folders still open get their times too, by which the run that finishes the copy knows them as ours
  for (const folder of open) leaveFolder(run, folder, { isFinished: false });

  /** Gives names to the threads until they have enough; what is then left for this one stands among the answered. */
  function takeUp(): void {
    while (answered.length === 0 && !signal.aborted && toDo.length > 0) {
      const folder = toDo.at(-1)!;
      if (folder.next === folder.names.length) {
        toDo.pop();
        leaveIfDone(folder);
        continue;
      }
      for (const { names, linked } of nextNames(run, place, folder)) {
        folder.open += 1;
        if (!(linked instanceof Promise)) {
          answered.push({ folder, names, linked });
          continue;
        }
        atThreads += 1;
        const answer = (act: () => void): void => {
          atThreads -= 1;
          act();
          wake();
        };
        linked.then(
          (done) => answer(() => answered.push({ folder, names, linked: done })),
          (error: unknown) => answer(() => (failure = error)),
        );
      }
    }
  }

  function leaveIfDone(folder: OpenFolder): void {
    if (folder.open > 0 || folder.next < folder.names.length || signal.aborted || !open.delete(folder)) return;
    leaveFolder(run, folder, { isFinished: true });
    if (!folder.parent) return;
    folder.parent.open -= 1;
    leaveIfDone(folder.parent);
  }
}

type Tail<F extends (...args: never[]) => unknown> = Parameters<F> extends [unknown, ...infer Rest] ? Rest : never;

/** The next names of a folder: those that may be plain files and are wanted, given to be linked; the others, to be looked at. */
function nextNames(run: CopyRun, { way }: Place, folder: OpenFolder): { names: readonly string[]; linked: ReturnType<LinkWorkers['link']> }[] {
  const names = folder.names.slice(folder.next, folder.next + batchSize);
  folder.next += names.length;
  const canLink = way === 'hardlink' && !run.options.dryRun && !folder.pending;
  const plain = canLink ? names.filter((name) => !folder.collisions.has(name) && run.keeps(relativeTo(folder, name), false)) : [];
  const linked = plain.length > 0 ? run.workers.link(folder.source, folder.target, plain, run.limit) : null;
  if (linked === null || plain.length === names.length) return [{ names, linked }];
  return [{ names: plain, linked }, { names: names.filter((name) => !plain.includes(name)), linked: null }];
}

const relativeTo = (folder: OpenFolder, name: string): string => (folder.relative === '' ? name : below(folder.relative, name));

/** Counts a name that a batch has done; false where it was left alone. Throws VerificationFailed. */
function takeLinked(run: CopyRun, folder: OpenFolder, name: string, { outcomes, linkCounts, sizes }: LinkedBatch, index: number): boolean {
  const what = outcomes[index]!;
  if (what === outcome.leftAlone) return false;
  const destination = below(folder.target, name);
  if (what === outcome.notVerified) throw notTheFile(destination);
  const method = what === outcome.already ? 'already' : 'hardlink';
  finish(run, { item: { source: below(folder.source, name), destination, kind: 'file', method, size: sizes[index]!, linkCount: linkCounts[index]! }, wrote: false });
  return true;
}

interface Tree {
  place: Place;
  /** The new tree's own folder. */
  root: Entry | null;
  enter: (...args: Tail<typeof openFolder>) => void;
}

function copyName(run: CopyRun, folder: OpenFolder, name: string, { place, root, enter }: Tree): Promise<void> | undefined {
  const source = below(folder.source, name);
  const target = below(folder.target, name);
  const relative = relativeTo(folder, name);
  const entry = readEntry(source);
  if (!run.keeps(relative, entry.kind === 'directory')) return undefined;
  if (folder.collisions.has(name)) throw new LinkKitError('NameCollision', { path: source, message: 'Another name in this folder differs only in case, and the destination does not tell case apart.' });
  if (entry.kind === 'directory') {
    if (entry.volume !== place.entry.volume) throw new LinkKitError('CrossVolume', { path: source, message: 'Another volume is mounted here; it is not entered.', hint: 'Copy it by its own path, with --on-cross-volume copy.' });
    // Seen through another mount (bind, share) the new tree may lie in its own source, without end
    if (root !== null && isSameFile(entry, root)) throw new LinkKitError('DestinationInsideSource', { path: source });
    enter(source, target, relative, entry, folder);
    return undefined;
  }
  if (entry.kind === 'unsupported') {
    run.counts.skipped += 1;
    run.events.push({ type: 'warning', ...new LinkKitError('UnsupportedReparsePoint', { path: source, message: `A reparse point of tag 0x${entry.reparseTag.toString(16).toUpperCase()} is left out.` }).toFinding() });
    return undefined;
  }
  makeNow(run, folder);
  return copyEntry(run, source, target, entry, place.way);
}

import { LinkKitError } from '../../contract/errors.ts';
import { readMounts } from '../mounts.ts';
import { isWindows } from '../platform.ts';
import { Threads, workerOf } from '../threads.ts';
import type { Detail, Folder, FolderContents } from './folder.ts';
import { kinds, Listing } from './listing.ts';
import { childFolder } from './childFolder.ts';
import { readFolder } from './readFolder.ts';

/** Files that this thread looks at alone, before others are started. */
const threadsAfter = 2_000;

/** Threads have work for a few times as long. */
const turnMs = 1;

/** A folder of a walk with whatever the caller knows of it. */
export interface WalkRoot<Context> {
  folder: Folder;
  context: Context;
}

/** One folder that was read, or why it could not be. */
export type Walked<Context> = WalkRoot<Context> & ({ contents: FolderContents; error: null } | { contents: null; error: LinkKitError });

export interface WalkOptions<Context> {
  detail: Detail;
  /** Asked for each folder below: its own context, or null where it shall not be entered. */
  enter(child: Folder, name: string, parent: Context): Context | null;
  signal: AbortSignal;
}

/** A folder on the way, and the folders above it: a folder that is one of them is not entered again. */
interface Waiting<Context> extends WalkRoot<Context> {
  above: Above | null;
  /** Its file id as the folder above tells it; '' for a root. */
  listedId: string;
}
interface Above {
  device: number;
  fileId: string;
  above: Above | null;
}

/** Folders that one message takes to a thread at most: a message costs as much as some dozen files. */
const mostInJob = 8;

/** What goes to a thread; what comes back is an answer for each folder. */
export interface FolderJob {
  folders: readonly Folder[];
  detail: Detail;
}
export type FolderAnswer = { length: number; buffer: ArrayBuffer; device: number; fileId: string; failures: LinkKitErrorParts[] } | { error: LinkKitErrorParts };
export type LinkKitErrorParts = ReturnType<LinkKitError['toFinding']>;

/**
 * Every folder below the roots, each once, as it is read; in no order. Several are read at once, and no more than a few
 * ahead of whoever takes them. Links, junctions and other reparse points are never entered, nor are mounts, cloud
 * placeholders, or a folder within itself; where that leaves a folder out that a caller would miss, it comes as an error.
 */
export async function* walk<Context>(roots: readonly WalkRoot<Context>[], options: WalkOptions<Context>): AsyncGenerator<Walked<Context>, void> {
  const { detail, signal } = options;
  const mounts = readMounts();
  const waiting: Waiting<Context>[] = [...roots].reverse().map((root) => ({ ...root, above: null, listedId: '' }));
  const answered: { from: Waiting<Context>; contents: FolderContents | LinkKitError }[] = [];
  const threads = new Threads<FolderJob, FolderAnswer[]>(() => workerOf('folderWorker', new URL('./folderWorker.ts', import.meta.url)), threadsAfter);
  let atThreads = 0;
  let lastTurn = performance.now();
  let failure: unknown = null;
  let wake = (): void => undefined;
  try {
    for (;;) {
      if (failure !== null) throw failure;
      while (waiting.length > 0 && !signal.aborted && giveAway());
      let next = answered.shift();
      if (!next && waiting.length > 0 && !signal.aborted) {
        const from = waiting.pop()!;
        next = { from, contents: readHere(from.folder, detail) };
        if (!(next.contents instanceof LinkKitError)) threads.begin(next.contents.listing.length);
      }
      if (next) {
        const { from, contents } = next;
        const { folder, context } = from;
        const error = contents instanceof LinkKitError ? contents : refusal(from, contents);
        if (error !== null) yield { folder, context, contents: null, error };
        else {
          yield { folder, context, contents: contents as FolderContents, error: null };
          // Only now: whoever took the folder may have changed its context
          for (const one of below(from, contents as FolderContents)) yield one;
        }
        // Without a turn of the event loop no word of a thread would come in
        if (threads.count === 0 || performance.now() - lastTurn < turnMs) continue;
        await new Promise((resolve) => setImmediate(resolve));
        lastTurn = performance.now();
      } else if (atThreads > 0) await new Promise<void>((resolve) => (wake = resolve));
      else return;
    }
  } finally {
    await threads.close();
  }

  /** Gives a thread a part of what is waiting; false where none has room. */
  function giveAway(): boolean {
    const from = waiting.slice(-Math.min(mostInJob, Math.ceil(waiting.length / 4)));
    const answer = threads.give({ folders: from.map(({ folder }) => folder), detail });
    if (answer === null) return false;
    waiting.length -= from.length;
    atThreads += 1;
    const arrive = (act: () => void): void => {
      atThreads -= 1;
      act();
      wake();
    };
    answer.then(
      (parts) => arrive(() => parts.forEach((one, index) => answered.push({ from: from[index]!, contents: fromParts(one) }))),
      (error: unknown) => arrive(() => (failure = error)),
    );
    return true;
  }

  /** Has the folders below wait; gives those that are left out, with why. */
  function below(from: Waiting<Context>, contents: FolderContents): Walked<Context>[] {
    const { folder, context, above } = from;
    const { listing, device } = contents;
    const own: Above = { device, fileId: idOf(from, contents), above };
    const left: Walked<Context>[] = [];
    for (let index = listing.length - 1; index >= 0; index -= 1) {
      if (listing.kind(index) !== kinds.directory) continue;
      const name = listing.name(index);
      const child = childFolder(folder, listing, index, name);
      const childContext = options.enter(child, name, context);
      if (childContext === null) continue;
      const error = mounts.isMountPoint(child.path) && child.raw === null ? mountedHere(child.path) : listing.offline(index) ? placeholder(child.path) : null;
      if (error === null) waiting.push({ folder: child, context: childContext, above: own, listedId: isWindows ? String(listing.fileId(index)) : '' });
      else left.push({ folder: child, context: childContext, contents: null, error });
    }
    return left;
  }
}

const mountedHere = (path: string): LinkKitError => new LinkKitError('CrossVolume', { path, message: 'Another volume is mounted here; it is not entered.', hint: 'Name it by its own path, too.' });
const placeholder = (path: string): LinkKitError => new LinkKitError('OfflineFile', { path, message: 'The folder is a cloud placeholder; its names are not on this machine.' });

/** On POSIX the folder that was opened tells; in the listing of the one above an inode may be that of what is mounted over. */
const idOf = <Context>({ listedId }: Waiting<Context>, { fileId }: FolderContents): string => (isWindows ? listedId : fileId);

/** Why a folder that has been read is not to be taken after all. */
function refusal<Context>(from: Waiting<Context>, contents: FolderContents): LinkKitError | null {
  const { folder, above } = from;
  if (above === null) return null;
  if (contents.device !== above.device) return mountedHere(folder.path);
  const fileId = idOf(from, contents);
  for (let one: Above | null = above; one !== null; one = one.above) {
    if (one.fileId === fileId) return new LinkKitError('ReadError', { path: folder.path, message: 'The folder lies within itself; it is not entered again.', hint: 'Check the disk.' });
  }
  return null;
}

function readHere(folder: Folder, detail: Detail): FolderContents | LinkKitError {
  try {
    return readFolder(folder, detail);
  } catch (error) {
    if (!(error instanceof LinkKitError)) throw error;
    return error;
  }
}

const errorOf = ({ code, ...details }: LinkKitErrorParts): LinkKitError => new LinkKitError(code, details);

function fromParts(answer: FolderAnswer): FolderContents | LinkKitError {
  if ('error' in answer) return errorOf(answer.error);
  const { length, buffer, device, fileId, failures } = answer;
  return { listing: new Listing(length, buffer), device, fileId, failures: failures.map(errorOf) };
}

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';
import { foldCase } from '../filesystem/caseSensitivity.ts';
import { readEntry } from '../filesystem/entry.ts';
import { faultPoint } from '../filesystem/faults.ts';
import { existingAbove, namesIfThere, realPath, removeFolderIfEmpty } from '../filesystem/folder.ts';
import { fromOsError } from '../filesystem/osError.ts';
import { isWindows } from '../filesystem/platform.ts';
import { sharedFolder } from '../filesystem/privateFolder.ts';
import { isAlive, ownProcess, type ProcessMark } from '../filesystem/processes.ts';
import { publicFolder } from '../filesystem/state.ts';
import { volumeOf } from '../filesystem/volume.ts';
import type { Tree } from './format.ts';
import { onVolumeFolder } from './keepsFolder.ts';

/** What a lock file says: who works on what. */
interface Lock {
  operationId: string;
  command: string;
  process: ProcessMark;
  trees: Tree[];
}

/** Trees in one lock file at most; of more the folders that hold them are locked. */
const mostTrees = 1_000;
const suffix = '.lock';
const unfinished = '.lock.tmp';
/** Bytes: a thousand of the longest paths of Windows. */
const largestLock = 128 * 1024 * 1024;
/** No lock takes longer to be written, milliseconds. */
const longestWrite = 60_000;

/**
 * Locks trees against other LinkKit operations of all users: a file on the volume of each tree, or, where an ordinary user may not
 * write to its root, in a folder that all users share. Held by the process and not by the file: a dead owner's is taken away.
 * @returns what unlocks them. Throws Busy, naming who holds the tree; Interrupted.
 */
export async function lockTrees(operationId: string, command: string, asked: readonly Tree[], { waitSeconds, signal }: { waitSeconds: number; signal: AbortSignal }): Promise<() => void> {
  const trees = fewer(asked.map(trueTree));
  const places = new Set(trees.map(mountOf));
  const lock: Lock = { operationId, command, process: ownProcess(), trees };
  const until = performance.now() + waitSeconds * 1000;
  for (let tries = 0; ; tries += 1) {
    const files = [...places].map((mount) => writeLock(mount, lock));
    const release = (): void => files.forEach((file) => {
      remove(file);
      // Nothing of ours stays on a volume where nothing is kept
      for (const folder of [path.dirname(file), path.dirname(path.dirname(file))]) removeFolderIfEmpty(folder);
    });
    const holder = [...places].flatMap(locksOn).find((other) => other.operationId !== operationId && overlap(other.trees, trees) !== null);
    if (holder === undefined) return release;
    release();
    // Two that came at the same moment have seen each other: the next try tells
    if (tries >= 3 && performance.now() >= until) throw busy(holder, overlap(holder.trees, trees)!);
    if (signal.aborted) throw new LinkKitError('Interrupted');
    await new Promise((resolve) => setTimeout(resolve, tries < 3 ? Math.random() * 30 : 100 + Math.random() * 100));
  }
}

const busy = ({ command, operationId, process: { pid, host } }: Lock, tree: string): LinkKitError =>
  new LinkKitError('Busy', {
    path: tree,
    message: `Another LinkKit operation works on this tree: ${command} ${operationId}, process ${pid}${host === os.hostname() ? '' : ` on ${host}`}.`,
    hint: 'Wait for it to end, or let this one wait: --wait SECONDS.',
  });

/** A tree that is no folder (yet), a link for one, lies where the folder does that holds it. */
function mountOf({ path: tree }: Tree): string {
  const existing = existingAbove(tree);
  return volumeOf(readEntry(existing).kind === 'directory' ? existing : path.dirname(existing)).mount;
}

/** Links on the way resolved, so that one tree has one spelling. */
export function trueTree({ path: tree, use }: Tree): Tree {
  const above = existingAbove(path.dirname(tree));
  return { path: path.join(realPath(above), path.relative(above, tree)), use };
}

function fewer(trees: Tree[]): Tree[] {
  if (trees.length <= mostTrees) return trees;
  const folders = new Map(trees.map(({ path: tree, use }) => [`${use} ${path.dirname(tree)}`, { path: path.dirname(tree), use }]));
  return [...folders.values()];
}

/** A tree that both work on, and not both only look at; null where there is none. */
function overlap(one: readonly Tree[], other: readonly Tree[]): string | null {
  const fold = isWindows ? foldCase : (text: string): string => text;
  for (const a of one) {
    for (const b of other) {
      if (a.use === 'read' && b.use === 'read') continue;
      const [left, right] = [fold(a.path), fold(b.path)];
      if (isInside(left, right) || isInside(right, left)) return b.path;
    }
  }
  return null;
}

const isInside = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(outer.endsWith(path.sep) ? outer : outer + path.sep);

/** Where locks of a volume may lie: on itself, and where all users may write. */
const lockFolders = (mount: string): { above: string; locks: string }[] => [
  { above: path.join(mount, onVolumeFolder), locks: path.join(mount, onVolumeFolder, 'locks') },
  { above: publicFolder(), locks: path.join(publicFolder(), 'locks') },
];

function writeLock(mount: string, lock: Lock): string {
  let refused: LinkKitError | undefined;
  for (const place of lockFolders(mount)) {
    try {
      return writeLockIn(place, lock);
    } catch (error) {
      // No rights there, a volume that is full, read-only, or none that files can be made on
      refused ??= fromOsError(error, place.locks);
    }
  }
  throw refused;
}

function writeLockIn({ above, locks }: { above: string; locks: string }, lock: Lock): string {
  const file = path.join(locks, `${lock.operationId}${suffix}`);
  for (let tries = 0; ; tries += 1) {
    try {
      sharedFolder(above);
      sharedFolder(locks);
      faultPoint('lock');
      fs.writeFileSync(`${file}.tmp`, JSON.stringify(lock), { mode: 0o644, flag: 'wx' });
      // The umask may have kept it from the others, who must see it
      if (!isWindows && (fs.lstatSync(`${file}.tmp`).mode & 0o044) !== 0o044) fs.chmodSync(`${file}.tmp`, 0o644);
      fs.renameSync(`${file}.tmp`, file); // whole, or not there
      return file;
    } catch (error) {
      fs.rmSync(`${file}.tmp`, { force: true });
      // Another one has just taken its empty folders away
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === 3) throw error;
    }
  }
}

/** The locks whose owners live; those of dead ones are taken away, where that may be done. */
function locksOn(mount: string): Lock[] {
  return lockFolders(mount).flatMap(({ locks }) => namesIfThere(locks).flatMap((name) => {
    const file = path.join(locks, name);
    if (name.endsWith(unfinished)) return removeIfOld(file);
    if (!name.endsWith(suffix)) return [];
    const lock = readLock(file);
    if (lock === null || isAlive(lock.process)) return lock ?? [];
    remove(file);
    return [];
  }));
}


/**
 * Null where it is gone meanwhile, was never written to its end, or is no lock of ours: anybody may put anything where all users
 * write, and nothing of it may stop or hold up another one's operation.
 */
function readLock(file: string): Lock | null {
  try {
    const found = fs.lstatSync(file);
    if (!found.isFile() || found.size > largestLock) return null;
    const lock = JSON.parse(fs.readFileSync(file, 'utf8')) as Partial<Lock> | null;
    return isLock(lock) ? lock : null;
  } catch (error) {
    const { code } = error instanceof SyntaxError ? { code: 'ENOENT' } : (error as NodeJS.ErrnoException);
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EPERM') return null;
    throw fromOsError(error, file);
  }
}

const isLock = (lock: Partial<Lock> | null): lock is Lock =>
  typeof lock?.operationId === 'string' && typeof lock.command === 'string' && typeof lock.process?.pid === 'number' && typeof lock.process.start === 'string' && typeof lock.process.host === 'string'
  && Array.isArray(lock.trees) && lock.trees.every((tree: Partial<Tree> | null) => typeof tree?.path === 'string' && (tree.use === 'read' || tree.use === 'write'));

/** What was left by one that was killed while it wrote. */
function removeIfOld(file: string): [] {
  const { mtimeMs } = fs.lstatSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
  if (Date.now() - mtimeMs > longestWrite) remove(file);
  return [];
}

/** A lock that another one has taken away already, or that a dead owner of other rights has left, does no harm. */
function remove(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM') throw fromOsError(error, file);
  }
}

/** Whether a tree of an operation lies in, or around, one of these. */
export const isOnTreesOf = (one: readonly Tree[], other: readonly Tree[]): boolean =>
  overlap(one.map((tree) => trueTree({ ...tree, use: 'write' })), other.map(trueTree)) !== null;

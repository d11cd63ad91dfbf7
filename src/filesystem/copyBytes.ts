import fs from 'node:fs';
import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';

const piece = 4 * 1024 * 1024;
/** Zeros of this length in a sparse file are left out of the copy, too. */
const hole = 64 * 1024;
const zeros = Buffer.alloc(hole);
/** What a file system without clones answers, or one that cannot clone this file. */
const cannotClone: ReadonlySet<unknown> = new Set(['ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'EINVAL', 'ENOSYS', 'ENOTTY', 'EPERM']);

/**
 * Makes `to`, a new file that only its owner may read, with the data of `from` (POSIX): by a clone where the file system has
 * them, else piece by piece; a sparse file stays sparse. True where it was cloned. Throws Interrupted between two pieces; `to` is then not whole.
 */
export async function copyBytes(from: string, to: string, signal: AbortSignal | undefined, onBytes?: (bytes: number) => void): Promise<boolean> {
  const source = await fs.promises.open(from, 'r');
  try {
    const { dev, size, blocks } = await source.stat();
    if (dev === fs.statSync(path.dirname(to)).dev && (await isCloned(from, to))) return true;
    const target = await fs.promises.open(to, 'wx', 0o600);
    try {
      await copyPieces(source, target, { isSparse: blocks * 512 < size, signal, name: from, onBytes });
      return false;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function isCloned(from: string, to: string): Promise<boolean> {
  try {
    await fs.promises.copyFile(from, to, fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE_FORCE);
    fs.chmodSync(to, 0o600);
    return true;
  } catch (error) {
    if (!cannotClone.has((error as NodeJS.ErrnoException).code)) throw error;
    return false;
  }
}

async function copyPieces(source: fs.promises.FileHandle, target: fs.promises.FileHandle, { isSparse, signal, name, onBytes }: { isSparse: boolean; signal: AbortSignal | undefined; name: string; onBytes: ((bytes: number) => void) | undefined }): Promise<void> {
  const buffer = Buffer.allocUnsafe(piece);
  let at = 0;
  for (;;) {
    if (signal?.aborted) throw new LinkKitError('Interrupted', { path: name });
    const { bytesRead } = await source.read(buffer, 0, piece, at);
    if (bytesRead === 0) break;
    for (const [start, end] of isSparse ? filled(buffer, bytesRead) : [[0, bytesRead] as const]) await writeAll(target, buffer.subarray(start, end), at + start);
    at += bytesRead;
    onBytes?.(bytesRead);
  }
  if (isSparse) await target.truncate(at);
}

/** The runs of blocks that hold more than zeros. */
function* filled(buffer: Buffer, length: number): Generator<readonly [start: number, end: number]> {
  let start = -1;
  for (let at = 0; at < length; at += hole) {
    const end = Math.min(at + hole, length);
    const isHole = buffer.compare(zeros, 0, end - at, at, end) === 0;
    if (!isHole && start < 0) start = at;
    if (isHole && start >= 0) {
      yield [start, at];
      start = -1;
    }
  }
  if (start >= 0) yield [start, length];
}

async function writeAll(target: fs.promises.FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await target.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
}

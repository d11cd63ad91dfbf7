import fs from 'node:fs';
import { LinkKitError } from '../../contract/errors.ts';
import { fromOsError } from '../../filesystem/osError.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { toNativePath } from '../../native/windows.ts';

/** A link that took the file's place is not followed, and a pipe not waited for. */
const flags = isWindows ? fs.constants.O_RDONLY : fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK;

/** Opens a file to be read. Throws a LinkKitError: InUse, AccessDenied, NotFound … */
export function openContent(path: string): number {
  try {
    return fs.openSync(isWindows ? toNativePath(path) : path, flags);
  } catch (error) {
    throw fromOsError(error, path);
  }
}

/**
 * Reads all of a small file into `buffer`, which must have room for one byte more: a file that has grown is told by it.
 * @returns its bytes, a view of the buffer. Throws ChangedDuringOperation where it has not that size any more.
 */
export function readWhole(path: string, size: number, buffer: Buffer): Buffer {
  const file = openContent(path);
  try {
    if (readAt(file, path, buffer.subarray(0, size + 1), 0, size) !== size) throw changed(path);
    return buffer.subarray(0, size);
  } finally {
    fs.closeSync(file);
  }
}

/** Reads a piece of a file. Throws ChangedDuringOperation where it ends before. */
export function readPiece(path: string, from: number, buffer: Buffer): Buffer {
  const file = openContent(path);
  try {
    return readFrom(file, path, from, buffer);
  } finally {
    fs.closeSync(file);
  }
}

/** The same of an open file. */
export function readFrom(file: number, path: string, from: number, buffer: Buffer): Buffer {
  if (readAt(file, path, buffer, from, buffer.length) !== buffer.length) throw changed(path);
  return buffer;
}

/** A file system may give less than there is; the end shows as nothing. */
function readAt(file: number, path: string, buffer: Buffer, from: number, expected: number): number {
  try {
    for (let filled = 0; ; ) {
      const got = fs.readSync(file, buffer, filled, buffer.length - filled, from + filled);
      filled += got;
      if (got === 0 || filled >= expected) return filled;
    }
  } catch (error) {
    throw fromOsError(error, path);
  }
}

const changed = (path: string): LinkKitError => new LinkKitError('ChangedDuringOperation', { path });

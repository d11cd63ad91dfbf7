import fs from 'node:fs';
import { LinkKitError } from '../contract/errors.ts';
import { LibcError } from '../native/libc.ts';
import { hasReadLease, takeReadLease } from '../native/libcLease.ts';
import { holdFromWriters, toNativePath } from '../native/windows.ts';
import { entryOfHandle, isSameTime, readEntry, type Entry } from './entry.ts';
import { inPlace } from './heldPath.ts';
import { fromOsError, withPath } from './osError.ts';
import { isWindows } from './platform.ts';

/** A file that is open for reading, and that nobody writes to meanwhile. */
export interface HeldFile {
  name: string;
  /** What it was when it was opened. */
  entry: Entry;
  /** To read by. */
  file: number;
  /** deny: writers are kept out (share modes; a lease). look: they cannot be kept out here, and what it was is compared with what it is. */
  way: 'deny' | 'look';
  /** Whether nobody has written to it, and nobody waits to. */
  isHeld(): boolean;
  /** Lets writers in again; may be called twice. */
  close(): void;
}

/**
 * Opens a file for reading and keeps writers out: on Windows by share modes, on Linux by a lease; where a file system or a user has none, by a
 * look at it before and after. Throws InUse where somebody has it open for writing, UnsupportedReparsePoint where it is no regular file, NotFound …
 */
export const holdFile = (name: string): HeldFile => (isWindows ? holdWindows(name) : inPlace(name, (at) => holdPosix(name, at(name))));

function holdWindows(name: string): HeldFile {
  const held = withPath(name, () => holdFromWriters(name));
  let file: number | null = null;
  const close = (): void => {
    if (file !== null) fs.closeSync(file);
    file = null;
    held.close();
  };
  try {
    const entry = readEntry(name);
    if (entry.kind !== 'file' || entry.reparseTag !== 0) throw notRegular(name);
    file = withPath(name, () => fs.openSync(toNativePath(name), 'r'));
    // All three times the same file: its name may have been given to another between
    const opened = fs.fstatSync(file, { bigint: true }).ino;
    if (held.fileId !== entry.fileId || BigInt.asUintN(64, opened) !== BigInt.asUintN(64, BigInt(`0x${entry.fileId}`))) throw new LinkKitError('ChangedDuringOperation', { path: name });
    return { name, entry, file, way: 'deny', isHeld: () => true, close };
  } catch (error) {
    close();
    throw error;
  }
}

function holdPosix(name: string, at: string): HeldFile {
  let file: number;
  try {
    file = fs.openSync(at, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ELOOP' ? notRegular(name) : fromOsError(error, name);
  }
  let isOpen = true;
  const close = (): void => {
    if (isOpen) fs.closeSync(file);
    isOpen = false;
  };
  try {
    const way = leased(file, name) ? 'deny' : 'look';
    const entry = entryOfHandle(file);
    if (entry.kind !== 'file') throw notRegular(name);
    const isSame = (): boolean => {
      const now = entryOfHandle(file);
      return now.size === entry.size && isSameTime(now.modified, entry.modified);
    };
    return { name, entry, file, way, isHeld: () => (way === 'deny' ? hasReadLease(file) : isSame()), close };
  } catch (error) {
    close();
    throw error instanceof LinkKitError ? error : fromOsError(error, name);
  }
}

/** Whether a lease could be had. Throws InUse where somebody has the file open for writing. */
function leased(file: number, name: string): boolean {
  try {
    takeReadLease(file);
    return true;
  } catch (error) {
    if (!(error instanceof LibcError)) throw error;
    if (error.code === 'EAGAIN') throw new LinkKitError('InUse', { path: name, osError: error.errno, message: 'Another program has the file open for writing.', cause: error });
    return false;
  }
}

const notRegular = (path: string): LinkKitError => new LinkKitError('UnsupportedReparsePoint', { path, message: 'This is no file with data of its own (a link, a pipe or the like); it is left alone.', hint: null });

import { Win32Error, win32 } from './win32Error.ts';

/** One entry of a folder as its folder tells it. It and its name belong to the page: good until the next entry, to be copied where it is to stay. */
export interface DirectoryEntry {
  /** UTF-16LE. */
  name: Buffer;
  /** 64 bits; all ones where a 128-bit id (ReFS) does not fit. */
  fileId: bigint;
  /** Bytes; stale for a file with several names that was last written under another one. */
  size: number;
  /** Bytes on the disk; as stale as the size. */
  allocated: number;
  /** FILETIME. */
  lastWriteTime: bigint;
  /** FILETIME. */
  changeTime: bigint;
  attributes: number;
  /** 0 where it is no reparse point. */
  reparseTag: number;
}

/** Bytes of FILE_ID_BOTH_DIR_INFO (winbase.h) before the name. */
const headerSize = 104;
const ATTRIBUTE_REPARSE_POINT = 0x400;
const dot = 0x2e;

/**
 * Shows each entry of a page of FILE_ID_BOTH_DIR_INFO to `visit`, but for `.` and `..`.
 * Throws Win32Error 13 where an entry or its name lies outside of the page, or two entries lie in each other.
 */
export function parseDirectoryPage(page: Buffer, path: string | null, visit: (entry: Readonly<DirectoryEntry>) => void): void {
  const entry: DirectoryEntry = { name: page, fileId: 0n, size: 0, allocated: 0, lastWriteTime: 0n, changeTime: 0n, attributes: 0, reparseTag: 0 };
  for (let at = 0; ; ) {
    if (at + headerSize > page.length) throw invalid(path);
    const next = page.readUInt32LE(at);
    const nameLength = page.readUInt32LE(at + 60);
    const end = at + headerSize + nameLength;
    if (nameLength === 0 || nameLength % 2 !== 0 || end > page.length) throw invalid(path);
    if (!isDots(page, at + headerSize, nameLength)) {
      entry.lastWriteTime = page.readBigInt64LE(at + 24);
      entry.changeTime = page.readBigInt64LE(at + 32);
      entry.size = Number(page.readBigInt64LE(at + 40));
      entry.allocated = Number(page.readBigInt64LE(at + 48));
      entry.attributes = page.readUInt32LE(at + 56);
      // EaSize stands there for all other files
      entry.reparseTag = entry.attributes & ATTRIBUTE_REPARSE_POINT ? page.readUInt32LE(at + 64) : 0;
      entry.fileId = page.readBigUInt64LE(at + 96);
      entry.name = page.subarray(at + headerSize, end);
      visit(entry);
    }
    if (next === 0) return;
    if (at + next < end) throw invalid(path);
    at += next;
  }
}

const invalid = (path: string | null): Win32Error => new Win32Error('FILE_ID_BOTH_DIR_INFO', win32.INVALID_DATA, path);

function isDots(page: Buffer, at: number, length: number): boolean {
  if (length > 4 || page.readUInt16LE(at) !== dot) return false;
  return length === 2 || page.readUInt16LE(at + 2) === dot;
}

import { loadKoffi } from './koffi.ts';
import { LibcError } from './libc.ts';
import { StatAnswer } from './statAnswer.ts';

interface Functions {
  open(path: Buffer, flags: number): number;
  close(folder: number): number;
  getdents64(folder: number, entries: number, size: number): number;
  statx(folder: number, name: number, flags: number, mask: number, answer: number): number;
  errno(): number;
  /** What a folder's entries and an entry's answer are written into, and where that lies. */
  entries: Buffer;
  entriesAt: number;
  answer: StatAnswer;
  answerAt: number;
}

let bound: Functions | undefined;

/** Addresses go in as numbers: a call then costs half of what it does with a text and a Buffer. */
function libc(): Functions {
  if (bound) return bound;
  const koffi = loadKoffi();
  const library = koffi.load('libc.so.6');
  const [entries, answer] = [Buffer.allocUnsafeSlow(256 * 1024), new StatAnswer()];
  return (bound = {
    open: library.func('int open(const void *path, int flags)') as Functions['open'],
    close: library.func('int close(int folder)') as Functions['close'],
    getdents64: library.func('intptr_t getdents64(int folder, intptr_t entries, size_t size)') as Functions['getdents64'],
    statx: library.func('int statx(int folder, intptr_t name, int flags, uint32_t mask, intptr_t answer)') as Functions['statx'],
    errno: () => koffi.errno(),
    entries,
    entriesAt: Number(koffi.address(entries)),
    answer,
    answerAt: Number(koffi.address(answer.bytes)),
  });
}

const O_DIRECTORY = 0o200_000;
const O_NOFOLLOW = 0o400_000;
const O_CLOEXEC = 0o2_000_000;
const AT_SYMLINK_NOFOLLOW = 0x100;
const AT_EMPTY_PATH = 0x1000;
/** STATX_BASIC_STATS. */
const wanted = 0x7ff;
const ENOENT = 2;

/** Types of entries as getdents64(2) gives them; 0: the file system does not tell. */
export const direntType = { unknown: 0, directory: 4 } as const;

/** What a folder's entries are handed to. */
export interface DirectoryReader {
  /** The folder itself, before its entries. */
  folder(stat: StatAnswer): void;
  /** Whether more than the type is wanted of an entry. */
  wants(type: number): boolean;
  /** An entry by its type, and its name as the bytes from `start` to `end`; `stat` is null where it was not wanted. All is good for the call only. */
  entry(bytes: Buffer, start: number, end: number, type: number, stat: StatAnswer | null): void;
  /** An entry that cannot be looked at, with the errno; not one that is gone. */
  failed(name: Buffer, errno: number): void;
}

/**
 * Reads a folder (Linux), a link to one not followed: its names in pieces of 256 KiB, and each entry by the folder's handle
 * and the name as it lies there, so that no text is made of it. Throws LibcError where the folder cannot be read.
 */
export function readDirectory(path: Buffer, reader: DirectoryReader): void {
  const c = libc();
  const folder = c.open(Buffer.concat([path, Buffer.alloc(1)]), O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0) throw new LibcError('open', c.errno());
  try {
    c.entries[0] = 0;
    if (c.statx(folder, c.entriesAt, AT_EMPTY_PATH, wanted, c.answerAt) < 0) throw new LibcError('statx', c.errno());
    reader.folder(c.answer);
    readEntries(c, folder, reader);
  } finally {
    c.close(folder);
  }
}

/** struct linux_dirent64: inode@0, offset@8, length@16, type@18, name@19 with a NUL behind it. */
function readEntries(c: Functions, folder: number, reader: DirectoryReader): void {
  const { entries, answer } = c;
  for (;;) {
    const got = c.getdents64(folder, c.entriesAt, entries.length);
    if (got < 0) throw new LibcError('getdents64', c.errno());
    if (got === 0) return;
    for (let at = 0; at < got; at += entries.readUInt16LE(at + 16)) {
      const start = at + 19;
      if (entries[start] === 0x2e && (entries[start + 1] === 0 || (entries[start + 1] === 0x2e && entries[start + 2] === 0))) continue;
      let end = start + 1;
      while (entries[end] !== 0) end += 1;
      const type = entries[at + 18]!;
      if (!reader.wants(type)) reader.entry(entries, start, end, type, null);
      else if (c.statx(folder, c.entriesAt + start, AT_SYMLINK_NOFOLLOW, wanted, c.answerAt) === 0) reader.entry(entries, start, end, type, answer);
      else if (c.errno() !== ENOENT) reader.failed(entries.subarray(start, end), c.errno());
    }
  }
}

/** Whether glibc can be called here: it can in the exe, unless its part for that cannot be laid down. */
export function hasReadDirectory(): boolean {
  try {
    return libc() !== null;
  } catch {
    return false;
  }
}

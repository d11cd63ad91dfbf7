import { loadKoffi } from './koffi.ts';
import { LibcError } from './libc.ts';
import type { StatAnswer } from './statAnswer.ts';

interface Functions {
  open(path: string, flags: number): number;
  close(folder: number): number;
  linkat(fromFolder: number, from: string, toFolder: number, to: string, flags: number): number;
  statx(folder: number, name: string, flags: number, mask: number, answer: Buffer): number;
  errno(): number;
}

let bound: Functions | undefined;

/** link(2) and stat(2) by folder and name (Linux): the system looks up one name and not a whole path, and no object is made per call. */
function libc(): Functions {
  if (bound) return bound;
  const koffi = loadKoffi();
  const library = koffi.load('libc.so.6');
  return (bound = {
    open: library.func('int open(const char *path, int flags)') as Functions['open'],
    close: library.func('int close(int folder)') as Functions['close'],
    linkat: library.func('int linkat(int fromFolder, const char *from, int toFolder, const char *to, int flags)') as Functions['linkat'],
    statx: library.func('int statx(int folder, const char *name, int flags, uint32_t mask, _Out_ void *answer)') as Functions['statx'],
    errno: () => koffi.errno(),
  });
}

const O_PATH = 0o10_000_000;
const O_DIRECTORY = 0o200_000;
const O_CLOEXEC = 0o2_000_000;

/** Opens a folder for the functions below. Throws LibcError. */
export function withFolder<T>(path: string, use: (folder: number) => T): T {
  const folder = libc().open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) throw new LibcError('open', libc().errno());
  try {
    return use(folder);
  } finally {
    libc().close(folder);
  }
}

const AT_SYMLINK_NOFOLLOW = 0x100;
/** STATX_TYPE, STATX_NLINK, STATX_MTIME, STATX_INO, STATX_SIZE. */
const wanted = 0x1 | 0x4 | 0x40 | 0x100 | 0x200;

/** What stands under a name, itself and not what it leads to; false where it cannot be looked at. */
export const statAt = (folder: number, name: string, answer: StatAnswer): boolean => libc().statx(folder, name, AT_SYMLINK_NOFOLLOW, wanted, answer.bytes) === 0;

/** Gives a file a further name, a link itself and not what it leads to; false where that fails. */
export const linkAt = (fromFolder: number, from: string, toFolder: number, to: string): boolean => libc().linkat(fromFolder, from, toFolder, to, 0) === 0;

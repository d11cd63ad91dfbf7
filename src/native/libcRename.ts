import { loadKoffi } from './koffi.ts';
import { LibcError } from './libc.ts';

type Rename = (fromFolder: number, from: string, toFolder: number, to: string, flags: number) => number;

let bound: { rename: Rename; errno: () => number } | undefined;

function libc(): NonNullable<typeof bound> {
  if (bound) return bound;
  const koffi = loadKoffi();
  return (bound = { rename: koffi.load('libc.so.6').func('int renameat2(int fromFolder, const char *from, int toFolder, const char *to, unsigned int flags)') as Rename, errno: () => koffi.errno() });
}

const AT_FDCWD = -100;
const RENAME_NOREPLACE = 1;
const RENAME_EXCHANGE = 2;

/** Two names change places in one step (Linux 3.15; not every file system: EINVAL). Throws LibcError. */
export const exchange = (one: string, other: string): void => rename2(one, other, RENAME_EXCHANGE);

/** A rename that fails (EEXIST) where something stands under the new name. Throws LibcError; EINVAL where the file system cannot. */
export const renameUnlessThere = (from: string, to: string): void => rename2(from, to, RENAME_NOREPLACE);

function rename2(from: string, to: string, flags: number): void {
  if (libc().rename(AT_FDCWD, from, AT_FDCWD, to, flags) !== 0) throw new LibcError('renameat2', libc().errno());
}

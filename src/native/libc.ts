import { getSystemErrorName } from 'node:util';
import { loadKoffi } from './koffi.ts';

type Function = (...values: unknown[]) => number;

let bound: { list: Function; get: Function; set: Function; errno: () => number } | undefined;

/** Extended attributes of Linux (xattr(7)), which Node does not offer; glibc by koffi, bound at the first use. */
function libc(): NonNullable<typeof bound> {
  if (bound) return bound;
  const koffi = loadKoffi();
  const library = koffi.load('libc.so.6');
  bound = {
    list: library.func('intptr_t llistxattr(const char *path, _Out_ void *list, size_t size)') as Function,
    get: library.func('intptr_t lgetxattr(const char *path, const char *name, _Out_ void *value, size_t size)') as Function,
    set: library.func('int lsetxattr(const char *path, const char *name, const void *value, size_t size, int flags)') as Function,
    errno: () => koffi.errno(),
  };
  return bound;
}

/** A failed call of glibc with its errno. */
export class LibcError extends Error {
  readonly errno: number;
  readonly call: string;

  constructor(call: string, errno: number) {
    super(`${call} failed with errno ${errno}`);
    this.name = 'LibcError';
    this.errno = errno;
    this.call = call;
  }

  /** Node's name of the error: 'EACCES'. */
  get code(): string {
    return getSystemErrorName(-this.errno);
  }
}

/** The names of a file's extended attributes; a link is not followed. Throws LibcError. */
export function extendedAttributeNames(path: string): string[] {
  const buffer = sized('llistxattr', (value, size) => libc().list(path, value, size));
  return buffer.toString('utf8').split('\0').filter((name) => name !== '');
}

/** One extended attribute's value. Throws LibcError. */
export const extendedAttribute = (path: string, name: string): Buffer => sized('lgetxattr', (value, size) => libc().get(path, name, value, size));

/** Sets one extended attribute. Throws LibcError. */
export function setExtendedAttribute(path: string, name: string, value: Buffer): void {
  if (libc().set(path, name, value, value.length, 0) !== 0) throw new LibcError('lsetxattr', libc().errno());
}

/** ERANGE: it grew between the two calls. */
const ERANGE = 34;

function sized(call: string, ask: (value: Buffer | null, size: number) => number): Buffer {
  for (;;) {
    const needed = Number(ask(null, 0));
    if (needed < 0) throw new LibcError(call, libc().errno());
    if (needed === 0) return Buffer.alloc(0);
    const buffer = Buffer.alloc(needed);
    const got = Number(ask(buffer, buffer.length));
    if (got >= 0) return buffer.subarray(0, got);
    if (libc().errno() !== ERANGE) throw new LibcError(call, libc().errno());
  }
}

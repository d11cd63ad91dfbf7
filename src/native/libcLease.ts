import { loadKoffi } from './koffi.ts';
import { LibcError } from './libc.ts';

let bound: { fcntl(file: number, command: number, value: number): number; errno(): number } | undefined;

function libc(): NonNullable<typeof bound> {
  if (bound) return bound;
  const koffi = loadKoffi();
  const fcntl = koffi.load('libc.so.6').func('int fcntl(int file, int command, intptr_t value)') as NonNullable<typeof bound>['fcntl'];
  return (bound = { fcntl, errno: () => koffi.errno() });
}

const F_SETSIG = 10;
const F_SETLEASE = 1024;
const F_GETLEASE = 1025;
const F_RDLCK = 0;
/** Ignored by whoever does not ask for it; without it the kernel would send SIGIO, which ends a process. */
const SIGURG = 23;

/**
 * A read lease on a file that is open for reading (fcntl(2), Linux): whoever opens it for writing or truncates it waits until it is given
 * back, which closing does, or for /proc/sys/fs/lease-break-time (45 s). Throws LibcError: EAGAIN where somebody has it open for
 * writing, EACCES where it is another user's, EINVAL where the file system has none.
 */
export function takeReadLease(file: number): void {
  if (libc().fcntl(file, F_SETSIG, SIGURG) !== 0 || libc().fcntl(file, F_SETLEASE, F_RDLCK) !== 0) throw new LibcError('fcntl', libc().errno());
}

/** Whether the lease holds, and nobody waits to write. */
export const hasReadLease = (file: number): boolean => libc().fcntl(file, F_GETLEASE, 0) === F_RDLCK;

import { kernel32, lastError } from './kernel32.ts';
import { toNativePath } from './paths.ts';
import type { Win32Error } from './win32Error.ts';

const FAIL_IF_EXISTS = 0x1;
const COPY_SYMLINK = 0x800;

/**
 * Copies a file with its alternate streams and attributes on a worker thread, so that progress keeps drawing.
 * A symbolic link is copied as a link. Not carried: the security descriptor, the creation time.
 * Rejects with Win32Error: 80 where `to` exists, 1235 once `signal` is aborted: Windows has then deleted `to`.
 */
export function copyFile(from: string, to: string, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    /** pbCancel: Windows looks at it while it copies. */
    const cancel = Buffer.alloc(4);
    const stop = (): void => void cancel.writeInt32LE(1);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
    // koffi (from 3.2) gives the worker thread's GetLastError in this callback only: after another promise it is some other call's
    const done = (failure: unknown, ok: number): void => {
      const lost = !failure && !ok ? copyError(to) : null;
      signal?.removeEventListener('abort', stop);
      if (failure) reject(failure as Error);
      else if (lost) reject(lost);
      else resolve();
    };
    kernel32.CopyFileExW.async(toNativePath(from), toNativePath(to), null, null, cancel, FAIL_IF_EXISTS + COPY_SYMLINK, done);
  });
}

/** The same, and the thread waits. */
export function copyFileSync(from: string, to: string): void {
  if (!kernel32.CopyFileExW(toNativePath(from), toNativePath(to), null, null, null, FAIL_IF_EXISTS + COPY_SYMLINK)) throw copyError(to);
}

function copyError(path: string): Win32Error {
  return lastError('CopyFileExW', path);
}

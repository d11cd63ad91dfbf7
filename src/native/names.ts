import { textUntilNul } from './handles.ts';
import { kernel32, lastError } from './kernel32.ts';
import { toNativePath } from './paths.ts';
import { win32 } from './win32Error.ts';

const INVALID_HANDLE = -1;

/**
 * Every name of a file, as FindFirstFileNameW gives them: without the drive, from the root of its volume
 * (`\folder\name`), in no order that could be relied on. Throws Win32Error: 127 or 120 where Windows has no such call,
 * 1 or 50 where the file system does not answer it.
 */
export function fileNames(path: string): string[] {
  const names: string[] = [];
  const length = Buffer.alloc(4);
  let name = Buffer.alloc(1024);

  /** Calls until the name fits: the length goes in and comes out in characters, the NUL included. */
  const read = (call: string, ask: () => boolean): boolean => {
    for (;;) {
      length.writeUInt32LE(name.length / 2, 0);
      if (ask()) {
        names.push(textUntilNul(name));
        return true;
      }
      const error = lastError(call, path);
      if (error.code === win32.HANDLE_EOF) return false;
      if (error.code !== win32.MORE_DATA) throw error;
      name = Buffer.alloc(Math.max(length.readUInt32LE(0) * 2, name.length * 2));
    }
  };

  let handle = INVALID_HANDLE;
  const native = toNativePath(path);
  read('FindFirstFileNameW', () => (handle = kernel32.FindFirstFileNameW(native, 0, length, name)) !== INVALID_HANDLE);
  if (handle === INVALID_HANDLE) return names;
  try {
    while (read('FindNextFileNameW', () => kernel32.FindNextFileNameW(handle, length, name) !== 0));
  } finally {
    kernel32.FindClose(handle);
  }
  return names;
}

/** WIN32_FIND_STREAM_DATA: the size (8 bytes), then a name of at most MAX_PATH + 36 characters. */
const STREAM_DATA_SIZE = 8 + (260 + 36) * 2;

/**
 * The alternate streams of a file or folder by their names (`:Zone.Identifier:$DATA`), without the unnamed one.
 * Throws Win32Error: 38 means none at all (a folder), which is an empty list here; 87 where the file system has no streams.
 */
export function streamNames(path: string): string[] {
  const data = Buffer.alloc(STREAM_DATA_SIZE);
  const handle = kernel32.FindFirstStreamW(toNativePath(path), 0, data, 0);
  if (handle === INVALID_HANDLE) {
    const error = lastError('FindFirstStreamW', path);
    if (error.code === win32.HANDLE_EOF) return [];
    throw error;
  }
  const names: string[] = [];
  try {
    do {
      const name = textUntilNul(data, 8);
      if (name !== '::$DATA') names.push(name);
    } while (kernel32.FindNextStreamW(handle, data));
    const error = lastError('FindNextStreamW', path);
    if (error.code !== win32.HANDLE_EOF) throw error;
  } finally {
    kernel32.FindClose(handle);
  }
  return names;
}

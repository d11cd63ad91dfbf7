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
 * Reads the bytes from `at` on of an open file of `size` bytes into `buffer`, which has room for `length` and one more: that there is no
 * byte behind its last is asked along with it.
 * @returns a view of the buffer. Throws ChangedDuringOperation where the file has not that size any more.
 */
export function readPiece(file: number, path: string, size: number, at: number, length: number, buffer: Buffer): Buffer {
  const asked = at + length === size ? length + 1 : length;
  let filled = 0;
  try {
    // A file system may give less than there is; the end shows as nothing
    for (let got = 1; got > 0 && filled < length; filled += got) got = fs.readSync(file, buffer, filled, asked - filled, at + filled);
  } catch (error) {
    throw fromOsError(error, path);
  }
  if (filled !== length) throw new LinkKitError('ChangedDuringOperation', { path });
  return buffer.subarray(0, length);
}

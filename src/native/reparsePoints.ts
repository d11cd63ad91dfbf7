import { access, withHandle } from './handles.ts';
import { kernel32, lastError } from './kernel32.ts';
import { displayPath, toNativePath } from './paths.ts';
import { buildJunctionData, largestReparseData, parseReparseData, type ReparsePoint } from './reparseData.ts';
import { Win32Error } from './win32Error.ts';

const FSCTL_SET_REPARSE_POINT = 0x9_00a4;
const FSCTL_GET_REPARSE_POINT = 0x9_00a8;

/** ERROR_FILENAME_EXCED_RANGE, ERROR_INVALID_REPARSE_DATA. */
const TOO_LONG = 206;
const INVALID_REPARSE_DATA = 4392;

/** What a symbolic link, junction or other reparse point holds. Throws Win32Error: 4390 where it is none. */
export function readReparsePoint(path: string): ReparsePoint {
  const data = Buffer.alloc(largestReparseData);
  const returned = Buffer.alloc(4);
  withHandle(path, access.readAttributes, {}, (handle) => {
    if (!kernel32.DeviceIoControl(handle, FSCTL_GET_REPARSE_POINT, null, 0, data, data.length, returned, null)) {
      throw lastError('FSCTL_GET_REPARSE_POINT', path);
    }
  });
  try {
    return parseReparseData(data.subarray(0, returned.readUInt32LE(0)));
  } catch (error) {
    if (error instanceof RangeError) throw new Win32Error('FSCTL_GET_REPARSE_POINT', INVALID_REPARSE_DATA, path);
    throw error;
  }
}

/** Turns an existing empty file or folder into a reparse point with this data. Throws Win32Error: 1314 for a symbolic link without the privilege. */
export function writeReparsePoint(path: string, data: Buffer): void {
  withHandle(path, access.genericWrite, {}, (handle) => {
    const returned = Buffer.alloc(4);
    if (!kernel32.DeviceIoControl(handle, FSCTL_SET_REPARSE_POINT, data, data.length, null, 0, returned, null)) {
      throw lastError('FSCTL_SET_REPARSE_POINT', path);
    }
  });
}

/**
 * Makes a new reparse point with another one's data, verbatim: an empty file or folder first, which is removed again
 * where Windows refuses the data. Throws Win32Error: 183 or 80 where the name is taken.
 */
export function createReparsePoint(path: string, data: Buffer, isDirectory: boolean): void {
  const native = toNativePath(path);
  if (!isDirectory) withHandle(path, access.genericWrite, { createNew: true }, () => undefined);
  else if (!kernel32.CreateDirectoryW(native, null)) throw lastError('CreateDirectoryW', path);
  try {
    writeReparsePoint(path, data);
  } catch (error) {
    if (isDirectory) kernel32.RemoveDirectoryW(native);
    else kernel32.DeleteFileW(native);
    throw error;
  }
}

/** Makes a junction to a folder of this machine, named by its absolute path. Throws Win32Error. */
export function createJunction(path: string, target: string): void {
  const native = toNativePath(target);
  try {
    createReparsePoint(path, buildJunctionData(`\\??\\${native.slice(4)}`, displayPath(native)), true);
  } catch (error) {
    if (error instanceof RangeError) throw new Win32Error('createJunction', TOO_LONG, target);
    throw error;
  }
}

import type { ErrorCode } from '../contract/errorCodes.ts';
import { LinkKitError } from '../contract/errors.ts';

/** Node's and POSIX names of errors (libuv's src/win/error.c for what Windows numbers become). */
const byName: Record<string, ErrorCode> = {
  ENOENT: 'NotFound',
  ENOTDIR: 'NotFound',
  EACCES: 'AccessDenied',
  EPERM: 'AccessDenied',
  EXDEV: 'CrossVolume',
  EEXIST: 'WouldOverwrite',
  EMLINK: 'TooManyLinks',
  ENOSPC: 'NoSpace',
  EDQUOT: 'NoSpace',
  EROFS: 'ReadOnlyVolume',
  ENAMETOOLONG: 'PathTooLong',
  EBUSY: 'InUse',
  ETXTBSY: 'InUse',
  EIO: 'ReadError',
  EILSEQ: 'NameNotRepresentable',
  EISDIR: 'DirectoryNotSupported',
  ENOTEMPTY: 'NotEmpty',
  ENOTSUP: 'HardLinksNotSupported',
  EOPNOTSUPP: 'HardLinksNotSupported',
  ENOSYS: 'HardLinksNotSupported',
};

/** Windows' numbers (winerror.h). */
const byNumber: Record<number, ErrorCode> = {
  1: 'HardLinksNotSupported', // ERROR_INVALID_FUNCTION: what CreateHardLinkW gives on FAT
  2: 'NotFound', // ERROR_FILE_NOT_FOUND
  3: 'NotFound', // ERROR_PATH_NOT_FOUND
  5: 'AccessDenied', // ERROR_ACCESS_DENIED
  15: 'NotFound', // ERROR_INVALID_DRIVE
  17: 'CrossVolume', // ERROR_NOT_SAME_DEVICE
  19: 'ReadOnlyVolume', // ERROR_WRITE_PROTECT
  23: 'ReadError', // ERROR_CRC
  29: 'WriteError', // ERROR_WRITE_FAULT
  30: 'ReadError', // ERROR_READ_FAULT
  32: 'InUse', // ERROR_SHARING_VIOLATION
  33: 'InUse', // ERROR_LOCK_VIOLATION
  39: 'NoSpace', // ERROR_HANDLE_DISK_FULL
  50: 'HardLinksNotSupported', // ERROR_NOT_SUPPORTED
  80: 'WouldOverwrite', // ERROR_FILE_EXISTS
  112: 'NoSpace', // ERROR_DISK_FULL
  123: 'NotFound', // ERROR_INVALID_NAME: no file can have such a name
  145: 'NotEmpty', // ERROR_DIR_NOT_EMPTY
  161: 'NotFound', // ERROR_BAD_PATHNAME
  183: 'WouldOverwrite', // ERROR_ALREADY_EXISTS
  206: 'PathTooLong', // ERROR_FILENAME_EXCED_RANGE
  267: 'DirectoryNotSupported', // ERROR_DIRECTORY
  362: 'OfflineFile', // ERROR_CLOUD_FILE_PROVIDER_NOT_RUNNING
  396: 'OfflineFile', // ERROR_CLOUD_FILE_INCOMPATIBLE_HARDLINKS
  1006: 'ChangedDuringOperation', // ERROR_FILE_INVALID: another file by now, see deleteFile
  1117: 'ReadError', // ERROR_IO_DEVICE
  1142: 'TooManyLinks', // ERROR_TOO_MANY_LINKS
  1235: 'Interrupted', // ERROR_REQUEST_ABORTED: CopyFileExW was told to stop
  1295: 'NoSpace', // ERROR_DISK_QUOTA_EXCEEDED
  1314: 'PrivilegeRequired', // ERROR_PRIVILEGE_NOT_HELD
  4390: 'UnsupportedReparsePoint', // ERROR_NOT_A_REPARSE_POINT
};

/**
 * A system's error as a LinkKitError: Node's (by its name), or one of src/native (by its Windows number,
 * a number in `code`). An error with neither is a bug and is thrown on as it is.
 */
export function fromOsError(error: unknown, path: string): LinkKitError {
  if (error instanceof LinkKitError) return error;
  if (!(error instanceof Error)) throw error;
  const { code, call, syscall } = error as { code?: unknown; call?: string; syscall?: string };
  if (typeof code !== 'number' && typeof code !== 'string') throw error;
  if (typeof code === 'string' && code.startsWith('ERR_')) throw error;
  const known = typeof code === 'number' ? byNumber[code] : byName[code];
  if (known) return new LinkKitError(known, { path, osError: code, cause: error });
  const what = call ?? syscall ?? 'a call of the system';
  return new LinkKitError('ReadError', {
    path,
    osError: code,
    cause: error,
    message: `${what} failed with the system's error ${code}.`,
    hint: typeof code === 'number' ? `What it means: net helpmsg ${code}` : null,
  });
}

/** Runs one action on a path; what the system throws comes out as a LinkKitError about that path. */
export function withPath<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw fromOsError(error, path);
  }
}

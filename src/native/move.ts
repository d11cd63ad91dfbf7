import { fileIdentity, fileInformation } from './fileInformation.ts';
import { access, setInformation, withHandle } from './handles.ts';
import { kernel32, lastError } from './kernel32.ts';
import { toNativePath } from './paths.ts';
import { Win32Error, isUnsupported, win32 } from './win32Error.ts';

/** FILE_INFO_BY_HANDLE_CLASS (minwinbase.h). */
const FileBasicInfo = 0;
const FileDispositionInfo = 4;
const FileDispositionInfoEx = 21;
const FileRenameInfoEx = 22;

const ATTRIBUTE_READONLY = 1;
const ATTRIBUTE_NORMAL = 0x80;

const MOVE_REPLACE_EXISTING = 1;
const MOVE_WRITE_THROUGH = 8;

/** Renames on one volume, on disk when it comes back. Throws Win32Error: 183 name taken, 5 the replaced name is open or read-only, 17 other volume. */
export function moveFile(from: string, to: string, { replace = false }: { replace?: boolean } = {}): void {
  const flags = MOVE_WRITE_THROUGH + (replace ? MOVE_REPLACE_EXISTING : 0);
  if (!kernel32.MoveFileExW(toNativePath(from), toNativePath(to), flags)) throw lastError('MoveFileExW', to);
}

const RENAME_REPLACE_POSIX_IGNORE_READONLY = 0x1 + 0x2 + 0x40;

/**
 * Renames over `to` in one step, also where somebody holds that open or it is read-only (Windows 10 1809 and later, NTFS).
 * Throws Win32Error: 87, 50 or 1 where it is not supported, see `isUnsupported`.
 */
export function renamePosix(from: string, to: string): void {
  const name = Buffer.from(toNativePath(to), 'utf16le');
  const information = Buffer.alloc(24 + name.length); // FILE_RENAME_INFO, a NUL behind the name
  information.writeUInt32LE(RENAME_REPLACE_POSIX_IGNORE_READONLY, 0);
  information.writeUInt32LE(name.length, 16);
  name.copy(information, 20);
  withHandle(from, access.delete + access.synchronize, {}, (handle) => setInformation(handle, FileRenameInfoEx, information, to));
}

const DISPOSITION_DELETE_POSIX_IGNORE_READONLY = 0x1 + 0x2 + 0x10;

/**
 * Removes one name of a file (or a link itself, or an empty folder). Where Windows can, at once even while others hold
 * it open, and without a look at its read-only attribute; else the attribute is put back before the handle is closed,
 * since it belongs to all names of the file. With `fileId` only that very file loses its name, by the handle that was
 * asked who it is. Throws Win32Error; ERROR_FILE_INVALID (1006) where another file stands there.
 */
export function deleteFile(path: string, fileId: string | null = null): void {
  const flags = Buffer.alloc(4);
  flags.writeUInt32LE(DISPOSITION_DELETE_POSIX_IGNORE_READONLY, 0);
  const rights = access.delete + access.readAttributes;
  const check = (handle: number): void => {
    if (fileId !== null && fileIdentity(handle, path).fileId !== fileId) throw new Win32Error('GetFileInformationByHandleEx', win32.FILE_INVALID, path);
  };
  try {
    withHandle(path, rights, {}, (handle) => {
      check(handle);
      setInformation(handle, FileDispositionInfoEx, flags, path);
    });
  } catch (error) {
    if (!isUnsupported(error)) throw error;
    deleteTheOldWay(path, rights, check);
  }
}

function deleteTheOldWay(path: string, rights: number, check: (handle: number) => void): void {
  const remove = Buffer.from([1]);
  try {
    withHandle(path, rights, {}, (handle) => {
      check(handle);
      setInformation(handle, FileDispositionInfo, remove, path);
    });
  } catch (error) {
    if (!(error instanceof Win32Error) || error.code !== win32.ACCESS_DENIED) throw error;
    const { attributes } = fileInformation(path);
    if (!(attributes & ATTRIBUTE_READONLY)) throw error;
    withHandle(path, rights + access.writeAttributes, {}, (handle) => {
      check(handle);
      setInformation(handle, FileBasicInfo, attributesOnly((attributes & ~ATTRIBUTE_READONLY) || ATTRIBUTE_NORMAL), path);
      try {
        setInformation(handle, FileDispositionInfo, remove, path);
      } finally {
        setInformation(handle, FileBasicInfo, attributesOnly(attributes), path);
      }
    });
  }
}

/** Whether anybody holds a file open, so that its name cannot be taken away the old way. Throws nothing: false where it cannot be asked. */
export function isHeldOpen(path: string): boolean {
  const handle = kernel32.CreateFileW(toNativePath(path), access.delete, 0, null, OPEN_EXISTING, FLAG_OPEN_REPARSE_POINT, 0);
  if (handle === -1) return kernel32.GetLastError() === win32.SHARING_VIOLATION;
  kernel32.CloseHandle(handle);
  return false;
}
const OPEN_EXISTING = 3;
const FLAG_OPEN_REPARSE_POINT = 0x0020_0000;

function attributesOnly(attributes: number): Buffer {
  const information = Buffer.alloc(40);
  information.writeUInt32LE(attributes >>> 0, 32);
  return information;
}

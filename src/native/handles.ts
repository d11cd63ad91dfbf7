import { kernel32, lastError } from './kernel32.ts';
import { toNativePath } from './paths.ts';
import { win32 } from './win32Error.ts';

/** Access rights (winnt.h). */
export const access = {
  none: 0,
  listDirectory: 0x1,
  readAttributes: 0x80,
  writeAttributes: 0x100,
  delete: 0x1_0000,
  synchronize: 0x10_0000,
  genericRead: 0x8000_0000,
  genericWrite: 0x4000_0000,
} as const;

const SHARE_READ_WRITE = 3;
const SHARE_READ_DELETE = 5;
const SHARE_ALL = 7;
const OPEN_EXISTING = 3;
const CREATE_NEW = 1;
const FLAG_BACKUP_SEMANTICS = 0x0200_0000;
const FLAG_OPEN_REPARSE_POINT = 0x0020_0000;
const INVALID_HANDLE = -1;

export interface OpenOptions {
  /** Open what a symbolic link or junction leads to, instead of the link. */
  followReparse?: boolean;
  /** Make a new, empty file; fails with 80 where the name is taken. */
  createNew?: boolean;
  /** Nobody may rename or delete it, nor on NTFS a folder above it, as long as it is open. */
  keepsName?: boolean;
  /** Nobody may write to it as long as it is open; 32 where somebody has it open for writing. */
  deniesWriters?: boolean;
  /** Open a volume itself (`\\\\.\\C:`) and none of its files. */
  wholeVolume?: boolean;
}

/** Opens a file or a folder, hands its handle to `use` and closes it whatever happens. Throws Win32Error where it cannot be opened. */
export function withHandle<T>(path: string, rights: number, options: OpenOptions, use: (handle: number) => T): T {
  return closing(openHandle(path, rights, options), use);
}

/** A handle that the caller closes. All share modes are granted, so that nobody else is disturbed, but for `keepsName` and `deniesWriters`. Throws Win32Error. */
export function openHandle(path: string, rights: number, options: OpenOptions): number {
  const handle = kernel32.CreateFileW(
    toNativePath(path),
    rights,
    options.deniesWriters ? SHARE_READ_DELETE : options.keepsName ? SHARE_READ_WRITE : SHARE_ALL,
    null,
    options.createNew ? CREATE_NEW : OPEN_EXISTING,
    options.wholeVolume ? 0 : FLAG_BACKUP_SEMANTICS + (options.followReparse ? 0 : FLAG_OPEN_REPARSE_POINT),
    0,
  );
  if (handle === INVALID_HANDLE) throw lastError('CreateFileW', path);
  return handle;
}

/** FILE_ID_DESCRIPTOR (winbase.h): its size, the kind of id (0: 64 bits), the id. */
const descriptor = Buffer.alloc(24);
descriptor.writeUInt32LE(descriptor.length, 0);

/**
 * As withHandle, for a file or a folder that is known by its 64-bit id only; `hint` is an open handle to anything on its volume,
 * `path` what an error names. Throws Win32Error: 87 where nothing has the id.
 */
export function withHandleById<T>(hint: number, id: bigint, rights: number, path: string, use: (handle: number) => T): T {
  descriptor.writeBigInt64LE(id, 8);
  const handle = kernel32.OpenFileById(hint, descriptor, rights, SHARE_ALL, null, FLAG_BACKUP_SEMANTICS + FLAG_OPEN_REPARSE_POINT);
  if (handle === INVALID_HANDLE) throw lastError('OpenFileById', path);
  return closing(handle, use);
}

function closing<T>(handle: number, use: (handle: number) => T): T {
  try {
    return use(handle);
  } finally {
    kernel32.CloseHandle(handle);
  }
}

/** Fills `information` with GetFileInformationByHandleEx; throws Win32Error. */
export function queryInformation(handle: number, informationClass: number, information: Buffer, path: string): void {
  if (!kernel32.GetFileInformationByHandleEx(handle, informationClass, information, information.length)) {
    throw lastError('GetFileInformationByHandleEx', path);
  }
}

/** Hands `information` to SetFileInformationByHandle; throws Win32Error. */
export function setInformation(handle: number, informationClass: number, information: Buffer, path: string): void {
  if (!kernel32.SetFileInformationByHandle(handle, informationClass, information, information.length)) {
    throw lastError('SetFileInformationByHandle', path);
  }
}

/**
 * A text that a function writes into a buffer of the caller's, grown until it fits. `fill` gets the buffer and its
 * length in characters and gives back the number of characters written, a larger number where it needs more room,
 * 0 where it failed (the error is then GetLastError's).
 */
export function filledText(call: string, path: string, fill: (text: Buffer, characters: number) => number): string {
  for (let characters = 512; ; ) {
    const text = Buffer.alloc(characters * 2);
    const length = fill(text, characters);
    if (length === 0) throw lastError(call, path);
    if (length < characters) return textUntilNul(text);
    characters = length + 1;
  }
}

/** The UTF-16 text in a buffer up to its NUL; lone surrogates stay what they are. */
export function textUntilNul(buffer: Buffer, start = 0): string {
  let end = start;
  while (end + 1 < buffer.length && buffer.readUInt16LE(end) !== 0) end += 2;
  return buffer.toString('utf16le', start, end);
}

/** Whether `error` is one of the numbers that mean that nothing is there. */
export function isMissing(code: number): boolean {
  return code === win32.FILE_NOT_FOUND || code === win32.PATH_NOT_FOUND;
}

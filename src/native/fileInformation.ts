import { access, queryInformation, setInformation, withHandle } from './handles.ts';
import { kernel32, lastError } from './kernel32.ts';
import { Win32Error, isUnsupported, win32 } from './win32Error.ts';

/** What Windows knows of a file by its handle. Times are FILETIMEs: 100 ns since 1601, UTC. */
export interface FileInformation {
  /** 64 bits from FILE_ID_INFO, 32 where that is not answered; 0 where the volume has none. */
  volumeSerial: bigint;
  /** The 128-bit file id as 32 hexadecimal digits, most significant first. */
  fileId: string;
  linkCount: number;
  size: number;
  /** Bytes on the disk. */
  allocatedSize: number;
  attributes: number;
  /** 0 where it is no reparse point. */
  reparseTag: number;
  isDirectory: boolean;
  creationTime: bigint;
  lastAccessTime: bigint;
  lastWriteTime: bigint;
  changeTime: bigint;
}

/** FILE_INFO_BY_HANDLE_CLASS (minwinbase.h). */
const FileBasicInfo = 0;
const FileStandardInfo = 1;
const FileAttributeTagInfo = 9;
const FileIdInfo = 18;
const FileCaseSensitiveInfo = 23;

const ATTRIBUTE_REPARSE_POINT = 0x400;

// Calls are synchronous, so one buffer of each kind serves them all.
const basic = Buffer.alloc(40);
const standard = Buffer.alloc(24);
const identity = Buffer.alloc(24);
const tag = Buffer.alloc(8);
const byHandle = Buffer.alloc(52);

/**
 * Everything about one file or folder from one open handle that asks for no access to its data:
 * a file open without sharing, or not readable, is answered all the same. Reparse points are not followed unless asked.
 * Throws Win32Error.
 */
export function fileInformation(path: string, options: { followReparse?: boolean } = {}): FileInformation {
  return withHandle(path, access.readAttributes, options, (handle) => {
    queryInformation(handle, FileBasicInfo, basic, path);
    queryInformation(handle, FileStandardInfo, standard, path);
    const attributes = basic.readUInt32LE(32);
    return {
      ...fileIdentity(handle, path),
      linkCount: standard.readUInt32LE(16),
      size: Number(standard.readBigInt64LE(8)),
      allocatedSize: Number(standard.readBigInt64LE(0)),
      attributes,
      reparseTag: attributes & ATTRIBUTE_REPARSE_POINT ? reparseTag(handle, path) : 0,
      isDirectory: standard[21] !== 0,
      creationTime: basic.readBigInt64LE(0),
      lastAccessTime: basic.readBigInt64LE(8),
      lastWriteTime: basic.readBigInt64LE(16),
      changeTime: basic.readBigInt64LE(24),
    };
  });
}

/** Volume serial and file id of what a handle is open to. Throws Win32Error. */
export function fileIdentity(handle: number, path: string): { volumeSerial: bigint; fileId: string } {
  try {
    queryInformation(handle, FileIdInfo, identity, path);
    return { volumeSerial: identity.readBigUInt64LE(0), fileId: hex(identity.readBigUInt64LE(16)) + hex(identity.readBigUInt64LE(8)) };
  } catch (error) {
    if (!isUnsupported(error)) throw error;
  }
  // FAT and old servers: BY_HANDLE_FILE_INFORMATION, serial at 28, index high and low at 44 and 48
  if (!kernel32.GetFileInformationByHandle(handle, byHandle)) throw lastError('GetFileInformationByHandle', path);
  const index = (BigInt(byHandle.readUInt32LE(44)) << 32n) | BigInt(byHandle.readUInt32LE(48));
  return { volumeSerial: BigInt(byHandle.readUInt32LE(28)), fileId: hex(0n) + hex(index) };
}

const hex = (value: bigint): string => value.toString(16).toUpperCase().padStart(16, '0');

function reparseTag(handle: number, path: string): number {
  queryInformation(handle, FileAttributeTagInfo, tag, path);
  return tag.readUInt32LE(4);
}

/** Whether this process may set the attributes of a file, which is what a hard link to it needs. Throws Win32Error where it cannot be asked. */
export function mayWriteAttributes(path: string): boolean {
  try {
    return withHandle(path, access.writeAttributes, {}, () => true);
  } catch (error) {
    if (error instanceof Win32Error && error.code === win32.ACCESS_DENIED) return false;
    throw error;
  }
}

/** What setBasicInformation changes; what is left out stays. Attributes 0x80 (NORMAL) clears them all. */
export interface BasicInformation {
  creationTime?: bigint;
  lastAccessTime?: bigint;
  lastWriteTime?: bigint;
  changeTime?: bigint;
  attributes?: number;
}

/** Sets times (FILETIME) and attributes of a file, a folder or a link itself. Throws Win32Error. */
export function setBasicInformation(path: string, change: BasicInformation): void {
  const information = Buffer.alloc(40);
  information.writeBigInt64LE(change.creationTime ?? 0n, 0);
  information.writeBigInt64LE(change.lastAccessTime ?? 0n, 8);
  information.writeBigInt64LE(change.lastWriteTime ?? 0n, 16);
  information.writeBigInt64LE(change.changeTime ?? 0n, 24);
  information.writeUInt32LE(change.attributes ?? 0, 32);
  withHandle(path, access.writeAttributes, {}, (handle) => setInformation(handle, FileBasicInfo, information, path));
}

/** Whether names in a folder are told apart by case; false where Windows does not say. Throws Win32Error where it cannot be opened. */
export function directoryIsCaseSensitive(path: string): boolean {
  const flags = Buffer.alloc(4);
  return withHandle(path, access.readAttributes, { followReparse: true }, (handle) => {
    try {
      queryInformation(handle, FileCaseSensitiveInfo, flags, path);
    } catch {
      return false;
    }
    return (flags.readUInt32LE(0) & 1) !== 0;
  });
}

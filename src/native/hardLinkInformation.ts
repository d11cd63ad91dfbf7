import { access, withHandle, withHandleById } from './handles.ts';
import { bytesNeeded, parseHardLinks, type HardLink } from './hardLinkData.ts';
import { ntdll, ntError } from './ntdll.ts';
import { finalPathName, withoutVolume } from './volumes.ts';
import { Win32Error } from './win32Error.ts';

/** FILE_INFORMATION_CLASS (ntifs.h). */
const FileHardLinkInformation = 46;

const STATUS_SUCCESS = 0;
const STATUS_BUFFER_OVERFLOW = 0x8000_0005;
const STATUS_INFO_LENGTH_MISMATCH = 0xc000_0004;

/** More than a million names (ReFS) take; an answer that claims more is damaged. */
const mostBytes = 256 * 1024 * 1024;

export interface HardLinkNames {
  /** From the root of the volume: `\folder\name`. */
  names: string[];
  /** Names left out because their folder may not be opened, or is gone. */
  unopened: number;
  /** Why the first of these folders could not be opened: 5 (not by us), 87 (it is gone), …; null where all could. */
  refusal: Win32Error | null;
}

/**
 * Every name of a file by NtQueryInformationFile, for volumes that do not answer FindFirstFileNameW: the folders come as
 * ids, and each is opened for its path. Throws Win32Error: 87, 50 or the like (isUnsupported) where the file system does not answer it.
 */
export function hardLinkNames(path: string): HardLinkNames {
  return withHandle(path, access.readAttributes, {}, (handle) => {
    const folders = new Map<bigint, string | Win32Error>();
    const found: HardLinkNames = { names: [], unopened: 0, refusal: null };
    for (const { parentId, name } of hardLinks(handle, path)) {
      let folder = folders.get(parentId);
      if (folder === undefined) folders.set(parentId, (folder = folderPath(handle, parentId, path)));
      if (typeof folder === 'string') found.names.push(folder.endsWith('\\') ? folder + name : `${folder}\\${name}`);
      else {
        found.unopened += 1;
        found.refusal ??= folder;
      }
    }
    return found;
  });
}

function hardLinks(handle: number, path: string): HardLink[] {
  const ioStatus = Buffer.alloc(16);
  for (let room = Buffer.alloc(4096); ; ) {
    const status = ntdll.NtQueryInformationFile(handle, ioStatus, room, room.length, FileHardLinkInformation);
    if (status === STATUS_SUCCESS) return parseHardLinks(room, path);
    const isTooSmall = status === STATUS_BUFFER_OVERFLOW || status === STATUS_INFO_LENGTH_MISMATCH;
    const larger = Math.max(room.length * 2, isTooSmall ? bytesNeeded(room) : 0);
    if (!isTooSmall || larger > mostBytes) throw ntError('NtQueryInformationFile', status, path);
    room = Buffer.alloc(larger);
  }
}

/** A folder's path from the root of its volume, or why it cannot be opened by its id. */
function folderPath(hint: number, id: bigint, path: string): string | Win32Error {
  try {
    return withHandleById(hint, id, access.readAttributes, path, (handle) => finalPathName(handle, path, withoutVolume));
  } catch (error) {
    if (!(error instanceof Win32Error)) throw error;
    return error;
  }
}

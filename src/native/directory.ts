import { parseDirectoryPage, type DirectoryEntry } from './directoryPage.ts';
import { access, queryInformation, withHandle } from './handles.ts';
import { Win32Error, win32 } from './win32Error.ts';

/** FILE_INFO_BY_HANDLE_CLASS (minwinbase.h). */
const FileIdBothDirectoryInfo = 10;
const FileIdBothDirectoryRestartInfo = 11;

/** Large, since a folder costs one call a page: 256 KiB hold some 1,500 names. Calls are synchronous, so that one serves all folders. */
let page: Buffer | null = null;

/**
 * Shows every entry of one folder to `visit`, but for `.` and `..`, by one handle and without opening any of them; `visit`
 * must not read another folder. A junction or a symbolic link is not entered: it is itself a folder, and an empty one.
 * Throws Win32Error: 87 or the like (isUnsupported) where the file system does not list so, or it is no folder; 13 where what it tells is damaged.
 */
export function readDirectory(path: string, visit: (entry: Readonly<DirectoryEntry>) => void): void {
  withHandle(path, access.listDirectory + access.synchronize, {}, (handle) => {
    page ??= Buffer.alloc(256 * 1024);
    for (let informationClass = FileIdBothDirectoryRestartInfo; fillPage(handle, informationClass, page, path); informationClass = FileIdBothDirectoryInfo) {
      parseDirectoryPage(page, path, visit);
    }
  });
}

function fillPage(handle: number, informationClass: number, into: Buffer, path: string): boolean {
  try {
    queryInformation(handle, informationClass, into, path);
    return true;
  } catch (error) {
    if (!(error instanceof Win32Error)) throw error;
    if (error.code === win32.NO_MORE_FILES) return false;
    // the root of an empty volume has not even `.`
    if (error.code === win32.FILE_NOT_FOUND && informationClass === FileIdBothDirectoryRestartInfo) return false;
    throw error;
  }
}

/**
 * Does something while a folder is held open, so that its path leads to it and to nothing else; a link is not followed. Rights that
 * only ask would hold nothing: this needs the right to list it. Throws Win32Error.
 */
export const withHeldFolder = <T>(path: string, use: () => T): T => withHandle(path, access.listDirectory + access.synchronize, { keepsName: true }, use);

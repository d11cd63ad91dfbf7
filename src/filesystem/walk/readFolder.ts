import { isWindows } from '../platform.ts';
import type { Detail, Folder, FolderContents } from './folder.ts';
import { readPosixFolder } from './posixFolder.ts';

/** What a folder holds; reparse points and links in it are told and not followed. Throws a LinkKitError where it cannot be read. */
export function readFolder(folder: Folder, detail: Detail): FolderContents {
  if (!isWindows) return readPosixFolder(folder, detail);
  throw new Error('windowsFolder.ts is on its way');
}

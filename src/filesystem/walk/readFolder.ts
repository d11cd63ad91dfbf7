import { isWindows } from '../platform.ts';
import type { Detail, Folder, FolderContents } from './folder.ts';
import { ListingBuilder } from './listing.ts';
import { readPosixFolder } from './posixFolder.ts';
import { readWindowsFolder } from './windowsFolder.ts';

const builder = new ListingBuilder();

/** What a folder holds; reparse points and links in it are told and not followed. Throws a LinkKitError where it cannot be read. */
export function readFolder(folder: Folder, detail: Detail): FolderContents {
  return isWindows ? { device: 0, fileId: '', ...readWindowsFolder(folder.path, builder, detail) } : readPosixFolder(folder, builder, detail);
}

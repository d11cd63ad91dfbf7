import { isUtf8 } from 'node:buffer';
import fs from 'node:fs';
import { isWindows } from '../filesystem/platform.ts';
import { fileInformation, Win32Error } from '../native/windows.ts';

/** A folder of a search. Its true path may hold bytes that are no text: `raw` then has them, and `path` only comes near. */
export interface Folder {
  path: string;
  raw: Buffer | null;
}

/** A name of a file that has several, or a folder below. */
export type FolderEntry =
  | { kind: 'folder'; folder: Folder }
  /** `key` is the identity: device and file id. `isText` is false for a name that text cannot carry. */
  | { kind: 'name'; path: string; key: string; linkCount: number; isText: boolean };

export interface FolderContents {
  entries: FolderEntry[];
  /** How many files were looked at. */
  files: number;
  /** The first failure to look at a name that is there (a folder without the right to search it). */
  failure: unknown;
}

/**
 * The folders and the names with further names in one folder; nothing is followed, files with one name are left out.
 * Throws the system's own error where the folder cannot be read at all.
 */
export const readFolder: (folder: Folder) => FolderContents = isWindows ? readWindowsFolder : readPosixFolder;

function readPosixFolder(folder: Folder): FolderContents {
  if (folder.raw) return readRawFolder(folder, folder.raw, () => true);
  const prefix = folder.path === '/' ? '/' : `${folder.path}/`;
  const contents: FolderContents = { entries: [], files: 0, failure: null };
  let lossy = false;
  for (const dirent of fs.readdirSync(folder.path, { withFileTypes: true })) {
    const path = prefix + dirent.name;
    if (dirent.name.includes('\ufffd')) lossy = true;
    else if (dirent.isDirectory()) contents.entries.push({ kind: 'folder', folder: { path, raw: null } });
    else addPosixName(contents, path, path, true);
  }
  if (!lossy) return contents;
  // A replacement character: the name itself has one, or it is no UTF-8 and text only comes near.
  const rest = readRawFolder(folder, Buffer.from(folder.path), (name) => !isUtf8(name) || name.includes('\ufffd'));
  return { entries: [...contents.entries, ...rest.entries], files: contents.files + rest.files, failure: contents.failure ?? rest.failure };
}

function readRawFolder(folder: Folder, raw: Buffer, wanted: (name: Buffer) => boolean): FolderContents {
  const contents: FolderContents = { entries: [], files: 0, failure: null };
  const parentIsText = folder.raw === null;
  for (const dirent of fs.readdirSync(raw, { withFileTypes: true, encoding: 'buffer' })) {
    if (!wanted(dirent.name)) continue;
    const isText = parentIsText && isUtf8(dirent.name);
    const path = `${folder.path === '/' ? '' : folder.path}/${dirent.name.toString()}`;
    const bytes = Buffer.concat([raw, Buffer.from('/'), dirent.name]);
    if (dirent.isDirectory()) contents.entries.push({ kind: 'folder', folder: { path, raw: isText ? null : bytes } });
    else addPosixName(contents, path, bytes, isText);
  }
  return contents;
}

function addPosixName(contents: FolderContents, path: string, place: string | Buffer, isText: boolean): void {
  let found;
  try {
    found = fs.lstatSync(place, { throwIfNoEntry: false });
  } catch (error) {
    contents.failure ??= error;
    return;
  }
  if (!found) return;
  if (found.isDirectory()) {
    contents.entries.push({ kind: 'folder', folder: { path, raw: isText ? null : Buffer.from(place) } }); // a file system that gives no types
    return;
  }
  contents.files += 1;
  if (found.nlink < 2) return;
  const id = Number.isSafeInteger(found.ino) ? found.ino : fs.lstatSync(place, { bigint: true }).ino;
  contents.entries.push({ kind: 'name', path, key: `${found.dev}:${id}`, linkCount: found.nlink, isText });
}

/** A reparse point that stands for something elsewhere (IsReparseTagNameSurrogate): a link, a junction, a mount point. */
const isNameSurrogate = (tag: number): boolean => (tag & 0x2000_0000) !== 0;

/** Identities are without the volume: a search on Windows never leaves it, and asking for it costs as much as all the rest. */
function readWindowsFolder(folder: Folder): FolderContents {
  const prefix = folder.path.endsWith('\\') ? folder.path : `${folder.path}\\`;
  const contents: FolderContents = { entries: [], files: 0, failure: null };
  for (const dirent of fs.readdirSync(folder.path, { withFileTypes: true })) {
    const path = prefix + dirent.name;
    if (dirent.isDirectory()) {
      contents.entries.push({ kind: 'folder', folder: { path, raw: null } });
      continue;
    }
    let found;
    try {
      found = fileInformation(path);
    } catch (error) {
      if (!isMissing(error)) contents.failure ??= error;
      continue;
    }
    if (found.isDirectory) {
      if (!isNameSurrogate(found.reparseTag)) contents.entries.push({ kind: 'folder', folder: { path, raw: null } });
      continue;
    }
    contents.files += 1;
    if (found.linkCount > 1) contents.entries.push({ kind: 'name', path, key: found.fileId, linkCount: found.linkCount, isText: path.isWellFormed() });
  }
  return contents;
}

/** Gone since the folder was read. */
const isMissing = (error: unknown): boolean => error instanceof Win32Error && (error.code === 2 || error.code === 3);

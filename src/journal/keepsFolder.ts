import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';
import { readEntry } from '../filesystem/entry.ts';
import { existingAbove, isFolder, realPath, removeFolderIfEmpty } from '../filesystem/folder.ts';
import { fromOsError, withPath } from '../filesystem/osError.ts';
import { isWindows } from '../filesystem/platform.ts';
import { privateFolder, sharedFolder } from '../filesystem/privateFolder.ts';
import { stateFolder } from '../filesystem/state.ts';
import { isOneVolume, volumeOf } from '../filesystem/volume.ts';
import { finalPathNamesOrNull, volumePathName } from '../native/windows.ts';
import type { Header } from './format.ts';

/** The folder at a volume's root (or as near to it as may be written) that holds what LinkKit must keep on that volume. */
export const onVolumeFolder = '.linkkit';

/**
 * Where second names of files of this volume are kept: in the state folder where that is on it, else `.linkkit/<user>/keeps` at the
 * volume's root, or below the first folder on the way to the file that may be written. Made if need be.
 * @param file something existing, whose volume it is
 */
export function keepsFolder(file: string): string {
  const inState = path.join(stateFolder(), 'keeps');
  if (isOnVolumeOf(file, inState)) {
    privateFolder(inState, { amongFiles: true });
    return inState;
  }
  const { mount } = volumeOf(path.dirname(file));
  let refused: unknown;
  for (const folder of waysDown(mount, truePath(path.dirname(file)))) {
    try {
      const shared = path.join(folder, onVolumeFolder);
      sharedFolder(shared);
      privateFolder(path.join(shared, userName()), { amongFiles: true });
      const keeps = path.join(shared, userName(), 'keeps');
      privateFolder(keeps, { amongFiles: true });
      return keeps;
    } catch (error) {
      if (!(error instanceof LinkKitError) || error.code !== 'AccessDenied') throw error;
      refused ??= error;
    }
  }
  throw refused;
}

/**
 * The folders of keeps on the volume of something existing, as far as they are there and may be seen: this user's in the state folder, all
 * users' at the root and on the way down. Each holds one folder an operation.
 */
export function keepsFolders(existing: string): string[] {
  const mount = mountOf(existing);
  const shared = [...waysDown(mount, truePath(existing))].map((folder) => path.join(folder, onVolumeFolder));
  const inState = path.join(stateFolder(), 'keeps');
  const all = [inState, ...shared.flatMap((folder) => namesIn(folder).map((user) => path.join(folder, user, 'keeps')))];
  return all.filter((folder) => isFolder(folder) && mountOf(folder) === mount);
}

/** The folders in which an operation kept something, and has nothing any more, go. */
export function removeEmptyKeeps({ operationId, trees }: Pick<Header, 'operationId' | 'trees'>): void {
  const changed = trees.filter(({ use }) => use === 'write').map(({ path: tree }) => existingAbove(tree));
  const folders = new Set(changed.map((name) => (isFolder(name) ? name : path.dirname(name))));
  const places = new Set([...folders].flatMap(keepsFolders));
  for (const place of places) if (namesIn(place).includes(operationId)) removeFolderIfEmpty(path.join(place, operationId));
}

/** None where it is no folder, or may not be read. */
function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    const { code } = fromOsError(error, folder);
    if (code === 'NotFound' || code === 'AccessDenied') return [];
    throw error;
  }
}

/** Whether a folder, or the nearest one above it that is there, lies on the volume of a file. */
function isOnVolumeOf(file: string, folder: string): boolean {
  const above = existingAbove(folder);
  const { mount } = volumeOf(path.dirname(file));
  return volumeOf(above).mount === mount && isOneVolume(file, readEntry(file), above);
}

/** Without asking what file system it is. */
const mountOf = (existing: string): string => (isWindows ? withPath(existing, () => volumePathName(existing)) : volumeOf(existing).mount);

/** Links on the way resolved; as the path has it where Windows cannot say. */
const truePath = (folder: string): string => (isWindows ? (withPath(folder, () => finalPathNamesOrNull(folder))?.full ?? folder) : realPath(folder));

/** A folder and those below it on the way to another one. */
function* waysDown(from: string, to: string): Generator<string> {
  yield from;
  const relative = path.relative(from, to);
  if (relative.startsWith('..') || path.isAbsolute(relative)) return;
  let at = from;
  for (const name of relative.split(path.sep).filter((one) => one !== '')) yield (at = path.join(at, name));
}

/** As a folder's name. */
export const userName = (): string => os.userInfo().username.replaceAll(/[^\p{L}\p{N}._-]/gu, '_').replace(/^\.+|\.+$/g, '_');

/** How an operation's id reads, see newOperationId in cli/run.ts. */
const operationId = /^\d{8}T\d{9}Z-[0-9a-z]+-\d+$/;
/** The state folders of other users, and of elevated runs. */
const stateOfOthers = /[\\/](AppData[\\/]Local|ProgramData|\.local[\\/]state)[\\/]linkkit$/i;

/** Whether a path is a folder of keeps of any user, or lies in one. `separator`: of another system's paths, in an image. */
export function isKeep(name: string, separator: string = path.sep): boolean {
  if (!name.includes('keeps')) return false;
  const parts = name.split(separator);
  return parts.some((part, index) => {
    if (part !== 'keeps' || !(parts[index + 1] === undefined || operationId.test(parts[index + 1]!))) return false;
    const above = parts.slice(0, index).join(separator);
    return parts[index - 2] === onVolumeFolder || stateOfOthers.test(above) || above === stateFolder();
  });
}

import fs from 'node:fs';
import path from 'node:path';
import { entryOrNull } from './entry.ts';
import { faultPoint } from './faults.ts';
import { inPlace } from './heldPath.ts';
import { fromOsError, withPath } from './osError.ts';
import { isWindows } from './platform.ts';

/** Whether the path leads to a folder, links followed; false when it leads nowhere. */
export function isFolder(name: string): boolean {
  try {
    return fs.statSync(name).isDirectory();
  } catch (error) {
    const failure = fromOsError(error, name);
    if (failure.code === 'NotFound') return false;
    throw failure;
  }
}

/** Where the path really is, links followed. Throws NotFound and the like. */
export function realPath(name: string): string {
  return withPath(name, () => {
    try {
      return fs.realpathSync.native(name);
    } catch (error) {
      // Wine cannot say it of a path of more than 260 characters; Node then looks at it part by part
      if (!isWindows || (error as NodeJS.ErrnoException).code !== 'UNKNOWN') throw error;
      return fs.realpathSync(name);
    }
  });
}

/** Makes one folder; with `parents` the ones above it too. Throws WouldOverwrite where the name is taken. */
export function makeFolder(name: string, parents = false): void {
  try {
    faultPoint('folder.make');
    fs.mkdirSync(name, { recursive: parents });
  } catch (error) {
    throw fromOsError(error, name);
  }
}

/** Private and sticky: the mode of a folder that is being filled. It gets its source's at the end, also from a later run. */
const unfinishedMode = 0o1700;

/** Makes a folder that is nobody else's business until it is finished. Throws WouldOverwrite where the name is taken. */
export function makeUnfinishedFolder(name: string): void {
  inPlace(name, (at) => withPath(name, () => {
    faultPoint('folder.make');
    fs.mkdirSync(at(name), { mode: unfinishedMode });
  }));
}

/** Whether a folder was made by makeUnfinishedFolder, in a run that was killed. Windows has no such mark. */
export function isUnfinishedFolder(name: string): boolean {
  return !isWindows && (withPath(name, () => fs.lstatSync(name)).mode & 0o1777) === unfinishedMode;
}

/** Removes a folder that holds nothing; one that holds something, is not there, or may not be removed stays as it is. */
export function removeFolderIfEmpty(name: string): void {
  try {
    faultPoint('folder.remove');
    fs.rmdirSync(name);
  } catch (error) {
    fromOsError(error, name); // a bug is thrown on
  }
}

/** What has been made, renamed or removed in a folder is on the disk (POSIX). */
export function syncFolder(folder: string): void {
  withPath(folder, () => {
    faultPoint('folder.sync');
    const handle = fs.openSync(folder, 'r');
    try {
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
  });
}

/** A name, or the nearest folder above it that is there. */
export function existingAbove(name: string): string {
  let above = name;
  while (entryOrNull(above) === null && path.dirname(above) !== above) above = path.dirname(above);
  return above;
}

/** The names in a folder as Node lists them; none where there is no such folder. Throws a LinkKitError. */
export function namesIfThere(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fromOsError(error, folder);
  }
}

import fs from 'node:fs';
import path from 'node:path';
import type { LinkKitError } from '../contract/errors.ts';
import { withHeldFolder } from '../native/windows.ts';
import { readEntry } from './entry.ts';
import { changedFolder, inWordsOf, O_PATH } from './heldPath.ts';
import { fromOsError } from './osError.ts';
import { isWindows } from './platform.ts';

/** A folder as it was when its names were read. */
export interface SeenFolder {
  path: string;
  volume: string;
  fileId: string;
}

/** A folder that is held. */
export interface HeldFolder {
  /** A path of a name that leads into this very folder, even where a link or another folder takes its place meanwhile. */
  pathOf(name: string): string;
  /** A failure with one of those paths in words of the folder's own. */
  inOwnWords(failure: LinkKitError): LinkKitError;
}

/**
 * Does something with names of one folder while that is held. Throws ChangedDuringOperation where it is another folder by now; NotFound …
 */
export const inHeldFolder = <T>(folder: SeenFolder, use: (held: HeldFolder) => T): T => (isWindows ? inWindowsFolder(folder, use) : inLinuxFolder(folder, use));

function inWindowsFolder<T>(folder: SeenFolder, use: (held: HeldFolder) => T): T {
  const checked = (): T => {
    refuseOther(folder, readEntry(folder.path));
    return use(byPath(folder));
  };
  let isHeld = false;
  try {
    return withHeldFolder(folder.path, () => {
      isHeld = true;
      return checked();
    });
  } catch (error) {
    const failure = fromOsError(error, folder.path);
    // One that may not be listed cannot be held: it is looked at instead
    if (isHeld || failure.code !== 'AccessDenied') throw failure;
    return checked();
  }
}

const byPath = (folder: SeenFolder): HeldFolder => ({ pathOf: (name) => path.join(folder.path, name), inOwnWords: (failure) => failure });

function inLinuxFolder<T>(folder: SeenFolder, use: (held: HeldFolder) => T): T {
  let handle: number;
  try {
    handle = fs.openSync(folder.path, O_PATH | fs.constants.O_DIRECTORY | fs.constants.O_NOFOLLOW);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') throw changedFolder(folder.path);
    throw fromOsError(error, folder.path);
  }
  try {
    const { dev, ino } = fs.fstatSync(handle, { bigint: true });
    refuseOther(folder, { volume: String(dev), fileId: String(ino) });
    const held = `/proc/self/fd/${handle}`;
    if (!fs.existsSync(held)) return use(byPath(folder));
    return use({ pathOf: (name) => `${held}/${name}`, inOwnWords: (failure) => inWordsOf(folder.path, held, failure) });
  } finally {
    fs.closeSync(handle);
  }
}

function refuseOther(folder: SeenFolder, found: { volume: string; fileId: string }): void {
  if (found.fileId !== folder.fileId || found.volume !== folder.volume) throw changedFolder(folder.path);
}

import fs from 'node:fs';
import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';
import { fileInformation, ownerOf, privateDescriptor, readableDescriptor, setBasicInformation, setSecurity } from '../native/windows.ts';
import { isElevated } from './elevation.ts';
import { faultPoint } from './faults.ts';
import { fromOsError, withPath } from './osError.ts';
import { isWindows } from './platform.ts';
import { windowsKind } from './windowsKind.ts';

const hiddenAttribute = 0x2;

/**
 * Makes a folder, and those above it, that only its owner may read and write (on Windows the administrators, too), or takes one that is
 * there. One that is somebody else's, or that others may write, is UnsafeLocation: an elevated run would else read or
 * lay down what an ordinary user can change. `amongFiles`: where the file system itself keeps no rights (FAT, ntfs-3g without its
 * options), the files that will lie in it are as open under their own names, and it is taken. Throws a LinkKitError.
 */
export function privateFolder(folder: string, { amongFiles = false } = {}): void {
  if (makeUnlessThere(folder, 0o700) && isWindows) withPath(folder, () => setSecurity(folder, privateDescriptor({ user: !isElevated() }), { dacl: true }));
  checkPrivate(folder, amongFiles);
}

/** Lets every user of this Windows read a file, or the list of a folder, that administrators alone write. Throws a LinkKitError. */
export const letAllRead = (name: string): void => withPath(name, () => setSecurity(name, readableDescriptor(), { dacl: true }));

/** A folder that users share, each with entries of his own that the others leave alone; hidden on Windows. Throws a LinkKitError. */
export function sharedFolder(folder: string): void {
  if (makeUnlessThere(folder, 0o1777)) {
    if (isWindows) withPath(folder, () => setBasicInformation(folder, { attributes: hiddenAttribute }));
    else openToAll(folder);
  }
  if (!isRealFolder(folder)) throw unsafe(folder, 'This is no folder of its own.');
}

/** The umask has taken some away; a file system without rights (exFAT) has all of them for all, and refuses. */
function openToAll(folder: string): void {
  try {
    fs.chmodSync(folder, 0o1777);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw fromOsError(error, folder);
  }
}

/** True where it was made; a folder above that is missing is made with the same mode. */
function makeUnlessThere(folder: string, mode: number, mayMakeAbove = true): boolean {
  try {
    faultPoint('folder.make');
    fs.mkdirSync(folder, { mode });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'ENOENT' || !mayMakeAbove) throw fromOsError(error, folder);
    withPath(folder, () => fs.mkdirSync(path.dirname(folder), { recursive: true, mode: 0o700 }));
    return makeUnlessThere(folder, mode, false);
  }
}

function checkPrivate(folder: string, amongFiles: boolean): void {
  if (!isRealFolder(folder)) throw unsafe(folder, 'This is no folder of its own.');
  if (isWindows) {
    const owner = withPath(folder, () => ownerOf(folder));
    if (owner === 'other' || (owner === 'user' && isElevated())) throw unsafe(folder, 'The folder is owned by another user.');
    return;
  }
  const { uid, mode } = withPath(folder, () => fs.lstatSync(folder));
  if (uid !== process.geteuid?.()) throw unsafe(folder, 'The folder is owned by another user.');
  if ((mode & 0o022) !== 0 && !((amongFiles || !isElevated()) && keepsNoRights(folder))) throw unsafe(folder, 'Other users may write to the folder.');
}

/** Whether the file system gives a new folder other rights than it was made with. */
function keepsNoRights(folder: string): boolean {
  return withPath(folder, () => {
    const probe = fs.mkdtempSync(path.join(folder, 'probe-')); // mode 0700
    try {
      return (fs.lstatSync(probe).mode & 0o022) !== 0;
    } finally {
      fs.rmdirSync(probe);
    }
  });
}

function isRealFolder(folder: string): boolean {
  return withPath(folder, () => {
    if (!isWindows) return fs.lstatSync(folder).isDirectory();
    const { isDirectory, reparseTag } = fileInformation(folder);
    return windowsKind(isDirectory, reparseTag) === 'directory';
  });
}

const unsafe = (path: string, message: string): LinkKitError =>
  new LinkKitError('UnsafeLocation', { path, message: `${message} LinkKit keeps nothing there.`, hint: 'Look at what it is and who made it; rename it, and run again.' });

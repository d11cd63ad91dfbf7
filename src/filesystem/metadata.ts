import fs from 'node:fs';
import { LinkKitError } from '../contract/errors.ts';
import { enablePrivilege, fileInformation, getSecurity, setBasicInformation, setSecurity, Win32Error } from '../native/windows.ts';
import { faultPoint } from './faults.ts';
import { fromOsError, withPath } from './osError.ts';
import { isWindows } from './platform.ts';
import { settableAttributes } from './windowsKind.ts';

/** SE_RESTORE_NAME: to set any owner. */
const restorePrivilege = 'SeRestorePrivilege';
const normalAttribute = 0x80;

/** Gives `to` the times and attributes (elsewhere: mode, owner, times) of `from`. What cannot be kept is returned as warnings; all else throws. */
export function keepTimesAndAttributes(from: string, to: string): LinkKitError[] {
  try {
    faultPoint('metadata.times');
    if (isWindows) {
      const { creationTime, lastAccessTime, lastWriteTime, attributes } = fileInformation(from);
      setBasicInformation(to, { creationTime, lastAccessTime, lastWriteTime, attributes: attributes & settableAttributes || normalAttribute });
      return [];
    }
    return keepPosix(from, to);
  } catch (error) {
    throw fromOsError(error, to);
  }
}

/** The times alone: of a folder that is not finished, and needs rights to be finished. Throws. */
export function keepTimes(from: string, to: string): void {
  try {
    faultPoint('metadata.times');
    if (isWindows) {
      const { creationTime, lastAccessTime, lastWriteTime } = fileInformation(from);
      setBasicInformation(to, { creationTime, lastAccessTime, lastWriteTime });
    } else {
      const { atimeMs, mtimeMs } = fs.lstatSync(from);
      fs.utimesSync(to, atimeMs / 1000, mtimeMs / 1000);
    }
  } catch (error) {
    throw fromOsError(error, to);
  }
}

/**
 * Notes the times of a finished temporary; what is returned gives them to it once more under its new name: on NTFS a name
 * replaced within 15 s inherits the old creation time (tunnelling). A warning where that happened and the rights, set by now,
 * forbid to put it right.
 */
export function timesOverRename(temporary: string): (target: string) => LinkKitError[] {
  if (!isWindows) return () => [];
  const { creationTime, lastAccessTime, lastWriteTime, attributes } = withPath(temporary, () => fileInformation(temporary));
  return (target) => {
    try {
      faultPoint('metadata.times');
      setBasicInformation(target, { creationTime, lastAccessTime, lastWriteTime, attributes: attributes & settableAttributes || normalAttribute });
      return [];
    } catch (error) {
      const failure = fromOsError(error, target);
      if (failure.code !== 'AccessDenied') throw failure;
      if (fileInformation(target).creationTime === creationTime) return [];
      return [new LinkKitError('MetadataNotKept', { path: target, osError: failure.osError, message: 'The creation time could not be carried over.' })];
    }
  };
}

function keepPosix(from: string, to: string): LinkKitError[] {
  const is = fs.lstatSync(to);
  const was = fs.lstatSync(from);
  const lost: LinkKitError[] = [];
  if (is.uid !== was.uid || is.gid !== was.gid) {
    try {
      fs.lchownSync(to, was.uid, was.gid);
    } catch (error) {
      const failure = fromOsError(error, to);
      if (failure.code !== 'AccessDenied' && failure.code !== 'HardLinksNotSupported') throw failure;
      lost.push(new LinkKitError('MetadataNotKept', { path: to, osError: failure.osError, message: 'The owner could not be carried over.', hint: 'Run as root to carry over owners.' }));
    }
  }
  // A file that stays ours must not keep the set-user-id bit of its old owner
  fs.chmodSync(to, was.mode & (lost.length > 0 ? 0o1777 : 0o7777));
  fs.utimesSync(to, was.atimeMs / 1000, was.mtimeMs / 1000);
  return lost;
}

/** Gives `to` the rights (DACL), and with the privilege the owner, of `from` (Windows); warnings for what could not be kept. */
export function keepSecurity(from: string, to: string): LinkKitError[] {
  if (!isWindows) return [];
  const owner = { owner: true, group: true };
  try {
    const descriptor = getSecurity(from);
    faultPoint('metadata.security');
    if (!getSecurity(to, owner).equals(getSecurity(from, owner))) return keepOwnerAndRights(descriptor, to);
    setSecurity(to, descriptor, { dacl: true });
    return [];
  } catch (error) {
    return [notKept(error, to, 'The rights (ACL) could not be carried over.')];
  }
}

/** Both in one call, since the rights, once set, may forbid even us to set the owner; the rights alone where the owner may not be set. */
function keepOwnerAndRights(descriptor: Buffer, to: string): LinkKitError[] {
  try {
    enablePrivilege(restorePrivilege);
    setSecurity(to, descriptor, { owner: true, group: true, dacl: true });
    return [];
  } catch (error) {
    setSecurity(to, descriptor, { dacl: true });
    return [notKept(error, to, 'The owner could not be carried over.')];
  }
}

function notKept(error: unknown, path: string, message: string): LinkKitError {
  if (!(error instanceof Win32Error)) throw error;
  return new LinkKitError('MetadataNotKept', { path, osError: error.code, message });
}

import fs from 'node:fs';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { LinkKitError } from '../contract/errors.ts';
import { deleteFile, isUnsupported, moveFile, renamePosix } from '../native/windows.ts';
import { entryOrNull, isSameFile, readEntry } from './entry.ts';
import { fromOsError } from './osError.ts';
import { isWindows } from './platform.ts';

/** How temporary names of ours begin: marked as ours, so that a later run can tell a stray one. */
export const temporaryPrefix = '.~linkkit-';

/** Whether a name is one of temporaryBeside: left by a run that was killed, or a living one's. */
export const isTemporary = (name: string): boolean => name.startsWith(temporaryPrefix) && /^[0-9a-f]{12}\.tmp$/.test(name.slice(temporaryPrefix.length));

/** A name in the target's own folder that nobody uses: .~linkkit-1a2b3c4d5e6f.tmp. */
export const temporaryBeside = (target: string): string => path.join(path.dirname(target), `${temporaryPrefix}${randomBytes(6).toString('hex')}.tmp`);

/**
 * Puts what stands under `temporary` under `target` in one atomic rename; `target` never is without a file.
 * A rename over another name of the same file would do nothing and leave the temporary (FACTS.md), so identities are
 * compared first and the temporary is removed instead. Throws; the target is then untouched and the temporary gone.
 */
export function replaceBy(temporary: string, target: string): void {
  try {
    const existing = entryOrNull(target);
    if (existing?.kind === 'directory') throw new LinkKitError('WouldOverwrite', { path: target, message: 'A folder stands under this name; a file never replaces a folder.', hint: 'Choose another name.' });
    if (existing !== null && isSameFile(existing, readEntry(temporary))) {
      removeName(temporary);
      return;
    }
    if (isWindows) renameOverWindows(temporary, target);
    else fs.renameSync(temporary, target);
  } catch (error) {
    removeIfThere(temporary);
    throw fromOsError(error, target);
  }
}

/** Replaces `target` by what `make` makes under a temporary name beside it. Throws; the target is then untouched and the temporary gone. */
export function replaceByNew<T>(target: string, make: (temporary: string) => T): T {
  const temporary = temporaryBeside(target);
  let made: T;
  try {
    made = make(temporary);
  } catch (error) {
    removeIfThere(temporary);
    throw error;
  }
  replaceBy(temporary, target);
  return made;
}

/** FileRenameInfoEx with POSIX semantics replaces a target that others hold open; where it is missing, MoveFileExW. */
function renameOverWindows(temporary: string, target: string): void {
  try {
    renamePosix(temporary, target);
  } catch (error) {
    if (!isUnsupported(error)) throw error;
    moveFile(temporary, target, { replace: true });
  }
}

/** Gives a finished temporary its name, unless that is taken (WouldOverwrite); then, and on any failure, the temporary is gone. */
export function nameFinished(temporary: string, target: string): void {
  try {
    if (isWindows) moveFile(temporary, target, { replace: false });
    else renameWithoutReplacing(temporary, target);
  } catch (error) {
    removeIfThere(temporary);
    throw fromOsError(error, target);
  }
}

/** link + unlink never replaces; where there are no hard links (FAT), the name is claimed first and then renamed over. */
function renameWithoutReplacing(temporary: string, target: string): void {
  try {
    fs.linkSync(temporary, target);
    fs.unlinkSync(temporary);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EMLINK') throw error;
    fs.closeSync(fs.openSync(target, 'wx'));
    fs.renameSync(temporary, target);
  }
}

/** Removes one name of a file; its other names and their attributes are untouched. */
export function removeName(name: string): void {
  try {
    if (isWindows) deleteFile(name);
    else fs.unlinkSync(name);
  } catch (error) {
    throw fromOsError(error, name);
  }
}

/** The same for a name that may not be there (any more). */
export function removeIfThere(name: string): void {
  if (entryOrNull(name) !== null) removeName(name);
}

import fs from 'node:fs';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { LinkKitError } from '../contract/errors.ts';
import { LibcError } from '../native/libc.ts';
import { exchange, renameUnlessThere } from '../native/libcRename.ts';
import { deleteFile, fileInformation, isHeldOpen, isUnsupported, moveFile, renamePosix, setBasicInformation } from '../native/windows.ts';
import { entryOrNull, isSameFile, isSameTime, readEntry, type Entry } from './entry.ts';
import { faultPoint } from './faults.ts';
import { inPlace, inPlaceAsync } from './heldPath.ts';
import { fromOsError, withPath } from './osError.ts';
import { isWindows } from './platform.ts';

/** How temporary names of ours begin: marked as ours, so that a later run can tell a stray one. */
export const temporaryPrefix = '.~linkkit-';

/** Whether a name is one of temporaryBeside: left by a run that was killed, or a living one's. */
export const isTemporary = (name: string): boolean => name.startsWith(temporaryPrefix) && /^[0-9a-f]{12}\.tmp$/.test(name.slice(temporaryPrefix.length));

/** A name in the target's own folder that nobody uses: .~linkkit-1a2b3c4d5e6f.tmp. */
export const temporaryBeside = (target: string): string => path.join(path.dirname(target), `${temporaryPrefix}${randomBytes(6).toString('hex')}.tmp`);

/**
 * The call that put one thing in the place of another: `exchange` (renameat2, which gives back what really stood there), `rename`
 * (POSIX), `posixRename` (FileRenameInfoEx, also over an open file), `moveFile` (MoveFileExW); `none`: it was there already.
 */
export type RenameWay = 'exchange' | 'rename' | 'posixRename' | 'moveFile' | 'none';

export interface ReplaceOptions {
  /** What the target must still be; where it is something else by now, or has been written to, it is left alone (ChangedDuringOperation). */
  expected?: Entry;
  /** Another name of what stands there: by it a read-only attribute is put back that the oldest way has to take off. */
  otherName?: string | undefined;
  /** Asked once the names have changed places, where they do so: no writer has come to what stood there. Else all is put back (InUse). */
  isHeld?: (() => boolean) | undefined;
  /** Closes what stands there: called where names cannot change places, and an open file not be replaced. */
  letGo?: (() => void) | undefined;
}

/** Sharing violations are tried again for so long: a virus scanner or an indexer soon lets go. */
const patienceMs = 2_000;

/**
 * Puts what stands under `temporary` under `target` in one atomic rename; `target` never is without a file. A rename over another
 * name of the same file would do nothing and leave the temporary (FACTS.md), so identities are compared first and the
 * temporary is removed instead. Throws InUse, ChangedDuringOperation …; the target is then untouched and the temporary gone.
 */
export const replaceBy = (temporary: string, target: string, options: ReplaceOptions = {}): Promise<RenameWay> =>
  inPlaceAsync(target, (at) => replaceHere(at(temporary), at(target), options));

async function replaceHere(temporary: string, target: string, options: ReplaceOptions): Promise<RenameWay> {
  const own = readEntry(temporary);
  try {
    for (let wait = 10, waited = 0; ; waited += wait, wait = Math.min(2 * wait, 250)) {
      try {
        return replaceOnce(temporary, target, own, options);
      } catch (error) {
        const failure = inUse(fromOsError(error, target), target);
        if (failure.code !== 'InUse' || waited >= patienceMs) throw failure;
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  } catch (error) {
    // Where a file of another program could not be given back its name, it stays there
    const left = entryOrNull(temporary);
    if (left !== null && isSameFile(left, own)) removeName(temporary);
    throw error;
  }
}

/** What was open so far is closed, for the older ways cannot replace it (FUSE would first rename it to a hidden name); it must still be what it was. */
function letGoOf(target: string, { letGo, expected }: ReplaceOptions): void {
  if (!letGo) return;
  letGo();
  if (expected && !isAsExpected(entryOrNull(target), expected)) throw new LinkKitError('ChangedDuringOperation', { path: target });
}

/** MoveFileExW has one number for "not allowed" and for "held open". */
const inUse = (failure: LinkKitError, target: string): LinkKitError =>
  isWindows && failure.code === 'AccessDenied' && isHeldOpen(target) ? new LinkKitError('InUse', { path: target, osError: failure.osError, cause: failure }) : failure;

function replaceOnce(temporary: string, target: string, own: Entry, options: ReplaceOptions): RenameWay {
  const { expected, isHeld } = options;
  const existing = entryOrNull(target);
  if (existing?.kind === 'directory' || existing?.kind === 'junction') throw new LinkKitError('WouldOverwrite', { path: target, message: 'A folder stands under this name; a file never replaces a folder.', hint: 'Choose another name.' });
  if (expected && !isAsExpected(existing, expected)) throw new LinkKitError('ChangedDuringOperation', { path: target });
  if (existing !== null && isSameFile(existing, own)) {
    removeName(temporary);
    return 'none';
  }
  faultPoint('replace.rename');
  if (isWindows) return renameOverWindows(temporary, target, options);
  if (existing !== null && expected && exchangeChecked(temporary, target, expected, own, isHeld)) return 'exchange';
  letGoOf(target, options);
  return renameOver(temporary, target);
}

const isAsExpected = (entry: Entry | null, expected: Entry): boolean =>
  entry !== null && isSameFile(entry, expected) && entry.size === expected.size && isSameTime(entry.modified, expected.modified);

function renameOver(temporary: string, target: string): RenameWay {
  fs.renameSync(temporary, target);
  return 'rename';
}

/** Linux: what really stood there is held in the hand before it goes. False where this file system cannot exchange names. */
function exchangeChecked(temporary: string, target: string, expected: Entry, own: Entry, isHeld: ReplaceOptions['isHeld']): boolean {
  try {
    exchange(temporary, target);
  } catch (error) {
    if (error instanceof LibcError && (error.code === 'EINVAL' || error.code === 'ENOSYS')) return false;
    throw error;
  }
  if (!isAsExpected(entryOrNull(temporary), expected)) {
    // Somebody put another file there in this very moment: it gets its name back, unless that is taken anew
    const now = entryOrNull(target);
    if (now !== null && isSameFile(now, own)) exchange(temporary, target);
    else giveBack(temporary, target);
    throw new LinkKitError('ChangedDuringOperation', { path: target });
  }
  try {
    if (isHeld && !isHeld()) throw new LinkKitError('InUse', { path: target });
    faultPoint('replace.exchanged');
    removeName(temporary);
  } catch (error) {
    exchange(temporary, target);
    throw error;
  }
  return true;
}

/** A file that is not ours and has no name but a temporary one. */
function giveBack(temporary: string, target: string): void {
  try {
    renameWithoutReplacing(temporary, target);
  } catch (error) {
    const aside = `${target}.linkkit-${randomBytes(3).toString('hex')}`;
    fs.renameSync(temporary, aside);
    throw new LinkKitError('ChangedDuringOperation', { path: target, cause: error, message: `Other programs replaced the file twice in this moment; what was there first is now ${aside}.` });
  }
}

/** FileRenameInfoEx with POSIX semantics replaces a target that others hold open; where it is missing, MoveFileExW. */
function renameOverWindows(temporary: string, target: string, options: ReplaceOptions): RenameWay {
  const { otherName } = options;
  try {
    renamePosix(temporary, target);
    return 'posixRename';
  } catch (error) {
    if (!isUnsupported(error)) throw error;
  }
  letGoOf(target, options);
  const attributes = otherName === undefined ? 0 : fileInformation(otherName).attributes;
  // MoveFileExW refuses a read-only target; the attribute is the file's, so its other names get it back
  if (attributes & 1) setBasicInformation(target, { attributes: attributes - 1 || 0x80 });
  try {
    moveFile(temporary, target, { replace: true });
  } finally {
    if (attributes & 1) setBasicInformation(otherName!, { attributes });
  }
  return 'moveFile';
}

/** Replaces `target` by what `make` makes under a temporary name beside it. Throws; the target is then untouched and the temporary gone. */
export const replaceByNew = <T>(target: string, temporary: string, make: (temporary: string) => T, options: ReplaceOptions = {}): Promise<{ made: T; way: RenameWay }> =>
  inPlaceAsync(target, async (at) => {
    let made: T;
    try {
      made = make(at(temporary));
    } catch (error) {
      removeIfThere(at(temporary));
      throw error;
    }
    return { made, way: await replaceBy(at(temporary), at(target), options) };
  });

/** Gives a finished temporary its name, unless that is taken (WouldOverwrite); then, and on any failure, the temporary is gone. */
export const nameFinished = (temporary: string, target: string): void => inPlace(target, (at) => nameHere(at(temporary), at(target)));

function nameHere(temporary: string, target: string): void {
  try {
    faultPoint('replace.name');
    if (isWindows) moveFile(temporary, target, { replace: false });
    else renameWithoutReplacing(temporary, target);
  } catch (error) {
    removeIfThere(temporary);
    throw fromOsError(error, target);
  }
}

/**
 * Renames and never replaces (POSIX): renameat2, else link + unlink; for a folder, and where there are no hard links (FAT), the name is
 * claimed first by an empty thing and then renamed over. Throws the system's error.
 */
export function renameWithoutReplacing(temporary: string, target: string): void {
  try {
    return renameUnlessThere(temporary, target);
  } catch (error) {
    if (!(error instanceof LibcError)) throw error;
    if (error.code !== 'EINVAL' && error.code !== 'ENOSYS') throw error;
  }
  const isFolder = fs.lstatSync(temporary).isDirectory();
  if (!isFolder && isLinked(temporary, target)) return orUnnamed(target, () => {
    faultPoint('replace.named');
    fs.unlinkSync(temporary);
  });
  if (isFolder) fs.mkdirSync(target);
  else fs.closeSync(fs.openSync(target, 'wx'));
  orUnnamed(target, () => {
    faultPoint('replace.claimed');
    fs.renameSync(temporary, target);
  });
}

/** False where there are no hard links. */
function isLinked(temporary: string, target: string): boolean {
  try {
    fs.linkSync(temporary, target);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EMLINK') throw error;
    return false;
  }
}

/** The second half of naming a file; where it fails, the name that the first half made goes again. */
function orUnnamed(target: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (fs.lstatSync(target).isDirectory()) fs.rmdirSync(target);
    else fs.unlinkSync(target);
    throw error;
  }
}

/** Removes one name of a file, or a link; the file's other names and their attributes are untouched. Throws a LinkKitError. */
export function removeName(name: string): void {
  inPlace(name, (at) => withPath(name, () => {
    faultPoint('remove');
    if (isWindows) deleteFile(name);
    else fs.unlinkSync(at(name));
  }));
}

/**
 * The same, for this very file and no other: where another one stands under the name by now, it is left alone and that is
 * ChangedDuringOperation. Windows asks the handle that deletes; elsewhere the name is first changed to `temporary`, beside
 * it, and changed back where it was not the file. Throws a LinkKitError.
 */
export const removeExactly = (name: string, entry: Entry, temporary: string): void => inPlace(name, (at) => removeHere(at(name), entry, at(temporary)));

function removeHere(name: string, entry: Entry, temporary: string): void {
  withPath(name, () => {
    faultPoint('remove.exactly');
    if (isWindows) deleteFile(name, entry.fileId);
    else fs.renameSync(name, temporary);
  });
  if (isWindows) return;
  const found = withPath(name, () => readEntry(temporary));
  if (!isSameFile(found, entry)) {
    withPath(name, () => (found.kind === 'directory' ? renameWithoutReplacing(temporary, name) : giveBack(temporary, name)));
    throw new LinkKitError('ChangedDuringOperation', { path: name });
  }
  try {
    faultPoint('remove.aside');
    fs.unlinkSync(temporary);
  } catch (error) {
    giveBack(temporary, name);
    throw fromOsError(error, name);
  }
}

/** As removeName, for a name that may not be there (any more). */
export function removeIfThere(name: string): void {
  inPlace(name, (at) => {
    if (entryOrNull(at(name)) !== null) removeName(at(name));
  });
}

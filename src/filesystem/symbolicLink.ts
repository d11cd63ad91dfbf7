import fs from 'node:fs';
import path from 'node:path';
import { createJunction, createReparsePoint, createSymbolicLink, fileInformation, readReparsePoint, setBasicInformation } from '../native/windows.ts';
import { LinkKitError } from '../contract/errors.ts';
import { foldCase } from './caseSensitivity.ts';
import { readEntry, type Entry } from './entry.ts';
import { faultPoint } from './faults.ts';
import { inPlace } from './heldPath.ts';
import { fromOsError } from './osError.ts';
import { isWindows } from './platform.ts';

const directoryAttribute = 0x10;

/** A symbolic link whose text is `text`, verbatim. Throws PrivilegeRequired on Windows without the privilege or Developer Mode. */
export const makeSymbolicLink = (text: string, link: string, toFolder: boolean): void => inPlace(link, (at) => makeSymbolicLinkHere(text, at(link), toFolder));

function makeSymbolicLinkHere(text: string, link: string, toFolder: boolean): void {
  try {
    faultPoint('symlink');
    if (isWindows) createSymbolicLink(link, text, toFolder);
    else fs.symlinkSync(text, link);
  } catch (error) {
    throw notHere(error, link, 'Symbolic links');
  }
  verify(link, 'symlink');
}

/** A junction to an absolute local folder (Windows). */
export function makeJunction(folder: string, link: string): void {
  try {
    faultPoint('junction');
    createJunction(link, folder);
  } catch (error) {
    throw notHere(error, link, 'Junctions');
  }
  verify(link, 'junction');
}

/** Opens what was made again: a call may report success and make nothing, or something else. */
function verify(link: string, kind: Entry['kind']): void {
  if (readEntry(link).kind !== kind) throw new LinkKitError('VerificationFailed', { path: link });
}

/** "Not supported" (1, 50) is the same number for every kind of link; only for hard links it means HardLinksNotSupported. */
function notHere(error: unknown, path: string, kind: string): LinkKitError {
  const failure = fromOsError(error, path);
  if (failure.code !== 'HardLinksNotSupported') return failure;
  return new LinkKitError('EngineNotAvailable', { path, osError: failure.osError, cause: error, message: `${kind} cannot be made on this volume.` });
}

/** The same symbolic link or junction once more: on Windows its reparse data byte for byte, elsewhere its text; its times too. */
export const makeLinkAgain = (source: string, link: string, entry: Entry): void => inPlace(link, (at) => makeLinkAgainHere(source, at(link), entry));

function makeLinkAgainHere(source: string, link: string, entry: Entry): void {
  try {
    faultPoint('symlink');
    if (!isWindows) {
      const text = fs.readlinkSync(source, { encoding: 'buffer' });
      fs.symlinkSync(text, link);
      const { atime, mtime } = fs.lstatSync(source);
      fs.lutimesSync(link, atime, mtime);
      return verify(link, entry.kind);
    }
    const { data, substituteName, printName, relative } = readReparsePoint(source);
    const isFolder = (entry.attributes & directoryAttribute) !== 0;
    if (entry.kind === 'junction') createReparsePoint(link, data, true);
    // The API takes the text a person gave; an absolute target is kept in its print name.
    else createSymbolicLink(link, (relative || !printName ? substituteName : printName) ?? '', isFolder);
    const { creationTime, lastAccessTime, lastWriteTime } = fileInformation(source);
    setBasicInformation(link, { creationTime, lastAccessTime, lastWriteTime });
  } catch (error) {
    throw notHere(error, link, 'Links of this kind');
  }
  verify(link, entry.kind);
}

/** What a symbolic link or junction says of where it leads, as a person would write it. */
export function linkText(link: string): string {
  try {
    if (!isWindows) return fs.readlinkSync(link);
    const { printName, substituteName } = readReparsePoint(link);
    return (printName || substituteName?.replace(/^\\\?\?\\/, '')) ?? '';
  } catch (error) {
    throw fromOsError(error, link);
  }
}

/** Whether a link leads to this absolute path by its text. */
export function hasLinkText(link: string, text: string): boolean {
  const there = linkText(link);
  return isWindows ? foldCase(path.win32.resolve(there)) === foldCase(path.win32.resolve(text)) : there === text;
}

/** Whether two links have the same target text. */
export function isSameLinkText(one: string, other: string): boolean {
  try {
    if (!isWindows) return fs.readlinkSync(one, { encoding: 'buffer' }).equals(fs.readlinkSync(other, { encoding: 'buffer' }));
    return readReparsePoint(one).substituteName === readReparsePoint(other).substituteName;
  } catch (error) {
    throw fromOsError(error, other);
  }
}

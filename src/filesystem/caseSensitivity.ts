import fs from 'node:fs';
import path from 'node:path';
import { directoryIsCaseSensitive } from '../native/windows.ts';
import { entryOrNull, readEntry } from './entry.ts';
import { faultPoint } from './faults.ts';
import { fromOsError } from './osError.ts';
import { isWindows } from './platform.ts';
import { removeIfThere, temporaryBeside } from './replace.ts';
import { volumeOf } from './volume.ts';

/** File systems that do not tell case apart, as volumeOf names them; fuseblk without the marks of ntfs-3g is exFAT or FAT. */
const withoutCase: ReadonlySet<string> = new Set(['vfat', 'msdos', 'exfat', 'fuseblk', 'fuse.exfat', 'hfs', 'hfsplus', 'cifs', 'smb3', 'smbfs']);

/**
 * Whether names in this folder that differ only in case are different names. Windows says so; elsewhere a name that is
 * there tells, by whether its other spelling leads somewhere. With `mayWrite` a folder without one gets a temporary name
 * for a moment; else those above it answer, and in the end the file system's name.
 */
export function tellsCaseApart(folder: string, { mayWrite = false } = {}): boolean {
  if (isWindows) return directoryIsCaseSensitive(folder);
  return byItsNames(folder) ?? (mayWrite ? byTemporaryName(folder) : null) ?? byThoseAbove(folder) ?? !withoutCase.has(volumeOf(folder).fileSystem);
}

/** By the first name with letters; null where there is none or the folder cannot be read. */
function byItsNames(folder: string): boolean | null {
  const names = namesIn(folder);
  const name = names.find((one) => flipCase(one) !== one);
  if (name === undefined) return null;
  // Not by identity: exfat-fuse gives one file another number under every spelling
  return names.includes(flipCase(name)) || entryOrNull(path.join(folder, flipCase(name))) === null;
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (fromOsError(error, folder).code === 'AccessDenied') return [];
    throw fromOsError(error, folder);
  }
}

/** Null where nothing can be made in the folder. */
function byTemporaryName(folder: string): boolean | null {
  const temporary = temporaryBeside(path.join(folder, 'x'));
  try {
    faultPoint('probe');
    fs.closeSync(fs.openSync(temporary, 'wx'));
  } catch (error) {
    fromOsError(error, folder); // what is no failure of the system is a bug, and thrown on
    return null;
  }
  try {
    return entryOrNull(path.join(folder, flipCase(path.basename(temporary)))) === null;
  } finally {
    removeIfThere(temporary);
  }
}

/** By the names in the nearest folder above, on the same volume, that has one with letters. */
function byThoseAbove(folder: string): boolean | null {
  const { volume } = readEntry(folder);
  for (let above = path.dirname(folder); above !== folder; above = path.dirname(above)) {
    if (readEntry(above).volume !== volume) return null;
    const answer = byItsNames(above);
    if (answer !== null || above === path.dirname(above)) return answer;
  }
  return null;
}

/** One spelling for all that a folder without case holds for one name: by upper case, letter by letter, as NTFS and exFAT fold. */
export const foldCase = (name: string): string => (isAscii.test(name) ? name.toUpperCase() : name.split('').map(foldLetter).join(''));

const isAscii = /^[\0-\x7f]*$/;

/** $UpCase maps one unit to one: ß has no single upper form, and µ, ı, ſ, ς are no other spellings of what they would turn into. */
function foldLetter(letter: string): string {
  const [upper, lower] = [letter.toUpperCase(), letter.toLowerCase()];
  if (upper.length > 1) return lower.length > 1 ? letter : lower;
  return upper.toLowerCase() === lower ? upper : letter;
}

/** The other spelling, by the letters that every file system folds alike. */
const flipCase = (name: string): string => name.replace(/[a-z]+|[A-Z]+/g, (letters) => (letters < 'a' ? letters.toLowerCase() : letters.toUpperCase()));

import fs from 'node:fs';
import path from 'node:path';
import { directoryIsCaseSensitive } from '../native/windows.ts';
import { entryOrNull, readEntry } from './entry.ts';
import { listFolder } from './folder.ts';
import { fromOsError } from './osError.ts';
import { isWindows } from './platform.ts';
import { removeIfThere, temporaryBeside } from './replace.ts';

/**
 * Whether names in this folder that differ only in case are different names. Off Windows only a try can tell, with a
 * temporary file that is removed at once; without `mayWrite` what stands in the folder and above it is asked.
 */
export function tellsCaseApart(folder: string, { mayWrite }: { mayWrite: boolean }): boolean {
  if (isWindows) return directoryIsCaseSensitive(folder);
  return mayWrite ? tryCase(folder) : knownCase(folder);
}

function tryCase(folder: string): boolean {
  const file = temporaryBeside(path.join(folder, 'x'));
  try {
    fs.closeSync(fs.openSync(file, 'wx'));
    return entryOrNull(flipped(file)) === null;
  } catch (error) {
    throw fromOsError(error, folder);
  } finally {
    removeIfThere(file);
  }
}

/** By a name with letters on the folder's volume: written in the other case it leads nowhere, to a name of its own, or to the same. */
function knownCase(folder: string): boolean {
  const { volume } = readEntry(folder);
  for (let at = folder; readEntry(at).volume === volume; at = path.dirname(at)) {
    const { names } = listFolder(at);
    const name = names.find((one) => path.basename(flipped(path.join(at, one))) !== one);
    if (name !== undefined) {
      const other = flipped(path.join(at, name));
      return names.includes(path.basename(other)) || entryOrNull(other) === null;
    }
    if (path.dirname(at) === at) break;
  }
  return true;
}

/** The path with its last name in the other case. */
function flipped(file: string): string {
  const name = path.basename(file);
  const upper = name.toUpperCase();
  return path.join(path.dirname(file), upper === name ? name.toLowerCase() : upper);
}

/**
 * The form under which a folder that does not tell case apart keeps a name. NTFS folds by a table of single UTF-16 units
 * ($UpCase): \u00df stays what it is, and \u0131 and \u017f do not become ASCII.
 */
export function foldCase(name: string): string {
  if (/^[\x00-\x7f]*$/.test(name)) return name.toUpperCase();
  let folded = '';
  for (let index = 0; index < name.length; index += 1) {
    const unit = name[index]!;
    const upper = unit.toUpperCase();
    folded += upper.length === 1 && (upper > '\x7f' || unit <= '\x7f') ? upper : unit;
  }
  return folded;
}

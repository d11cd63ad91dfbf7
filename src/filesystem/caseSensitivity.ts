import path from 'node:path';
import { directoryIsCaseSensitive } from '../native/windows.ts';
import { entryOrNull, isSameFile } from './entry.ts';
import { isWindows } from './platform.ts';

/** Whether names in this folder that differ only in case are different names. */
export function tellsCaseApart(folder: string): boolean {
  if (isWindows) return directoryIsCaseSensitive(folder);
  // Elsewhere the folder's own name, in the other case, tells: it leads to the same folder or it does not.
  const name = path.basename(folder);
  const flipped = flipCase(name);
  if (flipped === name) return true;
  const self = entryOrNull(folder);
  const other = entryOrNull(path.join(path.dirname(folder), flipped));
  return self === null || other === null || !isSameFile(self, other);
}

/** The form under which a folder that does not tell case apart keeps a name (NTFS folds by upper case, $UpCase). */
export const foldCase = (name: string): string => name.toUpperCase();

const flipCase = (text: string): string => {
  const upper = text.toUpperCase();
  return upper === text ? text.toLowerCase() : upper;
};

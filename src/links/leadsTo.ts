import { LinkKitError } from '../contract/errors.ts';
import { entryOrNull, isSameFile } from '../filesystem/entry.ts';
import type { NamedFile } from './siblingEngine.ts';

/** Whether a path is one of the file's names; false where it cannot be looked at. */
export function leadsTo(path: string, file: NamedFile): boolean {
  try {
    const found = entryOrNull(path);
    return found !== null && isSameFile(found, file.entry);
  } catch (error) {
    if (!(error instanceof LinkKitError)) throw error;
    return false;
  }
}

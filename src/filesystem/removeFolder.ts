import fs from 'node:fs';
import { LinkKitError } from '../contract/errors.ts';
import { deleteFile } from '../native/windows.ts';
import { isSameFile, readEntry, type Entry } from './entry.ts';
import { faultPoint } from './faults.ts';
import { withPath } from './osError.ts';
import { isWindows } from './platform.ts';

/** Removes an empty folder, this very one and no other. Throws NotEmpty, ChangedDuringOperation, InUse, AccessDenied … */
export function removeFolderExactly(name: string, entry: Entry): void {
  faultPoint('remove.folder');
  if (isWindows) return withPath(name, () => deleteFile(name, entry.fileId));
  if (!isSameFile(readEntry(name), entry)) throw new LinkKitError('ChangedDuringOperation', { path: name });
  withPath(name, () => fs.rmdirSync(name));
}

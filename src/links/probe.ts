import fs from 'node:fs';
import path from 'node:path';
import { faultPoint } from '../filesystem/faults.ts';
import { fromOsError } from '../filesystem/osError.ts';
import { removeIfThere, temporaryBeside } from '../filesystem/replace.ts';
import { tryHardLink } from './tryLinks.ts';

/**
 * Whether hard links can be made in a folder, tried with a temporary file that is removed at once: for file systems
 * whose name does not tell (FUSE, network). Throws a LinkKitError where nothing can be written there at all.
 */
export function canLinkIn(folder: string): boolean {
  const [file, name] = [temporaryBeside(path.join(folder, 'x')), temporaryBeside(path.join(folder, 'x'))];
  try {
    faultPoint('probe');
    fs.closeSync(fs.openSync(file, 'wx'));
  } catch (error) {
    throw fromOsError(error, folder);
  }
  try {
    return tryHardLink(file, name).code !== 'HardLinksNotSupported';
  } finally {
    removeIfThere(name);
    removeIfThere(file);
  }
}

import fs from 'node:fs';
import { LinkKitError } from '../contract/errors.ts';
import { entryOrNull, isSameFile, type Entry } from '../filesystem/entry.ts';
import { failedSide } from '../filesystem/failedSide.ts';
import { faultPoint } from '../filesystem/faults.ts';
import { inPlace } from '../filesystem/heldPath.ts';
import { isWindows } from '../filesystem/platform.ts';
import { createHardLink as createWindowsHardLink } from '../native/windows.ts';

/**
 * Gives a file a further name and opens that name again: it counts only when it is the same file.
 * @returns what stands under the new name. Throws WouldOverwrite, CrossVolume, HardLinksNotSupported, TooManyLinks,
 * AccessDenied …, with the true Windows number; VerificationFailed when the name leads elsewhere (it is then not removed:
 * whatever it is, it is not ours).
 */
export function createHardLink(existing: string, newName: string, file: Entry): Entry {
  return inPlace(existing, (from) => inPlace(newName, (to) => {
    try {
      faultPoint('link');
      if (isWindows) createWindowsHardLink(newName, existing);
      else fs.linkSync(from(existing), to(newName));
    } catch (error) {
      throw failedSide(error, existing, newName);
    }
    const made = entryOrNull(to(newName));
    if (made !== null && isSameFile(made, file)) return made;
    throw notTheFile(newName);
  }));
}

export const notTheFile = (newName: string): LinkKitError =>
  new LinkKitError('VerificationFailed', { path: newName, message: 'The new name does not lead to the file it was made for.', hint: 'The source was replaced in between, or the file system driver is at fault; look at both names.' });

import { LinkKitError } from '../../contract/errors.ts';
import { childFolder } from './childFolder.ts';
import { readFolder } from './readFolder.ts';

/**
 * The names in a folder, as the volume spells them, in ordinal order; `unnamable` has one NameNotRepresentable for each name
 * that Unicode text cannot carry. Throws a LinkKitError when the folder cannot be read.
 */
export function listFolder(path: string): { names: string[]; unnamable: LinkKitError[] } {
  const folder = { path, raw: null };
  const { listing, failures } = readFolder(folder, 'names');
  const names: string[] = [];
  const unnamable = failures.filter(({ code }) => code === 'NameNotRepresentable');
  for (let index = 0; index < listing.length; index += 1) {
    if (listing.isText(index)) names.push(listing.name(index));
    else unnamable.push(new LinkKitError('NameNotRepresentable', { path: childFolder(folder, listing, index).path.toWellFormed() }));
  }
  return { names: names.sort(), unnamable };
}

import { LinkKitError } from '../../contract/errors.ts';
import { childFolder } from './childFolder.ts';
import { readFolder } from './readFolder.ts';

/** The names in a folder, and what stands under each by the folder's own word (`kinds` of listing.ts), side by side. */
export interface ListedFolder {
  names: string[];
  kinds: number[];
  /** One NameNotRepresentable for each name that Unicode text cannot carry. */
  unnamable: LinkKitError[];
}

/** The names in a folder, as the volume spells them, in ordinal order. Throws a LinkKitError when the folder cannot be read. */
export function listFolder(path: string): ListedFolder {
  const folder = { path, raw: null };
  const { listing, failures } = readFolder(folder, 'names');
  const found: { name: string; kind: number }[] = [];
  const unnamable = failures.filter(({ code }) => code === 'NameNotRepresentable');
  for (let index = 0; index < listing.length; index += 1) {
    if (listing.isText(index)) found.push({ name: listing.name(index), kind: listing.kind(index) });
    else unnamable.push(new LinkKitError('NameNotRepresentable', { path: childFolder(folder, listing, index).path.toWellFormed() }));
  }
  found.sort((one, other) => (one.name < other.name ? -1 : 1));
  return { names: found.map(({ name }) => name), kinds: found.map(({ kind }) => kind), unnamable };
}

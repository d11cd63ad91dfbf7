import type { LinkKitError } from '../../contract/errors.ts';
import type { Listing } from './listing.ts';

/** A folder by its true path. That may hold bytes that are no text: `raw` then has them, and `path` only comes near. */
export interface Folder {
  path: string;
  raw: Buffer | null;
}

/** names: kind and name alone. entries: also what the folder tells without opening a file. counted: also link count and true size of every file. */
export type Detail = 'names' | 'entries' | 'counted';

/** What a folder holds. */
export interface FolderContents {
  listing: Listing;
  /** The folder's own identity, as far as it is asked for by reading: st_dev and inode; '' and 0 on Windows, where nothing is mounted in a folder but by a reparse point. */
  device: number;
  fileId: string;
  /** One for each entry that cannot be looked at: in the listing without a link count, or left out. */
  failures: LinkKitError[];
}

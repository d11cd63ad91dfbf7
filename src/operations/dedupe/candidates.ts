import { LinkKitError } from '../../contract/errors.ts';
import { isSameFile, readEntry, type Entry } from '../../filesystem/entry.ts';
import type { DuplicateFile } from '../duplicates/set.ts';

/** A file of a group while it is worked on. */
export interface MergeFile {
  names: readonly string[];
  fileId: string;
  volume: string;
}

/** Files that may become one, the leader first. */
export interface MergeSet {
  volume: string;
  size: number;
  hash: string | null;
  files: MergeFile[];
}

export const mergeFileOf = ({ names, fileId, volume }: DuplicateFile): MergeFile => ({ names, fileId, volume });

/**
 * What stands under the name of a file that is to be merged: the very file that was found, still of that size. Throws ChangedDuringOperation
 * where it is another one by now, OfflineFile, UnsupportedReparsePoint …
 */
export function entryToMerge(name: string, file: MergeFile, size: number): Entry {
  const entry = readEntry(name);
  if (entry.offline) throw new LinkKitError('OfflineFile', { path: name });
  if (entry.kind !== 'file' || entry.reparseTag !== 0) throw new LinkKitError('UnsupportedReparsePoint', { path: name, message: 'This is no file with data of its own (a link or the like); it is left alone.', hint: null });
  checkIdentity(name, entry, file, size);
  return entry;
}

/** Throws ChangedDuringOperation where what stands under a name is not the file that was found, of that size. */
export function checkIdentity(name: string, entry: Entry, file: MergeFile, size: number): void {
  if (!isSameFile(entry, file) || entry.size !== size) throw new LinkKitError('ChangedDuringOperation', { path: name, message: 'Another file, or one of another size, stands under this name by now.', hint: 'Search again.' });
}

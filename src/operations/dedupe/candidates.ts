import { LinkKitError } from '../../contract/errors.ts';
import { readEntry, type Entry } from '../../filesystem/entry.ts';
import type { DuplicateFile } from '../duplicates/set.ts';

/** A file of a group while it is worked on. */
export interface MergeFile {
  names: readonly string[];
  fileId: string;
  volume: string;
  isReference: boolean;
  /** Names that it has, those among the keeps not counted; more with each merge. */
  linkCount: number;
}

/** Files that may become one, the leader first. */
export interface MergeSet {
  volume: string;
  size: number;
  hash: string | null;
  files: MergeFile[];
}

export const mergeFileOf = ({ names, fileId, volume, isReference, linkCount }: DuplicateFile): MergeFile => ({ names, fileId, volume, isReference, linkCount });

const encryptedAttribute = 0x4000;

/**
 * What stands under the name of a file that is to be merged: the very file that was found, still of that size. Throws ChangedDuringOperation
 * where it is another one by now, OfflineFile, UnsupportedReparsePoint, AccessDenied where it is encrypted …
 */
export function entryToMerge(name: string, { fileId, volume }: Pick<MergeFile, 'fileId' | 'volume'>, size: number): Entry {
  const entry = readEntry(name);
  if (entry.offline) throw new LinkKitError('OfflineFile', { path: name });
  if (entry.kind !== 'file' || entry.reparseTag !== 0) throw new LinkKitError('UnsupportedReparsePoint', { path: name, message: 'This is no file with data of its own (a link or the like); it is left alone.', hint: null });
  if (entry.fileId !== fileId || entry.volume !== volume || entry.size !== size) throw new LinkKitError('ChangedDuringOperation', { path: name, message: 'Another file, or one of another size, stands under this name by now.', hint: 'Search again.' });
  return entry;
}

/** Whether EFS keeps its bytes from all but one user. */
export const isEncrypted = ({ attributes }: Entry): boolean => (attributes & encryptedAttribute) !== 0;

import type { EntryKind } from './entry.ts';

const tagMountPoint = 0xa000_0003;
const tagSymlink = 0xa000_000c;
/** Reparse points that are ordinary files to whoever reads them: WOF compression and data deduplication ([MS-FSCC] 2.1.2.1). */
const ordinaryTags: ReadonlySet<number> = new Set([0x8000_0017, 0x8000_0013]);
/** OneDrive and other cloud folders and files: IO_REPARSE_TAG_CLOUD and its fifteen numbered forms. */
const isCloudTag = (tag: number): boolean => ((tag & 0xffff_0fff) >>> 0) === 0x9000_001a;
/** OFFLINE, RECALL_ON_OPEN, RECALL_ON_DATA_ACCESS (winnt.h). */
const offlineAttributes = 0x1000 | 0x4_0000 | 0x40_0000;

/** What stands under a name on Windows; the tag is 0 where it is no reparse point. */
export function windowsKind(isDirectory: boolean, reparseTag: number): EntryKind {
  if (reparseTag === tagSymlink) return 'symlink';
  if (reparseTag === tagMountPoint) return 'junction';
  if (reparseTag !== 0 && !ordinaryTags.has(reparseTag) && !isCloudTag(reparseTag)) return 'unsupported';
  return isDirectory ? 'directory' : 'file';
}

/** Whether reading a file with these attributes would fetch it from a cloud or a tape. */
export const isOffline = (attributes: number): boolean => (attributes & offlineAttributes) !== 0;

/** READONLY, HIDDEN, SYSTEM, ARCHIVE, NOT_CONTENT_INDEXED (winnt.h): what a person or a program sets; the rest is what a thing is. */
export const settableAttributes = 0x1 | 0x2 | 0x4 | 0x20 | 0x2000;

/** Whether EFS keeps its bytes from all but one user (FILE_ATTRIBUTE_ENCRYPTED). */
export const isEncrypted = (attributes: number): boolean => (attributes & 0x4000) !== 0;

/** Whether it is a folder, or a link to one (FILE_ATTRIBUTE_DIRECTORY, winnt.h). */
export const hasDirectoryAttribute = (attributes: number): boolean => (attributes & 0x10) !== 0;

import fs from 'node:fs';
import { fileInformation, getSecurity } from '../native/windows.ts';
import { isSameTime, readEntry, type Entry, type EntryKind } from './entry.ts';
import { withPath } from './osError.ts';
import { isWindows } from './platform.ts';

/** What stood under a name, as a journal keeps it: identity, size and times; owner and rights with `metadata`. */
export interface FileState {
  kind: EntryKind;
  volume: string;
  fileId: string;
  linkCount: number;
  size: number;
  /** Last write: milliseconds since 1970 on POSIX, FILETIME on Windows; as text, for JSON has no room for one. */
  modified: string;
  metadata?: FileMetadata;
}

/** To be put back where a thing is made anew. POSIX: milliseconds, mode, owner; Windows: FILETIMEs, attributes, the security descriptor in base64. */
export type FileMetadata =
  | { accessed: number; modified: number; mode: number; uid: number; gid: number }
  | { created: string; accessed: string; modified: string; attributes: number; security: string | null };

export function stateOf(entry: Entry): FileState {
  const { kind, volume, fileId, linkCount, size, modified } = entry;
  return { kind, volume, fileId, linkCount, size, modified: String(modified) };
}

/** What stands under a name, its metadata included. Throws a LinkKitError. */
export function readState(name: string, entry: Entry = readEntry(name)): FileState {
  return { ...stateOf(entry), metadata: withPath(name, () => readMetadata(name)) };
}

function readMetadata(name: string): FileMetadata {
  if (!isWindows) {
    const { atimeMs, mtimeMs, mode, uid, gid } = fs.lstatSync(name);
    return { accessed: atimeMs, modified: mtimeMs, mode: mode & 0o7777, uid, gid };
  }
  const { creationTime, lastAccessTime, lastWriteTime, attributes } = fileInformation(name);
  return { created: String(creationTime), accessed: String(lastAccessTime), modified: String(lastWriteTime), attributes, security: getSecurity(name).toString('base64') };
}

/** Whether an entry is the very file of a state. */
export const isFileOf = (entry: Entry, { volume, fileId }: FileState): boolean => entry.volume === volume && entry.fileId === fileId;

/** Whether an entry is the file of a state, unchanged since: the same size and last write. */
export const isUnchanged = (entry: Entry, state: FileState): boolean =>
  isFileOf(entry, state) && entry.size === state.size && isSameTime(entry.modified, isWindows ? BigInt(state.modified) : Number(state.modified));

import fs from 'node:fs';
import path from 'node:path';
import { fileInformation, volumePathName, type FileInformation } from '../native/windows.ts';
import { LinkKitError } from '../contract/errors.ts';
import { volumeText } from './identity.ts';
import { fromOsError } from './osError.ts';
import { isWindows } from './platform.ts';
import { isOffline, windowsKind } from './windowsKind.ts';

export type EntryKind = 'file' | 'directory' | 'symlink' | 'junction' | 'special' | 'unsupported';

/** What stands under a name; the name itself is not followed when it is a link. */
export interface Entry {
  /** special: device, socket, pipe (not Windows). unsupported: a reparse point of a kind that LinkKit does not know. */
  kind: EntryKind;
  /** With `fileId` the identity of the file, compared as a pair. */
  volume: string;
  fileId: string;
  linkCount: number;
  /** Bytes, from the file itself and not from a folder's listing. */
  size: number;
  /** Bytes on the disk, as the file system counts them. */
  allocated: number;
  /** Reading it would fetch it from a cloud or a tape. */
  offline: boolean;
  /** Windows attributes; 0 elsewhere. */
  attributes: number;
  /** 0 where it is no reparse point. */
  reparseTag: number;
  /** Last write, milliseconds since 1970 UTC on POSIX, FILETIME on Windows: to compare, not to show. */
  modified: number | bigint;
  /** Last change of what the file system keeps of it (st_ctime, ChangeTime): a new name, other rights, or a write; as `modified`. */
  changed: number | bigint;
}

/** Whether two last writes are one, as far as Node can set them: to the microsecond on POSIX. */
export const isSameTime = (one: Entry['modified'], other: Entry['modified']): boolean =>
  typeof one === 'number' && typeof other === 'number' ? Math.abs(one - other) < 0.0015 : one === other;

/** FAT keeps times to two seconds. */
const timeTolerance = { milliseconds: 2_000, fileTime: 20_000_000n };

/** Whether two last writes are one, as far as every file system keeps them. */
export function isNearlySameTime(one: Entry['modified'], other: Entry['modified']): boolean {
  if (typeof one === 'number' && typeof other === 'number') return Math.abs(one - other) <= timeTolerance.milliseconds;
  const apart = BigInt(one) - BigInt(other);
  return apart <= timeTolerance.fileTime && -apart <= timeTolerance.fileTime;
}

/** What stands under a name. Throws a LinkKitError: NotFound, AccessDenied, … */
export function readEntry(name: string): Entry {
  try {
    return isWindows ? windowsEntry(fileInformation(name), name) : posixEntry(name);
  } catch (error) {
    throw fromOsError(error, name);
  }
}

/**
 * What stands under a name that a person gave. Where there is nothing under it, and Node has put U+FFFD into it because it
 * is no UTF-8, that is NameNotRepresentable: what was asked about cannot be found under it.
 */
export function readAskedEntry(name: string): Entry {
  try {
    return readEntry(name);
  } catch (error) {
    if (!isWindows && error instanceof LinkKitError && error.code === 'NotFound' && name.includes('\ufffd')) throw new LinkKitError('NameNotRepresentable', { path: name, cause: error });
    throw error;
  }
}

/** As readEntry, or null where nothing stands under the name. */
export function entryOrNull(name: string): Entry | null {
  try {
    return readEntry(name);
  } catch (error) {
    if ((error as { code?: string }).code === 'NotFound') return null;
    throw error;
  }
}

/** Whether two entries are one file. */
export const isSameFile = (one: Pick<Entry, 'volume' | 'fileId'>, other: Pick<Entry, 'volume' | 'fileId'>): boolean => one.fileId === other.fileId && one.volume === other.volume;

/** One text for an identity, for maps. */
export const identityKey = (entry: Pick<Entry, 'volume' | 'fileId'>): string => `${entry.volume}:${entry.fileId}`;

/** What is open under a handle (POSIX). Throws the system's error. */
export const entryOfHandle = (file: number): Entry => entryOf(fs.fstatSync(file), () => fs.fstatSync(file, { bigint: true }).ino);

const posixEntry = (name: string): Entry => entryOf(fs.lstatSync(name), () => fs.lstatSync(name, { bigint: true }).ino);

function entryOf(found: fs.Stats, exactInode: () => bigint): Entry {
  // Numbers are four times as fast as BigInt; an inode beyond 2^53 is asked for again.
  const fileId = String(Number.isSafeInteger(found.ino) ? found.ino : exactInode());
  const kind = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : found.isSymbolicLink() ? 'symlink' : 'special';
  return { kind, volume: String(found.dev), fileId, linkCount: found.nlink, size: found.size, allocated: found.blocks * 512, offline: false, attributes: 0, reparseTag: 0, modified: found.mtimeMs, changed: found.ctimeMs };
}

function windowsEntry(found: FileInformation, name: string): Entry {
  const { volumeSerial, fileId, linkCount, size, allocatedSize, attributes, reparseTag } = found;
  return {
    kind: windowsKind(found.isDirectory, reparseTag),
    volume: volumeSerial === 0n ? volumeWithoutSerial(name) : volumeText(volumeSerial),
    fileId,
    linkCount,
    size,
    allocated: allocatedSize,
    offline: isOffline(attributes),
    attributes,
    reparseTag,
    modified: found.lastWriteTime,
    changed: found.changeTime,
  };
}

const mounts = new Map<string, string>();

/** Where a volume's serial is 0, the mount stands in; asked once a folder. */
function volumeWithoutSerial(name: string): string {
  const folder = path.dirname(name);
  let mount = mounts.get(folder);
  if (mount === undefined) {
    mount = volumePathName(folder);
    if (mounts.size > 10_000) mounts.clear();
    mounts.set(folder, mount);
  }
  return mount;
}

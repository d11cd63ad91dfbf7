import fs from 'node:fs';
import { LinkKitError } from '../contract/errors.ts';
import { deviceLength } from '../native/windows.ts';
import { readBootSector } from '../ntfs/bootSector.ts';
import type { ByteSource } from '../ntfs/mftStream.ts';
import { readPartitions, type Partition } from '../ntfs/partitions.ts';
import { deviceText } from './mountTable.ts';
import { fromOsError, withPath } from './osError.ts';
import { absolutePath } from './paths.ts';
import { isWindows } from './platform.ts';

/** Where the bytes of a volume are: a file, a block device (`/dev/sdb`, `\\.\C:`), or a part of one. */
export interface VolumePlace {
  path: string;
  /** Bytes before the volume. */
  offset?: number | undefined;
  /** Its number in the partition table. */
  partition?: number | undefined;
}

/** The bytes of one volume, for reading alone; `close` must be called. */
export interface VolumeBytes extends ByteSource {
  close(): void;
}

/**
 * Opens an image or a device. A whole disk with one NTFS partition is that; with several, one has to be named. Throws
 * NotFound, PrivilegeRequired for a device that only administrators may read, Usage where the partition is not there or not
 * named, NotNtfs where nothing here is an NTFS volume.
 */
export function openVolumeBytes({ path, offset, partition }: VolumePlace): VolumeBytes {
  const disk = openDisk(path);
  try {
    const found = offset !== undefined ? { offset, size: disk.size - offset } : partitionOf(disk, path, partition);
    if (found.size <= 0) throw offset === undefined ? new LinkKitError('NotNtfs', { path }) : new LinkKitError('Usage', { path, message: `The offset ${offset} lies behind the end (${disk.size} bytes).` });
    return {
      size: found.size,
      read: (into, position) => disk.read(into.subarray(0, Math.max(0, Math.min(into.length, found.size - position))), found.offset + position),
      close: disk.close,
    };
  } catch (error) {
    disk.close();
    throw error;
  }
}

interface Disk extends VolumeBytes {
  readNow(position: number, length: number): Uint8Array;
}

/** The place with a path that does not depend on the current folder any more; Windows' own names of devices stay. */
export const absolutePlace = <Place extends VolumePlace>(place: Place, cwd: string): Place => ({ ...place, path: isDevice(place.path) ? place.path : absolutePath(place.path, cwd) });

const isDevice = (path: string): boolean => /^\\\\[.?]\\(?![A-Za-z]:\\|UNC\\)/.test(path);

function openDisk(path: string): Disk {
  let handle: number;
  try {
    handle = fs.openSync(path, fs.constants.O_RDONLY | waitsForNobody);
  } catch (error) {
    const failure = fromOsError(error, path);
    if (failure.code === 'AccessDenied' && (isDevice(path) || path.startsWith('/dev/'))) throw needsRights(path, failure);
    if (isDevice(path) && failure.code !== 'NotFound') throw unreadable(path, failure);
    throw failure;
  }
  try {
    if (!isDevice(path) && withPath(path, () => fs.fstatSync(handle)).isDirectory()) throw new LinkKitError('InvalidFile', { path, message: 'This is a folder, and no image.', hint: 'Leave --image out to scan a folder.' });
    const readNow = (position: number, length: number): Uint8Array => {
      const bytes = Buffer.alloc(isDevice(path) ? Math.ceil(length / sector) * sector : length);
      return bytes.subarray(0, Math.min(length, withPath(path, () => fs.readSync(handle, bytes, 0, bytes.length, position))));
    };
    const read: ByteSource['read'] = (into, position) => readAll(handle, into, position);
    const size = isDevice(path) ? deviceSize(path, readNow) : withPath(path, () => sizeOf(handle));
    return { size, readNow, read: isDevice(path) ? aligned(read) : read, close: () => fs.closeSync(handle) };
  } catch (error) {
    fs.closeSync(handle);
    throw error;
  }
}

/** A pipe without a writer would hold the whole program. */
const waitsForNobody = fs.constants.O_NONBLOCK ?? 0;

const needsRights = (path: string, cause: LinkKitError): LinkKitError =>
  new LinkKitError('PrivilegeRequired', { path, osError: cause.osError, cause, message: 'Only administrators may read a whole volume.', hint: isWindows ? 'Run elevated, or scan its folders instead: linkkit scan C:\\.' : 'Run as root, or scan its folders instead: linkkit scan /mnt.' });

const unreadable = (path: string, cause: LinkKitError): LinkKitError =>
  new LinkKitError('EngineNotAvailable', { path, osError: cause.osError, cause, message: 'The volume cannot be read as a whole.', hint: 'Scan its folders instead: linkkit scan C:\\.' });

/** Bytes of a file or, on Linux, of a block device, whose stat has none. */
function sizeOf(handle: number): number {
  const { size, rdev, mode } = fs.fstatSync(handle);
  if (!isBlockDevice(mode)) return size;
  return 512 * Number(fs.readFileSync(`/sys/dev/block/${deviceText(rdev)}/size`, 'utf8'));
}

const isBlockDevice = (mode: number): boolean => (mode & 0o170_000) === 0o060_000;

/** A device of Windows by its driver's word; where that has none, as the boot sector has it, with the copy of that behind it. */
function deviceSize(path: string, readNow: Disk['readNow']): number {
  try {
    return withPath(path, () => deviceLength(path));
  } catch (error) {
    // Wine's devices are files, and do not know the question
    const geometry = readBootSector(readNow(0, sector));
    if (geometry === null) throw new LinkKitError('NotNtfs', { path, cause: error });
    return geometry.volumeSize + geometry.bytesPerSector;
  }
}

async function readAll(handle: number, into: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < into.length) {
    const got = await new Promise<number>((resolve, reject) => fs.read(handle, into, done, into.length - done, position + done, (error, count) => (error ? reject(error) : resolve(count))));
    if (got === 0) break;
    done += got;
  }
  return done;
}

/** The largest sector there is: a device of Windows is read in whole sectors only. */
const sector = 4096;

const aligned = (read: ByteSource['read']): ByteSource['read'] => async (into, position) => {
  if (into.length === 0 || (position % sector === 0 && into.length % sector === 0)) return read(into, position);
  const start = position - (position % sector);
  const bytes = new Uint8Array(Math.ceil((position + into.length - start) / sector) * sector);
  const got = Math.max(0, Math.min((await read(bytes, start)) - (position - start), into.length));
  into.set(bytes.subarray(position - start, position - start + got));
  return got;
};

function partitionOf(disk: Disk, path: string, wanted: number | undefined): { offset: number; size: number } {
  if (wanted === undefined && readBootSector(disk.readNow(0, 512)) !== null) return { offset: 0, size: disk.size };
  const partitions = readPartitions((position, length) => disk.readNow(position, length), disk.size);
  if (wanted !== undefined) {
    const found = partitions.find(({ number }) => number === wanted);
    if (!found) throw new LinkKitError('Usage', { path, message: `There is no partition ${wanted}.`, hint: partitions.length > 0 ? `There are: ${listed(partitions)}.` : 'There is no partition table; leave --partition out.' });
    return found;
  }
  const ntfs = partitions.filter(({ offset }) => readBootSector(disk.readNow(offset, 512)) !== null);
  if (ntfs.length > 1) throw new LinkKitError('Usage', { path, message: 'There are several NTFS partitions.', hint: `Name one by --partition: ${listed(ntfs)}.` });
  // None: the boot sector may be damaged, and its copy at the end whole
  return ntfs[0] ?? { offset: 0, size: disk.size };
}

const listed = (partitions: readonly Partition[]): string => partitions.map(({ number, size }) => `${number} (${Math.round(size / 2 ** 20)} MiB)`).join(', ');

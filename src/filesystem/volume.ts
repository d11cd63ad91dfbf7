import fs from 'node:fs';
import { extendedAttribute, LibcError } from '../native/libc.ts';
import { driveType, finalPathNamesOrNull, volumeInformation, volumeName, volumePathName } from '../native/windows.ts';
import { readEntry, type Entry } from './entry.ts';
import { deviceText, mountTable } from './mountTable.ts';
import { fromOsError, withPath } from './osError.ts';
import { isWindows } from './platform.ts';

export interface Volume {
  /** Where it is mounted: 'C:\', '/home'. */
  mount: string;
  /** Its name as the system gives it: 'NTFS', 'ReFS', 'FAT32', 'ext4', 'ntfs' for ntfs-3g. */
  fileSystem: string;
  /** null: not known, try. */
  hardLinks: boolean | null;
  remote: boolean;
}

/** FILE_SUPPORTS_HARD_LINKS of GetVolumeInformationW: from Windows 7 on; not dependable on network drives. */
const supportsHardLinks = 0x0040_0000;
const withHardLinks: ReadonlySet<string> = new Set(['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'zfs', 'f2fs', 'tmpfs', 'overlay', 'ntfs', 'ntfs3']);
const withoutHardLinks: ReadonlySet<string> = new Set(['vfat', 'msdos', 'exfat', 'fat', 'fat32']);

/** The volume that a path of something existing lies on. Throws a LinkKitError. */
export function volumeOf(existing: string): Volume {
  try {
    return isWindows ? windowsVolume(existing) : linuxVolume(existing);
  } catch (error) {
    throw fromOsError(error, existing);
  }
}

/**
 * Whether a file and a folder lie on one volume. A serial is copied with a disk, so that two volumes may have one: on
 * Windows the mounts that the paths really lead to decide, and the volumes' own names. Throws a LinkKitError.
 */
export function isOneVolume(file: string, { volume }: Entry, folder: string): boolean {
  if (volume !== readEntry(folder).volume) return false;
  if (!isWindows) return true;
  return withPath(file, () => isOneMountedVolume(trueMount(file), trueMount(folder)));
}

/** A mount's root, and its volume's own name; null where it has none (a share). */
export interface Mount {
  root: string;
  name: string | null;
}

/** By the volumes' names where both have one. Two roots without are shares: a hard link cannot go from one to the other. */
export const isOneMountedVolume = (one: Mount, other: Mount): boolean =>
  one.root.toLowerCase() === other.root.toLowerCase() || (one.name !== null && one.name.toLowerCase() === other.name?.toLowerCase());

/** The mount that a path leads to, subst drives and links on the way resolved; as the path has it where Windows cannot say. */
function trueMount(name: string): Mount {
  const root = volumePathName(finalPathNamesOrNull(name)?.full ?? name);
  return { root, name: volumeName(root) };
}

function windowsVolume(existing: string): Volume {
  const mount = volumePathName(existing);
  const { fileSystem, flags } = volumeInformation(mount);
  const remote = driveType(mount) === 'remote';
  return { mount, fileSystem, hardLinks: (flags & supportsHardLinks) !== 0 ? true : knownHardLinks(fileSystem), remote };
}

/** By the file system's name; null where that does not tell. */
function knownHardLinks(fileSystem: string): boolean | null {
  const name = fileSystem.toLowerCase();
  return withHardLinks.has(name) ? true : withoutHardLinks.has(name) ? false : null;
}

function linuxVolume(existing: string): Volume {
  const { dev } = fs.statSync(existing);
  const number = deviceText(dev);
  const real = fs.realpathSync.native(existing);
  let best = { mount: '/', type: 'unknown' };
  for (const { device, mount, type } of mountTable()) {
    const inside = real === mount || real.startsWith(mount.endsWith('/') ? mount : `${mount}/`);
    if (device === number && inside && mount.length >= best.mount.length) best = { mount, type };
  }
  const fileSystem = typeName(best.type, best.mount);
  return { mount: best.mount, fileSystem, hardLinks: knownHardLinks(fileSystem), remote: /^(nfs|cifs|smb|fuse\.sshfs)/.test(fileSystem) };
}

/** ntfs-3g calls itself fuse or fuseblk; the attribute by which it gives Windows attributes away tells it from others. */
function typeName(type: string, mount: string): string {
  if (type === 'fuse.ntfs-3g') return 'ntfs';
  if (type !== 'fuse' && type !== 'fuseblk') return type;
  try {
    extendedAttribute(mount, 'system.ntfs_attrib');
    return 'ntfs';
  } catch (error) {
    if (error instanceof LibcError) return type;
    throw error;
  }
}

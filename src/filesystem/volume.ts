import fs from 'node:fs';
import { driveType, volumeInformation, volumePathName } from '../native/windows.ts';
import { fromOsError } from './osError.ts';
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
const withoutHardLinks: ReadonlySet<string> = new Set(['vfat', 'msdos', 'exfat', 'fat', 'fat32']);

/** The volume that a path of something existing lies on. Throws a LinkKitError. */
export function volumeOf(existing: string): Volume {
  try {
    return isWindows ? windowsVolume(existing) : linuxVolume(existing);
  } catch (error) {
    throw fromOsError(error, existing);
  }
}

function windowsVolume(existing: string): Volume {
  const mount = volumePathName(existing);
  const { fileSystem, flags } = volumeInformation(mount);
  const remote = driveType(mount) === 'remote';
  const without = withoutHardLinks.has(fileSystem.toLowerCase());
  return { mount, fileSystem, hardLinks: (flags & supportsHardLinks) !== 0 ? true : without ? false : null, remote };
}

/** /proc/self/mountinfo (proc(5)): id, parent, major:minor, root, mount point, options, …, -, type, source. */
function linuxVolume(existing: string): Volume {
  const { dev } = fs.statSync(existing);
  // gnu_dev_major and gnu_dev_minor of a device number
  const number = `${Math.floor(dev / 256) & 0xfff}:${(dev & 0xff) | (Math.floor(dev / 4096) & 0xfff00)}`;
  const real = fs.realpathSync.native(existing);
  let best = { mount: '/', fileSystem: 'unknown' };
  for (const line of fs.readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const [left = '', right = ''] = line.split(' - ');
    const fields = left.split(' ');
    const mount = (fields[4] ?? '').replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
    const inside = real === mount || real.startsWith(mount.endsWith('/') ? mount : `${mount}/`);
    if (fields[2] === number && inside && mount.length >= best.mount.length) best = { mount, fileSystem: typeName(right) };
  }
  return { ...best, hardLinks: withoutHardLinks.has(best.fileSystem) ? false : null, remote: /^(nfs|cifs|smb|fuse\.sshfs)/.test(best.fileSystem) };
}

/** ntfs-3g mounts are called fuseblk or fuse, and their source a device or an image: it is NTFS that is meant. */
function typeName(right: string): string {
  const [type = 'unknown', , ...options] = right.split(' ');
  const isNtfs3g = (type === 'fuseblk' || type === 'fuse') && options.join(' ').includes('allow_other') && /\ballow_other,blksize=/.test(options.join(' '));
  return type === 'fuse.ntfs-3g' || type === 'fuse.ntfs' || isNtfs3g ? 'ntfs' : type;
}

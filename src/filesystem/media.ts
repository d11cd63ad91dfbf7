import fs from 'node:fs';
import { hasSeekPenalty, volumePathName, Win32Error } from '../native/windows.ts';
import { deviceText } from './mountTable.ts';
import { fromOsError, withPath } from './osError.ts';
import { isWindows } from './platform.ts';

/** Whether the disk that something existing lies on turns, by the system's own word; null where it has none (shares, FUSE, memory). Throws a LinkKitError where it is not there. */
export function isRotational(existing: string): boolean | null {
  return isWindows ? isRotationalWindows(existing) : isRotationalLinux(existing);
}

function isRotationalWindows(existing: string): boolean | null {
  try {
    const root = volumePathName(existing).replace(/\\$/, '');
    return hasSeekPenalty(root.startsWith('\\\\') ? root : `\\\\.\\${root}`);
  } catch (error) {
    if (error instanceof Win32Error) return null;
    throw error;
  }
}

/** Disks of virtual machines, and loops, say what they say whatever lies below. */
const isVirtual = (device: string): boolean => /\/(virtio\d*|virtual|vbd-\d+)\//.test(fs.realpathSync(device));

/** sysfs: a disk has its queue, of a partition it is the folder above that has. */
function isRotationalLinux(existing: string): boolean | null {
  const device = `/sys/dev/block/${deviceText(withPath(existing, () => fs.statSync(existing).dev))}`;
  for (const queue of [`${device}/queue`, `${device}/../queue`]) {
    try {
      const says = fs.readFileSync(`${queue}/rotational`, 'utf8').trim() === '1';
      return isVirtual(device) ? null : says;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw fromOsError(error, queue);
    }
  }
  return null;
}

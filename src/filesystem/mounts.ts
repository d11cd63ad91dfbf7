import { mountTable } from './mountTable.ts';
import { isWindows } from './platform.ts';
import { volumePathName } from '../native/windows.ts';

/** Where the system's volumes are mounted, as far as a search must know. */
export interface Mounts {
  /** The mount that a true path lies under, without a separator at its end (but for a root's). */
  rootOf(path: string): string;
  /** Whether a folder is a mount point, which a search does not enter. */
  isMountPoint(folder: string): boolean;
}

/** The mounts as they are now. Off Linux and Windows only the root is known; device numbers keep a search on its volume. */
export function readMounts(): Mounts {
  if (isWindows) {
    // Mount points are reparse points there, which a search does not enter anyway.
    return { rootOf: (path) => withoutSeparator(volumePathName(path)), isMountPoint: () => false };
  }
  const points = new Set(['/', ...mountTable().map(({ mount }) => mount)]);
  return {
    isMountPoint: (folder) => points.has(folder),
    rootOf(path) {
      for (let at = path; at.length > 1; at = at.slice(0, at.lastIndexOf('/')) || '/') if (points.has(at)) return at;
      return '/';
    },
  };
}

const withoutSeparator = (root: string): string => (/^[A-Za-z]:\\$/.test(root) ? root : root.replace(/\\$/, ''));

import type { ScanCounts } from '../../contract/items.ts';
import type { VolumePlace } from '../../filesystem/volumeBytes.ts';

export interface ScanOptions {
  /** Folders and files as the person wrote them; in a volume or an image, folders from its root on, and its root where there are none. */
  path: readonly string[];
  /** A whole volume, read from its master file table; `drive` (`C:`) where it is a live one. */
  volume: (VolumePlace & { drive: string | null }) | null;
  /** Find the names that lie outside. */
  resolve: boolean;
  /** Sets of files with fewer names are not listed. */
  minLinks: number;
  /** Sets of files of fewer bytes are not listed. */
  minSize: number;
  include: readonly string[];
  exclude: readonly string[];
  /** Folders down to this depth are measured by themselves, too. */
  depth: number;
  /** Which items are wanted. */
  sets: boolean;
  folders: boolean;
}

export const noCounts = (): ScanCounts => ({ sets: 0, files: 0, apparentBytes: 0, uniqueBytes: 0, freeableBytes: 0, bytesSaved: 0, keeps: 0 });

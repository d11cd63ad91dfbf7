import { foldCase } from '../filesystem/caseSensitivity.ts';
import type { VolumeMap } from '../ntfs/volumeMap.ts';

const root = 5;

/** The record of a file or folder by its path from the volume's root on (`\folder\name`); null where there is none. */
export function recordOfPath(map: VolumeMap, path: string): number | null {
  let at = root;
  for (const name of path.split(/[\\/]/).filter((one) => one !== '')) {
    const found = childOf(map, at, name);
    if (found === null) return null;
    at = found;
  }
  return at;
}

/** By the name as it is, else by one that differs only in case. */
function childOf(map: VolumeMap, folder: number, wanted: string): number | null {
  const folded = foldCase(wanted);
  let near: number | null = null;
  for (const { name, record } of map.namesIn(folder)) {
    const text = map.textOf(name);
    if (text === wanted) return record;
    if (text.length === wanted.length && foldCase(text) === folded) near ??= record;
  }
  return near;
}

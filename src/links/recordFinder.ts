import { foldCase } from '../filesystem/caseSensitivity.ts';
import { rootRecord } from '../ntfs/record.ts';
import type { VolumeMap } from '../ntfs/volumeMap.ts';

/** The names of a folder with their records: as they are, and with their case folded. */
interface Children {
  exact: Map<string, number>;
  folded: Map<string, number>;
}

/**
 * Finds the record of a file or folder by its path from the volume's root on (`\folder\name`): each name as it is, else one
 * that differs only in case; null where there is none. Each folder is looked through once, however many paths are asked for.
 */
export function recordFinder(map: VolumeMap): (path: string) => number | null {
  const folders = new Map<number, Children>();
  return (path) => {
    let at = rootRecord;
    for (const name of path.split(/[\\/]/).filter((one) => one !== '')) {
      let children = folders.get(at);
      if (!children) folders.set(at, (children = childrenOf(map, at)));
      const found = children.exact.get(name) ?? children.folded.get(foldCase(name));
      if (found === undefined) return null;
      at = found;
    }
    return at;
  };
}

function childrenOf(map: VolumeMap, folder: number): Children {
  const children: Children = { exact: new Map(), folded: new Map() };
  for (const { name, record } of map.namesIn(folder)) {
    const text = map.textOf(name);
    children.exact.set(text, record);
    const folded = foldCase(text);
    if (!children.folded.has(folded)) children.folded.set(folded, record);
  }
  return children;
}

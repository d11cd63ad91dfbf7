import path from 'node:path';
import { entryOrNull, identityKey } from '../../filesystem/entry.ts';
import { volumeOf } from '../../filesystem/volume.ts';
import { keptNames } from '../../journal/keptNames.ts';
import { furtherNamesOn } from '../../links/limit.ts';
import type { MergeFile } from './candidates.ts';

/** What is asked of a volume or a folder once. */
export interface VolumeFacts {
  /** Names that a file may have there. */
  mostNames(file: MergeFile): number;
  /** How many of a file's names are among the keeps. */
  kept(file: MergeFile): number;
  /** Whether a link stands in a name's path, put there since the files were found: it may lead anywhere. */
  isOutOfReach(name: string): boolean;
}

/** @param linkLimit no more names than this; null: as many as the file system allows */
export function volumeFacts(linkLimit: number | null): VolumeFacts {
  const limits = new Map<string, number>();
  const kept = new Map<string, ReadonlyMap<string, number>>();
  const reach = new Map<string, boolean>();
  const isThroughLink = (folder: string): boolean =>
    once(reach, folder, () => path.dirname(folder) !== folder && ((entryOrNull(folder)?.kind ?? 'directory') !== 'directory' || isThroughLink(path.dirname(folder))));
  return {
    mostNames: ({ volume, names: [name] }) => Math.min(once(limits, volume, () => furtherNamesOn(volumeOf(path.dirname(name!)).fileSystem) + 1), linkLimit ?? Number.POSITIVE_INFINITY),
    kept: (file) => once(kept, file.volume, () => keptNames(path.dirname(file.names[0]!))).get(identityKey(file)) ?? 0,
    isOutOfReach: (name) => isThroughLink(path.dirname(name)),
  };
}

function once<T>(known: Map<string, T>, key: string, find: () => T): T {
  if (!known.has(key)) known.set(key, find());
  return known.get(key)!;
}

import fs from 'node:fs';
import path from 'node:path';
import { entryOrNull, identityKey } from '../filesystem/entry.ts';
import { fromOsError } from '../filesystem/osError.ts';
import { keepsFolders } from './keepsFolder.ts';

/**
 * How many names files have among the keeps of a volume, by their identity (identityKey): names that no person gave. Keeps of other
 * users, that may not be seen, are not counted. Cheap where nothing is kept.
 * @param existing something on the volume
 */
export function keptNames(existing: string): Map<string, number> {
  const kept = new Map<string, number>();
  for (const folder of keepsFolders(existing)) {
    for (const operation of namesIn(folder)) {
      for (const name of namesIn(path.join(folder, operation))) {
        const entry = entryOrNull(path.join(folder, operation, name));
        if (entry !== null && entry.kind !== 'directory') kept.set(identityKey(entry), (kept.get(identityKey(entry)) ?? 0) + 1);
      }
    }
  }
  return kept;
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    const { code } = fromOsError(error, folder);
    if (code === 'NotFound' || code === 'AccessDenied') return [];
    throw error;
  }
}

import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';
import { readEntry } from '../filesystem/entry.ts';
import { fileIdText } from '../filesystem/identity.ts';
import { isWindows } from '../filesystem/platform.ts';
import { listFolder } from '../filesystem/walk/listFolder.ts';
import { kinds } from '../filesystem/walk/listing.ts';
import { readFolder } from '../filesystem/walk/readFolder.ts';
import { keepsFolders } from './keepsFolder.ts';

/**
 * How many names files have among the keeps of a volume, by their identity (identityKey): names that no person gave. Keeps of other
 * users, that may not be seen, are not counted. Cheap where nothing is kept.
 * @param existing something on the volume
 */
export function keptNames(existing: string): Map<string, number> {
  const kept = new Map<string, number>();
  for (const place of keepsFolders(existing)) addKept(kept, place);
  return kept;
}

/** Adds those in one folder of keeps. */
export function addKept(kept: Map<string, number>, place: string): void {
  const volume = isWindows ? orNull(() => readEntry(place).volume) : null;
  for (const operation of orNull(() => listFolder(place).names) ?? []) {
    const { listing } = orNull(() => readFolder({ path: path.join(place, operation), raw: null }, 'counted')) ?? {};
    for (let index = 0; index < (listing?.length ?? 0); index += 1) {
      if (listing!.kind(index) === kinds.directory) continue;
      const id = listing!.fileId(index);
      const key = isWindows ? `${volume}:${fileIdText(id)}` : `${listing!.device(index)}:${id}`;
      kept.set(key, (kept.get(key) ?? 0) + 1);
    }
  }
}

/** Null where it is gone, is no folder, or may not be read. */
function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof LinkKitError && (error.code === 'NotFound' || error.code === 'AccessDenied')) return null;
    throw error;
  }
}

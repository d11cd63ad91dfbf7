import fs from 'node:fs';
import type { Entry } from './entry.ts';
import { fromOsError } from './osError.ts';
import { nameFinished, removeIfThere, replaceByNew, temporaryBeside } from './replace.ts';

/**
 * Writes a small file whole: under a temporary name beside it, flushed, then in one rename.
 * @param existing what must still stand there; null: nothing. Throws ChangedDuringOperation, WouldOverwrite …; what stood there is then untouched
 */
export async function writeWhole(name: string, bytes: Buffer, existing: Entry | null): Promise<void> {
  const temporary = temporaryBeside(name);
  const write = (at: string): void => {
    try {
      fs.writeFileSync(at, bytes, { flag: 'wx', flush: true });
    } catch (error) {
      throw fromOsError(error, name);
    }
  };
  if (existing !== null) {
    await replaceByNew(name, temporary, write, { expected: existing });
    return;
  }
  try {
    write(temporary);
  } catch (error) {
    removeIfThere(temporary);
    throw error;
  }
  nameFinished(temporary, name);
}

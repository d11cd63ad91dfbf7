import type { ScanSet } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { entryOrNull } from '../../filesystem/entry.ts';

/** Whether a file of a live volume is still the one that the master file table had, with as many names: a raw read may be stale. */
export function liveFile({ namesInside: [name], fileId }: ScanSet, linkCount: number): boolean {
  if (name === undefined) return false;
  try {
    const entry = entryOrNull(name);
    return entry !== null && isSameId(entry.fileId, fileId) && entry.linkCount === linkCount;
  } catch (error) {
    if (!(error instanceof LinkKitError)) throw error;
    return false; // not to be looked at: nothing can be promised
  }
}

/** The sequence number in an id is 0 where the system does not tell it (Wine); a file's own is never 0. */
const isSameId = (live: string, fileId: string): boolean => live === fileId || (/^0{20}/.test(live) && live.slice(-12) === fileId.slice(-12));

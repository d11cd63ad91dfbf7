import path from 'node:path';
import { entryOrNull } from '../../filesystem/entry.ts';
import type { PinPair } from './pairs.ts';

/** What leads to a target, from the folder that a pin of a folder has there. */
export interface Way {
  /** Folders that are not there and are the pin's to make, the highest first. */
  missing: readonly string[];
  /** What stands in the way in the place of a folder: nothing is made through a link. */
  blockedBy: string | null;
  /** Not there, and nobody's to make here. */
  lacks: string | null;
}

/** Looks at each folder between the pin's target and the name; of a pin of one file only at that which it lies in. */
export function wayTo({ target, top }: PinPair): Way {
  const missing: string[] = [];
  for (let at = path.dirname(target); top !== null && at.length >= top.length; at = path.dirname(at)) {
    const entry = entryOrNull(at);
    if (entry === null) missing.unshift(at);
    else if (entry.kind !== 'directory') return { missing: [], blockedBy: at, lacks: null };
  }
  const above = path.dirname(top ?? target);
  return { missing, blockedBy: null, lacks: entryOrNull(above) === null ? above : null };
}

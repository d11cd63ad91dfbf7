import type { DedupeCounts } from '../../contract/items.ts';
import type { SearchOptions } from '../duplicates/options.ts';

export const timesRules = ['equal', 'ignore'] as const;

export interface DedupeOptions {
  /** Null where a plan is applied. */
  search: SearchOptions | null;
  /** equal: only files with the same last write become one. ignore: the leader's times stay, the follower's go into the journal. */
  times: (typeof timesRules)[number];
  /** Names that a file may have; null: as many as the file system allows. */
  linkLimit: number | null;
  dryRun: boolean;
  /** File that the plan is written to, as ndjson; nothing is linked then. */
  plan: string | null;
  /** Plan that is carried out, every check made anew. */
  apply: string | null;
  /** The same, each set as one JSON text: an item of duplicates. */
  set: readonly string[];
}

export const noCounts = (): DedupeCounts => ({ sets: 0, merged: 0, skippedByReason: {}, bytesComputed: 0, bytesFreed: 0, freeBefore: null, freeAfter: null });

import type { DuplicatesCounts } from '../../contract/items.ts';

/** Which file of a set stays and gives its data to the others. */
export const keepRules = ['most-linked', 'oldest', 'newest', 'first-path', 'shallowest'] as const;
export type KeepRule = (typeof keepRules)[number];

/** How the disk reads best: hdd by one thread in the order of file ids, ssd by several at once; auto asks the system. */
export const mediaKinds = ['auto', 'hdd', 'ssd'] as const;
export type Media = (typeof mediaKinds)[number];

/** What is looked for, and where. */
export interface SearchOptions {
  /** Folders and files as the person wrote them. */
  path: readonly string[];
  /** Further ones whose files are leaders and are never changed. */
  reference: readonly string[];
  /** Bytes; 0 takes empty files, too. */
  minSize: number;
  maxSize: number | null;
  include: readonly string[];
  exclude: readonly string[];
  /** Only files written at or after this time, milliseconds since 1970 UTC; null: all. */
  newer: number | null;
  /** Never link two files that lie within one of the paths. */
  isolate: boolean;
  keep: KeepRule;
  media: Media;
  /** Files with the same 128-bit hash count as equal. */
  hashOnly: boolean;
  /** Remember hashes from run to run. */
  cache: boolean;
}

export const noCounts = (): DuplicatesCounts => ({ sets: 0, files: 0, duplicates: 0, reclaimable: 0, skippedByReason: {} });

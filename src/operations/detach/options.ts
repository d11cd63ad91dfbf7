import type { DetachCounts } from '../../contract/items.ts';
import type { Entry } from '../../filesystem/entry.ts';
import type { Journal } from '../../journal/journal.ts';
import type { NameFilter } from '../nameFilter.ts';
import type { OperationContext, OperationEvent } from '../operation.ts';

export interface DetachOptions {
  path: readonly string[];
  recurse: boolean;
  /** Names that are one file stay one file where they lie in what was named; only what is shared with names elsewhere is detached. */
  onlyOutside: boolean;
  include: readonly string[];
  exclude: readonly string[];
  dryRun: boolean;
}

/** One file with those of its names that were asked for. */
export interface SharedFile {
  entry: Entry;
  names: string[];
}

/** What one run of detach knows while it works. */
export interface DetachRun {
  options: DetachOptions;
  context: OperationContext;
  counts: DetachCounts;
  events: OperationEvent[];
  keeps: NameFilter;
  /** null in a dry run. */
  journal: Journal | null;
  /** Bytes copied so far, and to be copied. */
  done: number;
  total: number;
}

export const noCounts = (): DetachCounts => ({ files: 0, detached: 0, already: 0, bytesWritten: 0 });

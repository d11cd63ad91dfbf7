import type { DedupeCounts } from '../../contract/items.ts';
import type { Journal } from '../../journal/journal.ts';
import type { ContentMemory } from '../duplicates/memory.ts';
import type { OperationContext, OperationEvent } from '../operation.ts';
import type { DedupeOptions } from './options.ts';

/** What one run of dedupe knows while it works. */
export interface MergeRun {
  options: DedupeOptions;
  context: OperationContext;
  counts: DedupeCounts;
  events: OperationEvent[];
  /** null in a dry run. */
  journal: Journal | null;
  /** What is known of files' bytes; null where nothing is remembered. */
  memory: ContentMemory | null;
  /** Bytes compared so far, and to be compared. */
  done: number;
  total: number;
}

/** What the merge of two files needs of it; others merge, too. */
export type Merging = Pick<MergeRun, 'context' | 'journal' | 'memory'> & { options: Pick<DedupeOptions, 'times'> };

/** Counts files that are left alone. */
export function skip({ counts: { skippedByReason } }: MergeRun, reason: string, files = 1): void {
  if (files > 0) skippedByReason[reason] = (skippedByReason[reason] ?? 0) + files;
}

import type { CopyCounts } from '../../contract/items.ts';
import type { LinkKitError } from '../../contract/errors.ts';
import type { OperationContext, OperationEvent } from '../operation.ts';
import type { Entry } from '../../filesystem/entry.ts';
import type { Journal } from '../../journal/journal.ts';
import type { LinkWorkers } from '../../links/linkWorkers.ts';

export interface CopyOptions {
  source: readonly string[];
  destination: string;
  exact: boolean;
  parents: boolean;
  as: 'hardlink' | 'symlink' | 'junction';
  onCrossVolume: 'error' | 'copy' | 'symlink';
  onExists: 'error' | 'skip' | 'replace';
  /** Further names a file may have; undefined: by file system. */
  linkLimit: number | undefined;
  onLinkLimit: 'error' | 'copy';
  reparse: 'keep' | 'skip';
  include: readonly string[];
  exclude: readonly string[];
  dryRun: boolean;
}

/** One source and the final name it gets. */
export interface Place {
  source: string;
  target: string;
  entry: Entry;
  /** How its files get there. */
  way: 'hardlink' | 'copy' | 'symlink' | 'junction';
  /** Why this one source cannot be done, where others may be. */
  refused: LinkKitError | null;
}

/** What one run of copy knows while it works. */
export interface CopyRun {
  options: CopyOptions;
  context: OperationContext;
  counts: CopyCounts;
  /** Events to be yielded, many at once. */
  events: OperationEvent[];
  /** Further names a file may have on the destination's volume. */
  limit: number;
  workers: LinkWorkers;
  /** null in a dry run. */
  journal: Journal | null;
  keeps: (relative: string, isFolder: boolean) => boolean;
  /** Where the data of a source file already lies as a copy, by identity: its other names are linked to that. */
  copies: Map<string, { path: string; entry: Entry }>;
  /** Names that a dry run would have given, by identity of the file. */
  planned: Map<string, number>;
}

export const noCounts = (): CopyCounts => ({ files: 0, directories: 0, linked: 0, copied: 0, already: 0, skipped: 0, bytesShared: 0, bytesWritten: 0, resume: null });

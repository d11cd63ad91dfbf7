import type { OperationContext, OperationEvent } from '../operation.ts';
import type { Skip } from './groups.ts';
import type { SearchOptions } from './options.ts';
import type { DuplicateSet } from './set.ts';

/** What a search tells besides: names that it looked at, and files that it left out. */
export interface Tally {
  skip: Skip;
  looked(names: number): void;
}

/**
 * Finds the sets of equal files below the paths, each as soon as it is known; events besides: progress, and an error for what cannot be read.
 * Changes nothing. Throws Usage for a glob that cannot be read, NotFound where a path does not exist.
 */
// eslint-disable-next-line require-yield
export async function* findSets(options: SearchOptions, context: OperationContext, tally: Tally): AsyncGenerator<OperationEvent | { type: 'set'; set: DuplicateSet }, void> {
  throw new Error(`to come ${options.path} ${context.cwd} ${tally.looked(0)}`);
}

import type { DedupeCounts } from '../../contract/items.ts';
import type { Operation } from '../operation.ts';
import { noCounts, type DedupeOptions } from './options.ts';

// eslint-disable-next-line require-yield
export const dedupe: Operation<DedupeOptions, DedupeCounts> = async function* () {
  return noCounts();
};

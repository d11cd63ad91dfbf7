import type { OperationMark } from '../journal/open.ts';
import type { Finding } from '../contract/errors.ts';

/** What an operation yields, one or several at once; the output layer prints it, nothing else does. */
export type OperationEvent =
  | { type: 'item'; [field: string]: unknown }
  | ({ type: 'warning' } & Finding)
  | ({ type: 'error' } & Finding)
  /** What is about to be done, for a person to read before it is; programs ask by a dry run. */
  | { type: 'plan'; [field: string]: unknown }
  | { type: 'progress'; done: number; total: number | null; unit: 'files' | 'bytes' | 'records'; path: string | null };

export interface OperationContext {
  /** Aborted by Ctrl+C, by a cancel request, or when nobody reads the answer any more: stop between two items. */
  signal: AbortSignal;
  /** The folder that relative paths are relative to. */
  cwd: string;
  /** Under which name the operation is written down; null where it changes nothing (a dry run, too). */
  mark: OperationMark | null;
}

/** The numbers of the summary line, by their names in the contract. */
export type Counts = Record<string, unknown>;

/**
 * One capability: typed options in, events out, counts at the end.
 * Throws a LinkKitError where the call as a whole is refused before anything is touched.
 */
export type Operation<Options, Result extends Counts = Counts> = (
  options: Options,
  context: OperationContext,
) => AsyncGenerator<OperationEvent | readonly OperationEvent[], Result>;

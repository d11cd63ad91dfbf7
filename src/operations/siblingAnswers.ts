import type { SiblingsItem } from '../contract/items.ts';
import { LinkKitError } from '../contract/errors.ts';
import type { OperationEvent } from './operation.ts';

export type SiblingsCounts = { files: number; names: number; incomplete: number };

/**
 * Answers each path with an item. A path that cannot be answered is an error of its own, and the others are; an error among
 * the paths is passed on. `answer` gets how many were asked so far, this one included, and gives null where it was interrupted.
 */
export async function* siblingAnswers(
  paths: readonly string[] | AsyncIterable<string | LinkKitError>,
  signal: AbortSignal,
  answer: (path: string, asked: number) => AsyncGenerator<OperationEvent, SiblingsItem | null>,
): AsyncGenerator<OperationEvent, SiblingsCounts> {
  const counts: SiblingsCounts = { files: 0, names: 0, incomplete: 0 };
  let asked = 0;
  for await (const path of paths) {
    if (signal.aborted) break;
    asked += 1;
    try {
      if (path instanceof LinkKitError) throw path;
      const item = yield* answer(path, asked);
      if (item === null) break;
      counts.files += 1;
      counts.names += item.names.length;
      if (!item.complete) counts.incomplete += 1;
      yield { type: 'item', ...item };
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      yield { type: 'error', ...error.toFinding() };
    }
  }
  return counts;
}

import { kinds } from '../../filesystem/walk/listing.ts';
import { walk } from '../../filesystem/walk/walk.ts';
import type { Place } from './options.ts';

/** Files that lie ahead, counted in the background; `done` when the number is final. */
export interface Total {
  files: number;
  done: boolean;
}

/**
 * Counts the files of the sources while the copy already works. Folders that cannot be read count nothing (the copy itself
 * tells of them). It only serves the time left and stops with the signal.
 */
export function countAhead(places: readonly Place[], signal: AbortSignal): Total {
  const total: Total = { files: 0, done: false };
  const roots = places.filter(({ entry }) => entry.kind === 'directory').map(({ source }) => ({ folder: { path: source, raw: null }, context: true }));
  total.files = places.length - roots.length;
  void (async () => {
    for await (const { contents } of walk(roots, { detail: 'names', enter: () => true, signal })) {
      await new Promise((resolve) => setImmediate(resolve)); // the copy comes first
      if (contents === null) continue;
      const { listing } = contents;
      for (let index = 0; index < listing.length; index += 1) if (listing.kind(index) !== kinds.directory) total.files += 1;
    }
    total.done = !signal.aborted;
  })();
  return total;
}

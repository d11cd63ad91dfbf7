import fs from 'node:fs';
import path from 'node:path';

/** Files that lie ahead, counted in the background; `done` when the number is final. */
export interface Total {
  files: number;
  done: boolean;
}

/**
 * Counts the files of the sources while the copy already works, on the thread pool: folders that cannot be read count
 * nothing (the copy itself tells of them). It only serves the time left and stops with the signal.
 */
export function countAhead(sources: readonly string[], signal: AbortSignal): Total {
  const total: Total = { files: 0, done: false };
  void (async () => {
    const folders = [...sources];
    for (let folder = folders.pop(); folder !== undefined && !signal.aborted; folder = folders.pop()) {
      const entries = await fs.promises.readdir(folder, { withFileTypes: true }).catch(() => null);
      if (entries === null) {
        if (sources.includes(folder)) total.files += 1;
        continue;
      }
      for (const entry of entries) {
        if (entry.isDirectory()) folders.push(path.join(folder, entry.name));
        else total.files += 1;
      }
    }
    total.done = !signal.aborted;
  })();
  return total;
}

import { truePath } from '../filesystem/heldPath.ts';
import { Threads, workerOf } from '../filesystem/threads.ts';
import { linkBatch, type LinkBatch, type LinkedBatch } from './linkBatch.ts';

/** As many files are left to the caller first. */
const threadsAfter = 1_000;

/**
 * Links batches on threads, once there is enough to do for them. `close` must be called in the end; batches given before are
 * done by then.
 */
export class LinkWorkers {
  readonly #threads = new Threads<LinkBatch, LinkedBatch>(() => workerOf('linkWorker', new URL('./linkWorker.ts', import.meta.url)), threadsAfter);

  /**
   * Links what is plain among the names; null where that is not worth it (yet). A file with more names than `mostNames` is left alone, and one that is nearly
   * there: other threads may be giving it names, too. Rejects when a thread dies, which is a bug.
   */
  link(source: string, target: string, names: readonly string[], mostNames: number): LinkedBatch | Promise<LinkedBatch> | null {
    this.#threads.begin(names.length);
    if (this.#threads.count === 0) return null;
    const batch: LinkBatch = { source, target, names, mostNames: mostNames - this.#threads.count, trueSource: truePath(source), trueTarget: truePath(target) };
    return this.#threads.give(batch) ?? linkBatch(batch);
  }

  close(): Promise<void> {
    return this.#threads.close();
  }
}

import os from 'node:os';
import { getAsset } from 'node:sea';
import { Worker } from 'node:worker_threads';
import { linkBatch, type LinkBatch, type LinkedBatch } from './linkBatch.ts';

/** As many files are left to the caller first: starting threads costs as much as linking some hundreds. */
const threadsAfter = 1_000;
const mostThreads = 3;
/** Batches that wait for one thread; beyond that the caller's own thread links, too. */
const queueLength = 3;

interface Thread {
  worker: Worker;
  /** It takes some tens of milliseconds until its code runs; before that it gets nothing. */
  isReady: boolean;
  /** Batches it has and has not answered; it answers them in their order. */
  waiting: { resolve: (linked: LinkedBatch) => void; reject: (error: unknown) => void }[];
}

/**
 * Links batches on threads, once there is enough to do for them: the time goes into system calls, which run side by side.
 * `close` must be called in the end; batches given before are done by then.
 */
export class LinkWorkers {
  readonly #threads: Thread[] = [];
  readonly #most = Math.min(mostThreads, os.availableParallelism() - 1);
  #files = 0;

  /**
   * Links what is plain among the names; null where that is not worth it (yet). A file with more names than `mostNames` is left alone, and one that is nearly
   * there: other threads may be giving it names, too. Rejects when a thread dies, which is a bug.
   */
  link(source: string, target: string, names: readonly string[], mostNames: number): LinkedBatch | Promise<LinkedBatch> | null {
    this.#files += names.length;
    if (this.#threads.length < this.#most && this.#files > threadsAfter) {
      while (this.#threads.length < this.#most) this.#threads.push(startThread());
    }
    if (this.#threads.length === 0) return null;
    const batch: LinkBatch = { source, target, names, mostNames: mostNames - this.#threads.length };
    const thread = this.#threads.find(({ isReady, waiting }) => isReady && waiting.length < queueLength);
    if (!thread) return linkBatch(batch);
    return new Promise((resolve, reject) => {
      thread.waiting.push({ resolve, reject });
      thread.worker.postMessage(batch);
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.splice(0).map(({ worker }) => worker.terminate()));
  }
}

function startThread(): Thread {
  const thread: Thread = { worker: newWorker(), isReady: false, waiting: [] };
  thread.worker.on('message', (answer: LinkedBatch | 'ready') => {
    if (answer === 'ready') thread.isReady = true;
    else thread.waiting.shift()?.resolve(answer);
  });
  thread.worker.on('error', (error) => thread.waiting.splice(0).forEach(({ reject }) => reject(error)));
  return thread;
}

/** In the exe the loader reads the thread's chunk out of it; where Node runs the sources, it is the file beside this one. */
function newWorker(): Worker {
  if (typeof __BUNDLED__ === 'undefined' || !__BUNDLED__) return new Worker(new URL('./linkWorker.ts', import.meta.url));
  return new Worker(`globalThis.linkkitEntry = './linkWorker.js';${getAsset('./loader.cjs', 'utf8')}`, { eval: true });
}

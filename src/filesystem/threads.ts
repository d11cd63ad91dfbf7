import { getAsset } from 'node:sea';
import os from 'node:os';
import { Worker } from 'node:worker_threads';

/** More threads than this wait for one another in the file system. */
const mostThreads = 3;
/** Jobs that wait for one thread; beyond that the caller does them itself. */
const queueLength = 3;

interface Thread<Answer> {
  worker: Worker;
  /** It takes some tens of milliseconds until its code runs; before that it gets nothing. */
  isReady: boolean;
  /** Jobs it has and has not answered; it answers them in their order. */
  waiting: { resolve: (answer: Answer) => void; reject: (error: unknown) => void }[];
}

/**
 * Threads that do jobs of one kind, once there is enough to do for them: the time goes into system calls, which run side by
 * side. Each tells 'ready' first and then answers what it is given. `close` must be called in the end.
 */
export class Threads<Job, Answer> {
  readonly #start: () => Worker;
  readonly #after: number;
  readonly #queue: number;
  readonly #threads: Thread<Answer>[] = [];
  readonly #most = Math.min(mostThreads, os.availableParallelism() - 1);
  #work = 0;

  /** `after`: units of work that the caller does alone first; starting threads costs as much as some hundreds of files. `queue`: jobs that one thread has at most. */
  constructor(start: () => Worker, after: number, queue = queueLength) {
    this.#queue = queue;
    this.#start = start;
    this.#after = after;
  }

  /** Threads that run. */
  get count(): number {
    return this.#threads.length;
  }

  /** Counts work, and starts the threads when it is worth it. */
  begin(work: number): void {
    this.#work += work;
    if (this.#threads.length > 0 || this.#work <= this.#after) return;
    while (this.#threads.length < this.#most) this.#threads.push(startThread(this.#start()));
  }

  /** Whether a thread would take a job. */
  get hasRoom(): boolean {
    return this.#free() !== undefined;
  }

  /** Gives a job to a thread that has room; null where there is none. Rejects when the thread dies, which is a bug. */
  give(job: Job): Promise<Answer> | null {
    const thread = this.#free();
    if (!thread) return null;
    return new Promise((resolve, reject) => {
      thread.waiting.push({ resolve, reject });
      thread.worker.postMessage(job);
    });
  }

  #free(): Thread<Answer> | undefined {
    return this.#threads.find(({ isReady, waiting }) => isReady && waiting.length < this.#queue);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.splice(0).map(({ worker }) => worker.terminate()));
  }
}

function startThread<Answer>(worker: Worker): Thread<Answer> {
  const thread: Thread<Answer> = { worker, isReady: false, waiting: [] };
  worker.on('message', (answer: Answer | 'ready') => {
    if (answer === 'ready') thread.isReady = true;
    else thread.waiting.shift()?.resolve(answer);
  });
  worker.on('error', (error) => thread.waiting.splice(0).forEach(({ reject }) => reject(error)));
  return thread;
}

/** What a job leaves behind is garbage at once: with more room for it, it would only be collected later. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 };

/** A worker's script: in the exe the loader reads its chunk out of it; where Node runs the sources, it is a file. */
export function workerOf(chunk: string, source: URL): Worker {
  if (typeof __BUNDLED__ === 'undefined' || !__BUNDLED__) return new Worker(source, { resourceLimits });
  return new Worker(`globalThis.linkkitEntry = './${chunk}.js';${getAsset('./loader.cjs', 'utf8')}`, { eval: true, resourceLimits });
}

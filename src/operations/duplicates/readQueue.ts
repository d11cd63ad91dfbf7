import type { ContentAnswer, ContentGroup } from './contentJob.ts';
import { groupBytes, type Contents } from './contents.ts';

interface Waiting {
  toRead: ContentGroup;
  take(answer: ContentAnswer): void;
}

/** Hands groups to the threads, some of them as one job; what no thread has room for is read here. Close `contents` in the end. */
export class ReadQueue {
  readonly #contents: Contents;
  readonly #signal: AbortSignal;
  readonly #stopped: Promise<void>;
  readonly #atThreads = new Set<Promise<void>>();
  #waiting: Waiting[] = [];
  #bytes = 0;
  #atoms = 0;
  #failure: unknown = null;

  constructor(contents: Contents, signal: AbortSignal) {
    this.#contents = contents;
    this.#signal = signal;
    this.#stopped = aborted(signal);
  }

  /** Adds a group; `take` gets what was found out, and may add others. */
  push(toRead: ContentGroup, take: Waiting['take']): void {
    this.#waiting.push({ toRead, take });
    this.#bytes += groupBytes(toRead);
    this.#atoms += toRead.atoms.length;
  }

  /** Has groups read as long as they make whole jobs, or with `all` the rest, too. Throws what `take` threw, or a thread. */
  async flush(all = false): Promise<void> {
    while (this.#waiting.length > 0 && !this.#signal.aborted && (all || this.#contents.isEnough(this.#bytes, this.#atoms))) await this.#read(this.#nextJob());
    if (this.#failure !== null) throw this.#failure;
  }

  /** Waits until `promise` is fulfilled, or the search is stopped. */
  async untilEnd(promise: Promise<unknown>): Promise<void> {
    await Promise.race([promise, this.#stopped]);
  }

  /** Waits for the next job; false when there is none any more. Throws as flush. */
  async next(): Promise<boolean> {
    await this.flush(true);
    if (this.#atThreads.size === 0 || this.#signal.aborted) return false;
    await Promise.race([...this.#atThreads, this.#stopped]);
    return true;
  }

  #nextJob(): Waiting[] {
    let [bytes, atoms, groups] = [0, 0, 0];
    while (groups < this.#waiting.length && !this.#contents.isEnough(bytes, atoms)) {
      const { toRead } = this.#waiting[groups]!;
      [bytes, atoms, groups] = [bytes + groupBytes(toRead), atoms + toRead.atoms.length, groups + 1];
    }
    [this.#bytes, this.#atoms] = [this.#bytes - bytes, this.#atoms - atoms];
    return this.#waiting.splice(0, groups);
  }

  async #read(job: readonly Waiting[]): Promise<void> {
    const groups = job.map(({ toRead }) => toRead);
    const given = this.#contents.give(groups);
    const take = (answers: readonly ContentAnswer[]): void => job.forEach((one, place) => one.take(answers[place]!));
    if (given === null) {
      take(await this.#contents.here(groups));
      // Without a turn of the event loop no word of a thread would come in
      return new Promise((resolve) => setImmediate(resolve));
    }
    const work: Promise<void> = given
      .then(take)
      .catch((error: unknown) => void (this.#failure = error))
      .finally(() => this.#atThreads.delete(work));
    this.#atThreads.add(work);
  }
}

const aborted = (signal: AbortSignal): Promise<void> => new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })));

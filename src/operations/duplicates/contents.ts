import { Threads, workerOf } from '../../filesystem/threads.ts';
import { classify } from './classify.ts';
import { firstSize, type ContentAnswer, type ContentGroup, type ContentJob } from './contentJob.ts';
import { newTools, type Tools } from './tools.ts';

/** Bytes of one job: few enough that the threads end together, and that what is read stays in the processor's memory. */
const jobBytes = { ssd: 4 * 1024 * 1024, hdd: 48 * 1024 * 1024 };
/** Files of one job: a message costs as much as some; a turning disk wants as many in order as there is room for. */
const mostFiles = { ssd: 256, hdd: 16 * 1024 };

/** Bytes that this thread reads alone before others are started. */
const threadsAfter = 8 * 1024 * 1024;

/** Reads files on several threads; one after another where the disk turns. */
export class Contents {
  readonly inOrder: boolean;
  readonly #hashOnly: boolean;
  #tools: Tools | null = null;
  readonly #threads = new Threads<ContentJob, ContentAnswer[]>(() => workerOf('contentWorker', new URL('./contentWorker.ts', import.meta.url)), threadsAfter, 2);

  constructor({ inOrder, hashOnly }: Pick<ContentJob, 'inOrder' | 'hashOnly'>) {
    this.inOrder = inOrder;
    this.#hashOnly = hashOnly;
  }

  /** Whether so much makes a job. */
  isEnough(bytes: number, files: number): boolean {
    const kind = this.inOrder ? 'hdd' : 'ssd';
    return bytes >= jobBytes[kind] || files >= mostFiles[kind];
  }

  /** Whether a thread could take a job now; counts what there is to read, and starts threads when it is worth it. */
  hasRoom(bytes: number): boolean {
    this.#threads.begin(bytes);
    return this.#threads.hasRoom;
  }

  /** Gives a job to a thread, and where none has room null. */
  give(groups: ContentGroup[]): Promise<ContentAnswer[]> | null {
    if (this.inOrder) return null;
    if (!this.hasRoom(bytesOf(groups))) return null;
    return this.#threads.give(this.#job(groups));
  }

  /** Does a job in this thread. */
  async here(groups: ContentGroup[]): Promise<ContentAnswer[]> {
    return classify(this.#job(groups), (this.#tools ??= await newTools(this.inOrder)));
  }

  close(): Promise<void> {
    return this.#threads.close();
  }

  #job(groups: ContentGroup[]): ContentJob {
    return { groups, hashOnly: this.#hashOnly, inOrder: this.inOrder };
  }
}

export const bytesOf = (groups: readonly ContentGroup[]): number => groups.reduce((sum, group) => sum + groupBytes(group), 0);

export const groupBytes = ({ size, headsOnly, atoms }: ContentGroup): number => (headsOnly ? Math.min(size, firstSize) : size) * atoms.length;

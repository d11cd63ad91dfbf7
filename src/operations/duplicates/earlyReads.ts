import { atomsToRead, learned, newGroup } from './sizeGroup.ts';
import type { Contents } from './contents.ts';
import type { ContentMemory, Known } from './memory.ts';
import type { WalkedFiles } from './walkFiles.ts';

/**
 * Reading begins while the walk still goes on: sizes that two files have, as long as a thread has nothing to do. What is found out holds for
 * these files whatever comes after; the rest is read when all are known. A disk that turns is not asked for two things at once.
 */
export class EarlyReads {
  /** What was found out, by file. */
  readonly known = new Map<number, Known>();
  readonly #contents: Contents;
  readonly #memory: ContentMemory;
  readonly #hashOnly: boolean;
  readonly #comparison: number;
  readonly #atThreads = new Set<Promise<unknown>>();
  readonly #reading = new Set<string>();
  #waiting: { device: number; size: number }[] = [];
  #bytes = 0;
  #failure: unknown = null;

  constructor(contents: Contents, memory: ContentMemory, hashOnly: boolean) {
    this.#contents = contents;
    this.#memory = memory;
    this.#hashOnly = hashOnly;
    this.#comparison = memory.newComparison();
  }

  /** A second file of this size was found. */
  offer(walked: WalkedFiles, device: number, size: number): void {
    // Where an earlier search is remembered, little is left to be read
    if (this.#contents.inOrder || !this.#memory.isNew) return;
    this.#waiting.push({ device, size });
    this.#bytes += 2 * size;
    if (this.#contents.isEnough(this.#bytes, 2 * this.#waiting.length)) this.#give(walked);
  }

  #give(walked: WalkedFiles): void {
    if (!this.#contents.hasRoom(this.#bytes)) return;
    const groups = this.#waiting.map(({ device, size }) => newGroup(walked, device, size, this.#memory, this.known, this.#hashOnly));
    [this.#waiting, this.#bytes] = [[], 0];
    const unknown = groups.filter(({ known }) => known.includes(null));
    const given = unknown.length === 0 ? null : this.#contents.give(unknown.map((group) => ({ size: group.size, headsOnly: false, atoms: atomsToRead(walked.files, group) })));
    if (given === null) return;
    for (const { device, size } of unknown) this.#reading.add(`${device} ${size}`);
    const work: Promise<unknown> = given
      .then((answers) => {
        for (const [place, group] of unknown.entries()) {
          this.#reading.delete(`${group.device} ${group.size}`);
          for (const [file, one] of learned(group, answers[place]!, this.#comparison)) this.known.set(file, one);
        }
      })
      .catch((error: unknown) => (this.#failure = error))
      .finally(() => this.#atThreads.delete(work));
    this.#atThreads.add(work);
  }

  /** Whether files of this size are being read just now. */
  isReading(device: number, size: number): boolean {
    return this.#reading.has(`${device} ${size}`);
  }

  /** What was begun is finished. */
  async end(): Promise<void> {
    await Promise.all(this.#atThreads);
    if (this.#failure !== null) throw this.#failure;
  }
}

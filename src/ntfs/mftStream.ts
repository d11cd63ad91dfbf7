import type { Geometry } from './bootSector.ts';
import type { Run } from './runList.ts';

/** Where the bytes of a volume come from. */
export interface ByteSource {
  /** Bytes of the volume. */
  size: number;
  /** Fills `into` from `position` on; gives how many bytes there were, fewer at the end. */
  read(into: Uint8Array, position: number): number | Promise<number>;
}

const isOfSystem = (error: unknown): error is Error => error instanceof Error && 'code' in error;

/** The bytes read; the system's error where they cannot be, for the rest may be read all the same. */
export async function readOrError(read: () => number | Promise<number>): Promise<number | Error> {
  try {
    return await read();
  } catch (error) {
    if (!isOfSystem(error)) throw error;
    return error;
  }
}

/** Something that lies in runs of clusters, read as one piece; where the source ends before a run does, it has a gap. */
export class MftStream {
  readonly #source: ByteSource;
  readonly #clusterSize: number;
  /** Clusters that the source can have, and that the volume says it has. */
  readonly #mostClusters: number;
  readonly #volumeClusters: number;
  readonly #runs: { start: number; length: number; position: number }[] = [];
  /** Clusters appended so far, those in gaps among them; never more than the source can have. */
  clusters = 0;

  constructor(source: ByteSource, { clusterSize, volumeSize }: Geometry) {
    this.#source = source;
    this.#clusterSize = clusterSize;
    this.#mostClusters = Math.ceil(source.size / clusterSize);
    this.#volumeClusters = Math.max(this.#mostClusters, Math.ceil(volumeSize / clusterSize));
  }

  /** Bytes. */
  get size(): number {
    return this.clusters * this.#clusterSize;
  }

  /** Appends runs; false, and nothing from there on, where one lies outside the volume or all are more than the source can have. */
  append(runs: readonly Run[]): boolean {
    for (const { cluster, length } of runs) {
      if (cluster === null || cluster + length > this.#volumeClusters) return false;
      const fitting = Math.min(length, this.#mostClusters - this.clusters);
      const position = cluster * this.#clusterSize;
      const there = Math.min(fitting * this.#clusterSize, this.#source.size - position);
      if (there > 0) this.#runs.push({ start: this.size, length: there, position });
      this.clusters += fitting;
      if (fitting < length) return false;
    }
    return true;
  }

  /** What can be read of it without a gap, from the front on, as offsets. */
  *pieces(): Generator<{ start: number; end: number }, void> {
    let piece = { start: 0, end: 0 };
    for (const { start, length } of this.#runs) {
      if (start > piece.end) {
        if (piece.end > piece.start) yield piece;
        piece = { start, end: start };
      }
      piece.end += length;
    }
    if (piece.end > piece.start) yield piece;
  }

  /** Fills `into` from `offset` on; gives how many bytes there were before its end or a gap. */
  async read(into: Uint8Array, offset: number): Promise<number> {
    let done = 0;
    for (let index = this.#runAt(offset); index < this.#runs.length && done < into.length; index += 1) {
      const { start, length, position } = this.#runs[index]!;
      const skip = offset + done - start;
      if (skip < 0) break;
      const wanted = Math.min(length - skip, into.length - done);
      const got = await this.#source.read(into.subarray(done, done + wanted), position + skip);
      done += got;
      if (got < wanted) break;
    }
    return done;
  }

  /** The run that holds an offset, by halving. */
  #runAt(offset: number): number {
    let [low, high] = [0, this.#runs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const { start, length } = this.#runs[middle]!;
      if (start + length <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

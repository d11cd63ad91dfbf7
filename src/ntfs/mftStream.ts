import type { Geometry } from './bootSector.ts';
import type { Run } from './runList.ts';

/** Where the bytes of a volume come from. */
export interface ByteSource {
  /** Bytes of the volume. */
  size: number;
  /** Fills `into` from `position` on; gives how many bytes there were, fewer at the end. */
  read(into: Uint8Array, position: number): number | Promise<number>;
}

/** Something that lies in runs of clusters, read as one piece. */
export class MftStream {
  readonly #source: ByteSource;
  readonly #clusterSize: number;
  /** Clusters that the source can have. */
  readonly #mostClusters: number;
  readonly #runs: { start: number; length: number; position: number }[] = [];
  /** Clusters appended so far. */
  clusters = 0;

  constructor(source: ByteSource, { clusterSize }: Geometry) {
    this.#source = source;
    this.#clusterSize = clusterSize;
    this.#mostClusters = Math.ceil(source.size / clusterSize);
  }

  /** Bytes. */
  get size(): number {
    return this.clusters * this.#clusterSize;
  }

  /** Appends runs; false, and nothing from there on, where one lies outside the volume or all are more than it can have. */
  append(runs: readonly Run[]): boolean {
    for (const { cluster, length } of runs) {
      if (cluster === null || cluster + length > this.#mostClusters || this.clusters + length > this.#mostClusters) return false;
      this.#runs.push({ start: this.clusters * this.#clusterSize, length: length * this.#clusterSize, position: cluster * this.#clusterSize });
      this.clusters += length;
    }
    return true;
  }

  /** Fills `into` from `offset` on; gives how many bytes there were. */
  async read(into: Uint8Array, offset: number): Promise<number> {
    let done = 0;
    for (let index = this.#runAt(offset); index < this.#runs.length && done < into.length; index += 1) {
      const { start, length, position } = this.#runs[index]!;
      const skip = offset + done - start;
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

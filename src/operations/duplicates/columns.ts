import { isWindows } from '../../filesystem/platform.ts';

type Numbers = Uint32Array | Int32Array | Float64Array | BigInt64Array | BigUint64Array;

const bits = 14;
const chunkLength = 1 << bits;

/** Numbers by place, for millions: nothing is copied when it grows. */
export class Column<T extends Numbers> {
  readonly #chunks: T[] = [];
  readonly #newChunk: (length: number) => T;

  constructor(newChunk: (length: number) => T) {
    this.#newChunk = newChunk;
  }

  /** Of a place that was set before. */
  at(place: number): T[number] {
    return this.#chunks[place >> bits]![place & (chunkLength - 1)]!;
  }

  /** The next place at most. */
  set(place: number, value: T[number]): void {
    if (place >> bits === this.#chunks.length) this.#chunks.push(this.#newChunk(chunkLength));
    this.#chunks[place >> bits]![place & (chunkLength - 1)] = value;
  }
}

export const uint32s = (): Column<Uint32Array> => new Column((length) => new Uint32Array(length));
export const int32s = (): Column<Int32Array> => new Column((length) => new Int32Array(length));
export const floats = (): Column<Float64Array> => new Column((length) => new Float64Array(length));
export const uint64s = (): Column<BigUint64Array> => new Column((length) => new BigUint64Array(length));
export const int64s = (): Column<BigInt64Array> => new Column((length) => new BigInt64Array(length));

/** A name on Windows may hold lone surrogates; elsewhere names that are not Unicode take no part. */
const encoding = isWindows ? 'utf16le' : 'utf8';
const blockSize = 256 * 1024;
/** A name has 255 characters at most, each of so many bytes. */
const mostBytes = 255 * 4;

/** Names of files, one after another in large blocks: a string of its own would cost as much again. */
export class Texts {
  readonly #blocks: Buffer[] = [];
  #used = blockSize;

  /** @returns where it stands */
  add(text: string): number {
    if (this.#used + 2 + mostBytes > blockSize) {
      this.#blocks.push(Buffer.allocUnsafeSlow(blockSize));
      this.#used = 0;
    }
    const [block, at] = [this.#blocks.at(-1)!, this.#used];
    const length = block.write(text, at + 2, encoding);
    block.writeUInt16LE(length, at);
    this.#used += 2 + length;
    return (this.#blocks.length - 1) * blockSize + at;
  }

  at(place: number): string {
    const block = this.#blocks[Math.floor(place / blockSize)]!;
    const at = place % blockSize;
    return block.toString(encoding, at + 2, at + 2 + block.readUInt16LE(at));
  }
}

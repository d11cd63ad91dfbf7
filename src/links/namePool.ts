const chunkSize = 8 * 1024 * 1024;

/** Very many UTF-16LE names behind one another in large pieces of memory. */
export class NamePool {
  readonly #chunks: Buffer[] = [];
  #used = chunkSize;

  /** Copies a name of at most 64 KiB and gives back its place. */
  add(name: Buffer): number {
    if (this.#used + name.length > chunkSize) {
      this.#chunks.push(Buffer.allocUnsafeSlow(chunkSize));
      this.#used = 0;
    }
    const at = this.#used;
    this.#chunks.at(-1)!.set(name, at);
    this.#used += name.length;
    return (this.#chunks.length - 1) * chunkSize + at;
  }

  /** The name at a place that `add` gave, by its length in bytes. */
  text(place: number, length: number): string {
    const at = place % chunkSize;
    return this.#chunks[(place - at) / chunkSize]!.toString('utf16le', at, at + length);
  }
}

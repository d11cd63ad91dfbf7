/** What statx(2) says of a file (struct statx, linux/stat.h). One object, filled anew by each call. */
export class StatAnswer {
  readonly bytes = Buffer.alloc(256);
  readonly #view = new DataView(this.bytes.buffer, this.bytes.byteOffset, 256);

  get linkCount(): number {
    return this.#view.getUint32(16, true);
  }

  /** The type bits of st_mode. */
  get type(): number {
    return this.#view.getUint16(28, true) & 0o170_000;
  }

  get isFile(): boolean {
    return this.type === 0o100_000;
  }

  get inode(): bigint {
    return this.#view.getBigUint64(32, true);
  }

  /** Bytes; exact to 2^53. */
  get size(): number {
    return this.#number(40);
  }

  /** Bytes on the disk. */
  get allocated(): number {
    return this.#number(48) * 512;
  }

  /** Milliseconds since 1970. */
  get modified(): number {
    return this.#number(112) * 1000 + this.#view.getUint32(120, true) / 1e6;
  }

  /** Last change of the inode (stx_ctime), milliseconds since 1970. */
  get changed(): number {
    return this.#number(96) * 1000 + this.#view.getUint32(104, true) / 1e6;
  }

  /** As st_dev has it (gnu_dev_makedev). */
  get device(): number {
    const [major, minor] = [this.#view.getUint32(136, true), this.#view.getUint32(140, true)];
    return (major >>> 12) * 2 ** 44 + (minor >>> 8) * 2 ** 20 + (major & 0xfff) * 256 + (minor & 0xff);
  }

  /** Inode and device, bit by bit. */
  isSameFile(other: StatAnswer): boolean {
    return [32, 36, 136, 140].every((at) => this.#view.getUint32(at, true) === other.#view.getUint32(at, true));
  }

  #number(at: number): number {
    return this.#view.getUint32(at, true) + this.#view.getInt32(at + 4, true) * 0x1_0000_0000;
  }
}

import { isUtf8 } from 'node:buffer';
import { isWindows } from '../platform.ts';

/** What stands under a name, as far as a folder tells; the numbers are those of `kinds`. */
export const kinds = { file: 0, directory: 1, symlink: 2, junction: 3, special: 4, unsupported: 5 } as const;

/** Bytes of one entry; the names follow behind all entries. */
const stride = 80;
const at = { fileId: 0, fileIdHigh: 64, changed: 72, size: 8, allocated: 16, modified: 24, device: 32, linkCount: 40, attributes: 44, reparseTag: 48, nameAt: 52, nameLength: 56, kind: 60, offline: 61 } as const;

/** One entry on its way into a listing. */
export interface ListedEntry {
  kind: number;
  /** The lower 64 bits, which are all but on ReFS. */
  fileId: bigint;
  /** The upper 64 bits; a folder of Windows tells the lower ones alone. */
  fileIdHigh: bigint;
  /** Bytes; NaN where not asked. */
  size: number;
  /** Bytes on the disk; NaN where it is not told. */
  allocated: number;
  /** Last write: milliseconds since 1970 on POSIX, FILETIME on Windows. */
  modified: number | bigint;
  /** Last change of what the file system keeps of the file (st_ctime, ChangeTime), in the units of `modified`. */
  changed: number | bigint;
  /** st_dev on POSIX, 0 on Windows. */
  device: number;
  /** 0 where it is not known. */
  linkCount: number;
  attributes: number;
  reparseTag: number;
  offline: boolean;
}

/**
 * The entries of one folder in one piece of memory, so that it costs little to make and nothing to hand from one thread to
 * another: no object an entry, and no text before it is asked for. Names are bytes as the system has them: UTF-16LE on
 * Windows, anything but NUL and slash elsewhere.
 */
export class Listing {
  readonly length: number;
  readonly buffer: ArrayBuffer;
  readonly #view: DataView;
  readonly #bytes: Buffer;

  constructor(length: number, buffer: ArrayBuffer) {
    this.length = length;
    this.buffer = buffer;
    this.#view = new DataView(buffer);
    this.#bytes = Buffer.from(buffer);
  }

  kind(index: number): number {
    return this.#view.getUint8(index * stride + at.kind);
  }

  fileId(index: number): bigint {
    const [low, high] = [this.#view.getBigUint64(index * stride + at.fileId, true), this.#view.getBigUint64(index * stride + at.fileIdHigh, true)];
    return high === 0n ? low : (high << 64n) | low;
  }

  size(index: number): number {
    return this.#view.getFloat64(index * stride + at.size, true);
  }

  /** NaN where the system does not tell. */
  allocated(index: number): number {
    return this.#view.getFloat64(index * stride + at.allocated, true);
  }

  /** As Entry.modified. */
  modified(index: number): number | bigint {
    return this.#time(index * stride + at.modified);
  }

  changed(index: number): number | bigint {
    return this.#time(index * stride + at.changed);
  }

  device(index: number): number {
    return this.#view.getFloat64(index * stride + at.device, true);
  }

  /** 0 where it is not known. */
  linkCount(index: number): number {
    return this.#view.getUint32(index * stride + at.linkCount, true);
  }

  attributes(index: number): number {
    return this.#view.getUint32(index * stride + at.attributes, true);
  }

  reparseTag(index: number): number {
    return this.#view.getUint32(index * stride + at.reparseTag, true);
  }

  offline(index: number): boolean {
    return this.#view.getUint8(index * stride + at.offline) !== 0;
  }

  /** The name as text; where it is none, with U+FFFD on POSIX and with its lone surrogates on Windows. */
  name(index: number): string {
    const { start, end } = this.#place(index);
    return isWindows ? this.#bytes.toString('utf16le', start, end) : this.#bytes.toString('utf8', start, end);
  }

  /** Whether Unicode text can carry the name. */
  isText(index: number): boolean {
    const { start, end } = this.#place(index);
    return isWindows ? this.#bytes.toString('utf16le', start, end).isWellFormed() : isUtf8(this.#bytes.subarray(start, end));
  }

  /** The name's own bytes: a view, not a copy. */
  nameBytes(index: number): Buffer {
    const { start, end } = this.#place(index);
    return this.#bytes.subarray(start, end);
  }

  #time(place: number): number | bigint {
    return isWindows ? this.#view.getBigInt64(place, true) : this.#view.getFloat64(place, true);
  }

  #place(index: number): { start: number; end: number } {
    const start = this.#view.getUint32(index * stride + at.nameAt, true);
    return { start, end: start + this.#view.getUint32(index * stride + at.nameLength, true) };
  }
}

/** Collects the entries of one folder; one serves for all folders of a thread. */
export class ListingBuilder {
  #length = 0;
  #nameBytes = 0;
  #entries: Buffer = Buffer.alloc(64 * stride);
  #view = viewOf(this.#entries);
  #names: Buffer = Buffer.alloc(4096);

  /** Adds an entry; its name is copied: the bytes from `from` to `to`. */
  add(entry: Readonly<ListedEntry>, bytes: Uint8Array, from = 0, to = bytes.length): void {
    const nameLength = to - from;
    const start = this.#length * stride;
    if (start + stride > this.#entries.length) {
      this.#entries = grown(this.#entries, start + stride);
      this.#view = viewOf(this.#entries);
    }
    const view = this.#view;
    view.setBigUint64(start + at.fileId, entry.fileId, true);
    view.setBigUint64(start + at.fileIdHigh, entry.fileIdHigh, true);
    view.setFloat64(start + at.size, entry.size, true);
    view.setFloat64(start + at.allocated, entry.allocated, true);
    setTime(view, start + at.modified, entry.modified);
    setTime(view, start + at.changed, entry.changed);
    view.setFloat64(start + at.device, entry.device, true);
    view.setUint32(start + at.linkCount, entry.linkCount, true);
    view.setUint32(start + at.attributes, entry.attributes, true);
    view.setUint32(start + at.reparseTag, entry.reparseTag, true);
    view.setUint32(start + at.nameAt, this.#nameBytes, true);
    view.setUint32(start + at.nameLength, nameLength, true);
    view.setUint8(start + at.kind, entry.kind);
    view.setUint8(start + at.offline, entry.offline ? 1 : 0);
    if (this.#nameBytes + nameLength > this.#names.length) this.#names = grown(this.#names, this.#nameBytes + nameLength);
    // A loop is quicker than a call for so few bytes
    for (let place = 0; place < nameLength; place += 1) this.#names[this.#nameBytes + place] = bytes[from + place]!;
    this.#nameBytes += nameLength;
    this.#length += 1;
  }

  /** What was added since the last call, in memory of its own. */
  finish(): Listing {
    const length = this.#length;
    const entries = length * stride;
    const buffer = new ArrayBuffer(entries + this.#nameBytes);
    const bytes = new Uint8Array(buffer);
    bytes.set(this.#entries.subarray(0, entries));
    bytes.set(this.#names.subarray(0, this.#nameBytes), entries);
    const view = new DataView(buffer);
    for (let place = at.nameAt; place < entries; place += stride) view.setUint32(place, view.getUint32(place, true) + entries, true);
    this.#length = 0;
    this.#nameBytes = 0;
    return new Listing(length, buffer);
  }
}

function setTime(view: DataView, place: number, time: number | bigint): void {
  if (typeof time === 'bigint') view.setBigInt64(place, time, true);
  else view.setFloat64(place, time, true);
}

const viewOf = (buffer: Buffer): DataView => new DataView(buffer.buffer, buffer.byteOffset, buffer.length);

function grown(buffer: Buffer, size: number): Buffer {
  const larger = Buffer.alloc(Math.max(size, buffer.length * 2));
  larger.set(buffer);
  return larger;
}

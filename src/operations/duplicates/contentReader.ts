import fs from 'node:fs';
import { firstSize, headSize, type Atom, type ContentGroup } from './contentJob.ts';
import { openContent, readPiece } from './readContent.ts';
import type { Tools } from './tools.ts';

/** One atom of a group while its bytes are looked at. */
export interface OpenAtom {
  /** Its place in the group. */
  place: number;
  atom: Atom;
  head: string;
  /** Its first bytes, where there was room for them. */
  first: Buffer | null;
  /** Its handle, where it is still open. */
  file: number | null;
}

/** Room for the first bytes of many files; it is used anew for each group, or each job. */
export class Room {
  readonly #bytes: Buffer;
  #used = 0;
  readonly #spare = Buffer.allocUnsafeSlow(firstSize + 1);

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafeSlow(size);
  }

  clear(): void {
    this.#used = 0;
  }

  /** The next free piece of it, or where none is left one that is good until the next call only. */
  piece(length: number): { buffer: Buffer; stays: boolean } {
    const stays = this.#used + length + 1 <= this.#bytes.length;
    return { buffer: stays ? this.#bytes.subarray(this.#used, this.#used + length + 1) : this.#spare, stays };
  }

  /** What the last piece holds stays. */
  take(length: number): void {
    this.#used += length;
  }
}

/**
 * Reads the first bytes of an atom, unless its head is known. The file stays open with `keepOpen`, for more is to be read of it; the caller
 * closes it. Throws a LinkKitError.
 */
export function readFirst(place: number, { size, atoms }: ContentGroup, { room, hashOf }: Tools, keepOpen: boolean): OpenAtom {
  const atom = atoms[place]!;
  if (atom.head !== '') return { place, atom, head: atom.head, first: null, file: null };
  const file = openContent(atom.path);
  let isDone = false;
  try {
    const length = Math.min(size, firstSize);
    const { buffer, stays } = room.piece(length);
    const bytes = readPiece(file, atom.path, size, 0, length, buffer);
    if (stays) room.take(length);
    isDone = keepOpen && size > firstSize;
    return { place, atom, head: hashOf(bytes.subarray(0, headSize)), first: stays ? bytes : null, file: isDone ? file : null };
  } finally {
    if (!isDone) fs.closeSync(file);
  }
}

/** The bytes of an atom from a place on: what is at hand, or read into `buffer`; the file is opened if need be. Throws a LinkKitError. */
export function bytesOf(one: OpenAtom, size: number, at: number, length: number, buffer: () => Buffer): Buffer {
  if (one.first !== null && at + length <= one.first.length) return one.first.subarray(at, at + length);
  one.file ??= openContent(one.atom.path);
  return readPiece(one.file, one.atom.path, size, at, length, buffer());
}

export function closeAll(some: readonly OpenAtom[]): void {
  for (const one of some) {
    if (one.file !== null) fs.closeSync(one.file);
    one.file = null;
  }
}

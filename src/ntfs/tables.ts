type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array | BigInt64Array | BigUint64Array;

/** A typed array of the same kind with room for more, the new places 0. */
export function grown<T extends Numbers>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(length);
  larger.set(array as never);
  return larger;
}

/** All names of a volume as columns of numbers: a name costs its characters and 21 bytes. */
export class NameTable {
  length = 0;
  /** The file's record and the sequence number by which the name's own record knows it. */
  owner = new Uint32Array(1024);
  ownerSequence = new Uint16Array(1024);
  /** The folder's record, and the sequence number that it must have. */
  parent = new Uint32Array(1024);
  parentSequence = new Uint16Array(1024);
  #start = new Uint32Array(1024);
  #size = new Uint8Array(1024);
  #text = new Uint16Array(16_384);
  #textLength = 0;

  /** Adds a name whose UTF-16 text stands in the view. */
  add(owner: number, ownerSequence: number, parent: number, parentSequence: number, view: DataView, at: number, length: number): void {
    if (this.length === this.owner.length) this.#grow();
    const index = this.length;
    this.length += 1;
    this.owner[index] = owner;
    this.ownerSequence[index] = ownerSequence;
    this.parent[index] = parent;
    this.parentSequence[index] = parentSequence;
    this.#start[index] = this.#textLength;
    this.#size[index] = length;
    if (this.#textLength + length > this.#text.length) this.#text = grown(this.#text, this.#text.length * 2);
    for (let place = 0; place < length; place += 1) this.#text[this.#textLength + place] = view.getUint16(at + 2 * place, true);
    this.#textLength += length;
  }

  /** The name as it stands on the disk: maybe with lone surrogates. */
  text(index: number): string {
    const start = this.#start[index]!;
    return String.fromCharCode(...this.#text.subarray(start, start + this.#size[index]!));
  }

  #grow(): void {
    const length = this.length * 2;
    this.owner = grown(this.owner, length);
    this.ownerSequence = grown(this.ownerSequence, length);
    this.parent = grown(this.parent, length);
    this.parentSequence = grown(this.parentSequence, length);
    this.#start = grown(this.#start, length);
    this.#size = grown(this.#size, length);
  }
}

/** What is known of each record by its number, as columns: 27 bytes a record. */
export class RecordTable {
  /** The highest number used so far, and one. */
  length = 0;
  sequence = new Uint16Array(1024);
  /** Of `is`. */
  flags = new Uint8Array(1024);
  /** Names that the record's head counts, less the DOS names found. */
  linkCount = new Int32Array(1024);
  size = new Float64Array(1024);
  allocated = new Float64Array(1024);
  reparseTag = new Uint32Array(1024);
  /** No more than 65,535 are counted. */
  streams = new Uint16Array(1024);

  /** Makes room for a record. */
  reach(record: number): void {
    if (record >= this.sequence.length) {
      const length = Math.max(record + 1, this.sequence.length * 2);
      this.sequence = grown(this.sequence, length);
      this.flags = grown(this.flags, length);
      this.linkCount = grown(this.linkCount, length);
      this.size = grown(this.size, length);
      this.allocated = grown(this.allocated, length);
      this.reparseTag = grown(this.reparseTag, length);
      this.streams = grown(this.streams, length);
    }
    if (record >= this.length) this.length = record + 1;
  }
}

/** Flags of a record in a RecordTable; one that could not be read at all is damaged and nothing else. */
export const is = { file: 1, directory: 2, damaged: 4 } as const;

/** Marks a record as damaged; false where it was before, and has been told of. */
export function markDamaged(records: RecordTable, record: number): boolean {
  records.reach(record);
  if ((records.flags[record]! & is.damaged) !== 0) return false;
  records.flags[record]! |= is.damaged;
  return true;
}

/** Whether a reference means a record that is there and in use, and no other that has its number now. */
export const isRecord = (records: RecordTable, record: number, sequence: number): boolean =>
  record < records.length && (records.flags[record]! & (is.file | is.directory)) !== 0 && records.sequence[record] === sequence;

import type { LayoutName } from '../native/windows.ts';
import { rootRecord } from '../ntfs/record.ts';
import { grown } from '../ntfs/tables.ts';
import { NamePool } from './namePool.ts';

/** The names of one file, from the root of the volume (`\folder\name`). */
export interface LaidOutNames {
  names: string[];
  /** Names whose folder was not among what the volume told, or is another one by now. */
  unplaced: number;
}

/**
 * All names of a volume by the file's record, in columns instead of objects: some 26 bytes a name, and the name itself.
 * First everything is added, then `finish`, then it answers.
 */
export class LayoutNames {
  #length = 0;
  #record = new Float64Array(1024);
  #sequence = new Uint16Array(1024);
  #parentRecord = new Float64Array(1024);
  #parentSequence = new Uint16Array(1024);
  #nameAt = new Float64Array(1024);
  #nameLength = new Uint16Array(1024);
  #isDirectory = new Uint8Array(1024);
  readonly #pool = new NamePool();
  /** Places in the columns by ascending record; null where they stand so. */
  #order: Uint32Array | null = null;
  /** Paths of folders by the place of their name in the columns; null for one that leads nowhere, or is just being looked for. */
  readonly #folders = new Map<number, string | null>();

  get length(): number {
    return this.#length;
  }

  add({ record, sequence, parentRecord, parentSequence, isDirectory, name }: Readonly<LayoutName>): void {
    const at = this.#length;
    if (at === this.#record.length) this.#grow();
    this.#record[at] = record;
    this.#sequence[at] = sequence;
    this.#parentRecord[at] = parentRecord;
    this.#parentSequence[at] = parentSequence;
    this.#isDirectory[at] = isDirectory ? 1 : 0;
    this.#nameAt[at] = this.#pool.add(name);
    this.#nameLength[at] = name.length;
    this.#length = at + 1;
  }

  /** To be called once, after the last name. */
  finish(): void {
    for (let at = 1; at < this.#length; at += 1) {
      if (this.#record[at - 1]! <= this.#record[at]!) continue;
      const record = this.#record;
      this.#order = Uint32Array.from({ length: this.#length }, (_, index) => index).sort((one, other) => record[one]! - record[other]! || one - other);
      return;
    }
  }

  /** The names of a file by its record and sequence number; none where the volume did not tell of it. */
  namesOf(record: number, sequence: number): LaidOutNames {
    const found: LaidOutNames = { names: [], unplaced: 0 };
    for (const at of this.#placesOf(record)) {
      if (this.#sequence[at] !== sequence) continue;
      const folder = this.#folderPath(this.#parentRecord[at]!, this.#parentSequence[at]!);
      if (folder === null) found.unplaced += 1;
      else found.names.push(`${folder}\\${this.#nameAtPlace(at)}`);
    }
    return found;
  }

  /** '' for the root; null where it leads nowhere: unknown, replaced since, in a circle. */
  #folderPath(record: number, sequence: number): string | null {
    const way: number[] = [];
    let path = this.#knownFolder(record, sequence);
    while (typeof path === 'number') {
      const place = path;
      way.push(place);
      this.#folders.set(place, null); // a circle ends here
      path = this.#knownFolder(this.#parentRecord[place]!, this.#parentSequence[place]!);
    }
    for (let place = way.pop(); place !== undefined && path !== null; place = way.pop()) {
      path = `${path}\\${this.#nameAtPlace(place)}`;
      this.#folders.set(place, path);
    }
    return path;
  }

  /** A folder's path as far as it is known, or the place of its name. */
  #knownFolder(record: number, sequence: number): string | number | null {
    if (record === rootRecord) return '';
    const place = this.#placesOf(record).find((one) => this.#isDirectory[one] === 1 && this.#sequence[one] === sequence);
    if (place === undefined) return null;
    const path = this.#folders.get(place);
    return path === undefined ? place : path;
  }

  #nameAtPlace(at: number): string {
    return this.#pool.text(this.#nameAt[at]!, this.#nameLength[at]!);
  }

  #placesOf(record: number): number[] {
    let low = 0;
    for (let high = this.#length; low < high; ) {
      const middle = (low + high) >>> 1;
      if (this.#record[this.#place(middle)]! < record) low = middle + 1;
      else high = middle;
    }
    const places: number[] = [];
    for (; low < this.#length && this.#record[this.#place(low)] === record; low += 1) places.push(this.#place(low));
    return places;
  }

  #place(index: number): number {
    return this.#order === null ? index : this.#order[index]!;
  }

  #grow(): void {
    const size = this.#record.length * 2;
    this.#record = grown(this.#record, size);
    this.#sequence = grown(this.#sequence, size);
    this.#parentRecord = grown(this.#parentRecord, size);
    this.#parentSequence = grown(this.#parentSequence, size);
    this.#nameAt = grown(this.#nameAt, size);
    this.#nameLength = grown(this.#nameLength, size);
    this.#isDirectory = grown(this.#isDirectory, size);
  }
}

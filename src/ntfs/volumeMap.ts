import type { Geometry } from './bootSector.ts';
import { childIndex, type ChildIndex } from './childIndex.ts';
import { mostStreams, type Extension, type Tables } from './parseRecord.ts';
import { rootRecord as root } from './record.ts';
import { is, isRecord, type NameTable, type RecordTable } from './tables.ts';

const firstUser = 16;
/** In place of a name: there is none; a name that hangs on no record. */
const none = -1;
const unlinked = -2;
/** Windows has no longer path (UNICODE_STRING). */
const longestPath = 32_767;

/** Where a folder lies: below the root, below a metafile, or nowhere. */
const place = { unknown: 0, visible: 1, hidden: 2, lost: 3, onTheWay: 4 } as const;

/**
 * All files, folders and names of a volume. A record is named by its number; names by their place in the table. The system's
 * own metafiles, and names that lie in no folder that is there, are left out.
 */
export class VolumeMap {
  readonly geometry: Geometry;
  /** What does not fit together; told once a record. */
  readonly damage: { record: number; reason: string }[] = [];
  readonly #records: RecordTable;
  readonly #names: NameTable;
  /** The first name of each record, and of each name the next one of its record, or `unlinked`. */
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  /** A directory's own name. */
  readonly #folderName: Int32Array;
  readonly #places: Uint8Array;
  #children: ChildIndex | null = null;
  readonly #paths = new Map<number, string | null>([[root, '']]);

  constructor(geometry: Geometry, { records, names, extensions }: Tables) {
    this.geometry = geometry;
    this.#records = records;
    this.#names = names;
    this.#keepRoot();
    for (const one of extensions) this.#extend(one);
    this.#first = new Int32Array(records.length).fill(none);
    this.#next = new Int32Array(names.length).fill(unlinked);
    this.#folderName = new Int32Array(records.length).fill(none);
    this.#places = new Uint8Array(records.length);
    this.#linkNames();
  }

  /** Records in the table, those not in use among them. */
  get length(): number {
    return this.#records.length;
  }

  /** Whether it is a folder that can be reached from the root, a junction among them. */
  isFolder(record: number): boolean {
    return this.#is(record, is.directory) && this.#placeOf(record) === place.visible;
  }

  /** Whether it is a file with a name (a link among them), and no metafile. */
  isFile(record: number): boolean {
    return this.#is(record, is.file) && this.#first[record] !== none;
  }

  /** The names of a file that are there, each by its number. */
  *namesOf(record: number): Generator<number, void> {
    for (let name = this.#first[record] ?? none; name !== none; name = this.#next[name]!) yield name;
  }

  /** The folder in which a name stands. */
  folderOf(name: number): number {
    return this.#names.parent[name]!;
  }

  /** The text of a name; it may hold lone surrogates. */
  textOf(name: number): string {
    return this.#names.text(name);
  }

  /** The folder that a folder lies in; null for the root. */
  parentOf(folder: number): number | null {
    return folder === root || !this.isFolder(folder) ? null : this.#names.parent[this.#folderName[folder]!]!;
  }

  /** A folder's own name. */
  folderName(folder: number): string {
    return folder === root ? '' : this.textOf(this.#folderName[folder]!);
  }

  /** Names that the file has by its own count, DOS names left out. */
  linkCount(record: number): number {
    return Math.max(this.#records.linkCount[record]!, this.#countNames(record));
  }

  /** Bytes. */
  size(record: number): number {
    return this.#records.size[record]!;
  }

  /** Bytes on the disk, rounded up to 8 for data that lies in the record itself. */
  allocatedSize(record: number): number {
    return this.#records.allocated[record]!;
  }

  /** 0 where it is no reparse point. */
  reparseTag(record: number): number {
    return this.#records.reparseTag[record]!;
  }

  /** Alternate streams. */
  streams(record: number): number {
    return this.#records.streams[record]!;
  }

  /** Whether every name that the file counts was found, and its record is whole. */
  isWhole(record: number): boolean {
    return !this.#is(record, is.damaged) && this.#records.linkCount[record] === this.#countNames(record);
  }

  /** The record and its sequence number in one, as Windows gives it for a file id. */
  reference(record: number): bigint {
    return (BigInt(this.#records.sequence[record]!) << 48n) | BigInt(record);
  }

  /** The record of a reference; null where another file has it now, or none. */
  recordOf(reference: bigint): number | null {
    const record = Number(reference & 0xffff_ffff_ffffn);
    return this.#is(record, is.file | is.directory) && this.reference(record) === reference ? record : null;
  }

  /** A name's path from the volume's root on, `\folder\name`; null where it is longer than Windows can have it. */
  path(name: number): string | null {
    const folder = this.folderPath(this.folderOf(name));
    return folder === null ? null : within(`${folder}\\${this.textOf(name)}`);
  }

  /** A folder's path, '' for the root; null where it is longer than Windows can have it, and where no folder is there. */
  folderPath(folder: number): string | null {
    const known = this.#paths.get(folder);
    if (known !== undefined) return known;
    if (!this.isFolder(folder)) return null;
    const way: number[] = [];
    let at = folder;
    for (; !this.#paths.has(at); at = this.#names.parent[this.#folderName[at]!]!) way.push(at);
    let path = this.#paths.get(at) ?? null;
    for (const one of way.reverse()) {
      path = path === null ? null : within(`${path}\\${this.textOf(this.#folderName[one]!)}`);
      this.#paths.set(one, path);
    }
    return path;
  }

  /** The names that stand in a folder: of files, and of folders. All names are sorted by their folders for the first question. */
  *namesIn(folder: number): Generator<{ name: number; record: number }, void> {
    const { length, owner, parent } = this.#names;
    const { start, names } = (this.#children ??= childIndex(parent, length, this.length, (name) => this.#next[name] !== unlinked && owner[name] !== root));
    for (let at = start[folder] ?? 0; at < (start[folder + 1] ?? 0); at += 1) yield { name: names[at]!, record: owner[names[at]!]! };
  }

  #is(record: number, what: number): boolean {
    return ((this.#records.flags[record] ?? 0) & what) !== 0;
  }

  #isOwner(record: number, sequence: number): boolean {
    return isRecord(this.#records, record, sequence);
  }

  #countNames(record: number): number {
    let count = 0;
    for (let name = this.#first[record]!; name >= 0; name = this.#next[name]!) count += 1;
    return count;
  }

  /** All hangs on the root: where its record is damaged, or another's, it stands there all the same. */
  #keepRoot(): void {
    const records = this.#records;
    records.reach(root);
    if (this.#is(root, is.directory)) return;
    records.flags[root]! &= is.damaged;
    this.#tell(root, 'it is not the root folder that it must be');
    records.flags[root]! |= is.directory;
    records.sequence[root] = root;
    records.reparseTag[root] = 0;
  }

  /** Takes up what a record tells that extends another. */
  #extend({ record, owner, ownerSequence, dosNames, streams, reparseTag, size, allocated }: Extension): void {
    const records = this.#records;
    if (!this.#isOwner(owner, ownerSequence)) return this.#tell(record, `it extends record ${owner}, which is not the one that it means`);
    // Of what is lost with it, its owner need not be told of, too
    if (this.#is(record, is.damaged)) records.flags[owner]! |= is.damaged;
    records.linkCount[owner]! -= dosNames;
    records.streams[owner] = Math.min(records.streams[owner]! + streams, mostStreams);
    if (reparseTag !== 0) records.reparseTag[owner] = reparseTag;
    if (Number.isNaN(size)) return;
    records.size[owner] = size;
    records.allocated[owner] = allocated;
  }

  /** Hangs every name that is there onto its record. From behind, so that a record's names keep their order. */
  #linkNames(): void {
    const { length, owner, ownerSequence, parent, parentSequence } = this.#names;
    const isOwned = (name: number): boolean => this.#isOwner(owner[name]!, ownerSequence[name]!);
    const isPlaced = (name: number): boolean => this.#isOwner(parent[name]!, parentSequence[name]!) && this.#is(parent[name]!, is.directory);
    for (let name = 0; name < length; name += 1) {
      const folder = owner[name]!;
      if (this.#is(folder, is.directory) && this.#folderName[folder] === none && isOwned(name) && isPlaced(name)) this.#folderName[folder] = name;
    }
    const isNamed = new Uint8Array(this.length);
    for (let name = length - 1; name >= 0; name -= 1) {
      if (!isOwned(name)) continue; // told of the record that it stands in
      const record = owner[name]!;
      isNamed[record] = 1;
      const where = isPlaced(name) ? this.#placeOf(parent[name]!) : place.lost;
      if (where === place.lost) this.#tell(record, 'a name of it lies in a folder that is not there');
      if (where !== place.visible || record < firstUser) continue;
      if (this.#is(record, is.directory) && this.#folderName[record] !== name) this.#tell(record, 'it is a folder of several names');
      else {
        this.#next[name] = this.#first[record]!;
        this.#first[record] = name;
      }
    }
    for (let record = firstUser; record < this.length; record += 1) {
      if (isNamed[record] === 0 && this.#is(record, is.file | is.directory) && this.#records.linkCount[record]! > 0) this.#tell(record, 'none of its names was found');
      else if (this.#is(record, is.file) && this.#first[record] !== none && !this.isWhole(record)) this.#tell(record, `it counts ${this.#records.linkCount[record]} names, and ${this.#countNames(record)} were found`);
    }
  }

  /** Tells what is wrong with a record, unless something was told of it already. */
  #tell(record: number, reason: string): void {
    if (this.#is(record, is.damaged)) return;
    this.#records.flags[record]! |= is.damaged;
    this.damage.push({ record, reason });
  }

  /** Climbs to a folder whose place is known, without recursion: a damaged volume may have any depth, and circles. */
  #placeOf(folder: number): number {
    if (this.#places[folder]! !== place.unknown) return this.#places[folder]!;
    const way: number[] = [];
    let at = folder;
    let found: number = place.unknown;
    while (found === place.unknown) {
      const known = this.#places[at]!;
      const name = this.#folderName[at]!;
      if (at === root) found = place.visible;
      else if (at < firstUser) found = place.hidden; // $Extend keeps further metafiles
      else if (known === place.onTheWay || name === none) found = place.lost;
      else if (known !== place.unknown) found = known;
      if (found !== place.unknown) break;
      this.#places[at] = place.onTheWay;
      way.push(at);
      at = this.#names.parent[name]!;
    }
    for (const one of way) this.#places[one] = found;
    return found;
  }
}

const within = (path: string): string | null => (path.length > longestPath ? null : path);

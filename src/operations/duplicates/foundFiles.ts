import { fileIdText } from '../../filesystem/identity.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { floats, int32s, int64s, Texts, uint32s, uint64s, type Column } from './columns.ts';

/** What a folder tells of one name of a file. */
export interface FoundName {
  /** st_dev on POSIX; on Windows the place of the volume among `volumes`. */
  device: number;
  fileId: bigint;
  linkCount: number;
  /** Bytes. */
  size: number;
  modified: number | bigint;
  changed: number | bigint;
}

/** A size, and how many files have it. */
export interface SizeOfFiles {
  device: number;
  size: number;
  files: number;
}

const none = -1;
const times = (): Column<Float64Array | BigInt64Array> => (isWindows ? int64s() : floats()) as Column<Float64Array | BigInt64Array>;

/**
 * The files found, by their size; names of one file are one. In columns, for there may be millions: a file costs some fifty bytes and its name.
 */
export class FoundFiles {
  /** Files. */
  length = 0;
  readonly #size = floats();
  readonly #fileId = uint64s();
  /** The upper half of ids that need one (ReFS). */
  readonly #fileIdHigh = new Map<number, bigint>();
  readonly #modified = times();
  readonly #changed = times();
  readonly #linkCount = uint32s();
  readonly #lastName = int32s();
  readonly #beforeOfSize = int32s();
  /** Of each name the folder and what stands behind, and the name before of its file. */
  readonly #folders: string[] = [];
  readonly #folder = uint32s();
  readonly #texts = new Texts();
  readonly #text = floats();
  readonly #nameBefore = int32s();
  readonly #root = uint32s();
  #names = 0;
  /** By device: the last file of each size, and the files that have several names by their id. */
  readonly #devices = new Map<number, { sizes: Map<number, number>; linked: Map<number | bigint, number> }>();

  /**
   * Adds a name: the folder's path with its separator, and the name; `root` is the given path that it lies in.
   * @returns whether it is the second file of its size
   */
  add(found: FoundName, folder: string, text: string, root: number): boolean {
    const { device, fileId, linkCount, size } = found;
    let on = this.#devices.get(device);
    if (!on) this.#devices.set(device, (on = { sizes: new Map(), linked: new Map() }));
    const key = linkCount > 1 ? (fileId <= Number.MAX_SAFE_INTEGER ? Number(fileId) : fileId) : null;
    const known = key === null ? undefined : on.linked.get(key);
    if (known !== undefined) {
      this.#addName(known, folder, text, root);
      return false;
    }
    const file = this.#newFile(found);
    if (key !== null) on.linked.set(key, file);
    this.#addName(file, folder, text, root);
    const before = on.sizes.get(size) ?? none;
    this.#beforeOfSize.set(file, before);
    on.sizes.set(size, file);
    return before !== none && this.#beforeOfSize.at(before) === none;
  }

  /** Sizes that two files or more have, each with its device and their number. */
  sizes(): SizeOfFiles[] {
    const several: SizeOfFiles[] = [];
    for (const [device, { sizes }] of this.#devices) {
      for (const [size, last] of sizes) {
        let number = 0;
        for (let file = last; file !== none; file = this.#beforeOfSize.at(file)) number += 1;
        if (number > 1) several.push({ device, size, files: number });
      }
    }
    return several;
  }

  /** The files of one size, in the order in which they were found. */
  ofSize(device: number, size: number): number[] {
    const files: number[] = [];
    for (let file = this.#devices.get(device)?.sizes.get(size) ?? none; file !== none; file = this.#beforeOfSize.at(file)) files.push(file);
    return files.reverse();
  }

  size = (file: number): number => this.#size.at(file);
  linkCount = (file: number): number => this.#linkCount.at(file);
  modified = (file: number): number | bigint => this.#modified.at(file);
  changed = (file: number): number | bigint => this.#changed.at(file);

  fileId(file: number): bigint {
    const high = this.#fileIdHigh.get(file);
    return high === undefined ? this.#fileId.at(file) : (high << 64n) | this.#fileId.at(file);
  }

  /** As an Entry has it. */
  fileIdText(file: number): string {
    return isWindows ? fileIdText(this.fileId(file)) : String(this.#fileId.at(file));
  }

  /** The place of its record on the disk, as near as it can be told: NTFS has it in the lower 48 bits. */
  order(file: number): number {
    return Number(isWindows ? BigInt.asUintN(48, this.#fileId.at(file)) : this.#fileId.at(file));
  }

  /** One of its names. */
  path(file: number): string {
    const name = this.#lastName.at(file);
    return this.#nameAt(name);
  }

  /** All that were found, in ordinal order. */
  names(file: number): string[] {
    const names: string[] = [];
    for (let name = this.#lastName.at(file); name !== none; name = this.#nameBefore.at(name)) names.push(this.#nameAt(name));
    return names.sort();
  }

  /** The given paths that its names lie in, each once, in their order. */
  roots(file: number): number[] {
    const roots = new Set<number>();
    for (let name = this.#lastName.at(file); name !== none; name = this.#nameBefore.at(name)) roots.add(this.#root.at(name));
    return [...roots].sort((one, other) => one - other);
  }

  #nameAt(name: number): string {
    return this.#folders[this.#folder.at(name)]! + this.#texts.at(this.#text.at(name));
  }

  #newFile({ size, fileId, modified, changed, linkCount }: FoundName): number {
    const file = this.length;
    this.length += 1;
    this.#size.set(file, size);
    this.#fileId.set(file, BigInt.asUintN(64, fileId));
    if (fileId >> 64n !== 0n) this.#fileIdHigh.set(file, fileId >> 64n);
    this.#modified.set(file, modified);
    this.#changed.set(file, changed);
    this.#linkCount.set(file, linkCount);
    this.#lastName.set(file, none);
    return file;
  }

  #addName(file: number, folder: string, text: string, root: number): void {
    const name = this.#names;
    this.#names += 1;
    if (this.#folders.at(-1) !== folder) this.#folders.push(folder);
    this.#folder.set(name, this.#folders.length - 1);
    this.#text.set(name, this.#texts.add(text));
    this.#root.set(name, root);
    this.#nameBefore.set(name, this.#lastName.at(file));
    this.#lastName.set(file, name);
  }
}

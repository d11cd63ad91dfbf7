import { fileIdText } from '../../filesystem/identity.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { grown } from '../../ntfs/tables.ts';

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
type Times = Float64Array | BigInt64Array;
const newTimes = (length: number): Times => (isWindows ? new BigInt64Array(length) : new Float64Array(length));

/**
 * The files found, by their size; names of one file are one. In columns, for there may be millions: a file costs some hundred bytes
 * with its name.
 */
export class FoundFiles {
  /** Files. */
  length = 0;
  #size = new Float64Array(1024);
  #fileId = new BigUint64Array(1024);
  /** The upper half of ids that need one (ReFS). */
  readonly #fileIdHigh = new Map<number, bigint>();
  #modified = newTimes(1024);
  #changed = newTimes(1024);
  #linkCount = new Uint32Array(1024);
  #lastName = new Int32Array(1024);
  #beforeOfSize = new Int32Array(1024);
  /** Of each name the folder and what stands behind, and the name before of its file. */
  readonly #folder: string[] = [];
  readonly #text: string[] = [];
  #nameBefore = new Int32Array(1024);
  #root = new Uint32Array(1024);
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
    this.#beforeOfSize[file] = before;
    on.sizes.set(size, file);
    return before !== none && this.#beforeOfSize[before] === none;
  }

  /** Sizes that two files or more have, each with its device and their number. */
  sizes(): SizeOfFiles[] {
    const several: SizeOfFiles[] = [];
    for (const [device, { sizes }] of this.#devices) {
      for (const [size, last] of sizes) {
        let number = 0;
        for (let file = last; file !== none; file = this.#beforeOfSize[file]!) number += 1;
        if (number > 1) several.push({ device, size, files: number });
      }
    }
    return several;
  }

  /** The files of one size, in the order in which they were found. */
  ofSize(device: number, size: number): number[] {
    const files: number[] = [];
    for (let file = this.#devices.get(device)?.sizes.get(size) ?? none; file !== none; file = this.#beforeOfSize[file]!) files.push(file);
    return files.reverse();
  }

  size = (file: number): number => this.#size[file]!;
  linkCount = (file: number): number => this.#linkCount[file]!;
  modified = (file: number): number | bigint => this.#modified[file]!;
  changed = (file: number): number | bigint => this.#changed[file]!;

  fileId(file: number): bigint {
    const high = this.#fileIdHigh.get(file);
    return high === undefined ? this.#fileId[file]! : (high << 64n) | this.#fileId[file]!;
  }

  /** As an Entry has it. */
  fileIdText(file: number): string {
    return isWindows ? fileIdText(this.fileId(file)) : String(this.#fileId[file]);
  }

  /** The place of its record on the disk, as near as it can be told: NTFS has it in the lower 48 bits. */
  order(file: number): number {
    return Number(isWindows ? BigInt.asUintN(48, this.#fileId[file]!) : this.#fileId[file]!);
  }

  /** One of its names. */
  path(file: number): string {
    const name = this.#lastName[file]!;
    return this.#folder[name]! + this.#text[name]!;
  }

  /** All that were found, in ordinal order. */
  names(file: number): string[] {
    const names: string[] = [];
    for (let name = this.#lastName[file]!; name !== none; name = this.#nameBefore[name]!) names.push(this.#folder[name]! + this.#text[name]!);
    return names.sort();
  }

  /** The given paths that its names lie in, each once, in their order. */
  roots(file: number): number[] {
    const roots = new Set<number>();
    for (let name = this.#lastName[file]!; name !== none; name = this.#nameBefore[name]!) roots.add(this.#root[name]!);
    return [...roots].sort((one, other) => one - other);
  }

  #newFile({ size, fileId, modified, changed, linkCount }: FoundName): number {
    const file = this.length;
    this.length += 1;
    if (file === this.#size.length) {
      const length = file * 2;
      this.#size = grown(this.#size, length);
      this.#fileId = grown(this.#fileId, length);
      this.#modified = grown(this.#modified, length);
      this.#changed = grown(this.#changed, length);
      this.#linkCount = grown(this.#linkCount, length);
      this.#lastName = grown(this.#lastName, length);
      this.#beforeOfSize = grown(this.#beforeOfSize, length);
    }
    this.#size[file] = size;
    this.#fileId[file] = fileId;
    if (fileId >> 64n !== 0n) this.#fileIdHigh.set(file, fileId >> 64n);
    this.#modified[file] = modified;
    this.#changed[file] = changed;
    this.#linkCount[file] = linkCount;
    this.#lastName[file] = none;
    return file;
  }

  #addName(file: number, folder: string, text: string, root: number): void {
    const name = this.#folder.push(folder) - 1;
    this.#text.push(text);
    if (name === this.#nameBefore.length) {
      this.#nameBefore = grown(this.#nameBefore, name * 2);
      this.#root = grown(this.#root, name * 2);
    }
    this.#root[name] = root;
    this.#nameBefore[name] = this.#lastName[file]!;
    this.#lastName[file] = name;
  }
}

import type { ScanSet } from '../../contract/items.ts';
import { reachablePath } from '../../filesystem/paths.ts';
import { grown } from '../../ntfs/tables.ts';

/** A file of several names, as far as they were seen. */
export interface LinkedFile {
  device: number;
  fileId: bigint;
  linkCount: number;
  size: number;
  /** NaN where it is not told. */
  allocated: number;
  reparseTag: number;
  /** How many names were seen, and those of them that text can carry, as paths. */
  seen: number;
  names: string[];
  /** The measured folder of each name. */
  nodes: number[];
}

/** What is known of a file by one of its names. */
export type FileFacts = Pick<LinkedFile, 'device' | 'fileId' | 'linkCount' | 'size' | 'allocated' | 'reparseTag'>;

const none = -1;

/**
 * The files that have names still to be found, by their identity; in columns, for there may be millions: a file costs some
 * hundred bytes with its names.
 */
export class LinkedFiles {
  readonly #files = new Map<number, Map<number | bigint, number>>();
  #linkCount = new Uint32Array(1024);
  #size = new Float64Array(1024);
  #allocated = new Float64Array(1024);
  #reparseTag = new Uint32Array(1024);
  #seen = new Uint32Array(1024);
  /** The file's name seen last, and of each name the one before. */
  #lastName = new Int32Array(1024);
  #nameBefore = new Int32Array(1024);
  #node = new Int32Array(1024);
  /** '' for a name that text cannot carry. */
  readonly #folder: string[] = [];
  readonly #text: string[] = [];
  /** Places of files and names that were taken out. */
  readonly #freeFiles: number[] = [];
  readonly #freeNames: number[] = [];
  #fileCount = 0;

  /** Adds a name: the folder's path with its separator, and what stands behind. Gives the file when all its names are there, and forgets it. */
  add(facts: FileFacts, node: number, folder: string, text: string): LinkedFile | null {
    const { device, fileId, linkCount } = facts;
    let onDevice = this.#files.get(device);
    if (!onDevice) this.#files.set(device, (onDevice = new Map()));
    const key = keyOf(fileId);
    let file = onDevice.get(key);
    if (file === undefined) onDevice.set(key, (file = this.#newFile(facts)));
    // Links are made and removed while the walk goes on: the latest count is the truest
    this.#linkCount[file] = linkCount;
    this.#seen[file]! += 1;
    this.#lastName[file] = this.#newName(this.#lastName[file]!, node, folder, text);
    if (this.#seen[file]! < linkCount) return null;
    onDevice.delete(key);
    return this.#take(file, device, fileId);
  }

  /** Those that are left, with names elsewhere; each is forgotten. */
  *rest(): Generator<LinkedFile, void> {
    for (const [device, files] of this.#files) {
      this.#files.delete(device);
      for (const [key, file] of files) yield this.#take(file, device, BigInt(key));
    }
  }

  #newFile({ size, allocated, reparseTag }: FileFacts): number {
    const file = this.#freeFiles.pop() ?? this.#fileCount;
    if (file === this.#fileCount) this.#fileCount += 1;
    if (file === this.#size.length) {
      const length = file * 2;
      this.#linkCount = grown(this.#linkCount, length);
      this.#size = grown(this.#size, length);
      this.#allocated = grown(this.#allocated, length);
      this.#reparseTag = grown(this.#reparseTag, length);
      this.#seen = grown(this.#seen, length);
      this.#lastName = grown(this.#lastName, length);
    }
    this.#size[file] = size;
    this.#allocated[file] = allocated;
    this.#reparseTag[file] = reparseTag;
    this.#seen[file] = 0;
    this.#lastName[file] = none;
    return file;
  }

  #newName(before: number, node: number, folder: string, text: string): number {
    const name = this.#freeNames.pop() ?? this.#text.length;
    if (name === this.#node.length) {
      this.#node = grown(this.#node, name * 2);
      this.#nameBefore = grown(this.#nameBefore, name * 2);
    }
    this.#nameBefore[name] = before;
    this.#node[name] = node;
    this.#folder[name] = folder;
    this.#text[name] = text;
    return name;
  }

  #take(file: number, device: number, fileId: bigint): LinkedFile {
    const taken: LinkedFile = { device, fileId, linkCount: this.#linkCount[file]!, size: this.#size[file]!, allocated: this.#allocated[file]!, reparseTag: this.#reparseTag[file]!, seen: this.#seen[file]!, names: [], nodes: [] };
    for (let name = this.#lastName[file]!; name !== none; name = this.#nameBefore[name]!) {
      if (this.#text[name] !== '') taken.names.push(this.#folder[name]! + this.#text[name]!);
      taken.nodes.push(this.#node[name]!);
      this.#folder[name] = this.#text[name] = '';
      this.#freeNames.push(name);
    }
    this.#freeFiles.push(file);
    return taken;
  }
}

/** A number is a tenth of a BigInt's cost. */
const keyOf = (fileId: bigint): number | bigint => (fileId <= Number.MAX_SAFE_INTEGER ? Number(fileId) : fileId);

/** The item of a file, its names in ordinal order. */
export function setItem({ volume, fileId, linkCount, keeps, size, allocated, reparseTag, seen, names, streams = null }: Omit<LinkedFile, 'device' | 'fileId' | 'nodes'> & { volume: string; fileId: string; keeps: number; streams?: number | null }): ScanSet {
  return {
    itemKind: 'set',
    volume,
    fileId,
    linkCount,
    size,
    allocatedSize: Number.isNaN(allocated) ? null : allocated,
    namesInside: names.sort(),
    outsideCount: Math.max(0, linkCount - keeps - seen),
    keeps,
    namesOutside: null,
    engine: null,
    complete: linkCount > 0 && names.length >= linkCount - keeps,
    // A damaged volume may claim more than a number carries exactly
    bytesSaved: Math.min(size * Math.max(0, seen - 1), Number.MAX_SAFE_INTEGER),
    reparseTag,
    streams,
  };
}

/** The item with its names as the contract spells paths. */
export const withReachableNames = (item: ScanSet): ScanSet => ({ ...item, namesInside: item.namesInside.map(reachablePath), namesOutside: item.namesOutside?.map(reachablePath) ?? null });

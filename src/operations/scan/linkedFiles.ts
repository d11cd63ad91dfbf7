import type { ScanSet } from '../../contract/items.ts';

/** A file of several names, as far as they were seen. */
export interface LinkedFile {
  volume: string;
  fileId: string;
  linkCount: number;
  size: number;
  /** NaN where it is not told. */
  allocated: number;
  reparseTag: number;
  /** Its names, and the measured folder of each; a name that text cannot carry is '' . */
  names: string[];
  nodes: number[];
}

/** The files with names still to be found, by their identity. */
export class LinkedFiles {
  readonly #byDevice = new Map<number, Map<number | bigint, LinkedFile>>();

  /** The file of an identity; made by `make` when it is seen for the first time. */
  get(device: number, fileId: bigint, make: () => LinkedFile): LinkedFile {
    let files = this.#byDevice.get(device);
    if (!files) this.#byDevice.set(device, (files = new Map()));
    const key = keyOf(fileId);
    let file = files.get(key);
    if (!file) files.set(key, (file = make()));
    return file;
  }

  /** Forgets a file, all of whose names were found. */
  finish(device: number, fileId: bigint): void {
    this.#byDevice.get(device)?.delete(keyOf(fileId));
  }

  /** Those that are left, with names elsewhere. */
  *rest(): Generator<LinkedFile, void> {
    for (const files of this.#byDevice.values()) yield* files.values();
  }
}

/** A number is a tenth of a BigInt's cost. */
const keyOf = (fileId: bigint): number | bigint => (fileId <= Number.MAX_SAFE_INTEGER ? Number(fileId) : fileId);

/** The item of a file, its names in ordinal order. */
export function setItem({ volume, fileId, linkCount, size, allocated, reparseTag, names }: LinkedFile, streams: number | null = null): ScanSet {
  const namesInside = names.filter((name) => name !== '').sort();
  return {
    itemKind: 'set',
    volume,
    fileId,
    linkCount,
    size,
    allocatedSize: Number.isNaN(allocated) ? null : allocated,
    namesInside,
    outsideCount: Math.max(0, linkCount - names.length),
    namesOutside: null,
    engine: null,
    complete: namesInside.length >= linkCount,
    bytesSaved: size * Math.max(0, names.length - 1),
    reparseTag,
    streams,
  };
}

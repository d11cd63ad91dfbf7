import type { VolumeMap } from '../../ntfs/volumeMap.ts';
import { all, type Measure } from './measure.ts';

/** In place of a measured folder: what lies outside of the paths asked about. */
export const outside = -1;
const unknown = -2;

export interface FolderNodesOptions {
  depth: number;
  /** A folder's path as items have it; null where it cannot be written. It then counts for the folder above. */
  pathOf(folder: number): string | null;
  /** Whether a folder takes part, by its path below the one asked about; null where all do. */
  keeps: ((relative: string, isFolder: boolean) => boolean) | null;
  /** Whether a folder lies among the keeps of LinkKit: it takes no part unless it was asked about. */
  isKeep(folder: number): boolean;
}

/** Junctions and symbolic links, which lead elsewhere (IsReparseTagNameSurrogate). */
const isNameSurrogate = (tag: number): boolean => (tag & 0x2000_0000) !== 0;

/** Which measured folder each folder of a volume counts for, asked once a folder. */
export class FolderNodes {
  readonly #map: VolumeMap;
  readonly #measure: Measure;
  readonly #options: FolderNodesOptions;
  readonly #nodes: Int32Array;
  /** The folder that a measured one is, by its number in the measure. */
  readonly #folders: number[] = [outside];
  readonly #roots = new Set<number>();

  constructor(map: VolumeMap, measure: Measure, options: FolderNodesOptions) {
    this.#map = map;
    this.#measure = measure;
    this.#options = options;
    this.#nodes = new Int32Array(map.length).fill(unknown);
  }

  get isEmpty(): boolean {
    return this.#roots.size === 0;
  }

  /** A folder that was asked about; before the first question. */
  addRoot(folder: number): void {
    this.#roots.add(folder);
  }

  /** The measured folder that a folder counts for, or `outside`. */
  nodeOf(folder: number): number {
    const way: number[] = [];
    let at: number | null = folder;
    for (; at !== null && this.#nodes[at] === unknown; at = this.#map.parentOf(at)) way.push(at);
    let node = at === null ? outside : this.#nodes[at]!;
    for (const one of way.reverse()) node = this.#nodes[one] = this.#nodeBelow(node, one);
    return node;
  }

  /** A path below the folder that was asked about. */
  relativeTo(folder: number, name: string): string {
    const names = [name];
    for (let at: number | null = folder; at !== null && !this.#roots.has(at); at = this.#map.parentOf(at)) names.push(this.#map.folderName(at));
    return names.reverse().join('\\');
  }

  #nodeBelow(above: number, folder: number): number {
    const isRoot = this.#roots.has(folder);
    if (above === outside && !isRoot) return outside;
    if (isNameSurrogate(this.#map.reparseTag(folder))) return outside;
    if (!isRoot && this.#options.isKeep(folder)) return outside;
    const parent = this.#map.parentOf(folder);
    const { keeps, depth, pathOf } = this.#options;
    if (!isRoot && keeps !== null && !keeps(this.relativeTo(parent!, this.#map.folderName(folder)), true)) return outside;
    const isNext = above !== outside && this.#folders[above] === parent && this.#measure.depthOf(above) < depth;
    if (!isRoot && !isNext) return above;
    const path = pathOf(folder);
    if (path === null) return above;
    this.#folders.push(folder);
    return this.#measure.add(path, isRoot ? 0 : this.#measure.depthOf(above) + 1, above === outside ? all : above);
  }
}

import type { ScanCounts, ScanFolder } from '../../contract/items.ts';

/** The sums of one folder. What is additive stands in `own` and goes up to the folders above in the end; the rest is counted at each. */
interface Node {
  path: string;
  depth: number;
  parent: number;
  files: number;
  apparent: number;
  unique: number;
  freeable: number;
  allocated: number;
  /** Files that lie in it under several names in different measured folders; these sums do not go up. */
  linked: { unique: number; freeable: number; allocated: number };
}

/** Stands above all paths that were asked about, so that a file in two of them is counted once. */
export const all = 0;

const nothing = (): Node['linked'] => ({ unique: 0, freeable: 0, allocated: 0 });

/**
 * What folders weigh. A file is given once, with the measured folder that each of its names lies in; every folder above
 * that is measured gets it, too. Sizes are bytes; an allocated size that is not known is NaN, and so is then the sum.
 */
export class Measure {
  readonly #nodes: Node[] = [newNode('', 0, -1)];

  /** A folder that shall be measured; gives its number. `parent` is the measured folder it lies in, or `all`. */
  add(path: string, depth: number, parent: number): number {
    this.#nodes.push(newNode(path, depth, parent));
    return this.#nodes.length - 1;
  }

  depthOf(node: number): number {
    return this.#nodes[node]!.depth;
  }

  /** A file that has all its names in one folder, or just one name of `linkCount`. */
  addFile(node: number, names: number, linkCount: number, size: number, allocated: number): void {
    const at = this.#nodes[node]!;
    at.files += names;
    at.apparent += names * size;
    at.unique += size;
    at.allocated += allocated;
    if (names >= linkCount) at.freeable += size;
  }

  /** A file with names in several folders; a folder stands in `nodes` once for each name in it. */
  addLinked(nodes: readonly number[], linkCount: number, size: number, allocated: number): void {
    if (nodes.every((node) => node === nodes[0])) return this.addFile(nodes[0]!, nodes.length, linkCount, size, allocated);
    const inside = new Map<number, number>();
    for (const node of nodes) {
      this.#nodes[node]!.files += 1;
      this.#nodes[node]!.apparent += size;
      for (let at = node; at >= 0; at = this.#nodes[at]!.parent) inside.set(at, (inside.get(at) ?? 0) + 1);
    }
    for (const [node, names] of inside) {
      const { linked } = this.#nodes[node]!;
      linked.unique += size;
      linked.allocated += allocated;
      if (names >= linkCount) linked.freeable += size;
    }
  }

  /** Every measured folder, each before those in it, by their paths; and the sums of all. */
  results(separator: string): { folders: ScanFolder[]; total: Omit<ScanCounts, 'sets' | 'keeps'> } {
    const sums = this.#nodes.map(({ files, apparent, unique, freeable, allocated }) => ({ files, apparent, unique, freeable, allocated }));
    for (let node = sums.length - 1; node > 0; node -= 1) {
      const [own, above] = [sums[node]!, sums[this.#nodes[node]!.parent]!];
      above.files += own.files;
      above.apparent += own.apparent;
      above.unique += own.unique;
      above.freeable += own.freeable;
      above.allocated += own.allocated;
    }
    const folders = this.#nodes.map(({ path, depth, linked }, node): ScanFolder => {
      const { files, apparent, unique, freeable, allocated } = sums[node]!;
      const [uniqueBytes, freeableBytes, onDisk] = [exact(unique + linked.unique), exact(freeable + linked.freeable), allocated + linked.allocated];
      return { itemKind: 'folder', path, depth, files, apparentBytes: exact(apparent), uniqueBytes, freeableBytes, sharedBytes: uniqueBytes - freeableBytes, allocatedBytes: Number.isNaN(onDisk) ? null : exact(onDisk) };
    });
    const { files, apparentBytes, uniqueBytes, freeableBytes } = folders.shift()!;
    return { folders: folders.sort(byPath(separator)), total: { files, apparentBytes, uniqueBytes, freeableBytes, bytesSaved: apparentBytes - uniqueBytes } };
  }
}

const newNode = (path: string, depth: number, parent: number): Node => ({ path, depth, parent, files: 0, apparent: 0, unique: 0, freeable: 0, allocated: 0, linked: nothing() });

/** A damaged volume may claim more bytes than a number carries exactly. */
const exact = (bytes: number): number => Math.min(bytes, Number.MAX_SAFE_INTEGER);

/** As the names stand in their folders: what lies in a folder comes directly behind it. */
function byPath(separator: string): (one: ScanFolder, other: ScanFolder) => number {
  const key = new Map<ScanFolder, string>();
  const keyOf = (folder: ScanFolder): string => {
    let text = key.get(folder);
    if (text === undefined) key.set(folder, (text = folder.path.replaceAll(separator, '\0')));
    return text;
  };
  return (one, other) => (keyOf(one) < keyOf(other) ? -1 : keyOf(one) > keyOf(other) ? 1 : 0);
}

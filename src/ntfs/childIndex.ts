/** The names by the folder in which they stand: those of folder `f` from `start[f]` to `start[f + 1]`, in the order of their numbers. */
export interface ChildIndex {
  start: Int32Array;
  names: Int32Array;
}

/** Sorts the names `0 … length - 1` by their parents; one whose parent is not below `folders`, or that is not `wanted`, is left out. */
export function childIndex(parents: Uint32Array, length: number, folders: number, wanted: (name: number) => boolean): ChildIndex {
  const start = new Int32Array(folders + 1);
  const isIn = (name: number): boolean => parents[name]! < folders && wanted(name);
  for (let name = 0; name < length; name += 1) if (isIn(name)) start[parents[name]! + 1]! += 1;
  for (let folder = 0; folder < folders; folder += 1) start[folder + 1]! += start[folder]!;
  const names = new Int32Array(start[folders]!);
  const next = start.slice();
  for (let name = 0; name < length; name += 1) {
    if (!isIn(name)) continue;
    const folder = parents[name]!;
    names[next[folder]!] = name;
    next[folder]! += 1;
  }
  return { start, names };
}

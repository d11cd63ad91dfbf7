import type { Atom, ContentAnswer } from './contentJob.ts';
import type { FoundFiles } from './foundFiles.ts';
import type { ContentMemory, FileKey, Known } from './memory.ts';
import type { WalkedFiles } from './walkFiles.ts';

/** The files of one size on one volume, and what is known of their bytes. */
export interface SizeGroup {
  device: number;
  size: number;
  files: number[];
  known: (Known | null)[];
  /** Files that are known to be equal, as places in `files`; one alone where nothing is known of it. */
  atoms: number[][];
  /** It is enough that their hashes are. */
  hashOnly: boolean;
  /** Something of it was found out in this run. */
  isNew: boolean;
}

/** Files that turned out to be equal, or alone. */
export interface SizeClass {
  hash: string | null;
  files: number[];
}

/** @param early what was found out in this run already */
export function newGroup({ files: found, volumeOf }: WalkedFiles, device: number, size: number, memory: ContentMemory, early: ReadonlyMap<number, Known>, hashOnly: boolean): SizeGroup {
  const files = found.ofSize(device, size);
  const stored = memory.known(volumeOf(device), size, files, (file) => keyOf(found, file));
  const known = files.map((file, place) => early.get(file) ?? stored[place]!);
  return { device, size, files, known, atoms: atomsOf(known, hashOnly), hashOnly, isNew: early.size > 0 && files.some((file) => early.has(file)) };
}

export const keyOf = (found: FoundFiles, file: number): FileKey => ({ fileId: found.fileId(file), modified: found.modified(file), changed: found.changed(file) });

function atomsOf(known: readonly (Known | null)[], hashOnly: boolean): number[][] {
  const byClass = new Map<string, number[]>();
  const atoms: number[][] = [];
  for (const [place, one] of known.entries()) {
    const key = one === null ? null : hashOnly && one.hash !== null ? one.hash : one.comparison > 0 ? `${one.comparison} ${one.class}` : null;
    const atom = key === null ? undefined : byClass.get(key);
    if (atom) atom.push(place);
    else {
      const made = [place];
      atoms.push(made);
      if (key !== null) byClass.set(key, made);
    }
  }
  return atoms;
}

/** The classes, where all that is known decides it: no two atoms can be equal. Else null: they must be read. */
export function decided({ files, known, atoms }: SizeGroup): SizeClass[] | null {
  const heads = new Map<string, Known[]>();
  for (const [first] of atoms) {
    const one = known[first!]!;
    if (one === null) return null;
    const alike = heads.get(one.head);
    if (!alike) heads.set(one.head, [one]);
    else if (alike.every((other) => isDifferent(one, other))) alike.push(one);
    else return null;
  }
  return atoms.map((atom) => ({ hash: hashIn(atom, known), files: atom.map((place) => files[place]!) }));
}

const isDifferent = (one: Known, other: Known): boolean =>
  one.comparison > 0 && one.comparison === other.comparison ? one.class !== other.class : one.hash !== null && other.hash !== null && one.hash !== other.hash;

const hashIn = (atom: readonly number[], known: readonly (Known | null)[]): string | null => atom.map((place) => known[place]?.hash ?? null).find((hash) => hash !== null) ?? null;

/** What a thread needs of a group. */
export const atomsToRead = (found: FoundFiles, { files, known, atoms }: SizeGroup): Atom[] =>
  atoms.map((atom) => {
    const first = files[atom[0]!]!;
    return { path: found.path(first), head: known[atom[0]!]?.head ?? '', hash: hashIn(atom, known), order: found.order(first) };
  });

/** The classes of a group by what was read. */
export const classesOf = ({ files, atoms: all }: SizeGroup, { classes }: ContentAnswer): SizeClass[] =>
  classes.map(({ hash, atoms }) => ({ hash, files: atoms.flatMap((atom) => all[atom]!.map((place) => files[place]!)) }));

/** What was found out about each file of a group, so far as it could be read. */
export function* learned(group: SizeGroup, { classes }: ContentAnswer, comparison: number): Generator<[number, Known]> {
  for (const [index, { head, hash, isCompared, atoms }] of classes.entries()) {
    for (const atom of atoms.map((place) => group.atoms[place]!)) {
      for (const place of atom) yield [group.files[place]!, { head, hash, ...comparedAs(group, atom, place, isCompared ? comparison : 0, index) }];
    }
  }
}

/** As what a file of an atom was compared: not at all, where it is in the atom for its hash alone, and only the first was read. */
export const comparedAs = ({ hashOnly }: SizeGroup, [first]: readonly number[], place: number, comparison: number, own: number): Pick<Known, 'comparison' | 'class'> =>
  comparison === 0 || (hashOnly && place !== first) ? { comparison: 0, class: 0 } : { comparison, class: own };

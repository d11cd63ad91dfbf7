import type { Finding } from '../../contract/errors.ts';

/** What is read of a file first: of a small one all. */
export const firstSize = 16 * 1024;

/** By so much of its beginning a file is known again. */
export const headSize = 4 * 1024;

/** Files that are known to be equal stand for one: the first of them is read. */
export interface Atom {
  path: string;
  /** XXH128 of its first 4 KiB, where it is known; else ''. */
  head: string;
  /** XXH128 of all, where it is known. */
  hash: string | null;
  /** Where it lies, so far as that can be told: file ids of a volume rise with the place of their records. */
  order: number;
}

/** Files of one size. */
export interface ContentGroup {
  size: number;
  /** Only which of them have the same first 4 KiB is asked. */
  headsOnly: boolean;
  atoms: Atom[];
}

/** What goes to a thread. */
export interface ContentJob {
  groups: ContentGroup[];
  hashOnly: boolean;
  /** A disk that turns is read in order of place, and in large pieces. */
  inOrder: boolean;
}

/** Atoms that are equal; and different from those of all other classes of the group. */
export interface ContentClass {
  head: string;
  hash: string | null;
  /** By their bytes; else by their hash alone. */
  isCompared: boolean;
  /** By their places in the group. */
  atoms: number[];
}

/** What comes back for each group. */
export interface ContentAnswer {
  classes: ContentClass[];
  /** Atoms that could not be read. */
  failures: { atom: number; finding: Finding }[];
}

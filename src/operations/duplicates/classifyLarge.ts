import fs from 'node:fs';
import { LinkKitError } from '../../contract/errors.ts';
import { fail } from './classify.ts';
import { headSize, type Atom, type ContentAnswer, type ContentGroup, type ContentJob } from './contentJob.ts';
import { hashOf, newHasher } from './hash.ts';
import { openContent, readFrom, readPiece } from './readContent.ts';

/** So many files are read side by side; more are hashed first. */
const mostOpen = 32;

/** Bytes that all files read side by side take together. */
const besides = { ssd: 1024 * 1024, hdd: 32 * 1024 * 1024 };
const turnAfter = 64 * 1024 * 1024;

const tail = Buffer.allocUnsafe(headSize);

/**
 * The same for files that are not read whole at once: those whose heads are equal by their last bytes, and those that are equal there as
 * well side by side from the first byte on, each only as long as another is equal to it. Two are never hashed.
 */
export async function classifyLarge(group: ContentGroup, heads: readonly (string | null)[], job: ContentJob, answer: ContentAnswer): Promise<void> {
  const places = [...heads.keys()].filter((atom) => heads[atom] !== null);
  for (const sameHead of partsOf(places, (atom) => heads[atom]!)) {
    const head = heads[sameHead[0]!]!;
    const add = (atoms: number[], hash: string | null): void => void answer.classes.push({ head, hash, atoms });
    if (sameHead.length === 1) {
      add(sameHead, group.atoms[sameHead[0]!]!.hash);
      continue;
    }
    const tails = new Map<number, string>();
    for (const atom of sameHead) orFail(answer, atom, () => tails.set(atom, hashOf(readPiece(group.atoms[atom]!.path, group.size - headSize, tail))));
    for (const alike of partsOf([...tails.keys()], (atom) => tails.get(atom)!)) {
      if (alike.length === 1) add(alike, group.atoms[alike[0]!]!.hash);
      else if (alike.length <= mostOpen) await compareAll(group, alike, job, answer, add);
      else await hashFirst(group, alike, job, answer, add);
    }
  }
}

type Add = (atoms: number[], hash: string | null) => void;

/** Very many alike: hashed one after another; those with the same hash are then compared, some at a time with the first. */
async function hashFirst(group: ContentGroup, places: readonly number[], job: ContentJob, answer: ContentAnswer, add: Add): Promise<void> {
  const hashes = new Map<number, string>();
  for (const atom of places) {
    const { hash, path } = group.atoms[atom]!;
    try {
      hashes.set(atom, hash ?? (await hashWhole(path, group.size)));
    } catch (error) {
      fail(answer, atom, error);
    }
  }
  for (const [first, ...others] of partsOf([...hashes.keys()], (atom) => hashes.get(atom)!)) {
    const hash = hashes.get(first!)!;
    if (job.hashOnly || others.length === 0) {
      add([first!, ...others], hash);
      continue;
    }
    const equal = [first!];
    for (let at = 0; at < others.length; at += mostOpen - 1) {
      // Whatever is not equal to the first, for all its hash, is a class of its own
      await compareAll(group, [first!, ...others.slice(at, at + mostOpen - 1)], job, answer, (atoms) => (atoms.includes(first!) ? void equal.push(...atoms.filter((atom) => atom !== first)) : add(atoms, hash)));
    }
    add(equal, hash);
  }
}

async function hashWhole(path: string, size: number): Promise<string> {
  const hasher = (await newHasher()).init();
  const file = openContent(path);
  try {
    const buffer = Buffer.allocUnsafe(Math.min(size, besides.ssd));
    for (let at = 0; at < size; at += buffer.length) {
      hasher.update(readFrom(file, path, at, buffer.subarray(0, Math.min(buffer.length, size - at))));
      if (at % turnAfter < buffer.length) await turn();
    }
    return hasher.digest('hex');
  } finally {
    fs.closeSync(file);
  }
}

interface OpenAtom {
  atom: number;
  of: Atom;
  file: number;
  buffer: Buffer;
}

/** Files that are equal as far as they were read. */
interface OpenClass {
  members: OpenAtom[];
  isHashed: boolean;
}

/** Reads files side by side, piece by piece, and parts them where they differ. */
async function compareAll(group: ContentGroup, places: readonly number[], { inOrder }: ContentJob, answer: ContentAnswer, add: Add): Promise<void> {
  const piece = Math.min(group.size, Math.floor((inOrder ? besides.hdd : besides.ssd) / places.length / 4096) * 4096);
  const open: OpenAtom[] = [];
  try {
    for (const atom of places) {
      const of = group.atoms[atom]!;
      orFail(answer, atom, () => open.push({ atom, of, file: openContent(of.path), buffer: Buffer.allocUnsafe(piece) }));
    }
    // A hash along the way, of those that stay together: two do without
    const hasher = open.length > 2 ? (await newHasher()).init() : null;
    let classes: OpenClass[] = [{ members: open, isHashed: hasher !== null }];
    for (let at = 0, turned = 0; at < group.size && classes.some(({ members }) => members.length > 1); at += piece) {
      const length = Math.min(piece, group.size - at);
      classes = classes.flatMap((one) => (one.members.length === 1 ? [one] : parted(one, at, length, answer)));
      const hashed = classes.find(({ isHashed }) => isHashed);
      if (hashed) hasher!.update(hashed.members[0]!.buffer.subarray(0, length));
      if (at - turned < turnAfter) continue;
      turned = at;
      await turn();
    }
    for (const { members, isHashed } of classes) if (members.length > 0) add(members.map(({ atom }) => atom), isHashed ? hasher!.digest('hex') : (members.find(({ of }) => of.hash !== null)?.of.hash ?? null));
  } finally {
    for (const { file } of open) fs.closeSync(file);
  }
}

/** Members of a class by their next bytes; one that cannot be read is told and left out. One part, of several, goes on being hashed. */
function parted({ members, isHashed }: OpenClass, at: number, length: number, answer: ContentAnswer): OpenClass[] {
  const parts: OpenClass[] = [];
  for (const member of members) {
    orFail(answer, member.atom, () => {
      const bytes = readFrom(member.file, member.of.path, at, member.buffer.subarray(0, length));
      const part = parts.find(({ members: [first] }) => first!.buffer.subarray(0, length).equals(bytes));
      if (part) part.members.push(member);
      else parts.push({ members: [member], isHashed: false });
    });
  }
  const next = isHashed ? parts.find((part) => part.members.length > 1) : undefined;
  if (next) next.isHashed = true;
  return parts;
}

/** Equal keys together, in the order of their first. */
function partsOf(places: readonly number[], keyOf: (place: number) => string): number[][] {
  const parts = new Map<string, number[]>();
  for (const place of places) {
    const part = parts.get(keyOf(place));
    if (part) part.push(place);
    else parts.set(keyOf(place), [place]);
  }
  return [...parts.values()];
}

function orFail(answer: ContentAnswer, atom: number, action: () => void): void {
  try {
    action();
  } catch (error) {
    fail(answer, atom, error);
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

import { firstSize } from './contentJob.ts';
import { bytesOf, type OpenAtom } from './contentReader.ts';
import { partsOf } from './parts.ts';
import type { Tools } from './tools.ts';

const mebibyte = 1024 * 1024;

/** Above this size the last bytes are looked at before the middle, and two files are not hashed. */
const largeSize = 1 * mebibyte;

/** After so many bytes other work of this thread gets a turn. */
const turnAfter = 64 * mebibyte;

/** Files that are equal; `hash` is XXH128 of all their bytes, where it was made. */
export interface FoundClass {
  members: OpenAtom[];
  hash: string | null;
  /** By their bytes; else by their hash alone. */
  isCompared: boolean;
}

/** The same on the way, equal so far as they were read. */
interface OpenClass {
  members: OpenAtom[];
  isHashed: boolean;
}

/** Reads files side by side, piece by piece, and parts them where they differ; each is read as long as another is equal to it. */
export async function compareAll(size: number, alike: readonly OpenAtom[], tools: Tools, add: (found: FoundClass) => void, failed: (one: OpenAtom, error: unknown) => void): Promise<void> {
  const read = reader(size, alike, tools, failed);
  for (const members of size > largeSize ? read.byTail() : [alike]) await compareClass(size, members, tools, read, add);
}

async function compareClass(size: number, members: readonly OpenAtom[], { pieces }: Tools, read: Reader, add: (found: FoundClass) => void): Promise<void> {
  // A hash along the way, of those that stay together
  const hasher = members.length > 2 || size <= largeSize ? pieces.init() : null;
  let classes: OpenClass[] = [{ members: [...members], isHashed: hasher !== null }];
  for (let at = 0, turned = 0; at < size && classes.some((one) => one.members.length > 1); ) {
    const length = at === 0 ? firstSize : Math.min(read.piece, size - at);
    classes = classes.flatMap((one) => (one.members.length === 1 ? [one] : read.parted(one, at, length)));
    const hashed = classes.find(({ isHashed }) => isHashed);
    if (hashed) hasher!.update(read.last(hashed.members[0]!));
    at += length;
    if (at - turned < turnAfter) continue;
    turned = at;
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const { members: equal, isHashed } of classes) if (equal.length > 0) add({ members: equal, hash: isHashed && equal.length > 1 ? hasher!.digest('hex') : null, isCompared: true });
}

interface Reader {
  /** Bytes that are read of each file at once. */
  piece: number;
  /** Files by their last bytes. */
  byTail(): OpenAtom[][];
  /** A class by its next bytes; one part, of several, goes on being hashed. One that cannot be read is left out. */
  parted(one: OpenClass, at: number, length: number): OpenClass[];
  /** What was read last of a file. */
  last(one: OpenAtom): Buffer;
}

function reader(size: number, alike: readonly OpenAtom[], { buffers, hashOf }: Tools, failed: (one: OpenAtom, error: unknown) => void): Reader {
  const room = Math.floor(buffers.length / alike.length / 4096) * 4096;
  const places = new Map(alike.map((one, index) => [one, index * room]));
  const lasts = new Map<OpenAtom, Buffer>();
  const next = (one: OpenAtom, at: number, length: number): Buffer | null => {
    try {
      const place = places.get(one)!;
      const bytes = bytesOf(one, size, at, length, () => buffers.subarray(place, place + room));
      lasts.set(one, bytes);
      return bytes;
    } catch (error) {
      failed(one, error);
      return null;
    }
  };
  return {
    piece: room - 4096,
    byTail: () => {
      const tails = new Map<OpenAtom, string>();
      for (const one of alike) {
        const bytes = next(one, size - firstSize, firstSize);
        if (bytes !== null) tails.set(one, hashOf(bytes));
      }
      return partsOf([...tails.keys()], (one) => tails.get(one)!);
    },
    parted({ members, isHashed }, at, length) {
      const parts: OpenClass[] = [];
      for (const member of members) {
        const bytes = next(member, at, length);
        if (bytes === null) continue;
        const part = parts.find((other) => lasts.get(other.members[0]!)!.equals(bytes));
        if (part) part.members.push(member);
        else parts.push({ members: [member], isHashed: false });
      }
      const hashed = isHashed ? parts.find((part) => part.members.length > 1) : undefined;
      if (hashed) hashed.isHashed = true;
      return parts;
    },
    last: (one) => lasts.get(one)!,
  };
}

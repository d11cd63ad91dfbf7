import { compareAll, type FoundClass } from './compareAll.ts';
import type { ContentJob } from './contentJob.ts';
import { bytesOf, closeAll, type OpenAtom } from './contentReader.ts';
import { partsOf } from './parts.ts';
import { mostOpen, type Tools } from './tools.ts';

const piece = 1024 * 1024;
const turnAfter = 64 * piece;

/** More files than can be read side by side: hashed one after another; those with the same hash are then compared with the first, some at a time. */
export async function hashFirst(size: number, alike: readonly OpenAtom[], { hashOnly }: ContentJob, tools: Tools, add: (found: FoundClass) => void, failed: (one: OpenAtom, error: unknown) => void): Promise<void> {
  const hashes = new Map<OpenAtom, string>();
  for (const one of alike) {
    try {
      hashes.set(one, one.atom.hash ?? (await hashWhole(one, size, tools)));
    } catch (error) {
      failed(one, error);
    } finally {
      closeAll([one]);
    }
  }
  for (const members of partsOf([...hashes.keys()], (one) => hashes.get(one)!)) {
    const hash = hashes.get(members[0]!)!;
    if (hashOnly || members.length === 1) add({ members, hash, isCompared: members.length === 1 });
    else await compareWithFirst(size, members, hash, tools, add, failed);
  }
}

async function compareWithFirst(size: number, [first, ...others]: readonly OpenAtom[], hash: string, tools: Tools, add: (found: FoundClass) => void, failed: (one: OpenAtom, error: unknown) => void): Promise<void> {
  const [equal, different] = [new Set([first!]), [] as OpenAtom[]];
  for (let at = 0; at < others.length; at += mostOpen - 1) {
    const some = others.slice(at, at + mostOpen - 1);
    await compareAll(size, [first!, ...some], tools, ({ members }) => (members.includes(first!) ? members.forEach((one) => equal.add(one)) : different.push(...members)), failed);
    closeAll(some);
  }
  closeAll([first!]);
  add({ members: [...equal], hash, isCompared: true });
  // For all their hash
  if (different.length > 0) await compareWithFirst(size, different, hash, tools, add, failed);
}

async function hashWhole(one: OpenAtom, size: number, { pieces }: Tools): Promise<string> {
  const hasher = pieces.init();
  const buffer = Buffer.allocUnsafe(Math.min(size, piece) + 1);
  for (let at = 0; at < size; at += piece) {
    hasher.update(bytesOf(one, size, at, Math.min(piece, size - at), () => buffer));
    if (at % turnAfter < piece) await new Promise((resolve) => setImmediate(resolve));
  }
  return hasher.digest('hex');
}

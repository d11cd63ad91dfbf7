import { LinkKitError } from '../../contract/errors.ts';
import { hashOf } from './hash.ts';
import { classifyLarge } from './classifyLarge.ts';
import { headSize, smallSize, type Atom, type ContentAnswer, type ContentClass, type ContentGroup, type ContentJob } from './contentJob.ts';
import { readPiece, readWhole } from './readContent.ts';

/** Small files of a job are kept in here until their group is done: each is read once. */
const keptSize = { ssd: 8, hdd: 64 };
const mebibyte = 1024 * 1024;

let kept: Buffer | null = null;
const spare = Buffer.allocUnsafe(smallSize + 1);

/** What is known of an atom when its group is looked at: its bytes where they were kept. */
interface Read {
  head: string;
  bytes: Buffer | null;
}

/** Finds out which files of each group are equal: by their bytes, or with `hashOnly` by their hash. Files that cannot be read are told. */
export async function classify(job: ContentJob): Promise<ContentAnswer[]> {
  kept ??= Buffer.allocUnsafeSlow((job.inOrder ? keptSize.hdd : keptSize.ssd) * mebibyte);
  const answers: ContentAnswer[] = job.groups.map(() => ({ classes: [], failures: [] }));
  const firsts = readFirsts(job, answers);
  for (const [place, group] of job.groups.entries()) {
    const [answer, reads] = [answers[place]!, firsts[place]!];
    if (group.size <= smallSize) classifySmall(group, reads, job.hashOnly, answer);
    else await classifyLarge(group, reads.map((read) => read?.head ?? null), job, answer);
  }
  return answers;
}

/** Reads small files whole, and of others the head, as far as it is not known; in order of place where the disk turns. */
function readFirsts({ groups, inOrder }: ContentJob, answers: readonly ContentAnswer[]): (Read | null)[][] {
  const firsts = groups.map(({ atoms }) => new Array<Read | null>(atoms.length).fill(null));
  const places = groups.flatMap(({ atoms }, group) => atoms.map(({ order }, atom) => ({ group, atom, order })));
  if (inOrder) places.sort((one, other) => one.order - other.order);
  let used = 0;
  for (const { group, atom } of places) {
    const { size, atoms } = groups[group]!;
    const { path, head } = atoms[atom]!;
    if (head !== '') {
      firsts[group]![atom] = { head, bytes: null };
      continue;
    }
    try {
      if (size > smallSize) firsts[group]![atom] = { head: hashOf(readPiece(path, 0, spare.subarray(0, headSize))), bytes: null };
      else {
        const hasRoom = used + size + 1 <= kept!.length;
        const bytes = readWhole(path, size, hasRoom ? kept!.subarray(used) : spare);
        firsts[group]![atom] = { head: hashOf(bytes), bytes: hasRoom ? bytes : null };
        if (hasRoom) used += size;
      }
    } catch (error) {
      fail(answers[group]!, atom, error);
    }
  }
  return firsts;
}

/** A class on its way: the bytes of its first member, where they were needed. */
type SmallClass = ContentClass & { first: Atom; bytes: Buffer | null };

function classifySmall({ size, atoms }: ContentGroup, reads: readonly (Read | null)[], hashOnly: boolean, answer: ContentAnswer): void {
  const byHash = new Map<string, SmallClass[]>();
  for (const [atom, read] of reads.entries()) {
    if (read === null) continue;
    try {
      const classes = byHash.get(read.head);
      const found = classes && (hashOnly ? classes[0] : sameBytes(classes, size, read, atoms[atom]!));
      if (found) found.atoms.push(atom);
      else {
        const made: SmallClass = { head: read.head, hash: read.head, atoms: [atom], first: atoms[atom]!, bytes: read.bytes };
        if (classes) classes.push(made);
        else byHash.set(read.head, [made]);
      }
    } catch (error) {
      fail(answer, atom, error);
    }
  }
  for (const classes of byHash.values()) for (const { head, hash, atoms: members } of classes) answer.classes.push({ head, hash, atoms: members });
}

/** The class whose bytes these are; most often there is one to ask. */
function sameBytes(classes: readonly SmallClass[], size: number, read: Read, atom: Atom): SmallClass | undefined {
  read.bytes ??= readAgain(atom, size, read.head);
  return classes.find((one) => {
    one.bytes ??= readAgain(one.first, size, one.head);
    return one.bytes.equals(read.bytes!);
  });
}

/** Bytes that were not kept. Throws ChangedDuringOperation where they are others by now. */
function readAgain({ path }: Atom, size: number, head: string): Buffer {
  const bytes = readWhole(path, size, Buffer.allocUnsafe(size + 1));
  if (hashOf(bytes) !== head) throw new LinkKitError('ChangedDuringOperation', { path });
  return bytes;
}

export function fail(answer: ContentAnswer, atom: number, error: unknown): void {
  if (!(error instanceof LinkKitError)) throw error;
  answer.failures.push({ atom, finding: error.toFinding() });
}

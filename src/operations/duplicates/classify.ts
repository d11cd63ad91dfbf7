import { LinkKitError } from '../../contract/errors.ts';
import { compareAll, type FoundClass } from './compareAll.ts';
import { firstSize, type ContentAnswer, type ContentGroup, type ContentJob } from './contentJob.ts';
import { bytesOf, closeAll, readFirst, type OpenAtom } from './contentReader.ts';
import { hashFirst } from './hashFirst.ts';
import { partsOf } from './parts.ts';
import { mostOpen, type Tools } from './tools.ts';

/**
 * Finds out which files of each group are equal, by their bytes; with `hashOnly` it may be by their hash. Each is read once, and only so
 * far as another is equal to it. Files that cannot be read are told.
 */
export async function classify(job: ContentJob, tools: Tools): Promise<ContentAnswer[]> {
  const answers: ContentAnswer[] = job.groups.map(() => ({ classes: [], failures: [] }));
  const firsts = job.inOrder ? firstsInOrder(job, tools, answers) : null;
  for (const [place, group] of job.groups.entries()) {
    const open = firsts?.[place] ?? firstsOf(group, tools, answers[place]!);
    try {
      await classifyGroup(group, open, job, tools, answers[place]!);
    } finally {
      closeAll(open);
    }
  }
  return answers;
}

function firstsOf(group: ContentGroup, tools: Tools, answer: ContentAnswer): OpenAtom[] {
  tools.room.clear();
  const open: OpenAtom[] = [];
  const keepOpen = !group.headsOnly && group.atoms.length <= mostOpen;
  for (const place of group.atoms.keys()) orFail(answer, place, () => open.push(readFirst(place, group, tools, keepOpen)));
  return open;
}

/** Those of all groups, in the order of their places on the disk. */
function firstsInOrder({ groups }: ContentJob, tools: Tools, answers: readonly ContentAnswer[]): OpenAtom[][] {
  tools.room.clear();
  const firsts: OpenAtom[][] = groups.map(() => []);
  const places = groups.flatMap(({ atoms }, group) => atoms.map(({ order }, place) => ({ group, place, order })));
  places.sort((one, other) => one.order - other.order);
  for (const { group, place } of places) orFail(answers[group]!, place, () => firsts[group]!.push(readFirst(place, groups[group]!, tools, false)));
  for (const open of firsts) open.sort((one, other) => one.place - other.place);
  return firsts;
}

async function classifyGroup(group: ContentGroup, open: readonly OpenAtom[], job: ContentJob, tools: Tools, answer: ContentAnswer): Promise<void> {
  for (const alike of partsOf(open, ({ head }) => head)) {
    const { head } = alike[0]!;
    const add = ({ members, hash, isCompared }: FoundClass): void => void answer.classes.push({ head, hash: hash ?? members.find(({ atom }) => atom.hash !== null)?.atom.hash ?? null, isCompared, atoms: members.map(({ place }) => place) });
    const failed = (one: OpenAtom, error: unknown): void => fail(answer, one.place, error);
    if (alike.length === 1 || group.headsOnly) add({ members: alike, hash: null, isCompared: alike.length === 1 });
    else if (group.size <= firstSize) classifySmall(group.size, alike, tools, add, failed);
    else if (alike.length <= mostOpen) await compareAll(group.size, alike, tools, add, failed);
    else await hashFirst(group.size, alike, job, tools, add, failed);
    // Of very many files only some can be open
    if (open.length > mostOpen || job.inOrder) closeAll(alike);
  }
}

/** Files that were read whole: each against the first of every class, most often there is one. */
function classifySmall(size: number, alike: readonly OpenAtom[], { hashOf }: Tools, add: (found: FoundClass) => void, failed: (one: OpenAtom, error: unknown) => void): void {
  const classes: { members: OpenAtom[]; bytes: Buffer }[] = [];
  for (const one of alike) {
    try {
      const bytes = bytesOf(one, size, 0, size, () => Buffer.allocUnsafe(size + 1));
      const found = classes.find((other) => other.bytes.equals(bytes));
      if (found) found.members.push(one);
      else classes.push({ members: [one], bytes });
    } catch (error) {
      failed(one, error);
    } finally {
      closeAll([one]);
    }
  }
  for (const { members, bytes } of classes) add({ members, hash: members.length > 1 ? hashOf(bytes) : null, isCompared: true });
}

function orFail(answer: ContentAnswer, place: number, action: () => void): void {
  try {
    action();
  } catch (error) {
    fail(answer, place, error);
  }
}

function fail(answer: ContentAnswer, atom: number, error: unknown): void {
  if (!(error instanceof LinkKitError)) throw error;
  answer.failures.push({ atom, finding: error.toFinding() });
}

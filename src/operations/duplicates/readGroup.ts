import type { ContentAnswer } from './contentJob.ts';
import type { FoundFiles } from './foundFiles.ts';
import type { Known } from './memory.ts';
import type { ReadQueue } from './readQueue.ts';
import { atomsToRead, classesOf, comparedAs, decided, learned, type SizeClass, type SizeGroup } from './sizeGroup.ts';

/** Above so many files of one size only their heads are read at first: they would fill the memory, and one thread. */
const manyAtoms = 2048;
/** Files whose heads are read by one job. */
const headsAtOnce = 256;

const none = -1;

/** Who is told what was found out of a group. */
export interface GroupSink {
  /** Some of its classes, or all. */
  found(group: SizeGroup, classes: readonly SizeClass[]): void;
  failed(failures: ContentAnswer['failures']): void;
  /** The group is done: what is known of each of its files now. */
  done(group: SizeGroup, known: Iterable<[number, Known]>): void;
}

/** Has the files of a group read that are not known well enough; `sink` is told as answers come in. */
export async function readGroup(group: SizeGroup, files: FoundFiles, queue: ReadQueue, comparison: number, sink: GroupSink): Promise<void> {
  if (group.atoms.length > manyAtoms) return readMany(group, files, queue, comparison, sink);
  queue.push({ size: group.size, headsOnly: false, atoms: atomsToRead(files, group) }, (answer) => {
    sink.failed(answer.failures);
    sink.found(group, classesOf(group, answer));
    sink.done(group, learned(group, answer, comparison));
  });
  await queue.flush();
}

/** First the heads, some files at a time; then those that share one are read as groups of their own. */
async function readMany(group: SizeGroup, files: FoundFiles, queue: ReadQueue, comparison: number, sink: GroupSink): Promise<void> {
  const heads = group.atoms.map(([first]) => group.known[first!]?.head ?? '');
  const unknown = [...heads.keys()].filter((place) => heads[place] === '');
  // The last of those that are on the way goes on
  let open = 1;
  const ended = (): void => {
    open -= 1;
    if (open === 0) readAlike(group, heads, files, queue, comparison, sink);
  };
  for (let at = 0; at < unknown.length; at += headsAtOnce) {
    const atoms = unknown.slice(at, at + headsAtOnce).map((place) => group.atoms[place]!);
    open += 1;
    queue.push({ size: group.size, headsOnly: true, atoms: atomsToRead(files, { ...group, atoms }) }, (answer) => {
      sink.failed(answer.failures);
      for (const { head, atoms: some } of answer.classes) for (const one of some) heads[unknown[at + one]!] = head;
      ended();
    });
    await queue.flush();
  }
  ended();
}

function readAlike(group: SizeGroup, heads: readonly string[], files: FoundFiles, queue: ReadQueue, comparison: number, sink: GroupSink): void {
  /** Of each atom its class, once it is known. */
  const classOf = new Int32Array(group.atoms.length).fill(none);
  const hashes = new Map<number, string>();
  const byHash = new Set<number>();
  let [classes, open] = [0, 1];
  const tell = (some: readonly SizeClass[], placesOf: (index: number) => readonly number[]): void => {
    for (const [index, { hash }] of some.entries()) {
      for (const place of placesOf(index)) classOf[place] = classes;
      if (hash !== null) hashes.set(classes, hash);
      classes += 1;
    }
    sink.found(group, some);
  };
  const ended = (): void => {
    open -= 1;
    if (open === 0) sink.done(group, known());
  };
  for (const places of alike(heads)) {
    const part = { ...group, atoms: places.map((place) => group.atoms[place]!) };
    const sure = places.length === 1 ? [only(part)] : decided(part);
    if (sure !== null) {
      tell(sure, (index) => [places[index]!]);
      continue;
    }
    open += 1;
    const head = heads[places[0]!]!;
    queue.push({ size: group.size, headsOnly: false, atoms: atomsToRead(files, part).map((atom) => ({ ...atom, head })) }, (answer) => {
      sink.failed(answer.failures);
      for (const [index, { isCompared }] of answer.classes.entries()) if (!isCompared) byHash.add(classes + index);
      tell(classesOf(part, answer), (index) => answer.classes[index]!.atoms.map((atom) => places[atom]!));
      ended();
    });
  }
  ended();

  function* known(): Generator<[number, Known]> {
    for (const [place, atom] of group.atoms.entries()) {
      const own = classOf[place]!;
      if (own === none) continue;
      for (const one of atom) yield [group.files[one]!, { head: heads[place]!, hash: hashes.get(own) ?? null, ...comparedAs(group, atom, one, byHash.has(own) ? 0 : comparison, own) }];
    }
  }
}

const only = ({ files, known, atoms: [atom] }: SizeGroup): SizeClass => ({ hash: known[atom![0]!]?.hash ?? null, files: atom!.map((place) => files[place]!) });

/** Places with equal heads together, in the order of their first; those without one are left out. Nothing is made for each before its turn. */
function* alike(heads: readonly string[]): Generator<number[]> {
  const lasts = new Map<string, number>();
  const before = new Int32Array(heads.length);
  const isFirst = new Uint8Array(heads.length);
  for (const [place, head] of heads.entries()) {
    if (head === '') continue;
    const last = lasts.get(head);
    before[place] = last ?? none;
    isFirst[place] = last === undefined ? 1 : 0;
    lasts.set(head, place);
  }
  for (const [first, head] of heads.entries()) {
    if (isFirst[first] === 0) continue;
    const places: number[] = [];
    for (let place = lasts.get(head)!; place !== none; place = before[place]!) places.push(place);
    yield places.reverse();
  }
}

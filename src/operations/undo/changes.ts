import path from 'node:path';
import type { FileState } from '../../filesystem/fileState.ts';
import { isLinks, type Act, type Links, type StepLine } from '../../journal/format.ts';
import type { Recorded } from '../../journal/read.ts';

/** What an operation did to one name, as its journal tells it. */
export interface Change {
  /** The step's number, and for one of many its place among them: '12', '12:5'. */
  key: string;
  step: number;
  act: Act;
  path: string;
  from: string | undefined;
  /** What stood there before; null: nothing. */
  was: FileState | null;
  /** What stands there since; undefined: the journal does not say. */
  now: FileState | null | undefined;
  /** Whether the journal says that it was done; where not, the disk is asked. */
  isSure: boolean;
  /** Where it is not sure: what another step says of what stood there. */
  stood: FileState | null;
  keep: string | undefined;
  others: readonly string[];
}

/** What is to be undone, the last first. What the journal says was not done is left out. */
export function* changesOf(recorded: Recorded): Generator<Change> {
  // Of some names it shows itself only when they are to be made that something stands there: another step follows
  const stood = new Map(isWhole(recorded) ? [] : recorded.steps.flatMap((step) => (isLinks(step) || !step.was ? [] : [[step.path, step.was] as const])));
  const single = new Set(isWhole(recorded) ? [] : recorded.steps.flatMap((step) => (isLinks(step) ? [] : [step.path])));
  for (const line of recorded.steps.toReversed()) {
    if (isLinks(line)) yield* linksOf(recorded, line, single);
    else {
      const done = recorded.done.get(line.step);
      // Written down ahead, and then not needed; of folders above the destination nothing more is written
      const neverCame = done === undefined && isWhole(recorded) && line.act !== 'makeFolder';
      if (done?.failed !== undefined || neverCame) continue;
      const { step, act, path: name, from, keep, was = null, others = [] } = line;
      yield { key: String(step), step, act, path: name, from, was, now: done?.now, isSure: done !== undefined, stood: stood.get(name) ?? null, keep, others };
    }
  }
}

/** Whether all that was done is written down. */
const isWhole = ({ end, damaged }: Recorded): boolean => end !== null && damaged === 0;

/** Names of one step; those that no line calls made were not, unless the operation was cut off before it could say so. */
function* linksOf(recorded: Recorded, line: Extract<StepLine, Links>, single: ReadonlySet<string>): Generator<Change> {
  const made = new Map<number, FileState>();
  for (const { volume, at, fileId, size, modified } of recorded.linked.get(line.step) ?? []) {
    for (const [index, place] of at.entries()) made.set(place, { kind: 'file', volume, fileId: String(fileId[index]), linkCount: 2, size: size[index]!, modified: String(modified[index]) });
  }
  const isCutOff = !isWhole(recorded) && recorded.done.get(line.step) === undefined;
  for (let place = line.names.length - 1; place >= 0; place -= 1) {
    const name = path.join(line.target, line.names[place]!);
    const now = made.get(place);
    if (now === undefined && (!isCutOff || single.has(name))) continue;
    yield { key: `${line.step}:${place}`, step: line.step, act: 'link', path: name, from: path.join(line.source, line.names[place]!), was: null, now, isSure: now !== undefined, stood: null, keep: undefined, others: [] };
  }
}

import type { PinCounts } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import type { Tree } from '../../journal/format.ts';
import { journaled } from '../journaled.ts';
import type { Operation, OperationContext, OperationEvent } from '../operation.ts';
import { filesToRead, type PinPlaces } from './places.ts';
import { pairsOf, type PinPair } from './pairs.ts';
import { chosen, readPins, type Pin } from './pins.ts';
import { repairPairs } from './repair.ts';
import { fail, lookAt, newRun, tell, type PinRun } from './run.ts';
import type { ConflictRule } from '../../contract/pinWords.ts';

export interface PinChoice extends PinPlaces {
  /** Names of pins; none: all. */
  names: readonly string[];
}

/** The pins of these names in the files that are read; `refused` gets what is not. Throws NotFound, InvalidFile, UnsafeLocation. */
export const readChosen = ({ names, ...places }: PinChoice, cwd: string, refused: LinkKitError[]): Pin[] => chosen(filesToRead(places, cwd, refused).flatMap(readPins), names);

/** Looks at every target of the pins, and changes nothing. */
export const checkPins: Operation<PinChoice, PinCounts> = async function* (options, context) {
  const run = newRun(context);
  const refused: LinkKitError[] = [];
  const pins = readChosen(options, context.cwd, refused);
  yield refused.map(toEvent);
  yield* eachPin(run, pins, async (one, pairs) => {
    for (const pair of pairs) {
      const found = await lookAt(one, pair);
      if (found) tell(one, found, 'none');
    }
  });
  return run.counts;
};

/** Repairs what the rule decides, and lists the rest. Throws Busy … before anything is changed. */
export const repairPins: Operation<PinChoice & { rule: ConflictRule | null; dryRun: boolean }, PinCounts> = async function* (options, context) {
  const refused: LinkKitError[] = [];
  const pins = readChosen(options, context.cwd, refused);
  yield refused.map(toEvent);
  return yield* repairThese(pins, { rule: options.rule, dryRun: options.dryRun }, context);
};

const toEvent = (error: LinkKitError): OperationEvent => ({ type: 'error', ...error.toFinding() });

export async function* repairThese(pins: readonly Pin[], options: Pick<PinRun, 'rule' | 'dryRun'>, context: OperationContext): AsyncGenerator<OperationEvent | readonly OperationEvent[], PinCounts> {
  return yield* journaled(context, pins.flatMap(treesOf), async function* (journal) {
    const run = newRun(context, { ...options, journal });
    yield* eachPin(run, pins, repairPairs);
    return run.counts;
  });
}

/** The source, too, is replaced where a newer target wins. */
const treesOf = ({ source, targets }: Pin): Tree[] => [source, ...targets].map((path) => ({ path, use: 'write' }));

/** So many sources (or targets, where one has many) are worked on side by side: their steps come to the disk in one flush of the journal. */
const sideBySide = 64;

type Work = (run: PinRun, pairs: PinPair[]) => Promise<void>;

async function* eachPin(run: PinRun, pins: readonly Pin[], work: Work): AsyncGenerator<readonly OperationEvent[], void> {
  const { signal } = run.context;
  let done = 0;
  for (const pin of pins) {
    if (signal.aborted) return;
    run.counts.pins += 1;
    const batches = inBatches(pairsOf(pin, signal, (error) => fail(run, error)));
    try {
      for await (const batch of batches) {
        if (signal.aborted) return;
        const runs = batch.map(() => ({ ...run, events: [] as OperationEvent[] }));
        await Promise.all(batch.map((pairs, index) => work(runs[index]!, pairs)));
        done += batch.reduce((sum, { length }) => sum + length, 0);
        yield [...run.events.splice(0), ...runs.flatMap(({ events }) => events), { type: 'progress', done, total: null, unit: 'files', path: batch.at(-1)![0]!.target }];
      }
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      fail(run, error);
    }
    yield run.events.splice(0);
  }
}

async function* inBatches(pairs: AsyncIterable<PinPair[]>): AsyncGenerator<PinPair[][], void> {
  let [batch, targets]: [PinPair[][], number] = [[], 0];
  for await (const some of pairs) {
    batch.push(some);
    targets += some.length;
    if (batch.length < sideBySide && targets < 4 * sideBySide) continue;
    yield batch;
    [batch, targets] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

import path from 'node:path';
import { expect } from 'vitest';
import type { RunResult } from '../support/exe.ts';
import { leftovers, journalsOf, locksOf, notInJournal, wrongAfterCut } from './checks.ts';
import { newBox, type Box, type Place } from './box.ts';
import { hashOf, isTemporary, likeness, manifestOf, outside, type Manifest } from './manifest.ts';
import { runWithFaults } from './runs.ts';
import { age, type Scenario } from './scenarios.ts';

/** What a run to the end comes to. */
export interface Wanted {
  points: string[];
  before: Manifest;
  after: Manifest;
}

/** Makes the scenario's tree in a new box, with what has to run before. */
export async function setUp(scenario: Scenario, place: Place): Promise<Box> {
  const box = newBox(place);
  scenario.make(box);
  for (const folder of [box.folder, box.other]) age(folder);
  await scenario.before?.(box);
  return box;
}

/** The run to the end, which only counts its fault points. */
export async function countPoints(scenario: Scenario, place: Place): Promise<Wanted> {
  const box = await setUp(scenario, place);
  const before = manifestOf(box.folder);
  const run = await runWithFaults(box, scenario.args(box));
  expect([run.exitCode, run.stderr, ...(scenario.exitCode ? [] : errorsOf(run))], scenario.name).toEqual([scenario.exitCode ?? 0, '']);
  const after = manifestOf(box.folder);
  expect([...leftovers(box), ...locksOf(box)]).toEqual([]);
  const wanted = { points: run.points, before, after };
  box.remove();
  return wanted;
}

export const errorsOf = ({ lines }: RunResult): unknown[] => lines.filter(({ type }) => type === 'error').map(({ code, path, message }) => `${code} ${path} ${message}`);

/** The points to stop at, by number. What comes before the journal is the same for all: only one scenario of a place stops there. */
export function numbersOf({ points }: Wanted, { sample, beginsEarly = false }: Scenario): number[] {
  const all = points.map((_, index) => index + 1);
  if (process.env['LINKKIT_CRASH'] === 'full') return all;
  const first = beginsEarly ? 0 : points.indexOf('journal.create');
  return all.slice(Math.max(first, 0)).filter((at) => sample === undefined || points[at - 1] !== sample.point || at % sample.every === 0);
}

/** What follows a cut. */
export type Then = 'again' | 'undo';

/** Kills a run at one point, looks at what is left, and lets the next run put it right, or take it all back. */
export async function killAt(scenario: Scenario, place: Place, { after, points }: Wanted, at: number, then: Then): Promise<void> {
  const box = await setUp(scenario, place);
  const what = `${scenario.name}, killed at ${at} (${points[at - 1]}), ${box.folder}`;
  const before = manifestOf(box.folder);
  const earlier = new Set(journalsOf(box).map(({ id }) => id));
  const run = await runWithFaults(box, scenario.args(box), at);
  // Two runs on one volume may find the lock's folders there or not: then there are a few points less
  expect(run.killed || (run.exitCode === 0 && run.points.length < at), `${what}: it was not killed`).toBe(true);
  expectHalfDone(box, scenario, { before, after }, what);
  const journal = journalsOf(box).find(({ id }) => !earlier.has(id));
  expectNothingUnwritten(box, before, what);

  if (then === 'again' || (then === 'undo' && journal === undefined)) {
    const next = await box.run(scenario.again === 'same' ? scenario.args(box) : ['recover']);
    expect([next.exitCode, next.stderr, ...(scenario.exitCode ? [] : errorsOf(next))], `${what}: the next run`).toEqual([scenario.exitCode ?? 0, '']);
    const { loose = false } = scenario;
    if (scenario.again === 'same') expect(likeness(manifestOf(box.folder), { loose }), `${what}: after the next run`).toEqual(likeness(after, { loose }));
    else expectHalfDone(box, scenario, { before, after }, `${what}: after recover`);
  } else {
    const undo = await box.run(['undo', journal!.id]);
    expect([undo.exitCode, undo.stderr, errorsOf(undo)], `${what}: undo`).toEqual([0, '', []]);
    expect(likeness(manifestOf(box.folder)), `${what}: after undo`).toEqual(likeness(before));
  }
  expect(outside(manifestOf(box.folder), scenario.trees), `${what}: outside, in the end`).toEqual(outside(before, scenario.trees));
  expect(leftovers(box), `${what}: leftovers`).toEqual([]);
  if (scenario.again === 'same') expect(locksOf(box), `${what}: locks`).toEqual([]);
  box.remove();
}

/** Each name is old or new, and what nobody named is as it was. */
export function expectHalfDone(box: Box, { trees }: Scenario, { before, after }: { before: Manifest; after: Manifest }, what: string): void {
  const now = manifestOf(box.folder);
  const isClaim = (name: string): boolean => box.place.name === 'exfat' && now.get(name)?.content === hashOf('') && !before.has(name);
  expect(wrongAfterCut(new Map([...now].filter(([name]) => !isClaim(name))), before, after), what).toEqual([]);
  // A temporary name stands beside the name it is for: of one name alone, outside of it
  expect(outside(withoutTemporaries(now), trees), `${what}: outside`).toEqual(outside(before, trees));
}

const withoutTemporaries = (manifest: Manifest): Manifest => new Map([...manifest].filter(([name]) => !isTemporary(name)));

/** Every name that changed stands in a journal that can be read. */
function expectNothingUnwritten(box: Box, before: Manifest, what: string): void {
  expect(notInJournal(box, manifestOf(box.folder), before, journalsOf(box)), `${what}: not in the journal`).toEqual([]);
}

/** What a run must come to in which one step failed; the words of the contract for the system's errors that are thrown. */
const codesOf: Record<string, readonly string[]> = {
  EIO: ['ReadError'], ENOSPC: ['NoSpace'], EACCES: ['AccessDenied'],
  5: ['AccessDenied'], 32: ['InUse'], 112: ['NoSpace'],
};

/** The system's errors to be thrown at points, by place. */
export const errorsAt = ({ target }: Place): readonly string[] => (target === 'wine' ? ['5', '32', '112'] : ['EIO', 'ENOSPC', 'EACCES']);

/**
 * Lets one point fail instead. The run comes to its end: all is done in spite of it, or there is an error of the right code and each name is
 * old or new; no temporary is left, and the same command finishes what is left to do.
 */
export async function failAt(scenario: Scenario, place: Place, { after, points }: Wanted, at: number, error: string): Promise<void> {
  const box = await setUp(scenario, place);
  const what = `${scenario.name}, ${error} at ${at} (${points[at - 1]}), ${box.folder}`;
  const before = manifestOf(box.folder);
  const run = await runWithFaults(box, scenario.args(box), at, error);
  expect([run.killed, run.stderr], `${what}: it comes to its end`).toEqual([false, '']);
  const codes = run.lines.filter(({ type }) => type === 'error').map(({ code, message }) => (code === 'Internal' ? `Internal ${message}` : String(code)));
  if (run.exitCode === 0) {
    expect(codes, what).toEqual([]);
    const without = run.lines.filter(({ code }) => code === 'MetadataNotKept').map(({ path: name }) => path.relative(box.folder, box.back(name as string)));
    expect(likeness(manifestOf(box.folder), { without }), `${what}: done in spite of it`).toEqual(likeness(after, { without }));
  } else {
    expect([run.exitCode, codes.length > 0, run.stdout], what).toEqual([1, true, run.stdout]);
    // A folder that could not be emptied is not removed either, and nothing is put back into one that could not be made
    expect(codes.filter((code) => !codesOf[error]!.includes(code) && code !== 'WriteError' && code !== 'NotEmpty' && !(code === 'NotFound' && scenario.name === 'undo of a removal')), what).toEqual([]);
    expectHalfDone(box, scenario, { before, after }, what);
  }
  expect([...manifestOf(box.folder).keys()].filter((name) => isTemporary(name) && !before.has(name)), `${what}: temporaries`).toEqual([]);
  if (run.exitCode !== 0 && scenario.again === 'same') {
    const next = await box.run(scenario.args(box));
    expect([next.exitCode, next.stderr, errorsOf(next)], `${what}: the next run`).toEqual([0, '', []]);
    const { loose = false } = scenario;
    expect(likeness(manifestOf(box.folder), { loose }), `${what}: after the next run`).toEqual(likeness(after, { loose }));
  }
  if (scenario.again === 'recover') await box.run(['recover']);
  // A keep that an undo could not take away loses nothing, and goes with its journal
  expect(leftovers(box).filter((left) => !scenario.name.startsWith('undo of') || !left.includes(' keeps what ')), `${what}: leftovers in the end`).toEqual([]);
  box.remove();
}

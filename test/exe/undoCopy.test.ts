// What copy really writes down, taken back; and cut off at every step that touches the disk, put right and taken back.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { pathFor, targets, type RunResult, type Target } from '../support/exe.ts';
import { stateFolder } from './recorded.ts';
import { codes, itemsOf, summaryOf, where, type Where } from './where.ts';

function tree(place: Where): void {
  for (const name of ['a', '-b [1].txt', 'sub/c', 'sub/deep/d', 'new']) place.write(`from/${name}`, `new ${name}`);
  fs.linkSync(place.here('from/a'), place.here('from/sub/a again'));
  for (const name of ['a', 'sub/c', 'theirs']) place.write(`to/${name}`, `old ${name}`);
  fs.linkSync(place.here('to/a'), place.here('to/a again'));
}

const copyArguments = (place: Where, ...more: string[]): string[] => ['copy', place.there('from'), place.there('to'), '--exact', '--on-exists', 'replace', '--output', 'ndjson', ...more];
const temporaries = (place: Where): string[] => Object.keys(place.snapshot()).filter((name) => name.includes('.~linkkit'));
const warnings = ({ lines }: RunResult): string[] => lines.filter(({ type }) => type === 'warning').map(({ code }) => String(code));
/** All that is kept for an operation, anywhere on the volume. */
const kept = (place: Where, id: string): string[] => {
  const folder = path.join(path.dirname(place.folder), '.linkkit');
  return fs.existsSync(folder) ? (fs.readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.includes(id)) : [];
};

describe.each(targets())('undo of copy (%s)', (target) => {
  test.each([['links', []], ['copies', ['--link-limit', '0', '--on-link-limit', 'copy']]])('by %s: all is as it was, to the identity of each file, and nothing is kept', async (_way, more) => {
    const place = where(target);
    tree(place);
    const env = { LINKKIT_STATE: pathFor(target, stateFolder()) };
    const before = place.snapshot();
    const copied = await place.run(copyArguments(place, ...more), { env });
    expect(copied.exitCode).toBe(0);
    const id = summaryOf(copied)['operationId'] as string;
    expect(fs.readFileSync(place.here('to/sub/c'), 'utf8')).toBe('new sub/c');
    expect(kept(place, id).length).toBeGreaterThan(2);
    const after = place.snapshot();
    const planned = await place.run(['undo', id, '--dry-run', '--output', 'ndjson'], { env });
    expect(place.snapshot()).toEqual(after);
    const done = await place.run(['undo', id, '--output', 'ndjson'], { env });
    expect([codes(done), done.exitCode]).toEqual([[], 0]);
    expect(itemsOf(planned)).toEqual(itemsOf(done));
    expect(place.snapshot()).toEqual(before);
    expect(kept(place, id)).toEqual([]);
    const listed = itemsOf(await place.run(['operations', '--output', 'ndjson'], { env }));
    expect(listed.map(({ operationId, command, state }) => [operationId, command, state])).toEqual([[id, 'copy', 'undone'], [summaryOf(done)['operationId'], 'undo', 'done']]);
  });

  test('of a single file, with the folders above it', async () => {
    const place = where(target);
    tree(place);
    const env = { LINKKIT_STATE: pathFor(target, stateFolder()) };
    const before = place.snapshot();
    const copied = await place.run(['copy', place.there('from', 'a'), place.there('x', 'y', 'z'), '--parents', '--output', 'ndjson'], { env });
    expect([codes(copied), copied.exitCode]).toEqual([[], 0]);
    const done = await place.run(['undo', summaryOf(copied)['operationId'] as string, '--output', 'ndjson'], { env });
    expect([codes(done), done.exitCode]).toEqual([[], 0]);
    expect(place.snapshot()).toEqual(before);
  });

  test('cut off at any step: recover puts right what is in the middle, undo brings all back; so does the next run on the same tree', async () => {
    const points = await pointsOf(target, (place) => copyArguments(place));
    expect(points.length).toBeGreaterThan(20);
    let cutOff = 0;
    for (const [round, at] of numbersOf(points, target).entries()) {
      const { place, before, run, passed } = prepare(target);
      const point = `${at} ${points[at - 1]}`;
      const killed = await run(textOf(copyArguments(place)), at);
      // Where other runs have locks on the volume, its folders for them are there already: some points less
      if (killed.exitCode === 0 && passed().length < at) continue;
      expect([point, killed.exitCode]).not.toEqual([point, 0]);
      const [operation] = itemsOf(await run(['operations', '--output', 'ndjson']));
      if (operation !== undefined) {
        const id = operation['operationId'] as string;
        if (operation['state'] === 'cutOff') {
          cutOff += 1;
          if (round % 2 === 0) {
            const planned = await run(['recover', '--dry-run', '--output', 'ndjson']);
            const recovered = await run(['recover', '--output', 'ndjson']);
            expect([point, itemsOf(recovered).map(({ operationId }) => operationId), codes(recovered), recovered.exitCode]).toEqual([point, [id], [], 0]);
            expect([point, itemsOf(planned)]).toEqual([point, itemsOf(recovered)]);
          } else {
            const next = await run(['copy', place.there('from', 'new'), place.there('to', 'next'), '--output', 'ndjson']);
            expect([point, warnings(next), next.exitCode]).toEqual([point, ['Interrupted'], 0]);
            fs.rmSync(place.here('to/next'));
          }
          expect([point, temporaries(place)]).toEqual([point, []]);
        }
        const done = await run(['undo', id, '--output', 'ndjson']);
        expect([point, codes(done), done.exitCode]).toEqual([point, [], 0]);
        expect([point, kept(place, id)]).toEqual([point, []]);
      }
      expect([point, place.snapshot()]).toEqual([point, before]);
    }
    expect(cutOff).toBeGreaterThan(target === 'linux' ? 20 : 3);
  }, 300_000);

  test('an undo that is cut off at any step leaves each name old or new, and is finished by another one', async () => {
    const copied = async (place: Where, run: Run): Promise<string> => summaryOf(await run(copyArguments(place)))['operationId'] as string;
    const points = await pointsOf(target, async (place, run) => ['undo', await copied(place, run)]);
    expect(points.length).toBeGreaterThan(20);
    for (const at of numbersOf(points, target)) {
      const { place, before, run, passed } = prepare(target);
      const id = await copied(place, run);
      const after = place.snapshot();
      const point = `${at} ${points[at - 1]}`;
      const killed = await run(['undo', id], at);
      if (killed.exitCode === 0 && passed().length < at) continue;
      expect([point, killed.exitCode]).not.toEqual([point, 0]);
      const between = place.snapshot();
      const content = (all: Record<string, string>, name: string): string | undefined => all[name]?.replace(/^\d+ \d+ /, '');
      for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
        const aside = Object.keys(between).filter((one) => one.includes('.~linkkit')).map((one) => content(between, one));
        expect([point, name, content(before, name), content(after, name), ...(before[name] === undefined ? aside : [])]).toContain(content(between, name));
      }
      const done = await run(['undo', id, '--output', 'ndjson']);
      expect([point, codes(done), done.exitCode]).toEqual([point, [], 0]);
      expect([point, place.snapshot()]).toEqual([point, before]);
      expect([point, kept(place, id)]).toEqual([point, []]);
      expect([point, itemsOf(await run(['operations', '--output', 'ndjson'])).filter(({ state }) => state === 'cutOff')]).toEqual([point, []]);
    }
  }, 300_000);
});

/** Points are counted, and the run is not killed. */
const never = Infinity;

type Run = (args: readonly string[], killAt?: number) => Promise<RunResult>;

/** A fresh tree, and runs with one state folder; a run with a number is killed at that fault point. */
function prepare(target: Target): { place: Where; before: Record<string, string>; run: Run; passed: () => string[] } {
  const place = where(target);
  tree(place);
  const state = stateFolder();
  const faults = path.join(path.dirname(state), 'faults');
  const run: Run = (args, killAt) => {
    const faulty = { build: 'test' as const, env: { LINKKIT_STATE: pathFor(target, state), LINKKIT_TEST_FAULTS: pathFor(target, faults), ...(killAt === never ? {} : { LINKKIT_TEST_FAULT_AT: String(killAt) }) } };
    return place.run([...args], killAt === undefined ? { env: { LINKKIT_STATE: pathFor(target, state) } } : faulty);
  };
  return { place, before: place.snapshot(), run, passed: () => fs.readFileSync(faults, 'utf8').split('\n').filter((line) => line !== '') };
}

/** The fault points that a run goes through, in their order. */
async function pointsOf(target: Target, args: (place: Where, run: Run) => string[] | Promise<string[]>): Promise<string[]> {
  const { place, run, passed } = prepare(target);
  await run(await args(place, run), never);
  return passed();
}

/** Every point on Linux; one of each kind under Wine, where a run takes so much longer. */
const numbersOf = (points: readonly string[], target: Target): number[] =>
  points.map((_name, index) => index + 1).filter((number) => target === 'linux' || points.indexOf(points[number - 1]!) === number - 1);

/** What is killed leaves no whole lines. */
const textOf = (args: readonly string[]): string[] => args.filter((word) => word !== '--output' && word !== 'ndjson');

describe.each(targets())('recover (%s)', (target) => {
  test('nothing was cut off', async () => {
    const place = where(target);
    expect(await place.run(['recover'])).toMatchObject({ exitCode: 0, stdout: 'Nothing was cut off.\n' });
  });
});

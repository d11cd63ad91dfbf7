// What copy really writes down, taken back; and cut off at every step that touches the disk, put right and taken back.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { pathFor, targets, type RunResult } from '../support/exe.ts';
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
    const faults = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-faults-')), 'faults');
    const killedAt = async (at: number): Promise<{ place: Where; env: Record<string, string>; before: Record<string, string>; result: RunResult }> => {
      const place = where(target);
      tree(place);
      const before = place.snapshot();
      const env = { LINKKIT_STATE: pathFor(target, stateFolder()) };
      fs.rmSync(faults, { force: true });
      const result = await place.run(copyArguments(place).filter((word) => word !== 'ndjson' && word !== '--output'), { build: 'test', env: { ...env, LINKKIT_TEST_FAULTS: pathFor(target, faults), LINKKIT_TEST_FAULT_AT: String(at) } });
      return { place, env, before, result };
    };
    await killedAt(0);
    const points = fs.readFileSync(faults, 'utf8').split('\n').filter((line) => line !== '');
    expect(points.length).toBeGreaterThan(20);
    let cutOff = 0;
    // Every point on Linux; one of each kind under Wine, where a run takes so much longer
    const numbers = points.map((_name, index) => index + 1).filter((number) => target === 'linux' || points.indexOf(points[number - 1]!) === number - 1);
    for (const [round, at] of numbers.entries()) {
      const { place, env, before, result } = await killedAt(at);
      const point = `${at} ${points[at - 1]}`;
      expect([point, result.exitCode]).not.toEqual([point, 0]);
      const [operation] = itemsOf(await place.run(['operations', '--output', 'ndjson'], { env }));
      if (operation !== undefined) {
        const id = operation['operationId'] as string;
        if (operation['state'] === 'cutOff') {
          cutOff += 1;
          if (round % 2 === 0) {
            const planned = await place.run(['recover', '--dry-run', '--output', 'ndjson'], { env });
            const recovered = await place.run(['recover', '--output', 'ndjson'], { env });
            expect([point, itemsOf(recovered).map(({ operationId }) => operationId), codes(recovered), recovered.exitCode]).toEqual([point, [id], [], 0]);
            expect([point, itemsOf(planned)]).toEqual([point, itemsOf(recovered)]);
          } else {
            const next = await place.run(['copy', place.there('from', 'new'), place.there('to', 'next'), '--output', 'ndjson'], { env });
            expect([point, warnings(next), next.exitCode]).toEqual([point, ['Interrupted'], 0]);
            fs.rmSync(place.here('to/next'));
          }
          expect([point, temporaries(place)]).toEqual([point, []]);
        }
        const done = await place.run(['undo', id, '--output', 'ndjson'], { env });
        expect([point, codes(done), done.exitCode]).toEqual([point, [], 0]);
        expect([point, kept(place, id)]).toEqual([point, []]);
      }
      expect([point, place.snapshot()]).toEqual([point, before]);
    }
    expect(cutOff).toBeGreaterThan(target === 'linux' ? 20 : 3);
  }, 300_000);
});

describe.each(targets())('recover (%s)', (target) => {
  test('nothing was cut off', async () => {
    const place = where(target);
    expect(await place.run(['recover'])).toMatchObject({ exitCode: 0, stdout: 'Nothing was cut off.\n' });
  });
});

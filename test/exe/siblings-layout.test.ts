import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { part } from '../support/bench.ts';
import { targets } from '../support/exe.ts';
import { fileLayout, type LaidOutFile } from '../support/standin/buffers.ts';
import type { StandInFile } from '../support/standin/native.ts';
import { callsOf, errorsOf, runPlayed, type Played } from './played.ts';
import { codes, itemsOf, where, type Where } from './where.ts';

const reference = (record: number, sequence: number): bigint => (BigInt(sequence) << 48n) | BigInt(record);
const [root, top, sub] = [reference(5, 5), reference(0x10_0000, 3), reference(0x10_0001, 9)];

/** The device of the volume that a test's folder is on. */
const deviceOf = (w: Where): string => `\\\\.\\${w.there().slice(0, 2)}`;
const folders = (w: Where): LaidOutFile[] => [
  { id: root, attributes: 0x16, names: [{ parent: root, name: '.', flags: 3 }] },
  { id: top, attributes: 0x10, names: [{ parent: root, name: w.there().slice(3), flags: 3 }] },
  { id: sub, attributes: 0x10, names: [{ parent: top, name: 'sub \u00e9', flags: 1 }, { parent: top, name: 'SUB~1', flags: 2 }] },
];
const volume = (w: Where, answers: readonly (Buffer | number)[], fails?: Record<string, number>): StandInFile => ({ path: deviceOf(w), layout: answers, ...(fails && { fails }) });
/** The queries of a run by their flags (1: from the start) and what came of them. */
const queries = (result: Played): string[] =>
  result.calls.filter((line) => line.startsWith('DeviceIoControl 90277 ')).map((line) => line.replace(/.*flags=(\d+) .*error=(\d+)$/, '$1 $2'));

/** A file with three names, and its id as the exe sees it. */
async function linked(w: Where, name = 'a'): Promise<bigint> {
  w.write(name, name);
  fs.mkdirSync(w.here('sub \u00e9'), { recursive: true });
  fs.linkSync(w.here(name), w.here(`${name}-b`));
  fs.linkSync(w.here(name), w.here('sub \u00e9', `${name}-\ud83d\ude00`));
  const [item] = itemsOf(await w.run(['siblings', '--count-only', w.there(name), '--output', 'ndjson']));
  return BigInt(`0x${item!['fileId'] as string}`);
}
const namesOf = (name = 'a') => [{ parent: top, name }, { parent: sub, name: `${name}-\ud83d\ude00` }, { parent: top, name: `${name}-b` }];
const layout = (w: Where, files: StandInFile[], ...more: string[]) => runPlayed(w, files, ['siblings', '--engine', 'layout', ...(more.length > 0 ? more : [w.there('a')])]);

describe.skipIf(!part('standIn').available)('siblings by the layout of a volume, against the stand-in', () => {
  test('every name but that for DOS, and the volume is read to its end', async () => {
    const w = where('wine');
    const id = await linked(w);
    const names = [...namesOf().map((one) => ({ ...one, flags: 1 })), { parent: top, name: 'A~1', flags: 2 }];
    const stranger = { id: reference(77, 1), names: [{ parent: top, name: 'stranger' }] };
    const result = await layout(w, [volume(w, [fileLayout([{ id, names }]), fileLayout([stranger]), fileLayout(folders(w))])]);
    expect(itemsOf(result)).toMatchObject([
      { path: w.there('a'), names: [w.there('a'), w.there('a-b'), w.there('sub \u00e9', 'a-\ud83d\ude00')], engine: 'layout', complete: true, linkCount: 3 },
    ]);
    expect(result.exitCode).toBe(0);
    expect(queries(result), 'tried, then read').toEqual(['3 0', '3 0', '2 0', '2 0', '2 38']);
    expect(callsOf(result, 'CreateFileW').filter(({ path }) => path === deviceOf(w))).toHaveLength(2);
  });

  test('one reading serves all files', async () => {
    const w = where('wine');
    const [a, z] = [await linked(w), await linked(w, 'z')];
    const answers = [fileLayout([...folders(w), { id: a, names: namesOf() }, { id: z, names: namesOf('z') }])];
    const result = await layout(w, [volume(w, answers)], w.there('a'), w.there('z'), w.there('a-b'));
    expect(itemsOf(result)).toMatchObject(['a', 'z', 'a-b'].map((name) => ({ path: w.there(name), engine: 'layout', complete: true, linkCount: 3 })));
    expect(queries(result)).toEqual(['3 0', '3 0', '2 38']);
  });

  test('what has changed since: a name that is gone or another file\'s is not told, a further one makes it incomplete', async () => {
    const w = where('wine');
    const id = await linked(w);
    fs.rmSync(w.here('a-b'));
    w.write('taken', 'by another');
    const names = [...namesOf(), { parent: top, name: 'taken' }];
    const gone = await layout(w, [volume(w, [fileLayout([...folders(w), { id, names }])])]);
    expect(itemsOf(gone)).toMatchObject([{ names: [w.there('a'), w.there('sub \u00e9', 'a-\ud83d\ude00')], complete: true, linkCount: 2 }]);
    fs.linkSync(w.here('a'), w.here('new'));
    const more = await layout(w, [volume(w, [fileLayout([...folders(w), { id, names }])])]);
    expect(itemsOf(more)).toMatchObject([{ names: [w.there('a'), w.there('sub \u00e9', 'a-\ud83d\ude00')], complete: false, linkCount: 3 }]);
  });

  test('a file that the volume does not tell of has its own name, and the answer is incomplete; so has one that was another file then', async () => {
    const w = where('wine');
    const id = await linked(w);
    for (const files of [[], [{ id: id + (1n << 48n), names: namesOf() }]]) {
      const result = await layout(w, [volume(w, [fileLayout([...folders(w), ...files])])]);
      expect(itemsOf(result)).toMatchObject([{ names: [w.there('a')], engine: 'layout', complete: false, linkCount: 3 }]);
    }
  });

  test('a name in a folder that the volume does not tell of, and one that text cannot carry', async () => {
    const w = where('wine');
    const id = await linked(w);
    const lost = await layout(w, [volume(w, [fileLayout([...folders(w).slice(0, 2), { id, names: namesOf() }])])]);
    expect(itemsOf(lost)).toMatchObject([{ names: [w.there('a'), w.there('a-b')], complete: false }]);
    const lone = await layout(w, [volume(w, [fileLayout([...folders(w), { id, names: [...namesOf().slice(0, 2), { parent: top, name: 'x\ud800' }] }])])]);
    expect(itemsOf(lone)).toMatchObject([{ names: [w.there('a'), w.there('sub \u00e9', 'a-\ud83d\ude00')], complete: false }]);
    expect([lone.exitCode, codes(lone)]).toEqual([1, ['NameNotRepresentable']]);
  });

  test.each([
    ['without administrator rights', { CreateFileW: 5 }, /needs administrator rights/],
    ['where the file system has no such call', { FSCTL_QUERY_FILE_LAYOUT: 1 }, /FSCTL_QUERY_FILE_LAYOUT fails on this volume with error 1/],
  ])('%s the reason is told, and nothing is asked', async (_what, fails, reason) => {
    const w = where('wine');
    await linked(w);
    const result = await layout(w, [volume(w, [], fails)]);
    expect([result.exitCode, codes(result), itemsOf(result)]).toEqual([3, ['EngineNotAvailable'], []]);
    expect(result.lines.find(({ type }) => type === 'error')!['message']).toMatch(reason);
  });

  test('a volume that is damaged, or fails half way, is an error of each file, and is not read again', async () => {
    const w = where('wine');
    const id = await linked(w);
    const answer = fileLayout([...folders(w), { id, names: namesOf() }]);
    const half = await layout(w, [volume(w, [answer, 23])], w.there('a'), w.there('a-b'));
    expect(errorsOf(half)).toEqual(['a', 'a-b'].map((name) => ({ code: 'ReadError', osError: 23, path: w.there(name) })));
    expect([half.exitCode, queries(half)]).toEqual([1, ['3 0', '3 0', '2 23']]);
    const damaged = Buffer.from(answer);
    damaged.writeUInt32LE(0xffff_fff0, 16 + 24);
    const wild = await layout(w, [volume(w, [damaged])]);
    expect(errorsOf(wild)).toEqual([{ code: 'ReadError', osError: 13, path: w.there('a') }]);
  });

  test('auto does not read a volume for one file', async () => {
    const w = where('wine');
    const id = await linked(w);
    const result = await runPlayed(w, [{ path: w.there('a'), error: 1 }, volume(w, [fileLayout([...folders(w), { id, names: namesOf() }])])], ['siblings', '--root', w.there(), w.there('a')]);
    expect(itemsOf(result)).toMatchObject([{ engine: 'scan', complete: true }]);
    expect(queries(result)).toEqual([]);
  });

  test('doctor asks whether it answers, and reads no whole volume for the sake of one new file', async () => {
    const w = where('wine');
    const without = await runPlayed(w, [volume(w, [], { CreateFileW: 5 })], ['doctor', w.there()]);
    expect(itemsOf(without)[0]!['engines']).toContainEqual({ name: 'layout', works: false, reason: 'reading a whole volume needs administrator rights (error 5)' });
    const answers = await runPlayed(w, [volume(w, [fileLayout(folders(w)), fileLayout(folders(w))])], ['doctor', w.there()]);
    expect(itemsOf(answers)[0]!['engines']).toContainEqual({ name: 'layout', works: true, reason: null });
    expect(answers.calls.filter((call) => call.startsWith('DeviceIoControl 90277 '))).toHaveLength(1);
  });
});

test.each(targets().filter((target) => target !== 'windows'))('%s does not have it, which is said', async (target) => {
  const w = where(target);
  await linked(w);
  const result = await w.run(['siblings', '--engine', 'layout', w.there('a'), '--output', 'ndjson']);
  expect([result.exitCode, codes(result), itemsOf(result)]).toEqual([3, ['EngineNotAvailable'], []]);
  if (target === 'linux') expect(result.lines.find(({ type }) => type === 'error')!['message']).toContain('only Windows has it');
});

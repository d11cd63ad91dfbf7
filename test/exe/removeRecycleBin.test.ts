// Wine's shell moves into the trash of XDG where that is on the file's own volume, and else deletes in silence: both are real here.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pathFor, runLinkkit, targets } from '../support/exe.ts';
import { codes, itemsOf, snapshot, summaryOf, where } from './where.ts';

const nd = ['--output', 'ndjson'];

test.runIf(targets().includes('linux')).each([[[]], [['--dry-run']]])('linux has no recycle bin: nothing is touched %j', async (dry) => {
  const w = where('linux');
  w.write('a', '1');
  const result = await w.run(['remove', '--to-recycle-bin', ...dry, w.there('a'), ...nd]);
  expect([codes(result), result.exitCode, fs.readdirSync(w.folder)]).toEqual([['EngineNotAvailable'], 3, ['a']]);
  expect(result.lines.find(({ type }) => type === 'error')!['hint']).toContain('--undoable');
});

describe.runIf(targets().includes('wine'))('--to-recycle-bin, wine', () => {
  let place: string;
  beforeEach(() => {
    place = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-bin-'));
    fs.mkdirSync(path.join(place, 'xdg'));
  });
  afterEach(() => fs.rmSync(place, { recursive: true, force: true }));
  const here = (...names: string[]): string => path.join(place, 'd', ...names);
  const there = (...names: string[]): string => pathFor('wine', here(...names));
  const trashed = (...names: string[]): string => path.join(place, 'xdg', 'Trash', 'files', ...names);
  const write = (name: string, text = name): void => {
    fs.mkdirSync(path.dirname(here(name)), { recursive: true });
    fs.writeFileSync(here(name), text);
  };
  const run = (...args: string[]) => where('wine').run(['remove', '--to-recycle-bin', ...args, ...nd], { env: { XDG_DATA_HOME: path.join(place, 'xdg'), LINKKIT_STATE: pathFor('wine', path.join(place, 'state')) } });
  const keeps = (): string[] => (fs.existsSync(path.join(place, 'state', 'keeps')) ? fs.readdirSync(path.join(place, 'state', 'keeps'), { recursive: true }) as string[] : []).filter((name) => /\d+$/.test(path.basename(name)) && fs.statSync(path.join(place, 'state', 'keeps', name)).isFile());

  test('files and folders go there, whole and as the same files, and no keep is left', async () => {
    write('a [1].txt', 'data');
    for (const name of ['t/x', 't/sub/y']) write(name);
    fs.mkdirSync(here('t/empty'));
    write('other');
    fs.linkSync(here('t/x'), here('linked'));
    const { ino } = fs.statSync(here('a [1].txt'));
    const tree = snapshot(here('t'));
    const args = ['--recurse', there('a [1].txt'), there('t')];
    const dry = await run('--dry-run', ...args);
    expect(fs.readdirSync(here()).sort()).toEqual(['a [1].txt', 'linked', 'other', 't']);
    const result = await run(...args);
    expect([codes(result), result.exitCode, itemsOf(dry)]).toEqual([[], 0, itemsOf(result)]);
    expect(itemsOf(result).map(({ action, bytesFreed }) => [action, bytesFreed])).toEqual(Array(6).fill(['recycled', 0]));
    expect(summaryOf(result)).toMatchObject({ removed: 3, folders: 3, lastNames: 2, bytesFreed: 0, bytesStillShared: 3, bytesKept: 11 });
    expect([fs.readdirSync(here()).sort(), fs.statSync(trashed('a [1].txt')).ino, snapshot(trashed('t')), keeps()]).toEqual([['linked', 'other'], ino, tree, []]);
  });

  test('on a volume without a bin the shell deletes: that is seen, and everything is put back', async () => {
    const w = where('wine');
    w.write('a', 'data');
    for (const name of ['t/x', 't/sub/deep/y', 't/z']) w.write(name, name);
    fs.linkSync(w.here('t/x'), w.here('t/sub/x 2'));
    fs.linkSync(w.here('t/z'), w.here('outside'));
    fs.mkdirSync(w.here('t/empty'));
    fs.utimesSync(w.here('t/sub'), 1_000_000, 2_000_000);
    const before = w.snapshot();
    const result = await w.run(['remove', '--to-recycle-bin', '--recurse', w.there('a'), w.there('t'), ...nd]);
    expect(fs.statSync(w.here('t/sub')).mtimeMs).toBe(2_000_000_000);
    expect([codes(result), result.exitCode, itemsOf(result)]).toEqual([['EngineNotAvailable', 'EngineNotAvailable'], 3, []]);
    expect(result.lines.filter(({ type }) => type === 'error').map(({ path: at }) => at)).toEqual([w.there('a'), w.there('t')]);
    expect(w.snapshot()).toEqual(before);
  });

  test('killed at any point from the shell’s deletion on: undo brings everything back from the keeps', { timeout: 300_000 }, async () => {
    const w = where('wine');
    for (const name of ['t/x', 't/sub/y']) w.write(name, name);
    fs.linkSync(w.here('t/x'), w.here('t/sub/x 2'));
    const points = path.join(place, 'points');
    const env = { LINKKIT_STATE: pathFor('wine', path.join(place, 'state')), LINKKIT_TEST_FAULTS: pathFor('wine', points) };
    const before = w.snapshot();
    const args = ['remove', '--to-recycle-bin', '--recurse', w.there('t'), ...nd];
    await w.run(args, { build: 'test', env });
    expect(w.snapshot()).toEqual(before);
    const passed = fs.readFileSync(points, 'utf8').trim().split('\n');
    expect(passed).toEqual(expect.arrayContaining(['recycle', 'recycle.back']));
    let gone = 0;
    for (let at = passed.indexOf('recycle') + 1; at <= passed.length; at += 1) {
      fs.rmSync(points);
      const killed = await runLinkkit(args, { target: 'wine', build: 'test', env: { ...env, LINKKIT_TEST_FAULT_AT: String(at) } });
      expect([at, killed.lines.some(({ type }) => type === 'summary')]).toEqual([at, false]);
      if (!fs.existsSync(w.here('t', 'x'))) gone += 1;
      const undone = await w.run(['undo', String(killed.lines[0]!['operationId']), ...nd], { env: { LINKKIT_STATE: env.LINKKIT_STATE } });
      expect([at, passed[at - 1], codes(undone), w.snapshot()]).toEqual([at, passed[at - 1], [], before]);
    }
    expect(gone, 'the shell had deleted it').toBeGreaterThan(2);
  });

  test('a path that the shell does not take is refused before it is touched', async () => {
    const w = where('wine');
    const deep = Array.from({ length: 7 }, (_, index) => `${index}${'y'.repeat(40)}`).join('/');
    w.write(`t/${deep}/a`, '1');
    w.write('dot.', '1');
    w.write('dot', 'another');
    const before = w.snapshot();
    const dot = await w.run(['remove', '--to-recycle-bin', w.there('dot.'), ...nd]);
    expect([codes(dot), w.snapshot()]).toEqual([['EngineNotAvailable'], before]);
  });
});

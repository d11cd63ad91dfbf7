// Rights, names in use, junctions and mounts of Windows, an interruption: nothing goes that must not, and all of it is said.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { part } from '../support/bench.ts';
import { exePath, interruptAtFirstItem, targets } from '../support/exe.ts';
import { errorsOf, junctionTo, runPlayed } from './played.ts';
import { codes, itemsOf, summaryOf, where } from './where.ts';

const junctionTag = 0xa000_0003;

describe.skipIf(!part('standIn').available)('junctions and mounted volumes in a tree, against the stand-in', () => {
  /** An empty folder that the stand-in calls a junction. */
  const prepare = (data: Buffer) => {
    const w = where('wine');
    for (const name of ['t/a', 't/sub/b', 'target/precious']) w.write(name, name);
    fs.mkdirSync(w.here('t/sub/j'));
    return { w, played: [{ path: w.there('t', 'sub', 'j'), tag: junctionTag, reparse: data }] };
  };

  test('a junction is removed as a link, and its text is written down', async () => {
    const { w, played } = prepare(junctionTo('C:\\else where', ''));
    const result = await runPlayed(w, played, ['remove', '--recurse', w.there('t')]);
    expect(errorsOf(result)).toEqual([]);
    expect(itemsOf(result).find(({ kind }) => kind === 'junction')).toEqual({ type: 'item', path: w.there('t', 'sub', 'j'), kind: 'junction', size: 0, action: 'removed', namesRemaining: 0, remaining: [], bytesFreed: 0, keptAs: null });
    expect([fs.existsSync(w.here('t')), fs.readdirSync(w.here('target'))]).toEqual([false, ['precious']]);
  });

  test('a volume mounted there has the tag of a junction and stays, named and in a tree', async () => {
    const { w, played } = prepare(junctionTo('Volume{01234567-89ab-cdef-0123-456789abcdef}\\', ''));
    for (const dry of [['--dry-run'], []]) {
      const named = await runPlayed(w, played, ['remove', ...dry, w.there('t', 'sub', 'j')]);
      expect([codes(named), named.exitCode]).toEqual([['CrossVolume'], 3]);
    }
    const result = await runPlayed(w, played, ['remove', '--recurse', w.there('t')]);
    expect([codes(result), result.exitCode]).toEqual([['CrossVolume', 'NotEmpty'], 1]);
    expect(fs.readdirSync(w.here('t'), { recursive: true }).map((name) => String(name).replaceAll('\\', '/')).sort()).toEqual(['sub', 'sub/j']);
  });

  test('a cloud placeholder frees nothing here and is not opened for its data', async () => {
    const w = where('wine');
    w.write('t/cloud', 'x'.repeat(1000));
    w.write('t/local', 'here');
    const result = await runPlayed(w, [{ path: w.there('t', 'cloud'), attributes: 0x40_0000 }], ['remove', '--recurse', w.there('t')]);
    expect([errorsOf(result), summaryOf(result)]).toMatchObject([[], { removed: 2, bytesFreed: 4 }]);
    expect(result.calls.filter((line) => line.startsWith('CreateFileW reads') && line.includes('cloud'))).toEqual([]);
  });
});

describe.runIf(targets().includes('wine'))('a name that is held open, wine', () => {
  test('is tried again, and removed once the other program lets go', async () => {
    const w = where('wine');
    w.write('t/a', 'data');
    const result = await w.run(['remove', '--recurse', w.there('t'), '--output', 'ndjson'], { build: 'test', env: { LINKKIT_TEST_FAULTS: w.there('faults'), LINKKIT_TEST_FAULT_AT: String(await placeOf(w)), LINKKIT_TEST_FAULT_ERROR: '32' } });
    expect([codes(result), result.exitCode, fs.existsSync(w.here('t'))]).toEqual([[], 0, false]);
  });

  /** Which fault point stands before the file loses its name. */
  async function placeOf(w: ReturnType<typeof where>): Promise<number> {
    w.write('u/a', 'data');
    await w.run(['remove', '--recurse', w.there('u'), '--output', 'ndjson'], { build: 'test', env: { LINKKIT_TEST_FAULTS: w.there('points') } });
    const place = fs.readFileSync(w.here('points'), 'utf8').split('\n').indexOf('remove.exactly');
    expect(place).toBeGreaterThan(0);
    return place + 1;
  }
});

describe.runIf(process.platform === 'linux' && process.getuid?.() === 0)('rights and interruption, linux', () => {
  let place: string;
  const at = (...names: string[]): string => path.join(place, ...names);
  beforeEach(() => void (place = fs.mkdtempSync('/var/tmp/linkkit-remove-hard-')));
  afterEach(() => fs.rmSync(place, { recursive: true, force: true }));

  /** A run by somebody who is not root. */
  async function asNobody(args: string[]): Promise<{ lines: Record<string, any>[]; exitCode: unknown }> {
    const exe = at('linkkit');
    fs.copyFileSync(exePath('linux'), exe);
    fs.chmodSync(exe, 0o755);
    fs.chmodSync(place, 0o755);
    fs.mkdirSync(at('state'), { mode: 0o700 });
    fs.chownSync(at('state'), 65_534, 65_534);
    const child = spawn(exe, [...args, '--output', 'ndjson'], { uid: 65_534, gid: 65_534, env: { ...process.env, LINKKIT_STATE: at('state') }, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (piece: Buffer) => void (out += String(piece)));
    const exitCode = await new Promise((resolve) => child.on('close', resolve));
    return { lines: out.trim().split('\n').map((line) => JSON.parse(line) as Record<string, any>), exitCode };
  }

  test('a folder that may not be read, and one that may not be changed, stay; the rest goes', async () => {
    for (const name of ['t', 't/closed', 't/fixed', 't/open']) fs.mkdirSync(at(name));
    for (const name of ['t/closed/a', 't/fixed/b', 't/open/c', 't/d']) fs.writeFileSync(at(name), name);
    for (const name of ['t', 't/open']) fs.chownSync(at(name), 65_534, 65_534);
    fs.chmodSync(at('t/closed'), 0o700);
    fs.chmodSync(at('t/fixed'), 0o755);
    const { lines, exitCode } = await asNobody(['remove', '--recurse', at('t')]);
    const errors = lines.filter(({ type }) => type === 'error').map(({ code, path: on }) => [code, path.relative(place, on)]);
    expect([exitCode, errors.sort()]).toEqual([1, [['AccessDenied', 't/closed'], ['AccessDenied', 't/fixed/b'], ['NotEmpty', 't']]]);
    expect(fs.readdirSync(at('t'), { recursive: true }).sort()).toEqual(['closed', 'closed/a', 'fixed', 'fixed/b']);
    expect(lines.at(-1)).toMatchObject({ removed: 2, folders: 1, bytesFreed: 11, failed: 3 });
  });

  test('Ctrl+C: what is gone was said and written down, the rest stands; the same command finishes it', async () => {
    fs.mkdirSync(at('t'));
    for (let folder = 0; folder < 40; folder += 1) {
      fs.mkdirSync(at('t', String(folder)));
      for (let index = 0; index < 500; index += 1) fs.writeFileSync(at('t', String(folder), String(index)), 'x');
    }
    fs.mkdirSync(at('state'), { mode: 0o700 });
    const { exitCode, lines } = await interruptAtFirstItem(['remove', '--recurse', at('t')], at('state'));
    expect([exitCode, lines.at(-1)]).toMatchObject([130, { interrupted: true, exitCode: 130 }]);
    const gone = lines.filter(({ type, kind }) => type === 'item' && kind === 'file').map(({ path: on }) => String(on));
    const left = (fs.readdirSync(at('t'), { recursive: true, withFileTypes: true })).filter((one) => one.isFile()).length;
    expect(gone.length + left).toBe(20_000);
    expect(gone.filter((one) => fs.existsSync(one))).toEqual([]);
    expect(lines.at(-1)!['removed']).toBe(gone.length);
    const journal = fs.readdirSync(at('state', 'journal'));
    expect(journal.map((name) => name.endsWith('.open.ndjson'))).toEqual([false]);
    const again = spawn(exePath('linux'), ['remove', '--recurse', at('t')], { env: { ...process.env, LINKKIT_STATE: at('state') }, stdio: 'ignore' });
    expect(await new Promise((resolve) => again.on('close', resolve))).toBe(0);
    expect(fs.existsSync(at('t'))).toBe(false);
  });
});

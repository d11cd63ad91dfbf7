import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorCodes } from '../../src/contract/errorCodes.ts';
import { part } from '../support/bench.ts';
import { pathFor } from '../support/exe.ts';
import { standIn } from '../support/standin/native.ts';
import { callsOf, errorsOf, runPlayed } from './played.ts';
import { codes, itemsOf, summaryOf, where } from './where.ts';

const nd = ['--output', 'ndjson'];

describe.skipIf(!part('standIn').available)('errors of Windows, against the stand-in', () => {
  test.each([
    [23, 'ReadError'],
    [29, 'WriteError'],
    [33, 'InUse'],
    [206, 'PathTooLong'],
    [1117, 'ReadError'],
    [1295, 'NoSpace'],
    [9999, 'ReadError'],
  ] as const)('%i is %s, with its number, a sentence and a hint', async (number, code) => {
    const w = where('wine');
    for (const name of ['a', 'b']) w.write(`t/${name}`, name);
    const result = await runPlayed(w, [{ path: w.there('t', 'a'), fails: { CreateHardLinkW: number } }], ['copy', w.there('t'), w.there('to')]);
    expect(errorsOf(result)).toEqual([{ code, osError: number, path: w.there('to', 'a') }]);
    const { message, hint } = result.lines.find(({ type }) => type === 'error')!;
    if (number === 9999) expect([message, hint]).toEqual([expect.stringContaining('9999'), expect.stringContaining('net helpmsg 9999')]);
    else expect([message, hint]).toEqual([errorCodes[code].sentence, errorCodes[code].hint]);
    expect([result.exitCode, fs.readdirSync(w.here('to'))]).toEqual([1, ['b']]);
  });

  test.each([[29, 'WriteError'], [112, 'NoSpace'], [5, 'AccessDenied'], [32, 'InUse']])('a copy to another volume that ends with %i is %s, and leaves nothing', async (number, code) => {
    const w = where('wine');
    const other = fs.mkdtempSync(path.join(fs.existsSync('/dev/shm') ? '/dev/shm' : '/tmp', 'linkkit-errors-'));
    try {
      for (const name of ['a', 'b']) w.write(`t/${name}`, name);
      const to = `${pathFor('wine', other)}\\x`;
      const result = await runPlayed(w, [{ path: w.there('t', 'a'), fails: { CopyFileExW: number } }], ['copy', '--on-cross-volume', 'copy', w.there('t'), to]);
      expect(callsOf(result, 'CopyFileExW').map(({ cancel }) => cancel), 'each can be told to stop').toEqual(['0', '0']);
      expect(errorsOf(result)).toMatchObject([{ code, osError: number }]);
      expect([result.exitCode, summaryOf(result)['copied'], fs.readdirSync(path.join(other, 'x'))]).toEqual([1, 1, ['b']]);
    } finally {
      fs.rmSync(other, { recursive: true, force: true });
    }
  });

  test('fsutil: a name it lists that leads to another file is none of this one, and the answer is incomplete', async () => {
    const w = where('wine');
    w.write('a', '1');
    fs.linkSync(w.here('a'), w.here('b'));
    w.write('stranger', '2');
    const listed = Buffer.from(['a', 'stranger'].map((name) => `${w.there(name).slice(2)}\r\n`).join(''), 'latin1');
    const { env } = standIn(w.folder, [], listed);
    const result = await w.run(['siblings', '--engine', 'fsutil', w.there('a'), ...nd], { build: 'test', env });
    expect(itemsOf(result)).toMatchObject([{ names: [w.there('a')], linkCount: 2, engine: 'fsutil', complete: false }]);
  });

  test('fsutil is the one of System32: another of that name, in the current folder or on the search path, is not run', async () => {
    const w = where('wine');
    w.write('a', '1');
    fs.linkSync(w.here('a'), w.here('b'));
    const listed = Buffer.from(['a', 'b'].map((name) => `${w.there(name).slice(2)}\r\n`).join(''), 'latin1');
    const { env } = standIn(w.folder, [], listed);
    const planted = path.join(path.dirname(env['LINKKIT_TEST_DLL']!.slice(2).replaceAll('\\', '/')), 'system32', 'fsutil.exe');
    fs.copyFileSync(planted, w.here('fsutil.exe'));
    const args = ['siblings', '--engine', 'fsutil', w.there('a'), ...nd];
    const asked = { LINKKIT_STANDIN_FSUTIL: env['LINKKIT_STANDIN_FSUTIL'], WINEPATH: w.there() };
    expect(itemsOf(await w.run(args, { build: 'test', env })), 'the planted one would answer').toMatchObject([{ complete: true }]);
    const result = await w.run(args, { env: asked, cwd: w.folder });
    expect([codes(result), itemsOf(result)]).toEqual([['EngineNotAvailable'], []]);
  });

  test('doctor names the privileges that Windows says are held', async () => {
    const w = where('wine');
    const [item] = itemsOf(await w.run(['doctor', w.there(), ...nd]));
    expect(item!['privileges']).toEqual(expect.arrayContaining(['SeBackupPrivilege', 'SeRestorePrivilege']));
    expect(item!['privileges'], 'Wine does not have this one').not.toContain('SeCreateSymbolicLinkPrivilege');
  });
});

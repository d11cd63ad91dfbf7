import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { part } from '../support/bench.ts';
import { callsOf, errorsOf, native, runPlayed } from './played.ts';
import { itemsOf, sameFile, summaryOf, where } from './where.ts';

// The numbers with which Windows refuses a hard link; the bench's file system has no limit of names and no foreign volume below a folder.
describe.skipIf(!part('standIn').available)('hard links that Windows refuses, against the stand-in', () => {
  test.each([
    [1142, 'TooManyLinks'],
    [17, 'CrossVolume'],
    [1, 'HardLinksNotSupported'],
    [32, 'InUse'],
    [5, 'AccessDenied'],
    [1314, 'PrivilegeRequired'],
    [112, 'NoSpace'],
    [19, 'ReadOnlyVolume'],
  ])('%i is %s, of that one file; the rest goes on', async (number, code) => {
    const w = where('wine');
    for (const name of ['a', 'b', 'c']) w.write(`t/${name}`, name);
    const result = await runPlayed(w, [{ path: w.there('t', 'b'), fails: { CreateHardLinkW: number } }], ['copy', w.there('t'), w.there('to')]);
    expect(errorsOf(result)).toEqual([{ code, osError: number, path: w.there('to', 'b') }]);
    expect([result.exitCode, fs.readdirSync(w.here('to')).sort()]).toEqual([1, ['a', 'c']]);
    expect(callsOf(result, 'CreateHardLinkW').find(({ error }) => error !== '0')).toEqual({ name: native(w.there('to', 'b')), existing: native(w.there('t', 'b')), error: String(number) });
  });

  test.each([[1142, 'TooManyLinks', 1], [1, 'HardLinksNotSupported', 3], [17, 'CrossVolume', 3], [32, 'InUse', 1]])('%i for the only source ends with %s and leaves nothing', async (number, code, exitCode) => {
    const w = where('wine');
    w.write('a', '1');
    const result = await runPlayed(w, [{ path: w.there('a'), fails: { CreateHardLinkW: number } }], ['copy', w.there('a'), w.there('b')]);
    expect([errorsOf(result), result.exitCode, fs.existsSync(w.here('b'))]).toEqual([[{ code, osError: number, path: w.there('b') }], exitCode, false]);
  });

  test('refused while replacing: what stands there stays, and no temporary', async () => {
    const w = where('wine');
    w.write('a', '1');
    w.write('b', '2');
    const result = await runPlayed(w, [{ path: w.there('a'), fails: { CreateHardLinkW: 1142 } }], ['copy', '--on-exists', 'replace', w.there('a'), w.there('b')]);
    expect(errorsOf(result)).toMatchObject([{ code: 'TooManyLinks', osError: 1142 }]);
    expect([fs.readFileSync(w.here('b'), 'utf8'), fs.readdirSync(w.folder).filter((name) => !name.startsWith('standin-')).sort()]).toEqual(['2', ['a', 'b']]);
  });
});

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

  test('a link that is reported and not made is VerificationFailed, and counts for nothing', async () => {
    const w = where('wine');
    for (const name of ['a', 'b', 'c']) w.write(`t/${name}`, name);
    const result = await runPlayed(w, [{ path: w.there('to', 'b'), copied: true }], ['copy', w.there('t'), w.there('to')]);
    expect([errorsOf(result), result.exitCode]).toEqual([[{ code: 'VerificationFailed', osError: null, path: w.there('to', 'b') }], 1]);
    expect(summaryOf(result)).toMatchObject({ linked: 2, failed: 1, bytesShared: 2 });
  });

  test('the same where threads link many files; and a replacement that is no link leaves what stands there', async () => {
    const w = where('wine');
    for (let index = 0; index < 1_200; index += 1) w.write(`t/${String(index).padStart(4, '0')}`, 'x');
    const result = await runPlayed(w, [{ path: w.there('to', '1190'), copied: true }], ['copy', w.there('t'), w.there('to')]);
    expect([errorsOf(result), result.exitCode]).toEqual([[{ code: 'VerificationFailed', osError: null, path: w.there('to', '1190') }], 1]);
    expect(summaryOf(result)).toMatchObject({ linked: 1_199, failed: 1, bytesShared: 1_199 });
    w.write('to/old', 'old');
    w.write('new', 'new');
    const replaced = await runPlayed(w, [{ path: w.there('to', '.~linkkit-*'), copied: true }], ['copy', '--on-exists', 'replace', w.there('new'), w.there('to', 'old')]);
    expect(errorsOf(replaced)).toMatchObject([{ code: 'VerificationFailed' }]);
    expect([fs.readFileSync(w.here('to/old'), 'utf8'), fs.readdirSync(w.here('to')).filter((name) => name.startsWith('.'))]).toEqual(['old', []]);
  });

  test('refused while replacing: what stands there stays, and no temporary', async () => {
    const w = where('wine');
    w.write('a', '1');
    w.write('b', '2');
    const result = await runPlayed(w, [{ path: w.there('a'), fails: { CreateHardLinkW: 1142 } }], ['copy', '--on-exists', 'replace', w.there('a'), w.there('b')]);
    expect(errorsOf(result)).toMatchObject([{ code: 'TooManyLinks', osError: 1142 }]);
    expect([fs.readFileSync(w.here('b'), 'utf8'), fs.readdirSync(w.folder).filter((name) => !name.startsWith('standin-')).sort()]).toEqual(['2', ['a', 'b']]);
  });

  describe('when the system says that a file has enough names, before our own count does', () => {
    /** Seven names of one file, which may have eight; a file in the destination may have three. */
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const prepare = () => {
      const w = where('wine');
      w.write('t/a', 'data');
      for (const name of names.slice(1)) fs.linkSync(w.here('t/a'), w.here('t', name));
      return { w, files: [{ path: w.there('t', '*'), limit: 8 }, { path: w.there('to', '*'), limit: 3 }] };
    };

    test('each further name is an error', async () => {
      const { w, files } = prepare();
      const result = await runPlayed(w, files, ['copy', w.there('t'), w.there('to')]);
      expect(errorsOf(result)).toEqual(names.slice(1).map((name) => ({ code: 'TooManyLinks', osError: 1142, path: w.there('to', name) })));
      expect([result.exitCode, fs.readdirSync(w.here('to'))]).toEqual([1, ['a']]);
    });

    test('`--on-link-limit copy` starts a copy that takes the further names, and another when that has enough', async () => {
      const { w, files } = prepare();
      const result = await runPlayed(w, files, ['copy', '--on-link-limit', 'copy', w.there('t'), w.there('to')]);
      expect([errorsOf(result), result.exitCode]).toEqual([[], 0]);
      const made = itemsOf(result).filter(({ kind }) => kind === 'file').sort((one, other) => (String(one['source']) < String(other['source']) ? -1 : 1));
      expect(made.map(({ method, linkCount }) => [method, linkCount])).toEqual([['hardlink', 8], ['copy', 1], ['hardlink', 2], ['hardlink', 3], ['copy', 1], ['hardlink', 2], ['hardlink', 3]]);
      for (const [one, other, same] of [['b', 'd', true], ['e', 'g', true], ['d', 'e', false]] as const) expect(sameFile(w.here('to', one), w.here('to', other))).toBe(same);
      expect(sameFile(w.here('t/a'), w.here('to/a'))).toBe(true);
      for (const name of names) expect(fs.readFileSync(w.here('to', name), 'utf8')).toBe('data');
      expect(summaryOf(result)).toMatchObject({ files: 7, linked: 5, copied: 2, bytesShared: 20, bytesWritten: 8 });
    });

    test('also where a name is replaced', async () => {
      const { w, files } = prepare();
      w.write('to/b', 'old');
      const result = await runPlayed(w, files, ['copy', '--exact', '--on-link-limit', 'copy', '--on-exists', 'replace', w.there('t'), w.there('to')]);
      expect([errorsOf(result), result.exitCode]).toEqual([[], 0]);
      expect(itemsOf(result).find(({ source }) => source === w.there('t', 'b'))).toMatchObject({ method: 'replaced', linkCount: 3 }); // after those that nothing stands in the way of: the third of a copy
      expect([fs.readFileSync(w.here('to/b'), 'utf8'), fs.readdirSync(w.here('to')).sort()]).toEqual(['data', names]);
    });
  });
});

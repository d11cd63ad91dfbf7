import { describe, expect, test } from 'vitest';
import { part } from '../support/bench.ts';
import { errorsOf, runPlayed, symlinkTo } from './played.ts';
import { itemsOf, summaryOf, where } from './where.ts';

// Junctions and offline files cannot be made under Wine 8: the stand-in plays the file system's part.
describe.skipIf(!part('standIn').available)('scan of what Windows alone has, against the stand-in', () => {
  test('a junction is neither entered nor counted, a link to a file is a name of its own', async () => {
    const w = where('wine');
    for (const name of ['t/a', 't/j/never seen', 't/link', 't/z']) w.write(name, name);
    const result = await runPlayed(w, [{ path: w.there('t', 'j'), tag: 0xa000_0003 }, { path: w.there('t', 'link'), reparse: symlinkTo('a') }], ['scan', w.there('t'), '--min-links', '1', '--depth', '9']);
    expect([errorsOf(result), result.exitCode]).toEqual([[], 0]);
    expect(itemsOf(result).filter(({ itemKind }) => itemKind === 'set').map(({ namesInside, reparseTag }) => [namesInside, reparseTag]).sort()).toEqual([['a', 0], ['link', 0xa000_000c], ['z', 0]].map(([name, tag]) => [[w.there('t', String(name))], tag]));
    expect(itemsOf(result).filter(({ itemKind }) => itemKind === 'folder').map(({ path: of, files }) => [of, files])).toEqual([[w.there('t'), 3]]);
    const asked = await runPlayed(w, [{ path: w.there('t', 'j'), attributes: 0x40_0000, tag: 0x9000_001a }], ['scan', w.there('t')]);
    expect(errorsOf(asked)).toEqual([{ code: 'OfflineFile', osError: null, path: w.there('t', 'j') }]);
    expect(summaryOf(asked)['files']).toBe(3);
  });

  test('offline files and cloud placeholders are counted by what their folder says and never opened', async () => {
    const w = where('wine');
    for (const name of ['t/cloud', 't/here', 't/recall', 't/tape']) w.write(name, name);
    const played = [{ tag: 0x9000_001a, attributes: 0x40_0000 }, { attributes: 0x4_0000 }, { attributes: 0x1000 }].map((more, index) => ({ path: w.there('t', ['cloud', 'recall', 'tape'][index]!), fails: { CreateFileW: 5 }, ...more }));
    // Whatever would open one of them would be told that it may not
    const result = await runPlayed(w, played, ['scan', w.there('t'), '--min-links', '1']);
    expect([errorsOf(result), result.exitCode]).toEqual([[], 0]);
    const sets = itemsOf(result).filter(({ itemKind }) => itemKind === 'set');
    expect(sets.map(({ namesInside, linkCount, complete, size }) => [(namesInside as string[])[0], linkCount, complete, size]).sort()).toEqual([
      [w.there('t', 'cloud'), 0, false, 7],
      [w.there('t', 'here'), 1, true, 6],
      [w.there('t', 'recall'), 0, false, 8],
      [w.there('t', 'tape'), 0, false, 6],
    ]);
    expect(summaryOf(result)).toMatchObject({ files: 4, uniqueBytes: 27 });
  });

  test('a folder that is gone when its turn comes is no error; one that was asked about is', async () => {
    const w = where('wine');
    for (const name of ['t/a', 't/gone/b']) w.write(name, name);
    const gone = { path: w.there('t', 'gone'), fails: { CreateFileW: 3 } };
    const below = await runPlayed(w, [gone], ['scan', w.there('t'), '--depth', '1']);
    expect([errorsOf(below), below.exitCode, itemsOf(below).map((item) => item['path'])]).toEqual([[], 0, [w.there('t')]]);
    const asked = await runPlayed(w, [gone], ['scan', w.there('t'), w.there('t', 'gone')]);
    expect([errorsOf(asked), asked.exitCode]).toEqual([[{ code: 'NotFound', osError: 3, path: w.there('t', 'gone') }], 1]);
  });

  test('a file that refuses to be opened is an error, and counted by what its folder says', async () => {
    const w = where('wine');
    for (const name of ['t/a', 't/locked']) w.write(name, name);
    const result = await runPlayed(w, [{ path: w.there('t', 'locked'), fails: { CreateFileW: 5 } }], ['scan', w.there('t')]);
    expect(errorsOf(result)).toEqual([{ code: 'AccessDenied', osError: 5, path: w.there('t', 'locked') }]);
    expect([result.exitCode, summaryOf(result)['files'], summaryOf(result)['uniqueBytes']]).toEqual([1, 2, 11]);
  });
});

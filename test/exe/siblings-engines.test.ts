import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { part } from '../support/bench.ts';
import { standIn, type StandInFile } from '../support/standin/native.ts';
import { codes, itemsOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];

// The engines api and fsutil need what Wine lacks: a stand-in DLL, which only the test build of the exe loads.
describe.skipIf(!part('standIn').available)('siblings by the Windows API, against the stand-in', () => {
  /** A name on the volume as Windows gives it, without the drive. */
  const onVolume = (w: Where, name: string): string => w.there(...name.split('/')).slice(2);
  const run = (w: Where, files: StandInFile[], args: string[], fsutil?: Buffer) => {
    const { env } = standIn(w.folder, files, fsutil);
    return w.run([...args, ...nd], { build: 'test', env });
  };
  function link(w: Where, ...names: string[]): void {
    w.write(names[0]!, '1');
    for (const name of names.slice(1)) {
      fs.mkdirSync(w.here(name, '..'), { recursive: true });
      fs.linkSync(w.here(names[0]!), w.here(name));
    }
  }

  test('auto takes the API, whose names are put behind the drive', async () => {
    const w = where('wine');
    link(w, 'a', 'folder/b', 'caf\u00e9 \ud83d\ude00');
    const result = await run(w, [{ path: w.there('a'), names: ['folder/b', 'caf\u00e9 \ud83d\ude00', 'a'].map((name) => onVolume(w, name)) }], ['siblings', w.there('a')]);
    expect(itemsOf(result)).toMatchObject([{ path: w.there('a'), names: [w.there('a'), w.there('caf\u00e9 \ud83d\ude00'), w.there('folder', 'b')], engine: 'api', complete: true, linkCount: 3 }]);
    expect(result.exitCode).toBe(0);
  });

  test('a file with 1,024 names', async () => {
    const w = where('wine');
    const names = ['first', ...Array.from({ length: 1023 }, (_, index) => `${'n'.repeat(index % 200)}\u00e9\ud83d\ude00${index}`)];
    link(w, ...names);
    const result = await run(w, [{ path: w.there('first'), names: [...names].reverse().map((name) => onVolume(w, name)) }], ['siblings', w.there('first')]);
    const [item] = itemsOf(result) as { names: string[] }[];
    expect(item).toMatchObject({ engine: 'api', complete: true, linkCount: 1024 });
    expect(item!.names[0]).toBe(w.there('first'));
    expect([...item!.names].sort()).toEqual(names.map((name) => w.there(name)).sort());
  });

  test('the asked path in another case is spelled as the volume spells it', async () => {
    const w = where('wine');
    link(w, 'Mixed/Case.txt', 'b');
    const asked = w.there('mIXED', 'cASE.TXT');
    const names = ['b', 'Mixed/Case.txt'].map((name) => onVolume(w, name));
    const files = [asked, w.there('Mixed', 'Case.txt')].map((path) => ({ path, names }));
    const result = await run(w, files, ['siblings', asked]);
    expect(itemsOf(result)).toMatchObject([{ path: w.there('Mixed', 'Case.txt'), names: [w.there('Mixed', 'Case.txt'), w.there('b')], complete: true }]);
  });

  test('names that lead elsewhere do not count where the file\'s own is not among them', async () => {
    const w = where('wine');
    link(w, 'a', 'b');
    w.write('stranger', '2');
    const result = await run(w, [{ path: w.there('a'), names: ['b', 'stranger'].map((name) => onVolume(w, name)) }], ['siblings', w.there('a')]);
    expect(itemsOf(result)).toMatchObject([{ names: [w.there('a'), w.there('b')], engine: 'api', complete: false }]);
  });

  test('fewer names than the link count are an incomplete answer; a name that text cannot carry is an error', async () => {
    const w = where('wine');
    link(w, 'a', 'b', 'c');
    const few = await run(w, [{ path: w.there('a'), names: ['a', 'b'].map((name) => onVolume(w, name)) }], ['siblings', w.there('a')]);
    expect(itemsOf(few)).toMatchObject([{ names: [w.there('a'), w.there('b')], complete: false }]);
    const lone = await run(w, [{ path: w.there('a'), names: ['a', 'b', '\ud800'].map((name) => onVolume(w, name)) }], ['siblings', w.there('a')]);
    expect(itemsOf(lone)).toMatchObject([{ names: [w.there('a'), w.there('b')], complete: false }]);
    expect([lone.exitCode, codes(lone)]).toEqual([1, ['NameNotRepresentable']]);
  });

  test('a file that refuses is an error of its own; a volume that has no such call makes auto go on', async () => {
    const w = where('wine');
    link(w, 'a', 'b');
    link(w, 'c', 'd');
    const denied = await run(w, [{ path: w.there('a'), error: 5 }, { path: w.there('c'), names: ['c', 'd'].map((name) => onVolume(w, name)) }], ['siblings', w.there('a'), w.there('c')]);
    expect(denied.lines.filter(({ type }) => type === 'error')).toMatchObject([{ code: 'AccessDenied', osError: 5, path: w.there('a') }]);
    expect(itemsOf(denied)).toMatchObject([{ path: w.there('c'), engine: 'api' }]);
    const unsupported = await run(w, [{ path: w.there('a'), error: 50 }], ['siblings', '--root', w.there(), w.there('a')]);
    expect(itemsOf(unsupported)).toMatchObject([{ names: [w.there('a'), w.there('b')], engine: 'scan', complete: true }]);
    const asked = await run(w, [{ path: w.there('a'), error: 50 }], ['siblings', '--engine', 'api', w.there('a')]);
    expect([asked.exitCode, codes(asked)]).toEqual([3, ['EngineNotAvailable']]);
  });

  describe('fsutil', () => {
    /** What fsutil prints, in code page 437, in which é is 0x82. */
    const printed = (w: Where, names: string[]): Buffer => Buffer.from(names.map((name) => `${onVolume(w, name)}\r\n`).join('').replaceAll('\u00e9', '\u0082'), 'latin1');

    test('its names are read in the console\'s code page, and each is looked at', async () => {
      const w = where('wine');
      link(w, 'a', 'caf\u00e9', 'folder/b');
      const result = await run(w, [], ['siblings', '--engine', 'fsutil', w.there('a')], printed(w, ['folder/b', 'a', 'caf\u00e9']));
      expect(itemsOf(result)).toMatchObject([{ names: [w.there('a'), w.there('caf\u00e9'), w.there('folder', 'b')], engine: 'fsutil', complete: true }]);
    });

    test('a name that the code page cannot write makes the answer incomplete', async () => {
      const w = where('wine');
      link(w, 'a', '\u4e2d\u6587', 'b');
      const result = await run(w, [], ['siblings', '--engine', 'fsutil', w.there('a')], printed(w, ['a', '??', 'b']));
      expect(itemsOf(result)).toMatchObject([{ names: [w.there('a'), w.there('b')], linkCount: 3, engine: 'fsutil', complete: false }]);
    });

    test('auto takes it where the API does not work', async () => {
      const w = where('wine');
      link(w, 'a', 'b');
      const result = await run(w, [{ path: w.there('a'), error: 1 }], ['siblings', w.there('a')], printed(w, ['a', 'b']));
      expect(itemsOf(result)).toMatchObject([{ names: [w.there('a'), w.there('b')], engine: 'fsutil', complete: true }]);
    });
  });

  test('the shipped exe loads nothing that an environment variable names', async () => {
    const w = where('wine');
    link(w, 'a', 'b');
    const dll = standIn(w.folder, [{ path: w.there('a'), names: ['\\wrong'] }]);
    const result = await w.run(['siblings', '--root', w.there(), w.there('a'), ...nd], { env: dll.env });
    expect(itemsOf(result)).toMatchObject([{ engine: 'scan', names: [w.there('a'), w.there('b')] }]);
    expect(dll.calls()).toEqual([]);
  });
});

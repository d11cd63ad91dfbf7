// Paths as people write them reach the same file, and come back without `\\?\` unless they cannot be reached otherwise.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { targets } from '../support/exe.ts';
import { codes, itemsOf, sameFile, where } from './where.ts';

const nd = ['--output', 'ndjson'];
const windows = targets().filter((target) => target !== 'linux');

describe.each(targets())('paths, %s', (target) => {
  test('relative ones are relative to where the person stands', async () => {
    const w = where(target);
    w.write('sub/a', '1');
    const result = await w.run(['copy', 'a', path.join('..', 'b'), ...nd], { cwd: w.here('sub') });
    expect([result.exitCode, codes(result)]).toEqual([0, []]);
    expect(sameFile(w.here('sub/a'), w.here('b'))).toBe(true);
  });

  test('siblings and dots on the way are resolved; a separator at the end says folder', async () => {
    const w = where(target);
    w.write('t/a', '1');
    fs.mkdirSync(w.here('to'));
    expect((await w.run(['copy', `${w.there('t')}/./../t/`, `${w.there('to')}/`])).exitCode).toBe(0);
    expect(sameFile(w.here('t/a'), w.here('to/t/a'))).toBe(true);
    const refused = await w.run(['copy', w.there('t', 'a'), `${w.there('nowhere')}/`, ...nd]);
    expect([refused.exitCode, codes(refused)]).toEqual([2, ['ParentNotFound']]);
  });
});

describe.runIf(windows.length > 0).each(windows)('Windows paths, %s', (target) => {
  test('\\\\?\\ reaches the same file and does not come back', async () => {
    const w = where(target);
    w.write('a', '1');
    const result = await w.run(['copy', `\\\\?\\${w.there('a')}`, `\\\\?\\${w.there('b')}`, ...nd]);
    expect(itemsOf(result)[0]).toMatchObject({ source: w.there('a'), destination: w.there('b'), method: 'hardlink' });
    expect(sameFile(w.here('a'), w.here('b'))).toBe(true);
  });

  test('a name that ends in a dot or a space keeps it, and comes back with \\\\?\\, without which it is another file', async () => {
    const w = where(target);
    for (const name of ['dot.', 'dot', 'f ./in. ']) w.write(name, name);
    const [dot, deep, copy] = [w.there('dot.'), w.there('f ./in. '), w.there('copy.')].map((path) => `\\\\?\\${path}`) as [string, string, string];
    const result = await w.run(['copy', dot, copy, ...nd]);
    expect(itemsOf(result)[0]).toMatchObject({ source: dot, destination: copy, method: 'hardlink' });
    expect([sameFile(w.here('dot.'), w.here('copy.')), fs.existsSync(w.here('copy'))]).toEqual([true, false]);
    for (const asked of [dot, w.there('dot.')]) {
      const [item] = itemsOf(await w.run(['siblings', asked, '--root', w.there(), ...nd]));
      expect(item).toMatchObject({ path: dot, names: [dot, copy], linkCount: 2, complete: true });
    }
    const [own] = itemsOf(await w.run(['siblings', deep, ...nd]));
    expect(own).toMatchObject({ path: deep, names: [deep], size: 8 });
    w.write('f ./same ', 'f ./in. ');
    const [set] = itemsOf(await w.run(['duplicates', `\\\\?\\${w.there('f .')}`, '--min-size', '1', ...nd]));
    expect([set!['leader'], ...(set!['followers'] as unknown[])].map((one) => (one as { path: string }).path).sort()).toEqual([deep, deep.replace('in. ', 'same ')].sort());
    const missing = await w.run(['siblings', w.there('nowhere '), ...nd]);
    expect(missing.lines.find(({ type }) => type === 'error')).toMatchObject({ code: 'NotFound', path: `\\\\?\\${w.there('nowhere ')}` });
  });

  test('a path of more than 260 characters, made and linked', async () => {
    const w = where(target);
    const deep = Array.from({ length: 10 }, (_, index) => `${index}${'y'.repeat(40)}`);
    w.write(['t', ...deep, 'end'].join('/'), '1');
    const result = await w.run(['copy', w.there('t'), w.there('x'), ...nd]);
    expect([result.exitCode, codes(result)]).toEqual([0, []]);
    expect(itemsOf(result).at(-1)!['destination']).toBe(w.there('x', ...deep, 'end'));
    expect(sameFile(w.here('t', ...deep, 'end'), w.here('x', ...deep, 'end'))).toBe(true);
  });

  test('drive-relative paths are relative to that drive’s folder', async () => {
    const w = where(target);
    w.write('a', '1');
    const drive = w.there().slice(0, 2);
    const result = await w.run(['siblings', `${drive}a`, '--count-only', ...nd], { cwd: w.folder });
    // Under Wine a Unix folder is entered as a folder of whichever drive leads there, here that of the volume
    expect(itemsOf(result)[0] ?? codes(result)).toMatchObject({ size: 1 });
  });

  test('upper and lower case: the same entry is SameName; the item has the spelling asked for', async () => {
    const w = where(target);
    w.write('Name.txt', '1');
    const before = w.snapshot();
    const result = await w.run(['copy', w.there('Name.txt'), w.there('NAME.TXT'), ...nd]);
    expect([result.exitCode, codes(result)]).toEqual([2, ['SameName']]);
    expect(w.snapshot()).toEqual(before);
  });
});

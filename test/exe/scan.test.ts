import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { targets, type Target } from '../support/exe.ts';
import { seeded } from '../support/ntfsImageFillings.ts';
import { expectScan, listing, model, shown } from './scanModel.ts';
import { makeTree } from './scanTrees.ts';
import { codes, itemsOf, summaryOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];
const scan = (w: Where, ...args: string[]) => w.run(['scan', ...args, ...nd]);
const temporary: string[] = [];

/** On the Linux exe every other tree lies on the machine's own disk, where a hole takes no space. */
function place(target: Target, seed: number): Where {
  const w = where(target);
  if (target !== 'linux' || seed % 2 === 0) return w;
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'linkkit-scan-'));
  temporary.push(folder);
  const here = (...names: string[]): string => path.join(folder, ...names);
  const write = (name: string, text: string): void => {
    fs.mkdirSync(path.dirname(here(name)), { recursive: true });
    fs.writeFileSync(here(name), text);
  };
  return { ...w, folder, here, there: here, write };
}
afterAll(() => temporary.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

/** du(1)'s sum in bytes without what the folders take themselves. */
function du(folder: string, own: string, ...options: string[]): number {
  const sum = Number(execFileSync('du', ['-s', '-x', '-B1', ...options, folder], { encoding: 'utf8' }).split('\t')[0]);
  const folders = execFileSync('find', [folder, '-type', 'd', '-printf', `${own}\n`], { encoding: 'utf8' }).trim().split('\n').map(Number);
  return sum - folders.reduce((total, one) => total + one, 0) * (own === '%b' ? 512 : 1);
}

describe.each(targets())('scan, %s', (target) => {
  const forWindows = target !== 'linux';

  // A seed stands for a tree, for what is asked of it and how
  test.each(forWindows ? [1, 2, 3] : [1, 2, 3, 4, 5, 6, 7, 8])('tree %i: every set, folder and sum against find and du', async (seed) => {
    const w = place(target, seed);
    makeTree(w.folder, seeded(seed), { forWindows });
    const found = listing(w.folder);
    const depth = [0, 1, 9999][seed % 3]!;
    const result = await scan(w, shown(w, w.here('in')), '--min-links', '1', '--depth', String(depth));
    expect([codes(result), result.exitCode, result.stderr], `seed ${seed}`).toEqual([[], 0, '']);
    expectScan(w, result, model(found, [w.here('in')], { depth, minLinks: 1 }));
    const root = itemsOf(result).find((item) => item['depth'] === 0)!;
    const sums = { apparentBytes: du(w.here('in'), '%s', '--apparent-size', '-l'), uniqueBytes: du(w.here('in'), '%s', '--apparent-size'), allocatedBytes: du(w.here('in'), '%b') };
    expect(root, `seed ${seed}`).toMatchObject(sums);
    if (target !== 'linux') return;
    const inodes = new Map(found.names.map((name) => [name.path, name.inode]));
    for (const { itemKind, fileId, volume, namesInside } of itemsOf(result)) if (itemKind === 'set') expect([fileId, volume]).toEqual([inodes.get((namesInside as string[])[0]!), String(fs.statSync(w.folder).dev)]);
  });

  test.each(forWindows ? [11, 12, 13, 14] : [11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22])('tree %i: paths within paths, twice, files among them, patterns: each name once', async (seed) => {
    const w = place(target, seed);
    const random = seeded(seed);
    // Patterns do not match a name that begins with a line break
    const tree = makeTree(w.folder, random, { forWindows, lineBreaks: false, count: 60 });
    const pick = (of: readonly string[]): string => of[Math.floor(random() * of.length)]!;
    const roots = [...Array.from({ length: 3 }, () => pick(tree.folders)), ...Array.from({ length: 3 }, () => pick(tree.files)), ...(random() < 0.5 ? [w.here('in')] : [])];
    const options = { depth: Math.floor(random() * 3), minLinks: 1 + Math.floor(random() * 3), minSize: random() < 0.5 ? 0 : 500 };
    const isFiltered = random() < 0.6;
    const keeps = (name: string, isFolder: boolean): boolean => !isFiltered || (!name.startsWith('skip') && (isFolder || name.endsWith('.txt') || name.includes('1')));
    const filter = isFiltered ? ['--include', '*.txt', '--include', '*1*', '--exclude', 'skip*'] : [];
    const asked = [...roots, roots[0]!].map((one) => shown(w, one));
    const result = await scan(w, ...asked, '--depth', String(options.depth), '--min-links', String(options.minLinks), '--min-size', String(options.minSize), ...filter);
    expect([codes(result), result.exitCode], `seed ${seed}`).toEqual([[], 0]);
    expectScan(w, result, model(listing(w.folder), [...new Set(roots)], { ...options, keeps }));
  });

  test('paths within a path that is left out, within one another', async () => {
    const w = where(target);
    for (const name of ['a/1', 'a/skip/2', 'a/skip/deep/3', 'a/skip/deep/skip/4']) w.write(name, name);
    fs.linkSync(w.here('a/skip/deep/3'), w.here('a/1b'));
    const roots = ['a', 'a/skip', 'a/skip/deep', 'a/skip/deep/3'];
    const result = await scan(w, ...roots.map((one) => w.there(...one.split('/'))), '--exclude', 'skip', '--min-links', '1');
    expect(codes(result)).toEqual([]);
    expectScan(w, result, model(listing(w.folder), roots.map((one) => w.here(one)), { minLinks: 1, keeps: (name) => name !== 'skip' }));
  });

  test('--sets-only and --measure-only give one kind of item and the same sums', async () => {
    const w = place(target, 1);
    makeTree(w.folder, seeded(31), { forWindows, count: 40 });
    const expected = model(listing(w.folder), [w.here('in')], { depth: 2 });
    for (const [option, kind] of [['--sets-only', 'set'], ['--measure-only', 'folder']] as const) expectScan(w, await scan(w, w.there('in'), '--depth', '2', option), expected, kind);
    const both = await scan(w, w.there('in'), '--sets-only', '--measure-only');
    expect([both.exitCode, codes(both)]).toEqual([2, ['Usage']]);
  });

  test('no path is refused; a missing one and an empty one are errors of their own, and the others are answered', async () => {
    const w = where(target);
    w.write('a/1', '1');
    w.write('b', '22');
    const none = await scan(w);
    expect([none.exitCode, codes(none), itemsOf(none)]).toEqual([2, ['Usage'], []]);
    const some = await scan(w, w.there('a'), w.there('missing'), '', w.there('a', '1', 'below'), w.there('b'));
    expect([some.exitCode, codes(some)]).toEqual([1, ['NotFound', 'Usage', 'NotFound']]);
    expect(some.lines.filter(({ type }) => type === 'error').map((line) => line['path'])).toEqual([w.there('missing'), null, w.there('a', '1', 'below')]);
    expectScan(w, some, model(listing(w.folder), [w.here('a'), w.here('b')]));
    expect(summaryOf(some)).toMatchObject({ ok: false, failed: 3 });
    const all = await scan(w, w.there('missing'));
    expect([all.exitCode, codes(all), itemsOf(all)]).toEqual([1, ['NotFound'], []]);
  });

  test('excluded names count as names elsewhere', async () => {
    const w = where(target);
    w.write('a/one.txt', 'abc');
    for (const name of ['two.txt', 'three.log']) fs.linkSync(w.here('a/one.txt'), w.here('a', name));
    const result = await scan(w, w.there('a'), '--exclude', '*.log');
    expect(itemsOf(result)[0]).toMatchObject({ namesInside: [w.there('a', 'one.txt'), w.there('a', 'two.txt')], outsideCount: 1, complete: false, bytesSaved: 3 });
    expect(itemsOf(result)[1]).toMatchObject({ files: 2, apparentBytes: 6, uniqueBytes: 3, freeableBytes: 0, sharedBytes: 3 });
  });

  test('relative paths, a separator at the end, dots: one folder by its true path', async () => {
    const w = where(target);
    w.write('a/b/1', '1');
    const asked = forWindows ? ['a', 'a\\', '.\\a\\.', 'a/b/..', 'A'] : ['a', 'a/', './a/.', 'a/b/..'];
    const result = await w.run(['scan', ...asked, ...nd], { cwd: w.folder });
    expectScan(w, result, model(listing(w.folder), [w.here('a')]));
  });

  test.runIf(target === 'linux')('a path by symbolic links: the folder and the file they lead to, by their true paths, once', async () => {
    const w = place(target, 1);
    w.write('real/sub/1', '1');
    w.write('real/2', '22');
    fs.symlinkSync('real', w.here('link'));
    fs.symlinkSync('../link/2', w.here('real', 'two'));
    const result = await scan(w, w.here('link'), w.here('link/sub'), w.here('real/two'), w.here('link/2'), w.here('real'));
    expect(codes(result)).toEqual([]);
    const found = listing(w.folder);
    expectScan(w, result, model(found, [w.here('real'), w.here('real/sub'), w.here('real/2')]));
    fs.symlinkSync('nowhere', w.here('dangling'));
    const dangling = await scan(w, w.here('dangling'));
    expect([dangling.exitCode, codes(dangling)]).toEqual([1, ['NotFound']]);
  });
});

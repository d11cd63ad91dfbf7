// Whole trees, against what find(1) saw before: what goes, what is freed, what lives on elsewhere, and that nothing outside is touched.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { targets } from '../support/exe.ts';
import { canMakeVolume } from '../support/ntfs.ts';
import { codes, itemsOf, snapshot, summaryOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];
const linux = targets().filter((target) => target === 'linux');

/** mulberry32 */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

/** A tree `t` of files of one and of several names, of which some lie outside, in `o`. */
function fill(w: Where, seed: number, files: number): void {
  const below = random(seed);
  const folders = ['t', 't/a', 't/a-b', 't/a/c', 't/a/c/d', 't/日本', 'o', 'o/p'];
  for (const folder of folders) fs.mkdirSync(w.here(folder), { recursive: true });
  fs.mkdirSync(w.here('t/empty'));
  for (let index = 0; index < files; index += 1) {
    const place = (): string => w.here(folders[below(folders.length)]!, `f${index}-${below(1_000_000)}`);
    const first = place();
    fs.writeFileSync(first, Buffer.alloc(below(5000), index));
    for (let more = below(4) === 0 ? below(5) : 0; more > 0; more -= 1) fs.linkSync(first, place());
  }
}

interface Found {
  kind: string;
  inode: string;
  links: number;
  size: number;
  path: string;
}

/** What find(1) says of a folder. */
const found = (folder: string): Found[] =>
  execFileSync('find', [folder, '-printf', '%y %i %n %s %p\\0'], { encoding: 'utf8', maxBuffer: 1 << 28 }).split('\0').filter(Boolean).map((line) => {
    const [, kind, inode, links, size, at] = /^(.) (\d+) (\d+) (\d+) ([^]*)$/.exec(line)!;
    return { kind: kind!, inode: inode!, links: Number(links), size: Number(size), path: at! };
  });

/** What removing a folder comes to, by find(1) alone. */
function model(folder: string): { removed: number; folders: number; lastNames: number; bytesFreed: number; bytesStillShared: number } {
  const all = found(folder);
  const files = [...Map.groupBy(all.filter(({ kind }) => kind === 'f'), ({ inode }) => inode).values()];
  const sum = (some: Found[][]): number => some.reduce((total, [one]) => total + one!.size, 0);
  const inside = files.filter((names) => names.length === names[0]!.links);
  const shared = files.filter((names) => names.length < names[0]!.links);
  return { removed: all.filter(({ kind }) => kind !== 'd').length, folders: all.filter(({ kind }) => kind === 'd').length, lastNames: inside.length, bytesFreed: sum(inside), bytesStillShared: sum(shared) };
}

describe.each(targets())('remove --recurse, %s', (target) => {
  test.each([1, 2, 3])('a tree, seed %i: the totals are those of find, the items count down, and what is outside stays', async (seed) => {
    const w = where(target);
    fill(w, seed, 300);
    const expected = model(w.here('t'));
    const names = found(w.here('t')).map(({ path: at }) => at).sort();
    const linksOutside = new Map(found(w.here('o')).filter(({ kind }) => kind === 'f').map(({ path: at, inode }) => [at, inode]));
    const namesOutside = Map.groupBy(linksOutside, ([, inode]) => inode);
    const outside = [...linksOutside.keys()].map((at) => [at, fs.readFileSync(at).toString('base64')]);
    const dry = await w.run(['remove', '--recurse', w.there('t'), '--dry-run', ...nd]);
    expect([names, found(w.here('t')).length]).toEqual([found(w.here('t')).map(({ path: at }) => at).sort(), names.length]);
    const real = await w.run(['remove', '--recurse', w.there('t'), ...nd]);
    for (const result of [dry, real]) {
      expect([codes(result), result.exitCode]).toEqual([[], 0]);
      expect(summaryOf(result)).toMatchObject({ ...expected, bytesKept: 0 });
    }
    expect(itemsOf(dry)).toEqual(itemsOf(real));
    const items = itemsOf(real);
    expect(items.map(({ path: at }) => at).sort()).toEqual(names.map((at) => w.there(path.relative(w.folder, at))).sort());
    expect(items.reduce((sum, { bytesFreed }) => sum + Number(bytesFreed), 0)).toBe(expected.bytesFreed);
    // Nothing before what lies in it
    const place = new Map(items.map(({ path: at }, index) => [at, index]));
    for (const { path: at } of items) {
      const above = place.get((target === 'linux' ? path.posix : path.win32).dirname(String(at)));
      if (above !== undefined) expect(above).toBeGreaterThan(place.get(at)!);
    }
    expect(fs.readdirSync(w.folder)).toEqual(['o']);
    for (const [at, text] of outside) {
      expect(fs.readFileSync(at!).toString('base64')).toBe(text);
      expect(fs.statSync(at!).nlink).toBe(namesOutside.get(linksOutside.get(at!)!)!.length);
    }
  });

  test('several trees and names, one within the other: each once', async () => {
    const w = where(target);
    w.write('t/a', 'data');
    w.write('t/sub/b', 'more');
    w.write('u/c', 'else');
    fs.linkSync(w.here('t/a'), w.here('u/a'));
    fs.linkSync(w.here('t/a'), w.here('single'));
    const result = await w.run(['remove', '--recurse', ...['t/sub', 'single', 't', 'u', 't/a'].map((name) => w.there(name)), ...nd]);
    expect([codes(result), fs.readdirSync(w.folder)]).toEqual([[], []]);
    expect(itemsOf(result).map(({ path: at }) => at).sort()).toEqual(['single', 't', 't/a', 't/sub', 't/sub/b', 'u', 'u/a', 'u/c'].map((name) => w.there(name)).sort());
    expect(summaryOf(result)).toMatchObject({ removed: 5, folders: 3, lastNames: 3, bytesFreed: 12, bytesStillShared: 0 });
  });

  test('--keep-data takes what lives on elsewhere and leaves the rest, with the folders that hold it', async () => {
    const w = where(target);
    fill(w, 4, 200);
    const files = Map.groupBy(found(w.here('t')).filter(({ kind }) => kind === 'f'), ({ inode }) => inode);
    const data = (folder: string): string[] => [...new Set(found(folder).filter(({ kind }) => kind === 'f').map(({ inode }) => inode))].sort();
    const before = data(w.folder);
    const result = await w.run(['remove', '--recurse', '--keep-data', w.there('t'), ...nd]);
    expect(result.exitCode).toBe(1);
    expect(summaryOf(result)).toMatchObject({ bytesFreed: 0, lastNames: 0 });
    expect(data(w.folder), 'no file is lost').toEqual(before);
    const left = [...files.values()].filter((names) => names.length === names[0]!.links);
    expect(found(w.here('t')).filter(({ kind }) => kind === 'f').length).toBe(left.length);
    expect(codes(result).filter((code) => code === 'LastName').length).toBe(left.length);
    expect(codes(result).filter((code) => code !== 'LastName'), 'and one for the folder that was asked about').toEqual(['NotEmpty']);
  });

  test('for people: the totals before anything else', async () => {
    const w = where(target);
    w.write('t/a', 'x'.repeat(2048));
    w.write('t/b', 'x'.repeat(1024));
    fs.linkSync(w.here('t/b'), w.here('c'));
    const { stdout } = await w.run(['remove', '--recurse', w.there('t')]);
    expect(stdout.replaceAll('\r', '').split('\n').slice(0, 2)).toEqual([`${w.there('t')}: 2 names in 1 folder; 1 file has its last name here.`, 'Frees 2.0 KiB, 1.0 KiB live on under other names.']);
    expect(stdout).toMatch(/\nRemoved 2 names and 1 folder, freed 2\.0 KiB, 1\.0 KiB live on under other names, [\d.]+ s\.\r?\n$/);
  });

  test('many names in many folders, by threads: all of them, and dry as in truth', async () => {
    const w = where(target);
    for (let folder = 0; folder < 45; folder += 1) {
      fs.mkdirSync(w.here(`t/${folder}`), { recursive: true });
      for (let index = 0; index < 50; index += 1) fs.writeFileSync(w.here(`t/${folder}/${index}`), 'x');
    }
    for (let index = 0; index < 50; index += 1) fs.linkSync(w.here(`t/0/${index}`), w.here(`t/44/l${index}`));
    const dry = await w.run(['remove', '--recurse', '--dry-run', w.there('t'), ...nd]);
    const real = await w.run(['remove', '--recurse', w.there('t'), ...nd]);
    expect(itemsOf(dry)).toEqual(itemsOf(real));
    expect(summaryOf(real)).toMatchObject({ removed: 2300, folders: 46, lastNames: 2250, bytesFreed: 2250, failed: 0 });
    expect(fs.readdirSync(w.folder)).toEqual([]);
  });
});

describe.each(linux)('links and mounts in a tree, %s', (target) => {
  test('symbolic links are removed as links: what they lead to stays, also with a separator behind them', async () => {
    const w = where(target);
    w.write('outside/precious', 'data');
    w.write('t/a', '1');
    fs.symlinkSync(w.here('outside'), w.here('t/absolute'));
    fs.symlinkSync('../outside', w.here('t/relative'));
    fs.symlinkSync('nowhere', w.here('t/dangling'));
    fs.symlinkSync('outside', w.here('link'));
    const outside = snapshot(w.here('outside'));
    const tree = await w.run(['remove', '--recurse', w.there('t'), ...nd]);
    expect([codes(tree), itemsOf(tree).filter(({ kind }) => kind === 'symlink').length]).toEqual([[], 3]);
    for (const asked of ['link/', 'link/.']) {
      if (!fs.existsSync(w.here('link'))) fs.symlinkSync('outside', w.here('link'));
      const result = await w.run(['remove', '--recurse', `${w.there()}/${asked}`, ...nd]);
      expect([asked, codes(result), itemsOf(result).map(({ path: at, kind }) => [at, kind])]).toEqual([asked, [], [[w.there('link'), 'symlink']]]);
    }
    expect([fs.readdirSync(w.folder), snapshot(w.here('outside'))]).toEqual([['outside'], outside]);
  });

  test('a file reached through a link is removed by its true name', async () => {
    const w = where(target);
    w.write('d/a', '1');
    fs.symlinkSync('d', w.here('link'));
    const result = await w.run(['remove', w.there('link', 'a'), ...nd]);
    expect([itemsOf(result).map(({ path: at }) => at), fs.readdirSync(w.here('d')), fs.readdirSync(w.folder).sort()]).toEqual([[w.there('d', 'a')], [], ['d', 'link']]);
  });

  test.runIf(canMakeVolume('tmpfs'))('a volume mounted in it stays, and so do the folders above it; the rest goes', async () => {
    const w = where(target);
    for (const name of ['t/a', 't/sub/b', 't/sub/deep/c']) w.write(name, name);
    fs.mkdirSync(w.here('t/sub/mounted'));
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', w.here('t/sub/mounted')]);
    try {
      fs.writeFileSync(w.here('t/sub/mounted/precious'), 'data');
      const dry = await w.run(['remove', '--recurse', '--dry-run', w.there('t'), ...nd]);
      const result = await w.run(['remove', '--recurse', w.there('t'), ...nd]);
      for (const one of [dry, result]) expect([codes(one), one.exitCode]).toEqual([['CrossVolume', 'NotEmpty'], 1]);
      expect(itemsOf(dry)).toEqual(itemsOf(result));
      const { path: at, message } = result.lines.find(({ code }) => code === 'NotEmpty')!;
      expect([at, message]).toEqual([w.there('t'), expect.stringContaining(w.there('t/sub/mounted'))]);
      expect(fs.readdirSync(w.here('t'), { recursive: true }).sort()).toEqual(['sub', 'sub/mounted', 'sub/mounted/precious']);
      const root = await w.run(['remove', '--recurse', w.there('t/sub/mounted'), ...nd]);
      expect([codes(root), root.exitCode, fs.readdirSync(w.here('t/sub/mounted'))]).toEqual([['Usage'], 2, ['precious']]);
    } finally {
      execFileSync('umount', [w.here('t/sub/mounted')]);
    }
  });

  test('pipes, sockets and names that are no text: the first go, the last are errors', async () => {
    const w = where(target);
    const place = fs.mkdtempSync(path.join('/var/tmp', 'linkkit-remove-'));
    try {
      fs.mkdirSync(path.join(place, 't/sub'), { recursive: true });
      execFileSync('mkfifo', [path.join(place, 't/pipe')]);
      fs.writeFileSync(Buffer.concat([Buffer.from(`${place}/t/sub/bad`), Buffer.from([0xff])]), 'x');
      fs.writeFileSync(path.join(place, 't/a'), 'x');
      const result = await w.run(['remove', '--recurse', path.join(place, 't'), ...nd]);
      expect([codes(result), itemsOf(result).map(({ path: at, kind }) => [path.basename(String(at)), kind]).sort()]).toEqual([['NameNotRepresentable', 'NotEmpty'], [['a', 'file'], ['pipe', 'special']]]);
      expect(fs.readdirSync(path.join(place, 't'))).toEqual(['sub']);
    } finally {
      fs.rmSync(place, { recursive: true, force: true });
    }
  });
});

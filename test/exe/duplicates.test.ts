// duplicates through both exes on NTFS: which sets it finds, what it leaves out and why. It changes nothing.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { xxhash128 } from 'hash-wasm';
import { afterAll, describe, expect, test } from 'vitest';
import { exePath, pathFor, targets } from '../support/exe.ts';
import { holdOpen } from '../support/holder.ts';
import { withOneHash } from '../support/sameHash.ts';
import { codes, itemsOf, summaryOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];

const states: string[] = [];
/** A state folder that several runs share. */
function ownState(): string {
  states.push(fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-state-')));
  return states.at(-1)!;
}
afterAll(() => states.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));
const KiB = 1024;
const MiB = KiB * KiB;
const bytes = (size: number, seed: string): Buffer => Buffer.alloc(size, `${seed} and so on; `);

/** Sets as lists of names below the folder, the leader first, and all in order. */
function sets(result: Awaited<ReturnType<Where['run']>>, w: Where): string[][] {
  const short = (name: string): string => name.slice(w.there('x').length - 1).replaceAll('\\', '/');
  return itemsOf(result)
    .map((item) => [short((item['leader'] as { path: string }).path), ...(item['followers'] as { path: string }[]).map(({ path: name }) => short(name)).sort()])
    .sort(([one], [other]) => (one! < other! ? -1 : 1));
}

describe.each(targets())('duplicates, %s', (target) => {
  const put = (w: Where, name: string, content: Buffer | string): void => w.write(name, content as string);

  test('equal files are a set, of every size; nothing is touched, and a second run from the cache says the same', async () => {
    const w = where(target);
    for (const size of [4095, 4096, 16 * KiB, 16 * KiB + 1, 128 * KiB, 3 * MiB + 7]) for (const name of ['a', 'b', 'sub/c']) put(w, `t/${size}/${name}`, bytes(size, `${size}`));
    const before = w.snapshot();
    const env = { LINKKIT_STATE: pathFor(target, ownState()) };
    const first = await w.run(['duplicates', w.there('t'), ...nd], { env });
    expect([codes(first), first.exitCode]).toEqual([[], 0]);
    const found = sets(first, w);
    expect(found.map((names) => names.length)).toEqual([3, 3, 3, 3, 3]);
    expect(found.map(([leader]) => leader!.split('/')[1]).sort()).toEqual(['131072', '16384', '16385', '3145735', '4096']);
    expect(summaryOf(first)).toMatchObject({ sets: 5, files: 18, duplicates: 10, skippedByReason: {} });
    for (const item of itemsOf(first)) expect(item['hash']).toMatch(/^[0-9a-f]{32}$/);
    const second = await w.run(['duplicates', w.there('t'), ...nd], { env });
    expect([codes(second), sets(second, w), itemsOf(second).map(({ hash }) => hash).sort()]).toEqual([[], found, itemsOf(first).map(({ hash }) => hash).sort()]);
    expect(w.snapshot()).toEqual(before);
  });

  test('one byte that differs parts them: at the start, in the middle, at the end; so does a size', async () => {
    const w = where(target);
    for (const size of [5000, 40 * KiB, 3 * MiB]) {
      put(w, `t/${size}-a`, bytes(size, 'same'));
      put(w, `t/${size}-b`, bytes(size, 'same'));
      for (const [name, at] of [['first', 0], ['middle', Math.floor(size / 2)], ['last', size - 1]] as const) {
        const content = bytes(size, 'same');
        content[at]! ^= 1;
        put(w, `t/${size}-${name}`, content);
      }
      put(w, `t/${size}-longer`, bytes(size + 1, 'same'));
    }
    const result = await w.run(['duplicates', w.there('t'), ...nd]);
    expect([codes(result), sets(result, w)]).toEqual([[], ['3145728', '40960', '5000'].map((size) => [`t/${size}-a`, `t/${size}-b`])]);
  });

  test('two large files with the same first and last megabyte are told apart by one byte between', async () => {
    const w = where(target);
    const content = bytes(6 * MiB, 'large');
    put(w, 't/a', content);
    content[3 * MiB]! ^= 1;
    put(w, 't/b', content);
    for (const more of [[], ['--hash-only'], ['--media', 'hdd']]) expect(sets(await w.run(['duplicates', w.there('t'), ...more, ...nd]), w)).toEqual([]);
    content[3 * MiB]! ^= 1;
    put(w, 't/c', content);
    for (const more of [[], ['--hash-only'], ['--media', 'hdd']]) expect(sets(await w.run(['duplicates', w.there('t'), '--keep', 'first-path', ...more, ...nd]), w)).toEqual([['t/a', 't/c']]);
  });

  test('files with one XXH128 and different bytes are told apart, however many; by --hash-only they are one', async () => {
    const w = where(target);
    const env = { LINKKIT_STATE: pathFor(target, ownState()) };
    for (const size of [4 * KiB, 5000, 70_000, 2 * MiB]) {
      const [one, other] = withOneHash(size);
      expect([await xxhash128(one), one.equals(other)]).toEqual([await xxhash128(other), false]);
      // More than are read side by side of one size
      for (let number = 0; number < (size === 70_000 ? 20 : 2); number += 1) {
        put(w, `t/${size}/one${number}`, one);
        put(w, `t/${size}/other${number}`, other);
      }
    }
    const groups = (found: string[][]): string[] => found.map((names) => [...new Set(names.map((name) => name.replace(/\d+$/, '')))].sort().join(' ') + ` ${names.length}`).sort();
    const right = ['4096', '5000', '70000', '2097152'].flatMap((size) => ['one', 'other'].map((name) => `t/${size}/${name} ${size === '70000' ? 20 : 2}`)).sort();
    const byHash = await w.run(['duplicates', w.there('t'), '--hash-only', ...nd], { env });
    expect(sets(byHash, w).some((names) => names.length === 40)).toBe(true);
    // The cache of a search by hash is no reason to believe it
    const compared = await w.run(['duplicates', w.there('t'), ...nd], { env });
    expect([codes(compared), groups(sets(compared, w))]).toEqual([[], right]);
    const merged = await w.run(['dedupe', w.there('t'), ...nd], { env });
    expect([codes(merged), summaryOf(merged)['merged']]).toEqual([[], 38 + 6]);
    for (const size of [4 * KiB, 5000, 70_000, 2 * MiB]) for (const [index, bytesOf] of withOneHash(size).entries()) for (const number of [0, 1]) expect(fs.readFileSync(w.here('t', `${size}`, `${['one', 'other'][index]}${number}`)).equals(bytesOf), `${size}`).toBe(true);
  });

  test('very many files of one size: heads first, then those that share one; the cache says the same', { timeout: 120_000 }, async () => {
    const w = where(target);
    const env = { LINKKIT_STATE: pathFor(target, ownState()) };
    const [one, other] = withOneHash(5000);
    const wanted = new Map<string, string[]>();
    for (let number = 0; number < 2300; number += 1) {
      // Most alone; some by twos, some with one head and different ends, one content many times
      const kind = number % 23;
      const content = kind === 0 ? one : kind === 1 ? other : Buffer.alloc(5000, kind < 4 ? `pair ${number >> 5} ` : `alone ${number} `);
      if (kind === 4 || kind === 5) content.fill('the same beginning', 0, 4096);
      if (kind === 6) content.fill('one file');
      put(w, `t/${number % 7}/${number}`, content);
      const key = content.toString('latin1');
      wanted.set(key, [...(wanted.get(key) ?? []), `t/${number % 7}/${number}`]);
    }
    const right = [...wanted.values()].filter((names) => names.length > 1).map((names) => names.sort().join(' ')).sort();
    for (const run of ['first', 'cached']) {
      const found = await w.run(['duplicates', w.there('t'), ...nd], { env });
      expect([codes(found), sets(found, w).map((names) => names.sort().join(' ')).sort()], run).toEqual([[], right]);
    }
    // One more of a content that was alone
    put(w, 't/new', Buffer.alloc(5000, 'alone 7 '));
    const again = await w.run(['duplicates', w.there('t'), ...nd], { env });
    expect(sets(again, w).map((names) => names.sort().join(' ')).sort()).toEqual([...right, 't/0/7 t/new'].sort());
  });

  test('what the cache knows ends with a change: one byte, with size and last write as they were', async () => {
    const w = where(target);
    for (const name of ['a', 'b', 'c']) put(w, `t/${name}`, bytes(20 * KiB, 'cached'));
    const at = ownState();
    const env = { LINKKIT_STATE: pathFor(target, at) };
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sets(await w.run(['duplicates', w.there('t'), ...nd], { env }), w)).toHaveLength(1);
    const { atime, mtime } = fs.statSync(w.here('t/b'));
    const file = fs.openSync(w.here('t/b'), 'r+');
    fs.writeSync(file, 'X', 19 * KiB);
    fs.closeSync(file);
    fs.utimesSync(w.here('t/b'), atime, mtime);
    expect(sets(await w.run(['duplicates', w.there('t'), '--keep', 'first-path', ...nd], { env }), w)).toEqual([['t/a', 't/c']]);
    fs.writeFileSync(path.join(at, 'cache/contents.sqlite'), 'no database at all, but long enough to be taken for one'.repeat(100));
    const again = await w.run(['duplicates', w.there('t'), '--keep', 'first-path', ...nd], { env });
    expect([sets(again, w), again.lines.filter(({ type }) => type === 'warning'), again.exitCode]).toEqual([[['t/a', 't/c']], [], 0]);
    expect(fs.existsSync(path.join(at, 'cache/contents.sqlite.bad'))).toBe(true);
  });

  test('names of one file are no duplicates; with names elsewhere a file leads, and two such stay apart', async () => {
    const w = where(target);
    put(w, 't/a', bytes(5000, 'one'));
    fs.linkSync(w.here('t/a'), w.here('t/a2'));
    put(w, 't/b', bytes(5000, 'one'));
    put(w, 't/c', bytes(5000, 'one'));
    fs.linkSync(w.here('t/c'), w.here('outside'));
    put(w, 't/z', bytes(6000, 'alone'));
    fs.linkSync(w.here('t/z'), w.here('t/z2'));
    const result = await w.run(['duplicates', w.there('t'), '--keep', 'first-path', ...nd]);
    expect([codes(result), sets(result, w)]).toEqual([[], [['t/a', 't/b']]]);
    expect(summaryOf(result)).toMatchObject({ sets: 1, duplicates: 1, reclaimable: 5000, skippedByReason: { NamesOutside: 1 } });
  });

  test('--keep chooses the leader', async () => {
    const w = where(target);
    const times = { 'deep/er/new': 2023, 'deep/old': 2020, top: 2022, 'a/linked': 2021 };
    for (const [name, year] of Object.entries(times)) {
      put(w, `t/${name}`, bytes(5000, 'one'));
      fs.utimesSync(w.here('t', name), new Date(`${year}-05-05`), new Date(`${year}-05-05`));
    }
    fs.linkSync(w.here('t/a/linked'), w.here('t/a/linked2'));
    const leader = async (...more: string[]): Promise<string> => sets(await w.run(['duplicates', w.there('t'), ...more, ...nd]), w)[0]![0]!;
    expect([await leader(), await leader('--keep', 'oldest'), await leader('--keep', 'newest'), await leader('--keep', 'shallowest'), await leader('--keep', 'first-path')]).toEqual(['t/a/linked', 't/deep/old', 't/deep/er/new', 't/top', 't/a/linked']);
  });

  test('a reference leads and is not changed; --isolate links nothing within one path', async () => {
    const w = where(target);
    for (const name of ['r/x', 'r/y', 'one/a', 'one/b', 'two/c']) put(w, name, bytes(5000, 'one'));
    const referenced = await w.run(['duplicates', w.there('one'), w.there('two'), '--reference', w.there('r'), ...nd]);
    expect([sets(referenced, w), summaryOf(referenced)['skippedByReason']]).toEqual([[['r/x', 'one/a', 'one/b', 'two/c']], { Reference: 1 }]);
    const isolated = await w.run(['duplicates', w.there('one'), w.there('two'), '--isolate', '--keep', 'first-path', ...nd]);
    expect([sets(isolated, w), summaryOf(isolated)['skippedByReason']]).toEqual([[['one/a', 'two/c']], { Isolated: 1 }]);
    // A file with names in both paths is in both
    put(w, 'three/y', bytes(6000, 'two'));
    fs.mkdirSync(w.here('four'));
    put(w, 'three/x', bytes(6000, 'two'));
    fs.linkSync(w.here('three/x'), w.here('four/x'));
    expect(sets(await w.run(['duplicates', w.there('three'), w.there('four'), '--isolate', ...nd]), w)).toEqual([]);
    const only = await w.run(['duplicates', w.there('r'), '--reference', w.there('r'), ...nd]);
    expect([sets(only, w), only.exitCode]).toEqual([[], 0]);
  });

  test('filters: sizes, names, time; empty files only when asked', async () => {
    const w = where(target);
    for (const [name, size] of [['small', 100], ['empty', 0], ['mid', 5000], ['big', 50_000]] as const) for (const copy of ['1', '2']) put(w, `t/${name}${copy}.bin`, bytes(size, name));
    for (const name of ['mid1.bin', 'mid2.bin']) fs.utimesSync(w.here('t', name), new Date('2020-01-01'), new Date('2020-01-01'));
    const found = async (...more: string[]): Promise<string[]> => sets(await w.run(['duplicates', w.there('t'), ...more, ...nd]), w).map(([leader]) => leader!.replace(/^t\/|\d\.bin$/g, ''));
    expect(await found()).toEqual(['big', 'mid']);
    expect(await found('--min-size', '1')).toEqual(['big', 'mid', 'small']);
    expect(await found('--min-size', '0')).toEqual(['big', 'empty', 'mid', 'small']);
    expect(await found('--min-size', '0', '--max-size', '5000')).toEqual(['empty', 'mid', 'small']);
    expect(await found('--newer', '2021-06-01')).toEqual(['big']);
    expect(await found('--exclude', 'big*')).toEqual(['mid']);
    expect(await found('--include', 'mid*')).toEqual(['mid']);
  });

  test('system folders and links are left out and counted', async () => {
    const w = where(target);
    for (const name of ['a', 'System Volume Information/b', '$RECYCLE.BIN/c', 'Windows/WinSxS/d', 'e']) put(w, `t/${name}`, bytes(5000, 'one'));
    if (target === 'linux') fs.symlinkSync(w.here('t/a'), w.here('t/link'));
    const result = await w.run(['duplicates', w.there('t'), ...nd]);
    expect([sets(result, w), summaryOf(result)['skippedByReason']]).toEqual([[['t/a', 't/e']], { SystemFolder: 3, ...(target === 'linux' ? { UnsupportedReparsePoint: 1 } : {}) }]);
    const inside = await w.run(['duplicates', w.there('t', 'Windows', 'WinSxS'), w.there('t'), ...nd]);
    expect([sets(inside, w), summaryOf(inside)['skippedByReason']]).toMatchObject([[['t/a', 't/e']], { SystemFolder: 3 }]);
  });

  test('names of every kind: long, Unicode, in two normal forms, by case where the volume tells them apart', async () => {
    const w = where(target);
    const long = ['t', ...Array.from({ length: 6 }, () => `${'l'.repeat(40)}é`), 'deep'].join('/');
    for (const name of [long, 't/\u00e9', 't/e\u0301', 't/-dash', 't/[a]', 't/\u{1f600} x']) put(w, name, bytes(5000, 'one'));
    const result = await w.run(['duplicates', w.there('t'), ...nd]);
    expect([codes(result), sets(result, w)[0]!.length]).toEqual([[], 6]);
    const nested = await w.run(['duplicates', w.there('t'), w.there('t'), w.there(...long.split('/').slice(0, 3)), ...nd]);
    expect([sets(nested, w)[0]!.length, summaryOf(nested)['files']]).toEqual([6, 6]);
  });

  test('a file that lies in a folder that is named, too, is one file, in whatever order they come', async () => {
    const w = where(target);
    for (const name of ['t/a', 't/s/b', 't/small']) put(w, name, bytes(name === 't/small' ? 10 : 5000, 'one'));
    for (const paths of [['t', 't/a', 't/s'], ['t/a', 't/s/b', 't', 't/small']]) {
      const result = await w.run(['duplicates', ...paths.map((name) => w.there(...name.split('/'))), ...nd]);
      expect([codes(result), sets(result, w), summaryOf(result)['files']], paths.join(' ')).toEqual([[], [['t/a', 't/s/b']], 3]);
    }
    const reference = await w.run(['duplicates', w.there('t'), '--reference', w.there('t', 's', 'b'), ...nd]);
    expect(sets(reference, w)).toEqual([['t/s/b', 't/a']]);
    const isolated = await w.run(['duplicates', w.there('t'), w.there('t', 'a'), '--isolate', ...nd]);
    expect(sets(isolated, w)).toEqual([['t/a', 't/s/b']]);
    const merged = await w.run(['dedupe', w.there('t', 'a'), w.there('t'), ...nd]);
    expect([codes(merged), summaryOf(merged)['merged'], fs.statSync(w.here('t/a')).nlink]).toEqual([[], 1, 2]);
  });

  test.runIf(target === 'linux')('a symbolic link that is named stands for what it leads to, once; one on the way is left out', async () => {
    const w = where(target);
    for (const name of ['t/a', 't/b']) put(w, name, bytes(5000, 'one'));
    for (const [name, to] of [['link', 't/a'], ['folder', 't'], ['t/inner', 't/a']]) fs.symlinkSync(w.here(to!), w.here(name!));
    const result = await w.run(['duplicates', w.there('link'), w.there('t', 'b'), w.there('folder'), ...nd]);
    expect([codes(result), sets(result, w), summaryOf(result)['skippedByReason']]).toEqual([[], [['t/a', 't/b']], { UnsupportedReparsePoint: 1 }]);
  });

  test('bad input is told, and a path that is not there is an error', async () => {
    const w = where(target);
    put(w, 't/a', bytes(5000, 'one'));
    for (const more of [['--newer', 'yesterday'], ['--min-size', '10', '--max-size', '5'], ['--keep', 'best'], ['--media', 'tape']]) {
      const result = await w.run(['duplicates', w.there('t'), ...more, ...nd]);
      expect([codes(result), result.exitCode], more.join(' ')).toEqual([['Usage'], 2]);
    }
    const result = await w.run(['duplicates', w.there('none'), ...nd]);
    expect([codes(result), result.exitCode]).toEqual([['NotFound'], 2]);
  });
});

describe.skipIf(!targets().includes('wine'))('duplicates, and a file that another Windows program holds open', () => {
  test('a file that may not be read is InUse, counted, and the others are found', async () => {
    const w = where('wine');
    for (const name of ['a', 'b', 'c']) w.write(`t/${name}`, 'x'.repeat(5000));
    const { letGo } = await holdOpen(w.there('t', 'b'), { shares: false });
    const result = await w.run(['duplicates', w.there('t'), '--no-cache', '--keep', 'first-path', ...nd]).finally(letGo);
    expect([codes(result), sets(result, w), summaryOf(result)['skippedByReason']]).toEqual([[], [['t/a', 't/c']], { InUse: 1 }]);
  });
});

describe.skipIf(!targets().includes('linux') || process.getuid?.() !== 0)('duplicates as another user (Linux)', () => {
  test('files that one may read and not link are left out: AccessDenied', async () => {
    const folder = fs.mkdtempSync(path.join(path.sep, 'var', 'tmp', 'linkkit-dup-'));
    fs.chmodSync(folder, 0o755);
    try {
      for (const name of ['a', 'b', 'c', 'd']) fs.writeFileSync(path.join(folder, name), 'x'.repeat(5000));
      for (const name of ['c', 'd']) fs.chownSync(path.join(folder, name), 65_534, 65_534);
      const program = path.join(folder, 'linkkit');
      fs.copyFileSync(exePath('linux'), program);
      fs.mkdirSync(path.join(folder, 'closed'), { mode: 0o700 });
      const { stdout, status } = spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', 'env', `HOME=${folder}/none`, program, 'duplicates', folder, '--no-cache', '--max-size', '9999', ...nd], { encoding: 'utf8' });
      const lines = stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(lines.filter(({ type }) => type === 'item').map(({ leader }) => path.basename((leader as { path: string }).path))).toEqual(['c']);
      expect(lines.at(-1)).toMatchObject({ duplicates: 1, skippedByReason: { AccessDenied: 2 } });
      // A folder that is not ours to read is an error: what is in it may be equal
      expect([lines.filter(({ type }) => type === 'error').map(({ code, path: at }) => [code, at]), status]).toEqual([[['AccessDenied', path.join(folder, 'closed')]], 1]);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});

// detach through both exes on NTFS: who shares what afterwards by stat, what is in it by sha256.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { canMakeVolume, extraVolume } from '../support/ntfs.ts';
import { pathFor, runLinkkit, targets } from '../support/exe.ts';
import { codes, itemsOf, sameFile, snapshot, summaryOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];
const hash = (name: string): string => createHash('sha256').update(fs.readFileSync(name)).digest('hex');
const temporaries = (folder: string): string[] => (fs.readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.includes('.~linkkit-'));
const methods = (items: Record<string, unknown>[], w: Where): Record<string, unknown> => Object.fromEntries(items.map(({ path: name, method }) => [path.basename(String(name).replaceAll('\\', '/')), method]));

/** Files that are one are in one group, by their names below a folder. */
function groups(folder: string): string[][] {
  const byFile = new Map<string, string[]>();
  for (const name of (fs.readdirSync(folder, { recursive: true }) as string[]).sort()) {
    const stat = fs.lstatSync(path.join(folder, name), { bigint: true });
    const key = `${stat.dev}:${stat.ino}`;
    if (stat.isFile()) byFile.set(key, [...(byFile.get(key) ?? []), name]);
  }
  return [...byFile.values()];
}

describe.each(targets())('detach, %s', (target) => {
  /** a, b in t and c outside are one file; d and e in t another; f has one name. */
  const prepare = (): Where => {
    const w = where(target);
    w.write('t/a', 'shared data');
    fs.mkdirSync(w.here('t/sub'));
    fs.linkSync(w.here('t/a'), w.here('t/sub/b'));
    fs.linkSync(w.here('t/a'), w.here('c'));
    w.write('t/d', 'inner');
    fs.linkSync(w.here('t/d'), w.here('t/sub/e'));
    w.write('t/f', 'single');
    return w;
  };

  test('a file gets its own data: an edit no longer shows under the other names, and these keep theirs', async () => {
    const w = prepare();
    const before = fs.statSync(w.here('t/a'));
    const result = await w.run(['detach', w.there('t', 'a'), ...nd]);
    expect([codes(result), result.exitCode]).toEqual([[], 0]);
    expect(itemsOf(result)).toMatchObject([{ path: w.there('t', 'a'), method: 'copy', size: 11, linkedTo: null }]);
    expect(summaryOf(result)).toMatchObject({ files: 1, detached: 1, already: 0, bytesWritten: 11 });
    expect([sameFile(w.here('t/a'), w.here('c')), sameFile(w.here('t/sub/b'), w.here('c')), fs.statSync(w.here('t/a')).nlink]).toEqual([false, true, 1]);
    const after = fs.statSync(w.here('t/a'));
    expect([after.mtimeMs.toFixed(2), after.mode]).toEqual([before.mtimeMs.toFixed(2), before.mode]); // Node sets times to the microsecond
    fs.appendFileSync(w.here('t/a'), ' and more');
    expect([fs.readFileSync(w.here('t/a'), 'utf8'), fs.readFileSync(w.here('c'), 'utf8')]).toEqual(['shared data and more', 'shared data']);
    expect(temporaries(w.folder)).toEqual([]);
  });

  test('a file of one name is `already`, a folder needs --recurse, a name that is not there is NotFound; nothing is touched', async () => {
    const w = prepare();
    const before = w.snapshot();
    const result = await w.run(['detach', w.there('t', 'f'), w.there('t'), w.there('none'), ...nd]);
    expect([codes(result).sort(), result.exitCode, methods(itemsOf(result), w)]).toEqual([['DirectoryNotSupported', 'NotFound'], 1, { f: 'already' }]);
    expect(w.snapshot()).toEqual(before);
  });

  test('a tree: each name of its own, the last of those that are all inside keeps what is there', async () => {
    const w = prepare();
    const before = Object.fromEntries(['t/a', 't/sub/b', 't/d', 't/sub/e', 't/f', 'c'].map((name) => [name, hash(w.here(name))]));
    const result = await w.run(['detach', '--recurse', w.there('t'), ...nd]);
    expect([codes(result), result.exitCode]).toEqual([[], 0]);
    expect(summaryOf(result)).toMatchObject({ files: 5, detached: 3, already: 2, bytesWritten: 27 });
    expect(groups(w.here('t')).map((names) => names.length)).toEqual([1, 1, 1, 1, 1]);
    for (const [name, bytes] of Object.entries(before)) expect(hash(w.here(name)), name).toBe(bytes);
    // Kept names are no names that somebody gave: a second run finds nothing to do
    const again = await w.run(['detach', '--recurse', w.there('t'), ...nd]);
    expect([summaryOf(again)['detached'], again.exitCode]).toEqual([0, 0]);
  });

  test('--only-outside: what is shared with names elsewhere is copied once, and stays one file inside', async () => {
    const w = prepare();
    const inner = fs.statSync(w.here('t/d'), { bigint: true }).ino;
    const result = await w.run(['detach', '--recurse', '--only-outside', w.there('t'), ...nd]);
    expect([codes(result), result.exitCode]).toEqual([[], 0]);
    expect(summaryOf(result)).toMatchObject({ detached: 2, already: 3, bytesWritten: 11 });
    expect(groups(w.here('t'))).toEqual([['a', 'sub/b'], ['d', 'sub/e'], ['f']]);
    expect([sameFile(w.here('t/a'), w.here('c')), fs.statSync(w.here('t/d'), { bigint: true }).ino]).toEqual([false, inner]);
    expect([fs.readFileSync(w.here('t/sub/b'), 'utf8'), fs.readFileSync(w.here('c'), 'utf8')]).toEqual(['shared data', 'shared data']);
  });

  test('a name that is given by two paths is one name', async () => {
    const w = prepare();
    const again = target === 'linux' ? w.here('link/t') : w.there('T');
    if (target === 'linux') fs.symlinkSync('.', w.here('link'));
    const result = await w.run(['detach', '--recurse', '--only-outside', w.there('t'), again, ...nd]);
    expect([codes(result), result.exitCode, summaryOf(result)['detached']]).toEqual([[], 0, 2]);
    expect([sameFile(w.here('t/a'), w.here('t/sub/b')), sameFile(w.here('t/a'), w.here('c')), sameFile(w.here('t/d'), w.here('t/sub/e'))]).toEqual([true, false, true]);
  });

  test('a dry run tells the same and touches nothing', async () => {
    for (const more of [[], ['--only-outside']]) {
      const w = prepare();
      const before = w.snapshot();
      const planned = await w.run(['detach', '--recurse', '--dry-run', ...more, w.there('t'), ...nd]);
      expect(w.snapshot()).toEqual(before);
      const real = await w.run(['detach', '--recurse', ...more, w.there('t'), ...nd]);
      const told = (result: typeof real): unknown => itemsOf(result).map(({ path: name, method, size, linkedTo }) => ({ name, method, size, linkedTo }));
      expect(told(planned)).toEqual(told(real));
    }
  });

  test('--include and --exclude choose, long and odd names are names', async () => {
    const w = where(target);
    const names = [`${'x'.repeat(200)}.dat`, 'caf\u00e9 [1] \u{1f600}.dat', "it's %TEMP%.dat", '--recurse.dat', 'left.txt', 'no/inner.dat'];
    for (const [index, name] of names.entries()) {
      w.write(`t/${name}`, String(index));
      fs.mkdirSync(path.dirname(w.here('o', name)), { recursive: true });
      fs.linkSync(w.here('t', name), w.here('o', name));
    }
    const result = await w.run(['detach', '--recurse', '--include', '*.dat', '--exclude', 'no', w.there('t'), ...nd]);
    expect([codes(result), result.exitCode, summaryOf(result)['detached']]).toEqual([[], 0, 4]);
    for (const [index, name] of names.entries()) expect(sameFile(w.here('t', name), w.here('o', name)), name).toBe(index > 3);
  });

  test('a path of more than 260 characters', async () => {
    const w = where(target);
    const deep = Array.from({ length: 8 }, () => 'd'.repeat(60)).join('/');
    w.write(`${deep}/a`, 'deep');
    fs.linkSync(w.here(deep, 'a'), w.here('b'));
    const result = await w.run(['detach', w.there(deep, 'a'), ...nd]);
    expect([result.lines.filter(({ type }) => type === 'error'), sameFile(w.here(deep, 'a'), w.here('b')), fs.readFileSync(w.here(deep, 'a'), 'utf8')]).toEqual([[], false, 'deep']);
  });
});

describe('detach and what a copy must carry (Linux)', () => {
  const at = (folder: string) => (...names: string[]): string => path.join(folder, ...names);
  const fresh = (): string => fs.mkdtempSync('/var/tmp/linkkit-detach-');
  const run = (...args: string[]): ReturnType<typeof runLinkkit> => runLinkkit([...args, ...nd], { target: 'linux' });

  test.skipIf(process.platform !== 'linux')('mode, owner, times and extended attributes; a sparse file stays sparse', async () => {
    const folder = fresh();
    const to = at(folder);
    try {
      fs.writeFileSync(to('a'), 'x');
      fs.truncateSync(to('a'), 64 * 2 ** 20);
      fs.chmodSync(to('a'), 0o640);
      if (process.getuid?.() === 0) fs.chownSync(to('a'), 65_534, 65_534);
      execFileSync('setfattr', ['-n', 'user.note', '-v', 'kept', to('a')]);
      fs.utimesSync(to('a'), new Date('2001-02-03T04:05:06.789Z'), new Date('2011-12-13T14:15:16.123Z'));
      fs.linkSync(to('a'), to('b'));
      const result = await run('detach', to('a'));
      expect([codes(result), result.exitCode, sameFile(to('a'), to('b'))]).toEqual([[], 0, false]);
      const looks = (name: string): unknown => (({ mode, uid, gid, mtimeMs, size }) => ({ mode, uid, gid, mtimeMs: Math.round(mtimeMs), size }))(fs.statSync(to(name)));
      expect(looks('a')).toEqual(looks('b'));
      expect(fs.statSync(to('a')).blocks * 512).toBeLessThan(2 ** 20);
      expect(execFileSync('getfattr', ['--only-values', '-n', 'user.note', to('a')], { encoding: 'utf8' })).toBe('kept');
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });

  test.skipIf(process.platform !== 'linux')('a link is no file with data of its own, and links in a tree are left alone', async () => {
    const folder = fresh();
    const to = at(folder);
    try {
      fs.mkdirSync(to('t'));
      fs.writeFileSync(to('a'), 'x');
      fs.linkSync(to('a'), to('b'));
      fs.symlinkSync('../a', to('t/link'));
      fs.symlinkSync('..', to('t/up'));
      const direct = await run('detach', to('t/link'));
      expect([codes(direct), direct.exitCode]).toEqual([['UnsupportedReparsePoint'], 1]);
      const tree = await run('detach', '--recurse', to('t'));
      expect([codes(tree), tree.exitCode, summaryOf(tree)['detached'], sameFile(to('a'), to('b'))]).toEqual([[], 0, 0, true]);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });

  describe.runIf(canMakeVolume('tmpfs'))('a volume with too little room', () => {
    const volume = extraVolume('detach-full', { fileSystem: 'tmpfs', sizeMiB: 8 });
    afterAll(() => volume.remove());

    test('is told before anything is copied', async () => {
      fs.writeFileSync(path.join(volume.linux, 'a'), Buffer.alloc(3 * 2 ** 20, 1));
      fs.writeFileSync(path.join(volume.linux, 'b'), Buffer.alloc(3 * 2 ** 20, 2));
      for (const name of ['a', 'b']) fs.linkSync(path.join(volume.linux, name), path.join(volume.linux, `${name}2`));
      const before = snapshot(volume.linux);
      const refused = await run('detach', path.join(volume.linux, 'a'), path.join(volume.linux, 'b'));
      expect([codes(refused), refused.exitCode, summaryOf(refused)['detached']]).toEqual([['NoSpace'], 1, 0]);
      expect(snapshot(volume.linux)).toEqual(before);
      // A sparse file takes what it takes: 3 MiB, and there are 2, then 5
      fs.truncateSync(path.join(volume.linux, 'a'), 100 * 2 ** 20);
      expect(codes(await run('detach', path.join(volume.linux, 'a')))).toEqual(['NoSpace']);
      fs.truncateSync(path.join(volume.linux, 'b'), 0);
      expect((await run('detach', path.join(volume.linux, 'a'))).exitCode).toBe(0);
    });
  });
});

describe.skipIf(!targets().includes('wine'))('detach on Windows', () => {
  test('a read-only file: the copy is read-only, and so are the names that stay', async () => {
    // By the mode, which Wine shows as the attribute; the bench's NTFS has none
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-detach-'));
    const [one, other] = ['a', 'b'].map((name) => path.join(folder, name)) as [string, string];
    try {
      fs.writeFileSync(one, 'data', { mode: 0o444 });
      fs.linkSync(one, other);
      const result = await runLinkkit(['detach', pathFor('wine', one), ...nd], { target: 'wine' });
      expect([codes(result), result.exitCode, sameFile(one, other)]).toEqual([[], 0, false]);
      expect([one, other].map((name) => fs.statSync(name).mode & 0o222)).toEqual([0, 0]);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

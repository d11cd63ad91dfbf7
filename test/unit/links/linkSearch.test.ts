import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isWithin, LinkSearch } from '../../../src/links/linkSearch.ts';
import type { Mounts } from '../../../src/filesystem/mounts.ts';
import type { SearchEvent } from '../../../src/links/siblingEngine.ts';
import * as folders from '../../../src/filesystem/walk/readFolder.ts';
import { LinkKitError } from '../../../src/contract/errors.ts';

// Which folders are read cannot be seen from outside, and root may read them all: the one function that reads is watched
vi.mock('../../../src/filesystem/walk/readFolder.ts', { spy: true });

const noMounts: Mounts = { rootOf: () => '/', isMountPoint: () => false };

describe.skipIf(process.platform === 'win32')('a search outwards', () => {
  let root: string;
  beforeEach(() => {
    root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-search-')));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    fs.rmSync(root, { recursive: true });
  });

  const at = (...names: string[]): string => path.join(root, ...names);
  function link(...names: string[]): string {
    for (const name of names) fs.mkdirSync(path.dirname(at(name)), { recursive: true });
    fs.writeFileSync(at(names[0]!), '');
    for (const name of names.slice(1)) fs.linkSync(at(names[0]!), at(name));
    const { dev, ino } = fs.statSync(at(names[0]!));
    return `${dev}:${ino}`;
  }
  async function run(search: LinkSearch, from: string, key: string, wanted: number): Promise<SearchEvent[]> {
    const events: SearchEvent[] = [];
    const enough = (): boolean => (search.seen(key)?.names.length ?? 0) >= wanted;
    for await (const event of search.outwards(at(from), enough, new AbortController().signal)) events.push(event);
    return events;
  }
  /** The folders that are read while `action` runs, relative to the root. */
  async function foldersRead(action: () => Promise<unknown>): Promise<string[]> {
    const { calls } = vi.mocked(folders.readFolder).mock;
    const before = calls.length;
    await action();
    return calls.slice(before).map(([folder]) => path.relative(root, folder.path) || '.');
  }

  test('reads the own folder first, what lies in it next, then its neighbours, and stops when all names are found', async () => {
    const key = link('a/b/x', 'a/b/c/y');
    fs.mkdirSync(at('a/z'));
    const search = new LinkSearch(root, noMounts);
    expect(await foldersRead(() => run(search, 'a/b', key, 2))).toEqual(['a/b', 'a/b/c']);
    expect(search.seen(key)!.names.sort()).toEqual([at('a/b/c/y'), at('a/b/x')]);
  });

  test('each folder is read once, for all files', async () => {
    const near = link('a/x', 'a/y');
    const far = link('b/x', 'z/deep/y');
    const outside = link('c/x');
    for (let number = 0; number < 20; number += 1) fs.mkdirSync(at(`m/${number}`), { recursive: true });
    const search = new LinkSearch(root, noMounts);
    const read = await foldersRead(async () => {
      await run(search, 'a', near, 2);
      await run(search, 'b', far, 2);
      await run(search, 'c', outside, 2);
      await run(search, 'z/deep', far, 3);
    });
    expect(read).toHaveLength(new Set(read).size);
    expect(read).toHaveLength(1 + 3 + 2 + 21);
    expect(search.seen(far)!.names).toHaveLength(2);
  });

  test('what an earlier file left unread is read for a later one, nearest first', async () => {
    const first = link('p/q/x', 'p/q/y');
    const second = link('p/r/s/x', 'p/t/y');
    const search = new LinkSearch(root, noMounts);
    await run(search, 'p/q', first, 2);
    const read = await foldersRead(() => run(search, 'p/r/s', second, 2));
    expect(read.slice(0, 3)).toEqual(['p/r/s', 'p/r', 'p']);
    expect(read).not.toContain('p/q');
    expect(search.seen(second)!.names).toHaveLength(2);
  });

  test('never leaves the root, and begins at the root where the file lies outside of it', async () => {
    const key = link('in/x', 'out/y');
    expect(await foldersRead(() => run(new LinkSearch(at('in'), noMounts), 'in', key, 2))).toEqual(['in']);
    const search = new LinkSearch(at('out'), noMounts);
    expect(await foldersRead(() => run(search, 'in', key, 2))).toEqual(['out']);
    expect(search.seen(key)!.names).toEqual([at('out/y')]);
  });

  test('enters no mount point and no symbolic link', async () => {
    const key = link('a/x', 'm/y');
    fs.symlinkSync('../m', at('a/link'));
    const mounts: Mounts = { rootOf: () => root, isMountPoint: (folder) => folder === at('m') };
    const search = new LinkSearch(root, mounts);
    await run(search, 'a', key, 2);
    expect(search.seen(key)!.names).toEqual([at('a/x')]);
  });

  test('a file that is a mount point is no name of the file under it', async () => {
    const key = link('a/x', 'a/mounted');
    const mounts: Mounts = { rootOf: () => root, isMountPoint: (name) => name === at('a/mounted') };
    const search = new LinkSearch(root, mounts);
    await run(search, 'a', key, 2);
    expect(search.seen(key)!.names).toEqual([at('a/x')]);
  });

  test('a folder that cannot be read is one warning, and the others are searched', async () => {
    const key = link('a/x', 'b/y');
    fs.mkdirSync(at('a/locked'));
    const { readFolder } = await vi.importActual<typeof folders>('../../../src/filesystem/walk/readFolder.ts');
    vi.mocked(folders.readFolder).mockImplementation((folder, detail) => {
      if (folder.path === at('a/locked')) throw new LinkKitError('AccessDenied', { path: folder.path, osError: 'EACCES' });
      return readFolder(folder, detail);
    });
    const search = new LinkSearch(root, noMounts);
    const warnings = (await run(search, 'a', key, 2)).filter(({ type }) => type === 'warning');
    expect(warnings).toMatchObject([{ code: 'AccessDenied', path: at('a/locked'), osError: 'EACCES' }]);
    expect(search.seen(key)!.names).toHaveLength(2);
  });

  test('names that are no UTF-8 are seen and told apart, also below a folder of such a name', async () => {
    const key = link('a/x', 'a/\ufffd');
    const bad = Buffer.concat([Buffer.from(`${at('a')}/`), Buffer.from([0x66, 0xff, 0xfe])]);
    fs.linkSync(at('a/x'), bad);
    const folder = Buffer.concat([Buffer.from(`${at('a')}/`), Buffer.from([0xe9])]);
    fs.mkdirSync(folder);
    fs.linkSync(at('a/x'), Buffer.concat([folder, Buffer.from('/plain')]));
    const search = new LinkSearch(root, noMounts);
    await run(search, 'a', key, 9);
    expect(search.seen(key)!.names.sort()).toEqual([at('a/x'), at('a/\ufffd')]);
    expect(search.seen(key)!.unrepresentable.sort()).toEqual([at('a/f\ufffd\ufffd'), at('a/\ufffd/plain')].sort());
  });

  test('stops where it is when it is cancelled', async () => {
    const key = link('a/x', 'b/y');
    const cancelled = AbortSignal.abort();
    const search = new LinkSearch(root, noMounts);
    for await (const _ of search.outwards(at('a'), () => false, cancelled));
    expect(search.seen(key)).toBeUndefined();
  });
});

test.each([
  ['/a', '/', true],
  ['/a/b', '/a', true],
  ['/a', '/a', true],
  ['/ab', '/a', false],
  ['/a', '/a/b', false],
])('isWithin(%s, %s) is %s', (inner, folder, answer) => {
  const native = (text: string): string => text.replaceAll('/', path.sep);
  expect(isWithin(native(inner), native(folder))).toBe(answer);
});

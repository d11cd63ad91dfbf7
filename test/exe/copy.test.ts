import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { targets } from '../support/exe.ts';
import { codes, itemsOf, sameFile, summaryOf, where } from './where.ts';

const nd = ['--output', 'ndjson'];

describe.each(targets())('copy, %s', (target) => {
  test('a file gets a second name; the item and the summary say so', async () => {
    const w = where(target);
    w.write('a.txt', 'data');
    const result = await w.run(['copy', w.there('a.txt'), w.there('b.txt'), ...nd]);
    expect(result.exitCode).toBe(0);
    expect(sameFile(w.here('a.txt'), w.here('b.txt'))).toBe(true);
    expect(itemsOf(result)).toEqual([{ type: 'item', source: w.there('a.txt'), destination: w.there('b.txt'), kind: 'file', method: 'hardlink', size: 4, linkCount: 2 }]);
    expect(summaryOf(result)).toMatchObject({ type: 'summary', ok: true, files: 1, linked: 1, bytesShared: 4, bytesWritten: 0, resume: null, interrupted: false });
  });

  test('an existing folder receives the source inside it; --exact makes the destination the final name', async () => {
    const w = where(target);
    w.write('tree/sub/a', '1');
    fs.mkdirSync(w.here('to'));
    expect((await w.run(['copy', w.there('tree'), w.there('to')])).exitCode).toBe(0);
    expect(sameFile(w.here('tree/sub/a'), w.here('to/tree/sub/a'))).toBe(true);
    expect((await w.run(['copy', '--exact', w.there('tree'), w.there('to')])).exitCode).toBe(0);
    expect(sameFile(w.here('tree/sub/a'), w.here('to/sub/a'))).toBe(true);
  });

  test('several sources need an existing folder', async () => {
    const w = where(target);
    w.write('a', '1');
    w.write('b', '2');
    const before = w.snapshot();
    const refused = await w.run(['copy', w.there('a'), w.there('b'), w.there('no'), ...nd]);
    expect([refused.exitCode, codes(refused)]).toEqual([2, ['ParentNotFound']]);
    expect(w.snapshot()).toEqual(before);
    fs.mkdirSync(w.here('to'));
    expect((await w.run(['copy', w.there('a'), w.there('b'), w.there('to')])).exitCode).toBe(0);
    expect(fs.readdirSync(w.here('to')).sort()).toEqual(['a', 'b']);
  });

  test('a missing parent is an error unless --parents', async () => {
    const w = where(target);
    w.write('a', '1');
    const refused = await w.run(['copy', w.there('a'), w.there('x', 'y', 'b'), ...nd]);
    expect([refused.exitCode, codes(refused)]).toEqual([2, ['ParentNotFound']]);
    expect(fs.existsSync(w.here('x'))).toBe(false);
    expect((await w.run(['copy', '--parents', w.there('a'), w.there('x', 'y', 'b')])).exitCode).toBe(0);
    expect(sameFile(w.here('a'), w.here('x/y/b'))).toBe(true);
  });

  describe('refused before anything is touched', () => {
    test.each([
      ['a missing source', ['copy', 'no', 'b'], 'NotFound', 2],
      ['one missing source among others', ['copy', 'a', 'no', 'to'], 'NotFound', 2],
      ['a destination inside the source', ['copy', 'tree', 'tree/sub/x'], 'DestinationInsideSource', 2],
      ['the source into itself', ['copy', 'tree', 'tree/sub'], 'DestinationInsideSource', 2],
      ['a file onto its own name', ['copy', 'a', 'a'], 'SameName', 2],
      ['a file into its own folder', ['copy', 'to/c', 'to'], 'SameName', 2],
      ['a folder onto its own name', ['copy', '--exact', 'tree', 'tree'], 'SameName', 2],
      ['a file onto its own name, to be replaced', ['copy', '--on-exists', 'replace', 'a', 'a'], 'SameName', 2],
      ['two sources of one name', ['copy', 'a', 'tree/a', 'to'], 'NameCollision', 1],
    ])('%s', async (_what, [command, ...rest], code, exitCode) => {
      const w = where(target);
      w.write('a', '1');
      w.write('tree/a', '1');
      w.write('tree/sub/b', '2');
      w.write('to/c', '3');
      const before = w.snapshot();
      const args = rest.map((word, index) => (word.startsWith('--') || rest[index - 1] === '--on-exists' ? word : w.there(word)));
      const result = await w.run([command!, ...args, ...nd]);
      expect([codes(result), result.exitCode]).toEqual([[code], exitCode]);
      expect(w.snapshot()).toEqual(before);
      expect(summaryOf(result)).toMatchObject({ type: 'summary', ok: false, exitCode });
    });
  });

  describe('when the name exists', () => {
    const prepare = () => {
      const w = where(target);
      w.write('a', 'new');
      w.write('b', 'old');
      fs.linkSync(w.here('b'), w.here('b2'));
      return w;
    };

    test('error: WouldOverwrite, and it keeps its data', async () => {
      const w = prepare();
      const result = await w.run(['copy', w.there('a'), w.there('b'), ...nd]);
      expect([codes(result), result.exitCode]).toEqual([['WouldOverwrite'], 1]);
      expect(fs.readFileSync(w.here('b'), 'utf8')).toBe('old');
    });

    test('skip: the item says so', async () => {
      const w = prepare();
      const result = await w.run(['copy', '--on-exists', 'skip', w.there('a'), w.there('b'), ...nd]);
      expect([result.exitCode, itemsOf(result)[0]!['method'], summaryOf(result)['skipped']]).toEqual([0, 'skipped', 1]);
      expect(fs.readFileSync(w.here('b'), 'utf8')).toBe('old');
    });

    test('replace: the name leads to the new data, the old data lives on under its other name, no temporary stays', async () => {
      const w = prepare();
      const result = await w.run(['copy', '--on-exists', 'replace', w.there('a'), w.there('b'), ...nd]);
      expect([result.exitCode, itemsOf(result)[0]!['method']]).toEqual([0, 'replaced']);
      expect(sameFile(w.here('a'), w.here('b'))).toBe(true);
      expect(fs.readFileSync(w.here('b2'), 'utf8')).toBe('old');
      expect(fs.readdirSync(w.folder).sort()).toEqual(['a', 'b', 'b2']);
    });

    test.each(['error', 'skip', 'replace'])('another name of the same file is `already` under %s', async (rule) => {
      const w = prepare();
      const before = w.snapshot();
      const result = await w.run(['copy', '--on-exists', rule, w.there('b'), w.there('b2'), ...nd]);
      expect([result.exitCode, itemsOf(result)[0]!['method']]).toEqual([0, 'already']);
      expect(w.snapshot()).toEqual(before);
    });

    test('a folder is never replaced by a file, nor a file by a folder', async () => {
      const w = prepare();
      w.write('folder/x', '1');
      const before = w.snapshot();
      const one = await w.run(['copy', '--exact', '--on-exists', 'replace', w.there('a'), w.there('folder'), ...nd]);
      const other = await w.run(['copy', '--exact', '--on-exists', 'replace', w.there('folder'), w.there('a'), ...nd]);
      expect([codes(one), codes(other)]).toEqual([['WouldOverwrite'], ['WouldOverwrite']]);
      expect(w.snapshot()).toEqual(before);
    });
  });

  test('a dry run touches nothing and reports what the real run then does', async () => {
    const w = where(target);
    for (const name of ['t/a', 't/b/c', 't/b/d/e', 'to/t/a']) w.write(name, name);
    fs.linkSync(w.here('t/a'), w.here('t/a2'));
    fs.mkdirSync(w.here('to/t/b'));
    fs.linkSync(w.here('t/b/c'), w.here('to/t/b/c'));
    const before = w.snapshot();
    const args = ['copy', '--on-exists', 'replace', w.there('t'), w.there('to'), ...nd];
    const dry = await w.run([...args, '--dry-run']);
    expect(w.snapshot()).toEqual(before);
    const real = await w.run(args);
    expect(itemsOf(dry)).toEqual(itemsOf(real));
    expect(summaryOf(dry)).toMatchObject({ dryRun: true, operationId: null });
    expect(summaryOf(real)).toMatchObject({ dryRun: false, operationId: expect.any(String) });
    const counts = ['files', 'directories', 'linked', 'copied', 'already', 'skipped', 'bytesShared', 'bytesWritten'];
    for (const name of counts) expect(summaryOf(dry)[name], name).toBe(summaryOf(real)[name]);
  });

  test('the link limit: an error, or a copy that takes the further names', async () => {
    const w = where(target);
    w.write('t/a', 'data');
    for (const name of ['b', 'c', 'd', 'e']) fs.linkSync(w.here('t/a'), w.here('t', name));
    const refused = await w.run(['copy', '--link-limit', '6', w.there('t'), w.there('x'), ...nd]);
    expect([refused.exitCode, codes(refused)]).toEqual([1, ['TooManyLinks', 'TooManyLinks', 'TooManyLinks']]);
    fs.rmSync(w.here('x'), { recursive: true });
    const args = ['copy', '--link-limit', '6', '--on-link-limit', 'copy', w.there('t'), w.there('x'), ...nd];
    const dry = await w.run([...args, '--dry-run']);
    const real = await w.run(args);
    expect(itemsOf(dry)).toEqual(itemsOf(real));
    expect(summaryOf(real)).toMatchObject({ exitCode: 0, linked: 4, copied: 1, bytesWritten: 4 });
    const inodes = fs.readdirSync(w.here('x')).map((name) => fs.statSync(w.here('x', name)).ino);
    expect(new Set(inodes).size).toBe(2);
    expect(fs.readdirSync(w.here('x')).every((name) => fs.readFileSync(w.here('x', name), 'utf8') === 'data')).toBe(true);
  });

  test('NTFS: 1,024 names and no more, whether or not the driver counts', async () => {
    const w = where(target);
    w.write('a', 'x');
    fs.mkdirSync(w.here('names'));
    for (let name = 0; name < 1022; name += 1) fs.linkSync(w.here('a'), w.here('names', String(name)));
    expect((await w.run(['copy', w.there('a'), w.there('last')])).exitCode).toBe(0);
    const result = await w.run(['copy', w.there('a'), w.there('toomany'), ...nd]);
    expect([codes(result), result.exitCode, fs.existsSync(w.here('toomany'))]).toEqual([['TooManyLinks'], 1, false]);
  });

  test('--include and --exclude choose; folders without a chosen file are not made', async () => {
    const w = where(target);
    for (const name of ['t/a.txt', 't/a.md', 't/deep/b.txt', 't/other/c.md', 't/node_modules/d.txt']) w.write(name, name);
    expect((await w.run(['copy', '--include', '*.txt', '--exclude', 'node_modules', w.there('t'), w.there('x')])).exitCode).toBe(0);
    expect(Object.keys(w.snapshot()).filter((name) => name.startsWith('x')).sort()).toEqual(['x', 'x/a.txt', 'x/deep', 'x/deep/b.txt']);
  });

  test('times of folders are kept', async () => {
    const w = where(target);
    w.write('t/sub/a', '1');
    const long = new Date('2001-02-03T04:05:06Z');
    for (const name of ['t/sub', 't']) fs.utimesSync(w.here(name), long, long);
    await w.run(['copy', w.there('t'), w.there('x')]);
    for (const name of ['x', 'x/sub']) expect(fs.statSync(w.here(name)).mtime, name).toEqual(long);
  });

  test('odd names come through whole: Unicode in both forms, emoji, blanks, dots, brackets, long paths', async () => {
    const w = where(target);
    const names = ['e\u0301', '\u00e9', '👩‍👩‍👧 emoji', '日本語', 'a [1] {b} (c)', '100% & $x', "it's", ' lead', 'ﬁ ligature', ...(target === 'linux' ? ['trailing.', 'trailing '] : [])];
    const deep = Array.from({ length: 8 }, (_, index) => `${index}-${'x'.repeat(40)}`).join('/');
    for (const name of [...names, `${deep}/end`]) w.write(`t/${name}`, name);
    const result = await w.run(['copy', w.there('t'), w.there('x'), ...nd]);
    expect([result.exitCode, codes(result)]).toEqual([0, []]);
    for (const name of [...names, `${deep}/end`]) expect(sameFile(w.here('t', name), w.here('x', name)), name).toBe(true);
    expect(itemsOf(result).map(({ destination }) => destination)).toContain(w.there('x', ...deep.split('/'), 'end'));
  });

  test('many files, linked by several threads: taken names, names linked before and further names of one file come out as ever', async () => {
    const w = where(target);
    for (let index = 0; index < 1_500; index += 1) w.write(`t/${index % 5}/${index}`, String(index));
    fs.linkSync(w.here('t/4/1004'), w.here('t/3/second'));
    for (const name of ['4/1009', '4/1499', '0/0']) w.write(`x/${name}`, 'other');
    for (const name of ['3/1498', '3/3']) fs.mkdirSync(w.here('x', path.dirname(name)), { recursive: true });
    for (const name of ['3/1498', '3/3']) fs.linkSync(w.here('t', name), w.here('x', name));
    const result = await w.run(['copy', '--exact', w.there('t'), w.there('x'), ...nd]);
    expect([codes(result), result.exitCode]).toEqual([['WouldOverwrite', 'WouldOverwrite', 'WouldOverwrite'], 1]);
    expect(summaryOf(result)).toMatchObject({ files: 1_498, linked: 1_496, already: 2, directories: 6, failed: 3 });
    expect(itemsOf(result).filter(({ method, linkCount }) => method === 'hardlink' && (linkCount as number) > 2).map(({ linkCount }) => linkCount).sort()).toEqual([3, 4]);
    for (let index = 0; index < 1_500; index += 1) expect(sameFile(w.here('t', `${index % 5}/${index}`), w.here('x', `${index % 5}/${index}`)), String(index)).toBe(![0, 1_009, 1_499].includes(index));
  });

  test('another volume: refused with exit code 3; copied with its inner links, data and times when asked', async () => {
    const w = where(target);
    const other = fs.mkdtempSync(path.join(fs.existsSync('/dev/shm') ? '/dev/shm' : w.folder, 'linkkit-'));
    const seen = target === 'linux' ? other : `Z:${other.replaceAll('/', '\\')}`;
    try {
      w.write('t/a', 'data');
      fs.linkSync(w.here('t/a'), w.here('t/a2'));
      w.write('t/sub/b', 'more');
      const old = new Date('2001-02-03T04:05:06Z');
      fs.utimesSync(w.here('t/a'), old, old);
      const to = target === 'linux' ? `${seen}/x` : `${seen}\\x`;
      const refused = await w.run(['copy', w.there('t'), to, ...nd]);
      expect([codes(refused), refused.exitCode, fs.existsSync(path.join(other, 'x'))]).toEqual([['CrossVolume'], 3, false]);
      fs.writeFileSync(path.join(other, 'far'), 'far');
      fs.mkdirSync(w.here('in'));
      const some = await w.run(['copy', target === 'linux' ? `${seen}/far` : `${seen}\\far`, w.there('t/sub/b'), w.there('in'), ...nd]);
      expect([codes(some), some.exitCode, fs.readdirSync(w.here('in'))], 'the others are linked').toEqual([['CrossVolume'], 1, ['b']]);
      const args = ['copy', '--on-cross-volume', 'copy', w.there('t'), to, ...nd];
      const dry = await w.run([...args, '--dry-run']);
      const real = await w.run(args);
      expect(itemsOf(dry)).toEqual(itemsOf(real));
      expect([real.exitCode, codes(real)]).toEqual([0, []]);
      expect(summaryOf(real)).toMatchObject({ files: 3, copied: 2, linked: 1, bytesWritten: 8 });
      expect(sameFile(path.join(other, 'x/a'), path.join(other, 'x/a2'))).toBe(true);
      expect(fs.readFileSync(path.join(other, 'x/sub/b'), 'utf8')).toBe('more');
      expect(fs.statSync(path.join(other, 'x/a')).mtime).toEqual(old);
    } finally {
      fs.rmSync(other, { recursive: true, force: true });
    }
  });
});

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { targets } from '../support/exe.ts';
import { canMakeVolume, extraVolume, type Volume } from '../support/ntfs.ts';
import { codes, itemsOf, summaryOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];

/** What `find -samefile` says, as the exe names it; an oracle that shares nothing with LinkKit. */
function samefile(w: Where, name: string): string[] {
  const found = execFileSync('find', [w.folder, '-samefile', w.here(name)], { encoding: 'utf8' }).trimEnd().split('\n');
  return found.map((file) => w.there(path.relative(w.folder, file))).sort();
}

describe.each(targets())('siblings, %s', (target) => {
  test('every name of a file: itself first, the others in order, with its identity', async () => {
    const w = where(target);
    w.write('docs/report.txt', 'twelve bytes');
    for (const name of ['b.txt', 'Z.txt', 'a.txt']) fs.linkSync(w.here('docs/report.txt'), w.here(name));
    const result = await w.run(['siblings', w.there('docs', 'report.txt'), '--root', w.there(), ...nd]);
    expect(result.exitCode).toBe(0);
    const [item] = itemsOf(result);
    expect(item).toEqual({
      type: 'item',
      path: w.there('docs', 'report.txt'),
      volume: expect.stringMatching(target === 'linux' ? /^\d+$/ : /^[0-9A-F]{16}$|\\/),
      fileId: expect.stringMatching(target === 'linux' ? /^\d+$/ : /^[0-9A-F]{32}$/),
      linkCount: 4,
      size: 12,
      names: [w.there('docs', 'report.txt'), w.there('Z.txt'), w.there('a.txt'), w.there('b.txt')],
      keeps: 0,
      engine: expect.stringMatching(/^(api|fsutil|scan)$/),
      complete: true,
    });
    expect(summaryOf(result)).toMatchObject({ ok: true, files: 1, names: 4, incomplete: 0, failed: 0 });
  });

  test('a file with one name needs no search', async () => {
    const w = where(target);
    w.write('only', '1');
    const result = await w.run(['siblings', w.there('only'), ...nd]);
    expect(itemsOf(result)).toMatchObject([{ linkCount: 1, names: [w.there('only')], engine: 'none', complete: true }]);
  });

  test('--count-only answers without a search', async () => {
    const w = where(target);
    w.write('a', '1');
    fs.linkSync(w.here('a'), w.here('b'));
    const result = await w.run(['siblings', '--count-only', w.there('a'), ...nd]);
    expect(itemsOf(result)).toMatchObject([{ linkCount: 2, names: [w.there('a')], engine: 'none', complete: false }]);
  });

  test('both names of a file have one identity, two files have two', async () => {
    const w = where(target);
    w.write('a', '1');
    w.write('c', '1');
    fs.linkSync(w.here('a'), w.here('b'));
    const result = await w.run(['siblings', '--count-only', w.there('a'), w.there('b'), w.there('c'), ...nd]);
    const [a, b, c] = itemsOf(result).map(({ volume, fileId }) => `${String(volume)}:${String(fileId)}`);
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });

  test('a folder, a missing file and an empty path are errors of their own, and the others are answered', async () => {
    const w = where(target);
    w.write('a', '1');
    fs.mkdirSync(w.here('folder'));
    const result = await w.run(['siblings', w.there('folder'), w.there('missing'), w.there('a'), w.there('a', 'below'), ...nd]);
    expect(result.exitCode).toBe(1);
    expect(codes(result)).toEqual(['DirectoryNotSupported', 'NotFound', 'NotFound']);
    const errors = result.lines.filter(({ type }) => type === 'error');
    expect(errors.map((line) => line['path'])).toEqual([w.there('folder'), w.there('missing'), w.there('a', 'below')]);
    expect(itemsOf(result)).toMatchObject([{ path: w.there('a') }]);
    expect(summaryOf(result)).toMatchObject({ ok: false, files: 1, failed: 3 });
  });

  test('--stdin answers line by line; a line that is no path is an error in its place', async () => {
    const w = where(target);
    w.write('a', '1');
    w.write('b', '1');
    fs.linkSync(w.here('a'), w.here('a2'));
    const lines = [JSON.stringify(w.there('a')), 'no json', '{"path": 5}', '', '[]', JSON.stringify({ path: w.there('b') }), '"nul\\u0000"', '""', '"\\ud800"', JSON.stringify(w.there('missing'))];
    const result = await w.run(['siblings', '--stdin', '--root', w.there(), ...nd], { stdin: `\ufeff${lines.join('\n')}` });
    expect(result.exitCode).toBe(1);
    const order = result.lines.filter(({ type }) => type === 'item' || type === 'error').map((line) => (line.type === 'item' ? path.basename(String(line['path']).replaceAll('\\', '/')) : line['code']));
    expect(order).toEqual(['a', 'InvalidInputLine', 'InvalidInputLine', 'InvalidInputLine', 'b', 'Usage', 'Usage', 'NameNotRepresentable', 'NotFound']);
    expect(itemsOf(result)[0]).toMatchObject({ names: [w.there('a'), w.there('a2')], complete: true });
  });

  test('a root that does not hold all names makes the answer incomplete', async () => {
    const w = where(target);
    w.write('in/a', '1');
    fs.mkdirSync(w.here('out'));
    fs.linkSync(w.here('in/a'), w.here('in/b'));
    fs.linkSync(w.here('in/a'), w.here('out/c'));
    const narrow = await w.run(['siblings', '--engine', 'scan', '--root', w.there('in'), w.there('in', 'a'), ...nd]);
    expect(itemsOf(narrow)).toMatchObject([{ names: [w.there('in', 'a'), w.there('in', 'b')], linkCount: 3, engine: 'scan', complete: false }]);
    expect([narrow.exitCode, summaryOf(narrow)['incomplete']]).toEqual([0, 1]);
    const elsewhere = await w.run(['siblings', '--engine', 'scan', '--root', w.there('out'), w.there('in', 'a'), ...nd]);
    expect(itemsOf(elsewhere)).toMatchObject([{ names: [w.there('in', 'a'), w.there('out', 'c')], complete: false }]);
  });

  test('a root that is missing or no folder refuses the call', async () => {
    const w = where(target);
    w.write('a', '1');
    const missing = await w.run(['siblings', '--root', w.there('none'), w.there('a'), ...nd]);
    expect([missing.exitCode, codes(missing)]).toEqual([2, ['NotFound']]);
    const file = await w.run(['siblings', '--root', w.there('a'), w.there('a'), ...nd]);
    expect([file.exitCode, codes(file)]).toEqual([2, ['InvalidFile']]);
  });

  test('names of every kind, against find -samefile', async () => {
    const w = where(target);
    const names = ['caf\u00e9', 'cafe\u0301', '\ud83d\ude00\ud83c\uddfa\ud83c\uddf3', 'a[1]', '-dash', '%PATH%', "quote's", 'semi;colon', '\u4e2d\u6587/\u65e5\u672c', '\u05d0\u05d1', 'dots...', 'space ', '\ufffd real', `${'long '.repeat(45)}end`];
    w.write('x/0', 'shared');
    for (const name of names) {
      fs.mkdirSync(path.dirname(w.here('x', name)), { recursive: true });
      fs.linkSync(w.here('x/0'), w.here('x', name));
    }
    const result = await w.run(['siblings', '--root', w.there('x'), w.there('x', '0'), w.there('x', 'caf\u00e9'), ...nd]);
    const items = itemsOf(result) as { names: string[]; complete: boolean; path: string }[];
    const asGiven = (name: string): string => (target !== 'linux' && /[. ]$/.test(name) ? `\\\\?\\${name}` : name);
    expect(items).toHaveLength(2);
    for (const { names: found, complete } of items) {
      expect([...found].sort()).toEqual(samefile(w, 'x/0').map(asGiven).sort());
      expect(found).toHaveLength(names.length + 1);
      expect(complete).toBe(true);
    }
    expect(items[1]!.names[0]).toBe(w.there('x', 'caf\u00e9'));
  });

  test('one search serves all files: many groups over many folders, against find -samefile', async () => {
    const w = where(target);
    const folders = target === 'linux' ? 40 : 8;
    for (let group = 0; group < folders * 2; group += 1) {
      const names = Array.from({ length: 1 + (group % 4) }, (_, index) => `f${(group * 7 + index * 3) % folders}/sub${index % 2}/g${group}-${index}`);
      w.write(names[0]!, String(group));
      for (const name of names.slice(1)) {
        fs.mkdirSync(path.dirname(w.here(name)), { recursive: true });
        fs.linkSync(w.here(names[0]!), w.here(name));
      }
    }
    const files = execFileSync('find', [w.folder, '-type', 'f'], { encoding: 'utf8' }).trim().split('\n').map((file) => path.relative(w.folder, file));
    const stdin = files.map((name) => JSON.stringify(w.there(...name.split('/')))).join('\n');
    const result = await w.run(['siblings', '--stdin', '--root', w.there(), ...nd], { stdin });
    expect(result.exitCode).toBe(0);
    const items = itemsOf(result) as { path: string; names: string[]; complete: boolean }[];
    expect(items.map((item) => item.path)).toEqual(files.map((name) => w.there(...name.split('/'))));
    for (const [index, item] of items.entries()) if (index % 5 === 0) expect([...item.names].sort()).toEqual(samefile(w, files[index]!).map((name) => name));
    expect(items.every(({ complete, names, path: own }) => complete && names[0] === own)).toBe(true);
  });

  test('paths longer than 260 characters', async () => {
    const w = where(target);
    const deep = ['p'.repeat(100), 'q'.repeat(100), 'r'.repeat(100)];
    w.write(`${deep.join('/')}/a`, '1');
    fs.linkSync(w.here(...deep, 'a'), w.here('b'));
    const result = await w.run(['siblings', '--root', w.there(), w.there(...deep, 'a'), w.there('b'), ...nd]);
    expect(itemsOf(result)).toMatchObject([{ names: [w.there(...deep, 'a'), w.there('b')], complete: true }, { names: [w.there('b'), w.there(...deep, 'a')], complete: true }]);
  });

  test('relative paths are relative to where the person stands; text for people names the others', async () => {
    const w = where(target);
    w.write('a', '1');
    fs.linkSync(w.here('a'), w.here('b'));
    const result = await w.run(['siblings', '--root', '.', 'a'], { cwd: w.folder });
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain('2 names');
    expect(result.stdout).toMatch(/\n {2}\S*[\\/]b\n/);
  });

  test('the engine asked for that this system has not refuses the call', async () => {
    const w = where(target);
    w.write('a', '1');
    fs.linkSync(w.here('a'), w.here('b'));
    if (target === 'windows') return;
    const result = await w.run(['siblings', '--engine', 'api', w.there('a'), ...nd]);
    expect([result.exitCode, codes(result), itemsOf(result)]).toEqual([3, ['EngineNotAvailable'], []]);
    const fsutil = await w.run(['siblings', '--engine', 'fsutil', w.there('a'), ...nd]);
    expect([fsutil.exitCode, codes(fsutil), itemsOf(fsutil)]).toEqual([3, ['EngineNotAvailable'], []]);
  });

  describe.skipIf(!canMakeVolume('tmpfs') || target !== 'linux')('mounts', () => {
    let volume: Volume;
    beforeAll(() => {
      volume = extraVolume('siblings-tmpfs', { fileSystem: 'tmpfs' });
    });
    afterAll(() => volume.remove());

    test('a search does not enter another volume, nor the same one mounted once more', async () => {
      const w = where(target);
      w.write('a/x', '1');
      w.write('other/y', '2');
      fs.linkSync(w.here('a/x'), w.here('other/z'));
      fs.mkdirSync(w.here('bound'));
      fs.mkdirSync(w.here('tmp'));
      execFileSync('mount', ['--bind', w.here('other'), w.here('bound')]);
      execFileSync('mount', ['--bind', volume.linux, w.here('tmp')]);
      try {
        fs.writeFileSync(w.here('tmp/x'), '1');
        fs.linkSync(w.here('tmp/x'), w.here('tmp/x2'));
        const result = await w.run(['siblings', '--root', w.there(), w.there('a', 'x'), w.there('tmp', 'x'), ...nd]);
        expect(itemsOf(result)).toMatchObject([
          { path: w.there('a', 'x'), names: [w.there('a', 'x'), w.there('other', 'z')], complete: true },
          { path: w.there('tmp', 'x'), names: [w.there('tmp', 'x')], linkCount: 2, complete: false },
        ]);
        // Seen under the second mount the file's names are those there, once each; one outside of it is missing
        const bound = await w.run(['siblings', '--root', w.there(), w.there('bound', 'z'), ...nd]);
        expect(itemsOf(bound)).toMatchObject([{ path: w.there('bound', 'z'), names: [w.there('bound', 'z')], linkCount: 2, complete: false }]);
        const otherRoot = await w.run(['siblings', '--root', w.there('bound'), w.there('a', 'x'), ...nd]);
        expect(itemsOf(otherRoot)).toMatchObject([{ names: [w.there('a', 'x')], complete: false }]);
        const itsOwn = await w.run(['siblings', w.there('tmp', 'x'), ...nd]);
        expect(itemsOf(itsOwn)).toMatchObject([{ names: [w.there('tmp', 'x'), w.there('tmp', 'x2')], complete: true }]);
      } finally {
        execFileSync('umount', [w.here('tmp')]);
        execFileSync('umount', [w.here('bound')]);
      }
    });
  });

  describe.skipIf(target !== 'linux')('what only Linux has', () => {
    test('names that differ in case only are two names', async () => {
      const w = where(target);
      w.write('dir/f', '1');
      fs.mkdirSync(w.here('DIR'));
      fs.linkSync(w.here('dir/f'), w.here('DIR/f'));
      const result = await w.run(['siblings', '--root', w.there('dir'), w.there('DIR', 'f'), ...nd]);
      expect(itemsOf(result)).toMatchObject([{ path: w.there('DIR', 'f'), names: [w.there('DIR', 'f'), w.there('dir', 'f')], complete: true }]);
    });

    test('names that are no UTF-8 are errors, and the answer is incomplete', async () => {
      const w = where(target);
      const folder = fs.mkdtempSync('/tmp/linkkit-bytes-'); // ntfs-3g has no such names
      try {
        fs.writeFileSync(path.join(folder, 'a'), '1');
        fs.linkSync(path.join(folder, 'a'), Buffer.concat([Buffer.from(`${folder}/bad`), Buffer.from([0xff])]));
        const result = await w.run(['siblings', '--root', folder, path.join(folder, 'a'), path.join(folder, 'bad\ufffd'), ...nd]);
        expect(result.exitCode).toBe(1);
        expect(codes(result)).toEqual(['NameNotRepresentable', 'NameNotRepresentable']);
        expect(itemsOf(result)).toMatchObject([{ names: [path.join(folder, 'a')], linkCount: 2, complete: false }]);
      } finally {
        fs.rmSync(folder, { recursive: true });
      }
    });

    test('links to folders in the path are resolved; a symbolic link that is asked about is the link itself', async () => {
      const w = where(target);
      w.write('real/a', '1');
      fs.linkSync(w.here('real/a'), w.here('b'));
      fs.symlinkSync('real', w.here('way'));
      fs.symlinkSync('a', w.here('real/link'));
      const result = await w.run(['siblings', '--root', w.there('way', '..'), w.there('way', 'a'), w.there('way', 'link'), w.there('way'), ...nd]);
      expect(itemsOf(result)).toMatchObject([
        { path: w.there('real', 'a'), names: [w.there('real', 'a'), w.there('b')], complete: true },
        { path: w.there('real', 'link'), names: [w.there('real', 'link')], linkCount: 1 },
        { path: w.there('way'), linkCount: 1 },
      ]);
    });

    test('a file that may not be looked at is AccessDenied, a folder that may not be read is a warning', async () => {
      if (process.getuid?.() !== 0) return;
      const folder = fs.mkdtempSync('/tmp/linkkit-rights-');
      try {
        fs.chmodSync(folder, 0o755);
        fs.mkdirSync(path.join(folder, 'locked'));
        fs.writeFileSync(path.join(folder, 'a'), '1');
        fs.linkSync(path.join(folder, 'a'), path.join(folder, 'locked/b'));
        fs.chmodSync(path.join(folder, 'locked'), 0);
        const exe = path.join(folder, 'linkkit');
        const { exePath } = await import('../support/exe.ts');
        fs.copyFileSync(exePath(target), exe);
        const state = path.join(folder, 'state');
        fs.mkdirSync(state);
        fs.chmodSync(state, 0o777);
        const output = execFileSync('sh', ['-c', '"$@"; echo "exit $?"', 'sh', 'setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', exe, 'siblings', '--root', folder, path.join(folder, 'a'), path.join(folder, 'locked/b'), ...nd], {
          encoding: 'utf8',
          env: { PATH: process.env['PATH'], LINKKIT_STATE: state, HOME: state },
        });
        const lines = output.trim().split('\n');
        expect(lines.pop()).toBe('exit 1');
        const read = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
        expect(read.filter(({ type }) => type === 'item')).toMatchObject([{ names: [path.join(folder, 'a')], linkCount: 2, complete: false }]);
        expect(read.filter(({ type }) => type === 'warning')).toMatchObject([{ code: 'AccessDenied', path: path.join(folder, 'locked') }]);
        expect(read.filter(({ type }) => type === 'error')).toMatchObject([{ code: 'AccessDenied', path: path.join(folder, 'locked/b') }]);
      } finally {
        fs.rmSync(folder, { recursive: true });
      }
    });
  });
});

// Calls that would lose what they are asked to copy, or write where they read: refused before anything is touched.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { exePath, targets } from '../support/exe.ts';
import { canMakeVolume, extraVolume } from '../support/ntfs.ts';
import { codes, itemsOf, sameFile, summaryOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];
const linux = targets().filter((target) => target === 'linux');

/** Runs it, dry and really: the same refusal, and nothing is other than before. */
async function refused(w: Where, args: string[], code: string, exitCode: number): Promise<void> {
  const before = w.snapshot();
  for (const dry of [['--dry-run'], []]) {
    const result = await w.run([...args, ...dry, ...nd]);
    expect([codes(result), result.exitCode], args.join(' ')).toEqual([[code], exitCode]);
    expect(w.snapshot()).toEqual(before);
  }
}

describe.each(linux)('a link and the file that it leads to, %s (Wine makes no symbolic links)', (target) => {
  test.each([
    ['the link over its file', ['lf', 'file']],
    ['the link over its file, by another folder', ['lf', 'folder/../file']],
    ['a symbolic link to the link', ['--as', 'symlink', 'lf', 'file']],
  ])('%s is SameName: it would be a link to itself, and the data gone', async (_, args) => {
    const w = where(target);
    w.write('file', 'precious');
    fs.mkdirSync(w.here('folder'));
    fs.symlinkSync('file', w.here('lf'));
    await refused(w, ['copy', '--on-exists', 'replace', ...args.slice(0, -2), ...args.slice(-2).map((name) => w.there(name))], 'SameName', 2);
  });

  test('the link over another link on the way, and over the folder it leads through, is SameName too', async () => {
    const w = where(target);
    w.write('e/x', 'data');
    fs.symlinkSync('e/x', w.here('l2'));
    fs.symlinkSync('l2', w.here('lf'));
    fs.symlinkSync('e', w.here('d'));
    await refused(w, ['copy', '--on-exists', 'replace', w.there('lf'), w.there('l2')], 'SameName', 2);
    await refused(w, ['copy', '--as', 'symlink', '--exact', '--on-exists', 'replace', w.there('d', 'x'), w.there('d')], 'SameName', 2);
  });

  test('inside a tree it is an error of that name, and the file stays', async () => {
    const w = where(target);
    w.write('x/l', 'precious');
    w.write('t/a', 'data');
    fs.symlinkSync('../x/l', w.here('t/l'));
    const args = ['copy', '--exact', '--on-exists', 'replace', w.there('t'), w.there('x'), ...nd];
    for (const result of [await w.run([...args, '--dry-run']), await w.run(args)]) expect([codes(result), result.exitCode]).toEqual([['SameName'], 1]);
    expect(fs.readFileSync(w.here('x/l'), 'utf8')).toBe('precious');
    expect(fs.readdirSync(w.here('x')).sort()).toEqual(['a', 'l']);
  });

  test('another name of that file may be replaced by the link', async () => {
    const w = where(target);
    w.write('file', 'data');
    fs.linkSync(w.here('file'), w.here('second'));
    fs.symlinkSync('file', w.here('lf'));
    const result = await w.run(['copy', '--on-exists', 'replace', w.there('lf'), w.there('second'), ...nd]);
    expect([codes(result), fs.readlinkSync(w.here('second')), fs.readFileSync(w.here('file'), 'utf8')]).toEqual([[], 'file', 'data']);
  });

  test('a link at the top is made again with its text, to a file and to a folder; nothing in it is entered', async () => {
    const w = where(target);
    w.write('d/inside', 'data');
    for (const [link, text] of [['lf', 'd/inside'], ['ld', 'd'], ['gone', 'no where']] as const) {
      fs.symlinkSync(text, w.here(link));
      const result = await w.run(['copy', w.there(link), w.there(`${link} 2`), ...nd]);
      expect([codes(result), fs.readlinkSync(w.here(`${link} 2`)), itemsOf(result).length]).toEqual([[], text, 1]);
    }
  });

  test('a link among the destination’s folders is not followed', async () => {
    const w = where(target);
    w.write('t/sub/a', 'data');
    fs.mkdirSync(w.here('x'));
    fs.mkdirSync(w.here('outside'));
    fs.symlinkSync('../outside', w.here('x/sub'));
    const result = await w.run(['copy', '--exact', '--on-exists', 'replace', w.there('t'), w.there('x'), ...nd]);
    expect([codes(result), fs.readdirSync(w.here('outside'))]).toEqual([['WouldOverwrite'], []]);
  });

  test('one symbolic link made twice is there already; another name of the file too', async () => {
    const w = where(target);
    w.write('a', 'data');
    fs.linkSync(w.here('a'), w.here('b'));
    for (const [to, method] of [['l', 'symlink'], ['l', 'already'], ['b', 'already']] as const) {
      for (const onExists of method === 'symlink' ? ['error'] : ['error', 'skip', 'replace']) {
        const result = await w.run(['copy', '--as', 'symlink', '--on-exists', onExists, w.there('a'), w.there(to), ...nd]);
        expect([codes(result), itemsOf(result).map((item) => item['method'])]).toEqual([[], [method]]);
      }
    }
    expect(sameFile(w.here('a'), w.here('b'))).toBe(true);
  });

  test('a destination inside the source is found behind links, and behind folders to be made', async () => {
    const w = where(target);
    w.write('t/sub/a', 'data');
    fs.symlinkSync('t/sub', w.here('way'));
    await refused(w, ['copy', w.there('t'), w.there('way', 'new')], 'DestinationInsideSource', 2);
    await refused(w, ['copy', '--parents', w.there('t'), w.there('t', 'far', 'off', 'new')], 'DestinationInsideSource', 2);
  });

  test('its own name is found behind links and dots', async () => {
    const w = where(target);
    w.write('t/a', 'data');
    fs.symlinkSync('t', w.here('way'));
    for (const to of ['way/a', 't/./a', 't/../t/a', 'way', 't', 't/']) await refused(w, ['copy', w.there('t', 'a'), w.there(to)], 'SameName', 2);
  });
});

describe.each(targets())('a source that lies in its destination, %s', (target) => {
  const fill = (w: Where): void => {
    for (let index = 0; index < 300; index += 1) {
      w.write(`top/a/f${index}`, `outer${index}`);
      w.write(`top/a/a/f${index}`, `inner${index}`);
    }
  };

  test('and would be written into itself is refused; nothing is touched', async () => {
    const w = where(target);
    fill(w);
    await refused(w, ['copy', '--exact', '--on-exists', 'replace', w.there('top', 'a'), w.there('top')], 'DestinationInsideSource', 2);
    w.write('top/a/a/a/f1', 'innermost');
    await refused(w, ['copy', '--on-exists', 'replace', w.there('top', 'a', 'a'), w.there('top')], 'DestinationInsideSource', 2);
  });

  test('and would not may be brought up by one folder', async () => {
    const w = where(target);
    w.write('top/a/f', 'data');
    w.write('top/a/sub/g', 'data');
    const result = await w.run(['copy', '--exact', w.there('top', 'a'), w.there('top'), ...nd]);
    expect([codes(result), result.exitCode, sameFile(w.here('top/sub/g'), w.here('top/a/sub/g'))]).toEqual([[], 0, true]);
  });
});

describe.each(linux)('what is no plain name, %s', (target) => {
  test('a destination that is no UTF-8 is not made under another name', async () => {
    const w = where(target);
    w.write('a', 'data');
    const before = w.snapshot();
    // spawn takes text only: bash gives the byte
    const line = `'${exePath(target)}' copy a $'n\\xff' --output ndjson`;
    const { stdout, status } = ((): { stdout: string; status: number } => {
      try {
        return { stdout: execFileSync('bash', ['-c', line], { cwd: w.folder, encoding: 'utf8' }), status: 0 };
      } catch (error) {
        return error as { stdout: string; status: number };
      }
    })();
    expect([status, stdout.includes('"NameNotRepresentable"')]).toEqual([1, true]);
    expect(w.snapshot()).toEqual(before);
  });

  test('two sources that differ only in case, into a folder that tells and one that does not', async () => {
    const w = where(target);
    for (const name of ['one/a.txt', 'two/A.txt']) w.write(name, name);
    fs.mkdirSync(w.here('in'));
    const told = await w.run(['copy', w.there('one', 'a.txt'), w.there('two', 'A.txt'), w.there('in'), ...nd]);
    expect([codes(told), fs.readdirSync(w.here('in')).sort()]).toEqual([[], ['A.txt', 'a.txt']]);
    if (!canMakeVolume('exfat')) return;
    const volume = extraVolume('sources', { fileSystem: 'exfat' });
    try {
      const args = ['copy', '--on-cross-volume', 'copy', '--on-exists', 'replace', w.there('one', 'a.txt'), w.there('two', 'A.txt'), volume.linux, ...nd];
      for (const dry of [['--dry-run'], []]) expect(codes(await w.run([...args, ...dry]))).toEqual(['NameCollision']);
      expect(fs.readdirSync(volume.linux)).toEqual([]);
    } finally {
      volume.remove();
    }
  });

  test('a folder whose name is like that of a temporary file is copied with all in it', async () => {
    const w = where(target);
    w.write('t/.~linkkit-0123456789ab.tmp/a', 'data');
    const result = await w.run(['copy', w.there('t'), w.there('x'), ...nd]);
    expect([result.exitCode, fs.readdirSync(w.here('x', '.~linkkit-0123456789ab.tmp'))]).toEqual([0, ['a']]);
  });

  test('a pipe in a tree gets a second name, and is never read', async () => {
    const w = where(target);
    w.write('t/a', 'data');
    execFileSync('mkfifo', [w.here('t/pipe')]);
    const result = await w.run(['copy', w.there('t'), w.there('x'), ...nd]);
    expect([result.exitCode, codes(result), sameFile(w.here('t/pipe'), w.here('x/pipe'))]).toEqual([0, [], true]);
    expect(summaryOf(result)).toMatchObject({ files: 2 });
  });

  test.runIf(canMakeVolume('tmpfs'))('a new tree seen through another mount is not copied into itself without end', async () => {
    const w = where(target);
    const folder = fs.mkdtempSync('/var/tmp/linkkit-bind-');
    const [source, seen] = [path.join(folder, 's'), path.join(folder, 'seen')];
    fs.mkdirSync(path.join(source, 'sub'), { recursive: true });
    fs.mkdirSync(seen);
    fs.writeFileSync(path.join(source, 'sub', 'a'), 'data');
    execFileSync('mount', ['--bind', path.join(source, 'sub'), seen]);
    try {
      const result = await w.run(['copy', '--on-cross-volume', 'copy', source, path.join(seen, 'new'), ...nd]);
      expect(codes(result)).toContain('DestinationInsideSource');
      expect(fs.existsSync(path.join(seen, 'new', 'sub', 'new'))).toBe(false);
    } finally {
      execFileSync('umount', [seen]);
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe.each(targets())('what the destination may be, %s', (target) => {
  test('several sources with --exact, and a file into a folder with --exact, are told as such', async () => {
    const w = where(target);
    for (const name of ['a', 'b']) w.write(name, name);
    fs.mkdirSync(w.here('in'));
    const several = await w.run(['copy', '--exact', w.there('a'), w.there('b'), w.there('in'), ...nd]);
    expect([codes(several), several.exitCode, String(several.lines[1]!['message'])]).toEqual([['ParentNotFound'], 2, expect.stringContaining('--exact')]);
    const into = await w.run(['copy', '--exact', w.there('a'), `${w.there('in')}${target === 'linux' ? '/' : '\\'}`, ...nd]);
    expect([codes(into), into.exitCode, String(into.lines[1]!['message'])]).toEqual([['ParentNotFound'], 2, expect.stringContaining('folder')]);
  });

  test('--parents makes no folder for a file that the patterns leave out', async () => {
    const w = where(target);
    w.write('a.txt', 'data');
    const result = await w.run(['copy', '--parents', '--include', '*.md', w.there('a.txt'), w.there('new', 'a.txt'), ...nd]);
    expect([codes(result), fs.existsSync(w.here('new'))]).toEqual([[], false]);
  });
});

// Names and destinations that are not plain: bytes that are no text, case, pipes, other mounts, what a destination may be.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { exePath, targets } from '../support/exe.ts';
import { canMakeVolume, extraVolume } from '../support/ntfs.ts';
import { codes, sameFile, summaryOf, where } from './where.ts';

const nd = ['--output', 'ndjson'];
const linux = targets().filter((target) => target === 'linux');

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
    // What is looked at before the new folder is made cannot show it: `sub` comes after 8,400 others
    for (const other of ['one', 'other']) {
      fs.mkdirSync(path.join(source, other));
      for (let index = 0; index < 4_200; index += 1) fs.writeFileSync(path.join(source, other, String(index)), '');
    }
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

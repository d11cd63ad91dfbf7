// Calls that would lose what they are asked to copy, or write where they read: refused before anything is touched.
import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { targets } from '../support/exe.ts';
import { codes, itemsOf, sameFile, where, type Where } from './where.ts';

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

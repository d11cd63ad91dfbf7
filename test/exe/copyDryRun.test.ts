// That a dry run says what the real run does, where that is not plain; and what a finishing run takes for done.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { targets } from '../support/exe.ts';
import { codes, itemsOf, sameFile, summaryOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];
const linux = targets().filter((target) => target === 'linux');

/** What a run says of each name, without order. */
const told = (result: Parameters<typeof itemsOf>[0]): string[] => itemsOf(result).map(({ destination, method, linkCount, size }) => `${String(destination)} ${String(method)} ${String(linkCount)} ${String(size)}`).sort();

async function bothTell(w: Where, args: string[]): Promise<Awaited<ReturnType<Where['run']>>> {
  const dry = await w.run([...args, '--dry-run', ...nd]);
  const real = await w.run([...args, ...nd]);
  expect(told(dry)).toEqual(told(real));
  expect(dry.lines.filter(({ type }) => type === 'error')).toEqual(real.lines.filter(({ type }) => type === 'error'));
  return real;
}

describe.each(targets())('a dry run, %s', (target) => {
  test('for people is a line an item, with what would be made', async () => {
    const w = where(target);
    w.write('t/a', 'data');
    w.write('t/sub/b', 'data');
    const { stdout } = await w.run(['copy', '--dry-run', w.there('t'), w.there('x')]);
    const lines = stdout.trim().split(/\r?\n/);
    expect(lines.slice(0, -1).sort()).toEqual([`directory ${w.there('x')}`, `directory ${w.there('x', 'sub')}`, `hardlink  ${w.there('x', 'a')}`, `hardlink  ${w.there('x', 'sub', 'b')}`]);
    expect(lines.at(-1)).toMatch(/^Would link 2 files in 2 folders/);
  });

  test('counts names that it would give, and takes, where others of the same file stand there already', async () => {
    const w = where(target);
    w.write('t/a', 'data');
    w.write('x/b', 'other');
    fs.linkSync(w.here('t/a'), w.here('t/b'));
    fs.linkSync(w.here('t/a'), w.here('t/c'));
    fs.linkSync(w.here('t/a'), w.here('x/c'));
    fs.linkSync(w.here('x/b'), w.here('x/e'));
    w.write('t/d', 'new');
    fs.linkSync(w.here('x/e'), w.here('t/e'));
    await bothTell(w, ['copy', '--exact', '--on-exists', 'replace', w.there('t'), w.there('x')]);
  });

  test('at the limit, further copies lead in their turn', async () => {
    const w = where(target);
    w.write('t/1', 'data');
    for (const name of ['2', '3', '4', '5', '6']) fs.linkSync(w.here('t/1'), w.here('t', name));
    const real = await bothTell(w, ['copy', '--link-limit', '1', '--on-link-limit', 'copy', w.there('t'), w.there('x')]);
    expect(itemsOf(real).map(({ method }) => method).slice(1)).toEqual(['copy', 'hardlink', 'copy', 'hardlink', 'copy', 'hardlink']);
    await bothTell(w, ['copy', '--link-limit', '6', w.there('t'), w.there('y')]);
  });
});

describe.each(linux)('a copy to another volume that is run again, %s', (target) => {
  let other: string;
  beforeEach(() => void (other = fs.mkdtempSync(path.join(fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'linkkit-again-'))));
  afterEach(() => fs.rmSync(other, { recursive: true, force: true }));

  test('finds what is done, tells of what is in the way, and keeps the links inside', async () => {
    const w = where(target);
    w.write('t/a', 'data');
    w.write('t/foreign', 'ours');
    w.write('t/same size', 'ours');
    fs.linkSync(w.here('t/a'), w.here('t/b'));
    fs.linkSync(w.here('t/a'), w.here('t/c'));
    const args = ['copy', '--exact', '--on-cross-volume', 'copy', w.there('t'), path.join(other, 'x')];
    await w.run(args);
    for (const name of ['b', 'c']) fs.rmSync(path.join(other, 'x', name));
    fs.writeFileSync(path.join(other, 'x', 'foreign'), 'theirs');
    fs.writeFileSync(path.join(other, 'x', 'same size'), 'else');
    const { mtime } = fs.statSync(w.here('t/same size'));
    fs.utimesSync(path.join(other, 'x', 'same size'), mtime, mtime);
    const real = await bothTell(w, args);
    expect([real.exitCode, codes(real)]).toEqual([1, ['WouldOverwrite', 'WouldOverwrite']]);
    expect(summaryOf(real)).toMatchObject({ already: 1, linked: 2, copied: 0 });
    for (const name of ['b', 'c']) expect(sameFile(path.join(other, 'x', 'a'), path.join(other, 'x', name))).toBe(true);
    expect(fs.readFileSync(path.join(other, 'x', 'same size'), 'utf8')).toBe('else');
  });
});

describe.each(targets())('what the call says, %s', (target) => {
  test.each(['/', './', '[z-a]', '{'])('a glob that cannot be read is Usage: %s', async (glob) => {
    const w = where(target);
    w.write('t/a', 'data');
    for (const option of ['--include', '--exclude']) {
      const result = await w.run(['copy', option, glob, w.there('t'), w.there('x'), ...nd]);
      expect([codes(result), result.exitCode, fs.existsSync(w.here('x'))]).toEqual([['Usage'], 2, false]);
    }
  });

  test('a log that cannot be opened is told as such, to people too', async () => {
    const w = where(target);
    w.write('a', 'data');
    const missing = await w.run(['copy', w.there('a'), w.there('b'), '--log', w.there('no', 'log'), ...nd]);
    expect([codes(missing), missing.exitCode]).toEqual([['ParentNotFound'], 2]);
    const long = await w.run(['copy', w.there('a'), w.there('b'), '--log', w.there('n'.repeat(300))]);
    expect(long.stderr).toMatch(/^error: .*The log cannot be opened: /);
    expect(long.stderr + long.stdout).not.toContain('    at ');
    expect(fs.existsSync(w.here('b'))).toBe(false);
  });
});

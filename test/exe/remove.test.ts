// One name among others, the last one, all of them: what is said before, what is gone after, what is really freed.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { pathFor, targets } from '../support/exe.ts';
import { codes, itemsOf, summaryOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];

/** The dry run says what the real one does; gives the real one. */
async function both(w: Where, args: string[]): Promise<Awaited<ReturnType<Where['run']>>> {
  const before = w.snapshot();
  const dry = await w.run([...args, '--dry-run', ...nd]);
  expect(w.snapshot(), 'a dry run touches nothing').toEqual(before);
  const real = await w.run([...args, ...nd]);
  const told = (result: typeof dry): unknown => [itemsOf(result).map((item) => ({ ...item, keptAs: null })), result.lines.filter(({ type }) => type === 'error'), result.exitCode];
  expect(told(dry)).toEqual(told(real));
  const { operationId: _, seconds: __, dryRun: ___, ...counts } = summaryOf(real);
  expect(summaryOf(dry)).toMatchObject(counts);
  return real;
}

/** Nothing is other than before, dry or not; gives the real run. */
async function refused(w: Where, args: string[], code: string, exitCode: number): Promise<Awaited<ReturnType<Where['run']>>> {
  const before = w.snapshot();
  let result: Awaited<ReturnType<Where['run']>> | undefined;
  for (const dry of [['--dry-run'], []]) {
    result = await w.run([...args, ...dry, ...nd]);
    expect([codes(result), result.exitCode], args.join(' ')).toEqual([[code], exitCode]);
    expect(w.snapshot()).toEqual(before);
  }
  return result!;
}

const counts = (result: Awaited<ReturnType<Where['run']>>): unknown => {
  const { removed, folders, lastNames, bytesFreed, bytesStillShared, bytesKept } = summaryOf(result);
  return { removed, folders, lastNames, bytesFreed, bytesStillShared, bytesKept };
};

describe.each(targets())('remove, %s', (target) => {
  test('a name among others frees nothing: the others are named, and stay as they were', async () => {
    const w = where(target);
    w.write('a', 'data');
    fs.mkdirSync(w.here('x'));
    fs.linkSync(w.here('a'), w.here('x/b'));
    fs.linkSync(w.here('a'), w.here('c'));
    const result = await both(w, ['remove', w.there('a')]);
    expect(itemsOf(result)).toEqual([{ type: 'item', path: w.there('a'), kind: 'file', size: 4, action: 'removed', namesRemaining: 2, remaining: [w.there('c'), w.there('x/b')], bytesFreed: 0, keptAs: null }]);
    expect(counts(result)).toEqual({ removed: 1, folders: 0, lastNames: 0, bytesFreed: 0, bytesStillShared: 4, bytesKept: 0 });
    expect([result.exitCode, fs.readdirSync(w.folder).sort(), fs.readFileSync(w.here('x/b'), 'utf8'), fs.statSync(w.here('c')).nlink]).toEqual([0, ['c', 'x'], 'data', 2]);
  });

  test('the last name frees the data', async () => {
    const w = where(target);
    w.write('a', 'data');
    w.write('b', 'other');
    const result = await both(w, ['remove', w.there('a')]);
    expect(itemsOf(result)).toEqual([{ type: 'item', path: w.there('a'), kind: 'file', size: 4, action: 'removed', namesRemaining: 0, remaining: [], bytesFreed: 4, keptAs: null }]);
    expect([counts(result), fs.readdirSync(w.folder)]).toEqual([{ removed: 1, folders: 0, lastNames: 1, bytesFreed: 4, bytesStillShared: 0, bytesKept: 0 }, ['b']]);
  });

  test('several names of one file count down: the bytes are freed with the one that goes last', async () => {
    const w = where(target);
    w.write('a', 'data');
    for (const name of ['b', 'c']) fs.linkSync(w.here('a'), w.here(name));
    const result = await both(w, ['remove', ...['b', 'a', 'b', 'c'].map((name) => w.there(name))]);
    expect(itemsOf(result).map(({ path: at, namesRemaining, remaining, bytesFreed }) => [at, namesRemaining, remaining, bytesFreed])).toEqual([
      [w.there('b'), 2, [w.there('a'), w.there('c')], 0],
      [w.there('a'), 1, [w.there('c')], 0],
      [w.there('c'), 0, [], 4],
    ]);
    expect(counts(result)).toEqual({ removed: 3, folders: 0, lastNames: 1, bytesFreed: 4, bytesStillShared: 0, bytesKept: 0 });
    expect(fs.readdirSync(w.folder)).toEqual([]);
  });

  test('what it says is freed is what the volume has more', async () => {
    const w = where(target);
    const size = 64 * 1024 * 1024;
    fs.writeFileSync(w.here('a'), Buffer.alloc(size, 1));
    fs.linkSync(w.here('a'), w.here('b'));
    const free = (): number => {
      const { bavail, bsize } = fs.statfsSync(w.folder);
      return bavail * bsize;
    };
    const start = free();
    for (const [name, freed] of [['a', 0], ['b', size]] as const) {
      const result = await w.run(['remove', w.there(name), ...nd]);
      expect(summaryOf(result)['bytesFreed']).toBe(freed);
      // Other tests write to the volume, too, but no such file
      expect(Math.abs(free() - start - freed), name).toBeLessThan(size / 2);
    }
  });

  test('a read-only file’s other names stay read-only', async () => {
    const w = where(target);
    w.write('a', 'data');
    fs.linkSync(w.here('a'), w.here('b'));
    fs.chmodSync(w.here('a'), 0o444);
    const before = fs.statSync(w.here('b')).mode;
    expect((await w.run(['remove', w.there('a'), ...nd])).exitCode).toBe(0);
    expect([fs.existsSync(w.here('a')), fs.statSync(w.here('b')).mode]).toEqual([false, before]);
    expect((await w.run(['remove', w.there('b'), ...nd])).exitCode).toBe(0);
    expect(fs.readdirSync(w.folder)).toEqual([]);
  });

  test('names of every kind are this very name and no other', async () => {
    const w = where(target);
    const odd = ['-rf', '--yes', '[a]', 'a b', '\u65e5\u672c \ud83d\ude00', 'caf\u00e9', 'cafe\u0301', "it's", '%PATH%', '#', ...(target === 'linux' ? ['a*', '?', 'new\nline', 'back\\slash', 'dot.', 'space '] : [])];
    for (const name of odd) fs.writeFileSync(w.here(name), name);
    fs.writeFileSync(w.here('ab'), 'stays');
    const result = await w.run(['remove', ...nd, '--', ...odd], { cwd: w.folder });
    expect([codes(result), itemsOf(result).map(({ path: at }) => at), fs.readdirSync(w.folder)]).toEqual([[], odd.map((name) => w.there(name)), ['ab']]);
  });

  test('a path of more than 260 characters', async () => {
    const w = where(target);
    const deep = Array.from({ length: 8 }, (_, index) => `${index}${'y'.repeat(40)}`);
    w.write([...deep, 'a'].join('/'), '1');
    // Wine does not know the true path of one so long (GetFinalPathNameByHandleW), by which trees are locked
    if (target !== 'wine') {
      const result = await both(w, ['remove', w.there(...deep, 'a')]);
      expect([codes(result), itemsOf(result)[0]!['path'], fs.readdirSync(w.here(...deep))]).toEqual([[], w.there(...deep, 'a'), []]);
    }
    expect(codes(await both(w, ['remove', '--recurse', w.there(deep[0]!)]))).toEqual([]);
    expect(fs.readdirSync(w.folder)).toEqual([]);
  });

  test('--keep-data never takes the last name, not even where all of them are named', async () => {
    const w = where(target);
    for (const name of ['a', 'single']) w.write(name, name);
    fs.linkSync(w.here('a'), w.here('b'));
    const result = await both(w, ['remove', '--keep-data', ...['a', 'b', 'single'].map((name) => w.there(name))]);
    expect([codes(result), result.exitCode, itemsOf(result).map(({ path: at }) => at), fs.readdirSync(w.folder).sort()]).toEqual([['LastName', 'LastName'], 1, [w.there('a')], ['b', 'single']]);
    expect(result.lines.filter(({ type }) => type === 'error').map(({ path: at }) => at)).toEqual([w.there('b'), w.there('single')]);
    expect(counts(result)).toMatchObject({ removed: 1, bytesFreed: 0, lastNames: 0, bytesStillShared: 1 });
  });

  test('--all-names asks for --yes and says how many there are; with it every name goes, wherever it lies', async () => {
    const w = where(target);
    w.write('x/a', 'data');
    for (const name of ['y/z/b', 'c']) {
      fs.mkdirSync(path.dirname(w.here(name)), { recursive: true });
      fs.linkSync(w.here('x/a'), w.here(name));
    }
    w.write('y/other', 'stays');
    const before = w.snapshot();
    const asked = await w.run(['remove', '--all-names', w.there('c'), ...nd]);
    expect([codes(asked), asked.exitCode, w.snapshot()]).toEqual([['Usage'], 2, before]);
    const { message, hint } = asked.lines.find(({ type }) => type === 'error')!;
    expect([message, hint]).toEqual([expect.stringContaining('every name, 3 in all'), expect.stringContaining('--dry-run')]);
    const result = await both(w, ['remove', '--all-names', '--yes', w.there('c')]);
    expect(itemsOf(result).map(({ path: at, bytesFreed }) => [at, bytesFreed])).toEqual([[w.there('c'), 0], [w.there('x/a'), 0], [w.there('y/z/b'), 4]]);
    expect([result.exitCode, fs.readdirSync(w.here('x')), fs.readdirSync(w.here('y')).sort(), fs.readdirSync(w.here('y/z'))]).toEqual([0, [], ['other', 'z'], []]);
  });

  test('two names of one file with --all-names are one file', async () => {
    const w = where(target);
    w.write('a', 'data');
    fs.linkSync(w.here('a'), w.here('b'));
    const result = await both(w, ['remove', '--all-names', '--yes', w.there('b'), w.there('a')]);
    expect([codes(result), itemsOf(result).map(({ path: at }) => at), fs.readdirSync(w.folder)]).toEqual([[], [w.there('b'), w.there('a')], []]);
  });

  test('a folder with something in it needs --recurse; an empty one goes', async () => {
    const w = where(target);
    w.write('full/a', '1');
    fs.mkdirSync(w.here('empty'));
    await refused(w, ['remove', w.there('full')], 'NotEmpty', 1);
    const result = await both(w, ['remove', w.there('empty')]);
    expect(itemsOf(result)).toEqual([{ type: 'item', path: w.there('empty'), kind: 'directory', size: 0, action: 'removed', namesRemaining: 0, remaining: [], bytesFreed: 0, keptAs: null }]);
    expect([counts(result), fs.readdirSync(w.folder)]).toEqual([{ removed: 0, folders: 1, lastNames: 0, bytesFreed: 0, bytesStillShared: 0, bytesKept: 0 }, ['full']]);
  });

  test('what does not exist is NotFound; others that are named go all the same', async () => {
    const w = where(target);
    w.write('a', '1');
    await refused(w, ['remove', w.there('nowhere')], 'NotFound', 2);
    const all = await w.run(['remove', w.there('no'), w.there('none'), ...nd]);
    expect([codes(all), all.exitCode]).toEqual([['NotFound', 'NotFound'], 2]);
    const some = await both(w, ['remove', w.there('nowhere'), w.there('a')]);
    expect([codes(some), some.exitCode, fs.readdirSync(w.folder)]).toEqual([['NotFound'], 1, []]);
  });

  test.each([
    [['--all-names', '--keep-data']],
    [['--all-names', '--recurse']],
    [['--to-recycle-bin', '--undoable']],
    [['--to-recycle-bin', '--keep-data']],
  ])('%j cannot be used together', async (options) => {
    const w = where(target);
    w.write('a', '1');
    await refused(w, ['remove', ...options, w.there('a')], 'Usage', 2);
  });

  test('the root of a volume is refused', async () => {
    const w = where(target);
    const root = target === 'linux' ? path.dirname(w.folder) : w.there().split('\\')[0]!;
    expect((await refused(w, ['remove', '--recurse', target === 'linux' ? root : `${root}\\`], 'Usage', 2)).stdout).toContain('root of a volume');
  });

  test('what LinkKit itself lives on is refused: its state, what holds that, and the keeps', async () => {
    const w = where(target);
    const place = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-own-'));
    try {
      const env = { LINKKIT_STATE: pathFor(target, path.join(place, 'deep', 'state')) };
      w.write('kept', 'data');
      const kept = await w.run(['remove', '--undoable', w.there('kept'), ...nd], { env });
      expect(codes(kept)).toEqual([]);
      const keptAs = String(itemsOf(kept)[0]!['keptAs']);
      const before = [w.snapshot(), fs.readdirSync(place)];
      const own = target === 'windows' ? [] : [place, path.join(place, 'deep', 'state', 'journal')].map((one) => pathFor(target, one));
      for (const asked of [keptAs, (target === 'linux' ? path.posix : path.win32).dirname(keptAs), ...own]) {
        for (const dry of [['--dry-run'], []]) {
          const result = await w.run(['remove', '--recurse', asked, ...dry, ...nd], { env });
          expect([codes(result), result.exitCode], asked).toEqual([['Usage'], 2]);
        }
      }
      expect([w.snapshot(), fs.readdirSync(place)]).toEqual(before);
    } finally {
      fs.rmSync(place, { recursive: true, force: true });
    }
  });

  test('for people: first what remains and what is freed, then the sum', async () => {
    const w = where(target);
    w.write('a.iso', 'x'.repeat(3000));
    fs.linkSync(w.here('a.iso'), w.here('b.iso'));
    const one = await w.run(['remove', w.there('a.iso')]);
    expect(one.stdout.replaceAll('\r', '').split('\n').slice(0, 2)).toEqual([`${w.there('a.iso')}  2.9 KiB  1 name remains, frees nothing:`, `  ${w.there('b.iso')}`]);
    expect(one.stdout).toMatch(/Removed 1 name, freed nothing, 2\.9 KiB live on under other names, [\d.]+ s\.\r?\n$/);
    const last = await w.run(['remove', w.there('b.iso')]);
    expect(last.stdout).toMatch(/b\.iso {2}2\.9 KiB {2}the last name, frees 2\.9 KiB\r?\nRemoved 1 name, freed 2\.9 KiB, [\d.]+ s\.\r?\n$/);
  });

  test('in serve, and told where it stands', async () => {
    const w = where(target);
    for (const name of ['a', 'b']) w.write(name, name);
    const ask = (request: number, options: object): string => `${JSON.stringify({ request, command: 'remove', options })}\n`;
    const result = await w.run(['serve'], { stdin: ask(1, { path: [w.there('a')], 'dry-run': true }) + ask(2, { path: [w.there('b')] }) });
    expect(itemsOf(result).map(({ request, path: at }) => [request, at]).sort()).toEqual([[1, w.there('a')], [2, w.there('b')]]);
    expect(fs.readdirSync(w.folder)).toEqual(['a']);
  });
});

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import fc from 'fast-check';
import { haveSameBytes } from '../../../src/filesystem/compare.ts';
import { copyFileTo } from '../../../src/filesystem/copyFile.ts';
import { temporaryBeside } from '../../../src/filesystem/replace.ts';
import { readEntry } from '../../../src/filesystem/entry.ts';

let folder: string;
const at = (name: string): string => path.join(folder, name);

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-copy-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

test('data, mode and times are carried over', async () => {
  fs.writeFileSync(at('a'), 'data', { mode: 0o640 });
  fs.utimesSync(at('a'), 1_000_000_000, 1_100_000_000.5);
  expect((await copyFileTo(at('a'), at('b'), { temporary: temporaryBeside(at('b')), replaces: null })).lost).toEqual([]);
  const [one, other] = [fs.statSync(at('a')), fs.statSync(at('b'))];
  expect(fs.readFileSync(at('b'), 'utf8')).toBe('data');
  expect([other.mode, other.mtimeMs]).toEqual([one.mode, one.mtimeMs]);
  expect(other.ino).not.toBe(one.ino);
});

test.runIf(process.platform === 'linux')('extended attributes are carried over (setfattr and getfattr as the oracle)', async (context) => {
  fs.writeFileSync(at('a'), 'data');
  try {
    execFileSync('setfattr', ['-n', 'user.comment', '-v', 'kept', at('a')], { stdio: 'pipe' });
  } catch (error) {
    context.skip(`setfattr does not work here: ${(error as Error).message.split('\n')[0]}`);
  }
  await copyFileTo(at('a'), at('b'), { temporary: temporaryBeside(at('b')), replaces: null });
  expect(execFileSync('getfattr', ['-n', 'user.comment', '--only-values', at('b')], { encoding: 'utf8' })).toBe('kept');
});

test('an existing name is kept unless it is to be replaced', async () => {
  fs.writeFileSync(at('a'), 'new');
  fs.writeFileSync(at('b'), 'old');
  await expect(copyFileTo(at('a'), at('b'), { temporary: temporaryBeside(at('b')), replaces: null })).rejects.toMatchObject({ code: 'WouldOverwrite' });
  expect(fs.readFileSync(at('b'), 'utf8')).toBe('old');
  await copyFileTo(at('a'), at('b'), { temporary: temporaryBeside(at('b')), replaces: readEntry(at('b')) });
  expect(fs.readFileSync(at('b'), 'utf8')).toBe('new');
  expect(fs.readdirSync(folder).sort()).toEqual(['a', 'b']);
});

test('comparison tells files apart at every place, length and chunk border (Buffer.equals as the oracle)', async () => {
  const sizes = fc.constantFrom(0, 1, 4096, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1);
  await fc.assert(
    fc.asyncProperty(sizes, sizes, fc.option(fc.nat()), async (left, right, flip) => {
      const [one, other] = [Buffer.alloc(left, 7), Buffer.alloc(right, 7)];
      if (flip !== null && right > 0) other[flip % right] = 8;
      fs.writeFileSync(at('x'), one);
      fs.writeFileSync(at('y'), other);
      expect(await haveSameBytes(at('x'), at('y'))).toBe(one.equals(other));
    }),
    { seed: 20261123, numRuns: 60 },
  );
});

test.runIf(process.platform === 'linux')('a sparse file stays sparse, with its data at the same places (cmp and stat as the oracle)', async () => {
  const file = fs.openSync(at('a'), 'w');
  for (const place of [0, 10_000_000, 39_999_999]) fs.writeSync(file, 'data', place);
  fs.ftruncateSync(file, 64_000_001);
  fs.closeSync(file);
  await copyFileTo(at('a'), at('b'), { temporary: temporaryBeside(at('b')), replaces: null });
  execFileSync('cmp', [at('a'), at('b')]);
  const [one, other] = [fs.statSync(at('a')), fs.statSync(at('b'))];
  expect(other.size).toBe(one.size);
  expect(other.blocks * 512).toBeLessThan(1_000_000);
});

test.runIf(process.platform === 'linux')('an interrupted copy ends between two pieces and leaves nothing', async () => {
  fs.writeFileSync(at('a'), Buffer.alloc(40_000_000, 1));
  const control = new AbortController();
  const copying = copyFileTo(at('a'), at('b'), { temporary: temporaryBeside(at('b')), replaces: null, signal: control.signal });
  setImmediate(() => control.abort());
  await expect(copying).rejects.toMatchObject({ code: 'Interrupted', path: at('a') });
  expect(fs.readdirSync(folder)).toEqual(['a']);
});

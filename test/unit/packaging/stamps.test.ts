import fs from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { cacheFolder } from '../../../src/packaging/paths.mjs';
import { filesUnder, hashOf, isUpToDate, setUpToDate } from '../../../src/packaging/stamps.ts';

const step = `test-${process.pid}`;
const folder = path.join(cacheFolder, step);
const file = (name: string, text: string): string => {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.rmSync(path.join(cacheFolder, 'build', 'stamps', `${step}.json`), { force: true });
});

test('a step is left out only while its inputs and outputs are the same', () => {
  const output = file('output', 'made');
  expect(isUpToDate(step, 'a')).toBe(false);
  setUpToDate(step, 'a', [output]);
  expect(isUpToDate(step, 'a')).toBe(true);
  expect(isUpToDate(step, 'b')).toBe(false);
  fs.appendFileSync(output, 'changed');
  expect(isUpToDate(step, 'a')).toBe(false);
  setUpToDate(step, 'a', [output]);
  fs.rmSync(output);
  expect(isUpToDate(step, 'a')).toBe(false);
});

test('the hash sees names, contents and values', () => {
  const one = file('one', '1');
  const before = hashOf([one], 'x');
  expect(hashOf([one], 'x')).toBe(before);
  expect(hashOf([one], 'y')).not.toBe(before);
  file('one', '2');
  expect(hashOf([one], 'x')).not.toBe(before);
  file('one', '1');
  expect(hashOf([file('two', '1')], 'x')).not.toBe(before);
});

test('files come in a fixed order, missing paths are none', () => {
  file('b', '');
  file('a', '');
  expect(filesUnder(folder, path.join(folder, 'nothing'))).toEqual([path.join(folder, 'a'), path.join(folder, 'b')]);
});

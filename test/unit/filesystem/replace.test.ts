import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nameFinished, replaceBy, temporaryBeside, temporaryPrefix } from '../../../src/filesystem/replace.ts';

let folder: string;
const at = (name: string): string => path.join(folder, name);
const write = (name: string, text: string): string => {
  fs.writeFileSync(at(name), text);
  return at(name);
};

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-replace-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

test('a temporary lies in the target’s own folder and is marked as ours', () => {
  expect(path.dirname(temporaryBeside(at('x')))).toBe(folder);
  expect(path.basename(temporaryBeside(at('x'))).startsWith(temporaryPrefix)).toBe(true);
});

test('the new file stands under the name, the old data lives on under its other name', async () => {
  const target = write('target', 'old');
  fs.linkSync(target, at('other'));
  expect(await replaceBy(write('temporary', 'new'), target)).toBe('rename');
  expect(fs.readFileSync(target, 'utf8')).toBe('new');
  expect(fs.readFileSync(at('other'), 'utf8')).toBe('old');
  expect(fs.readdirSync(folder).sort()).toEqual(['other', 'target']);
});

test('over another name of the same file: nothing changes, and no temporary stays', async () => {
  const target = write('target', 'data');
  fs.linkSync(target, at('temporary'));
  expect(await replaceBy(at('temporary'), target)).toBe('none');
  expect(fs.readdirSync(folder)).toEqual(['target']);
});

test('a folder is never replaced; the temporary is gone', async () => {
  fs.mkdirSync(at('target'));
  await expect(replaceBy(write('temporary', 'x'), at('target'))).rejects.toThrow(expect.objectContaining({ code: 'WouldOverwrite' }));
  expect(fs.readdirSync(folder)).toEqual(['target']);
});

test('a finished file does not take a name that came meanwhile', () => {
  const target = write('target', 'theirs');
  expect(() => nameFinished(write('temporary', 'ours'), target)).toThrow(expect.objectContaining({ code: 'WouldOverwrite' }));
  expect(fs.readFileSync(target, 'utf8')).toBe('theirs');
  expect(fs.readdirSync(folder)).toEqual(['target']);
});

// A name in a held folder means that folder, whatever somebody puts in its place meanwhile.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LinkKitError } from '../../../src/contract/errors.ts';
import { readEntry } from '../../../src/filesystem/entry.ts';
import { inHeldFolder, type SeenFolder } from '../../../src/filesystem/heldFolder.ts';
import { removeExactly } from '../../../src/filesystem/replace.ts';

let folder: string;
const at = (...names: string[]): string => path.join(folder, ...names);
const seen = (name: string): SeenFolder => ({ path: at(name), ...readEntry(at(name)) });
const codeOf = (action: () => unknown): unknown => {
  try {
    return action();
  } catch (error) {
    return (error as LinkKitError).code;
  }
};

describe.skipIf(process.platform === 'win32')('a held folder', () => {
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-held-'));
    for (const name of ['d', 'other']) fs.mkdirSync(at(name));
    fs.writeFileSync(at('d', 'a'), 'data');
    fs.linkSync(at('d', 'a'), at('other', 'a'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  test('another name of the very same file, in a folder that a link leads to since, stays', () => {
    const entry = readEntry(at('d', 'a'));
    inHeldFolder(seen('d'), (held) => {
      fs.renameSync(at('d'), at('away'));
      fs.symlinkSync('other', at('d'));
      // By the path alone this would be the other folder's name, and its identity is right
      removeExactly(held.pathOf('a'), entry, held.pathOf('.~linkkit-000000000000.tmp'));
    });
    expect([fs.readdirSync(at('other')), fs.readdirSync(at('away'))]).toEqual([['a'], []]);
  });

  test('a folder that is another one by now, or a link, is refused before anything is done', () => {
    const was = seen('d');
    fs.renameSync(at('d'), at('away'));
    const never = (): never => {
      throw new Error('it was not refused');
    };
    expect(codeOf(() => inHeldFolder(was, never))).toBe('NotFound');
    fs.symlinkSync('away', at('d'));
    expect(codeOf(() => inHeldFolder(was, never))).toBe('ChangedDuringOperation');
    fs.unlinkSync(at('d'));
    fs.mkdirSync(at('d'));
    expect(codeOf(() => inHeldFolder(was, never))).toBe('ChangedDuringOperation');
  });

  test('a failure is told in the folder’s own words', () => {
    let told: LinkKitError | undefined;
    inHeldFolder(seen('d'), (held) => {
      const inside = held.pathOf('no');
      expect(inside).not.toBe(at('d', 'no'));
      told = held.inOwnWords(new LinkKitError('NotFound', { path: inside, message: `${inside} is gone`, hint: `Look at ${inside}.`, osError: 'ENOENT' }));
    });
    expect(told).toMatchObject({ code: 'NotFound', path: at('d', 'no'), message: `${at('d', 'no')} is gone`, hint: `Look at ${at('d', 'no')}.`, osError: 'ENOENT' });
  });

  test.runIf(process.getuid?.() === 0)('it needs no right to read the folder, and leaves no handle open', () => {
    fs.chmodSync(at('d'), 0o300);
    const handles = fs.readdirSync('/proc/self/fd').length;
    for (let index = 0; index < 100; index += 1) expect(inHeldFolder(seen('d'), (held) => fs.readFileSync(held.pathOf('a'), 'utf8'))).toBe('data');
    expect(fs.readdirSync('/proc/self/fd').length).toBeLessThan(handles + 10);
  });
});

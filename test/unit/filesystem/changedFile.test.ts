// A file that somebody writes to while it is copied is not taken; what stood under the name stays, and no temporary.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { copyFileTo } from '../../../src/filesystem/copyFile.ts';
import { readEntry } from '../../../src/filesystem/entry.ts';
import { replaceBy, temporaryBeside } from '../../../src/filesystem/replace.ts';

let folder: string;
const at = (name: string): string => path.join(folder, name);

describe.skipIf(process.platform === 'win32')('copying, with somebody at work', () => {
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-changed-'));
    fs.writeFileSync(at('a'), 'data');
    fs.writeFileSync(at('b'), 'old');
  });
  afterEach(() => {
    vi.restoreAllMocks();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Does something once the source's data has been read and written: when it is flushed. */
  function whenRead(change: () => void): void {
    const real = fs.fsyncSync;
    vi.spyOn(fs, 'fsyncSync').mockImplementation((file) => {
      real(file);
      change();
    });
  }

  test.each([
    ['written to', () => fs.appendFileSync(at('a'), ' and more')],
    ['given other bytes of the same length', () => fs.writeFileSync(at('a'), 'DATA')],
    ['written to without a change', () => fs.utimesSync(at('a'), 1_000_000_000, 1_000_000_000)],
    ['replaced by another of the same bytes and time', () => {
      const { atime, mtime } = fs.statSync(at('a'));
      fs.writeFileSync(at('new'), 'data');
      fs.utimesSync(at('new'), atime, mtime);
      fs.renameSync(at('new'), at('a'));
    }],
  ])('a source that was %s is ChangedDuringOperation', async (_what, change) => {
    fs.utimesSync(at('a'), 1_500_000_000, 1_500_000_000);
    whenRead(change);
    for (const [target, replace] of [['b', true], ['c', false]] as const) {
      fs.writeFileSync(at('a'), 'data');
      fs.utimesSync(at('a'), 1_500_000_000, 1_500_000_000);
      await expect(copyFileTo(at('a'), at(target), { temporary: temporaryBeside(at(target)), replaces: replace ? readEntry(at(target)) : null })).rejects.toMatchObject({ code: 'ChangedDuringOperation', path: at('a') });
    }
    expect(fs.readdirSync(folder).sort()).toEqual(['a', 'b']);
    expect(fs.readFileSync(at('b'), 'utf8')).toBe('old');
  });

  test('a copy that does not read back as its source is not taken', async () => {
    whenRead(() => fs.writeFileSync(at(fs.readdirSync(folder).find((name) => name.startsWith('.~linkkit-'))!), 'dat\0'));
    await expect(copyFileTo(at('a'), at('c'), { temporary: temporaryBeside(at('c')), replaces: null })).rejects.toMatchObject({ code: 'ChangedDuringOperation' });
    expect(fs.readdirSync(folder).sort()).toEqual(['a', 'b']);
  });

  test('replacing is one rename over the name, which is never taken away before', async () => {
    fs.writeFileSync(at('temporary'), 'new');
    const calls = (['renameSync', 'unlinkSync', 'rmSync'] as const).map((name) => vi.spyOn(fs, name));
    await replaceBy(at('temporary'), at('b'));
    expect(calls.map(({ mock }) => mock.calls)).toEqual([[[at('temporary'), at('b')]], [], []]);
    expect(fs.readFileSync(at('b'), 'utf8')).toBe('new');
  });
});

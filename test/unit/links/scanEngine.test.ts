import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readEntry } from '../../../src/filesystem/entry.ts';
import { scanEngine } from '../../../src/links/scanEngine.ts';
import type { FoundNames, SiblingEngine } from '../../../src/links/siblingEngine.ts';

describe.skipIf(process.platform === 'win32')('the scan engine', () => {
  let root: string;
  const at = (...names: string[]): string => path.join(root, ...names);
  beforeEach(() => {
    root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-scan-')));
    for (const folder of ['a', 'b', 'c', 'd']) fs.mkdirSync(at(folder));
    for (const name of ['one', 'two']) {
      fs.writeFileSync(at('a', name), name);
      fs.linkSync(at('a', name), at('d', name));
    }
  });
  afterEach(() => {
    vi.restoreAllMocks();
    fs.rmSync(root, { recursive: true, force: true });
  });

  async function ask(engine: SiblingEngine, name: string): Promise<FoundNames> {
    const search = engine.find({ path: at(name), entry: readEntry(at(name)) }, new AbortController().signal);
    for (;;) {
      const { value, done } = await search.next();
      if (done) return value;
    }
  }

  test('keeps its search for the files that follow: no folder is read twice', async () => {
    const engine = scanEngine(root);
    const spy = vi.spyOn(fs, 'readdirSync');
    const answers = [await ask(engine, 'a/one'), await ask(engine, 'a/two'), await ask(engine, 'd/one')];
    const read = spy.mock.calls.map(([folder]) => String(folder)).filter((folder) => folder.startsWith(root));
    expect(read.length).toBe(new Set(read).size);
    expect(answers.map(({ names, complete }) => [[...names].sort(), complete])).toEqual(['one', 'two', 'one'].map((name) => [[at('a', name), at('d', name)], true]));
  });

  test('searches anew for a file that has got a further name since', async () => {
    const engine = scanEngine(root);
    await ask(engine, 'a/one');
    fs.linkSync(at('a/one'), at('b/third'));
    expect((await ask(engine, 'a/one')).names.sort()).toEqual([at('a/one'), at('b/third'), at('d/one')]);
  });

  test('a name found before that is gone since is not given', async () => {
    const engine = scanEngine(root);
    await ask(engine, 'a/one');
    fs.renameSync(at('d/one'), at('d/moved'));
    const { names, complete } = await ask(engine, 'a/one');
    expect([names, complete]).toEqual([[at('a/one')], false]);
  });
});

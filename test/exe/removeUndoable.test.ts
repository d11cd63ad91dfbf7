// What can be taken back: keeps of last names, the journal's lines, and undo itself; and what earlier keeps mean for what is freed.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pathFor, targets } from '../support/exe.ts';
import { codes, itemsOf, snapshot, summaryOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];

describe.each(targets())('remove and undo, %s', (target) => {
  let state: string;
  beforeEach(() => void (state = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-remove-'))));
  afterEach(() => fs.rmSync(state, { recursive: true, force: true }));
  const run = (w: Where, ...args: string[]): ReturnType<Where['run']> => w.run([...args, ...nd], { env: { LINKKIT_STATE: pathFor(target, state) } });
  const steps = (): Record<string, any>[] => {
    const folder = path.join(state, 'journal');
    const name = fs.readdirSync(folder).sort().at(-1)!;
    return fs.readFileSync(path.join(folder, name), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter(({ type }) => type === 'step');
  };
  /** Names and contents; link counts are higher by keeps until those are gone. */
  const contents = (w: Where): Record<string, string> => Object.fromEntries(Object.entries(snapshot(w.folder)).map(([name, what]) => [name, what.replace(/^(\d+) \d+ /, '$1 ')]));

  test('a last name is kept by a hard link: nothing is copied, nothing is freed, and undo brings back the very file', async () => {
    const w = where(target);
    w.write('a', 'data');
    const before = contents(w);
    const { ino } = fs.statSync(w.here('a'));
    const result = await run(w, 'remove', '--undoable', w.there('a'));
    const [item] = itemsOf(result);
    expect(item).toMatchObject({ action: 'kept', namesRemaining: 0, remaining: [], bytesFreed: 0, keptAs: expect.stringContaining(String(summaryOf(result)['operationId'])) });
    expect([fs.readdirSync(w.folder), summaryOf(result)]).toMatchObject([[], { lastNames: 1, bytesFreed: 0, bytesKept: 4, bytesStillShared: 0 }]);
    expect(steps()).toMatchObject([{ act: 'remove', path: w.there('a'), was: { kind: 'file', size: 4, linkCount: 1 }, keep: item!['keptAs'] }]);
    const undone = await run(w, 'undo', String(summaryOf(result)['operationId']));
    expect([codes(undone), contents(w), fs.statSync(w.here('a')).ino]).toEqual([[], before, ino]);
  });

  test('without --undoable a last name is not kept, and undo says so; a name among others comes back from them', async () => {
    const w = where(target);
    for (const name of ['a', 'last']) w.write(name, name);
    fs.linkSync(w.here('a'), w.here('b'));
    const result = await run(w, 'remove', w.there('a'), w.there('last'));
    expect(steps()).toMatchObject([{ path: w.there('a'), others: [w.there('b')] }, { path: w.there('last') }]);
    const undone = await run(w, 'undo', String(summaryOf(result)['operationId']));
    expect([undone.exitCode, summaryOf(undone)]).toMatchObject([1, { undone: 1, impossible: 1 }]);
    expect([fs.readdirSync(w.folder).sort(), fs.statSync(w.here('a')).nlink]).toEqual([['a', 'b'], 2]);
  });

  test('every name of a file: one keep, from which all of them come back as one file', async () => {
    const w = where(target);
    w.write('x/a', 'data');
    for (const name of ['b', 'c']) fs.linkSync(w.here('x/a'), w.here(name));
    const before = snapshot(w.folder);
    const result = await run(w, 'remove', '--all-names', '--yes', '--undoable', w.there('b'));
    expect(itemsOf(result).map(({ action }) => action)).toEqual(['removed', 'removed', 'kept']);
    expect(summaryOf(result)).toMatchObject({ removed: 3, lastNames: 1, bytesFreed: 0, bytesKept: 4 });
    expect(steps().filter(({ keep }) => keep !== undefined).length).toBe(1);
    const undone = await run(w, 'undo', String(summaryOf(result)['operationId']));
    expect([codes(undone), snapshot(w.folder)]).toEqual([[], before]);
  });

  test('a tree with files of one name, of several, and with names elsewhere comes back as it was', async () => {
    const w = where(target);
    for (const name of ['t/single', 't/sub/inside', 't/sub/deep/outside', 't/日本/x']) w.write(name, name);
    fs.linkSync(w.here('t/sub/inside'), w.here('t/sub/deep/inside 2'));
    fs.linkSync(w.here('t/sub/inside'), w.here('t/inside 3'));
    fs.linkSync(w.here('t/sub/deep/outside'), w.here('elsewhere'));
    fs.mkdirSync(w.here('t/empty'));
    if (target === 'linux') {
      fs.symlinkSync('../elsewhere', w.here('t/link'));
      fs.chmodSync(w.here('t/sub'), 0o750);
      fs.utimesSync(w.here('t/sub'), 1_000_000, 2_000_000);
    }
    const before = snapshot(w.folder);
    const { mode, mtimeMs } = fs.statSync(w.here('t/sub'));
    const result = await run(w, 'remove', '--recurse', '--undoable', w.there('t'));
    expect([codes(result), fs.readdirSync(w.folder)]).toEqual([[], ['elsewhere']]);
    expect(summaryOf(result)).toMatchObject({ lastNames: 3, bytesFreed: 0, bytesStillShared: 't/sub/deep/outside'.length });
    const undone = await run(w, 'undo', String(summaryOf(result)['operationId']));
    expect([codes(undone), snapshot(w.folder)]).toEqual([[], before]);
    expect([fs.statSync(w.here('t/sub')).mode, fs.statSync(w.here('t/sub')).mtimeMs]).toEqual([mode, mtimeMs]);
  });

  test('a name that only an earlier keep shares is the last one: --keep-data leaves it, and its removal frees nothing yet', async () => {
    const w = where(target);
    w.write('c', 'more');
    const third = await run(w, 'remove', '--undoable', w.there('c'));
    // The kept data under a name of its own once more, beside its keep
    const keep = String(itemsOf(third)[0]!['keptAs']);
    const on = target === 'linux' ? keep : path.join(path.dirname(w.folder), ...keep.slice(3).split('\\'));
    expect(fs.existsSync(on)).toBe(true);
    fs.linkSync(on, w.here('again'));
    const keepData = await run(w, 'remove', '--keep-data', w.there('again'));
    expect([codes(keepData), fs.existsSync(w.here('again'))]).toEqual([['LastName'], true]);
    const last = await run(w, 'remove', w.there('again'));
    expect(itemsOf(last)).toMatchObject([{ action: 'removed', namesRemaining: 0, remaining: [], bytesFreed: 0 }]);
    expect(summaryOf(last)).toMatchObject({ lastNames: 1, bytesFreed: 0, bytesKept: 4 });
  });
});

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cutOffOperations, recover, type Recovery } from '../../../src/journal/recover.ts';
import { fresh, headerOf, idOf, stateAt, writeJournal } from './made.ts';

const temporary = '.~linkkit-0123456789ab.tmp';

describe.skipIf(process.platform === 'win32')('a step that was cut off', () => {
  const { at, state, write } = fresh();
  const cutOff = (...steps: object[]): void => void writeJournal(state(), headerOf(idOf(1), { trees: [{ path: at('tree'), use: 'write' }] }), steps.map((step, index) => ({ type: 'step', step: index + 1, ...step })), { isOpen: true });
  /** Recovers, the dry run first: it says the same and does nothing. */
  const recovered = (): Recovery => {
    const before = snapshot();
    const planned = recover(cutOffOperations(null)[0]!, { dryRun: true });
    expect(snapshot()).toEqual(before);
    const done = recover(cutOffOperations(null)[0]!);
    expect([planned.removed, planned.failures.map(({ path: name }) => name)]).toEqual([done.removed, done.failures.map(({ path: name }) => name)]);
    return done;
  };
  const snapshot = (): string[] => (fs.readdirSync(at(), { recursive: true }) as string[]).sort().map((name) => `${name} ${fs.lstatSync(at(name)).isFile() ? fs.readFileSync(at(name), 'utf8') : ''}`);
  const inTree = (): Record<string, string> => Object.fromEntries(fs.readdirSync(at('tree')).map((name) => [name, fs.readFileSync(at('tree', name), 'utf8')]));

  test('a new thing that is not finished goes', () => {
    write('tree/other');
    write(`tree/${temporary}`, 'half');
    cutOff({ act: 'copy', path: at('tree/a'), from: at('x'), temporary: at('tree', temporary), was: null });
    expect(recovered()).toMatchObject({ removed: [at('tree', temporary)], failures: [] });
    expect(inTree()).toEqual({ other: 'tree/other' });
    expect(fs.readdirSync(at('state', 'journal'))).toEqual([`${idOf(1)}.ndjson`]);
    expect(cutOffOperations(null)).toEqual([]);
  });

  test('before a rename the new thing goes, after an exchange the old one; what is kept of a file that was not touched goes, too', () => {
    const keep = at('state', 'keeps', idOf(1), '1');
    fs.mkdirSync(path.dirname(keep), { recursive: true });
    const was = stateAt(write('tree/a', 'old'));
    fs.linkSync(at('tree/a'), keep);
    write(`tree/${temporary}`, 'new');
    cutOff({ act: 'replace', path: at('tree/a'), from: at('x'), temporary: at('tree', temporary), was, keep });
    expect(recovered()).toMatchObject({ removed: [at('tree', temporary)], failures: [] });
    expect([inTree(), fs.existsSync(path.dirname(keep))]).toEqual([{ a: 'old' }, false]);

    fs.mkdirSync(path.dirname(keep), { recursive: true });
    fs.linkSync(at('tree/a'), keep);
    fs.renameSync(at('tree/a'), at('tree', temporary));
    write('tree/a', 'new');
    fs.rmSync(at('state', 'journal'), { recursive: true });
    fs.mkdirSync(at('state', 'journal'));
    cutOff({ act: 'replace', path: at('tree/a'), from: at('x'), temporary: at('tree', temporary), was, keep });
    expect(recovered()).toMatchObject({ removed: [at('tree', temporary)], failures: [] });
    expect([inTree(), fs.readFileSync(keep, 'utf8')]).toEqual([{ a: 'new' }, 'old']);
  });

  test('a name that was about to go has been set aside: it goes', () => {
    const was = stateAt(write('tree/a'));
    fs.renameSync(at('tree/a'), at('tree', temporary));
    cutOff({ act: 'remove', path: at('tree/a'), temporary: at('tree', temporary), was });
    expect(recovered()).toMatchObject({ removed: [at('tree', temporary)], failures: [] });
    expect(inTree()).toEqual({});
  });

  test.each(['the last name of data that had others by now', 'another program’s file'])('set aside was %s: it gets its name back', (what) => {
    write('tree/a', 'mine');
    fs.linkSync(at('tree/a'), at('other'));
    const was = stateAt(at('tree/a'));
    if (what.startsWith('another')) {
      fs.rmSync(at('tree/a'));
      write('tree/a', 'theirs');
    } else fs.rmSync(at('other'));
    fs.renameSync(at('tree/a'), at('tree', temporary));
    cutOff({ act: 'remove', path: at('tree/a'), temporary: at('tree', temporary), was });
    expect(recovered()).toMatchObject({ removed: [at('tree', temporary)], failures: [] });
    expect(inTree()).toEqual({ a: what.startsWith('another') ? 'theirs' : 'mine' });
  });

  test('where that name is taken, it stays and is told, each time', () => {
    const was = stateAt(write('tree/a', 'mine'));
    fs.rmSync(at('tree/a'));
    write('tree/a', 'standing');
    write(`tree/${temporary}`, 'theirs');
    cutOff({ act: 'remove', path: at('tree/a'), temporary: at('tree', temporary), was: { ...was, fileId: '1' } });
    for (let time = 0; time < 2; time += 1) expect(recovered()).toMatchObject({ removed: [], failures: [{ code: 'ChangedDuringOperation', path: at('tree', temporary) }] });
    expect(inTree()).toEqual({ a: 'standing', [temporary]: 'theirs' });
  });

  test('nothing but temporary names of ours is removed, whatever the journal says', () => {
    write('tree/precious');
    fs.mkdirSync(at('tree', temporary));
    cutOff({ act: 'copy', path: at('tree/a'), from: at('x'), temporary: at('tree/precious'), was: null }, { act: 'copy', path: at('tree/b'), from: at('x'), temporary: at('tree', temporary), was: null });
    expect(recovered().removed).toEqual([]);
    expect(fs.readdirSync(at('tree')).sort()).toEqual([temporary, 'precious']);
  });

  test('operations on other trees are left for later; those on this one by any spelling are found', () => {
    write('tree/sub/a');
    fs.symlinkSync(at('tree'), at('alias'));
    cutOff();
    const on = (name: string): number => cutOffOperations([{ path: at(name), use: 'write' }]).length;
    expect(['tree', 'tree/sub/a', 'alias/sub', '', 'other', 'tree2'].map(on)).toEqual([1, 1, 1, 1, 0, 0]);
  });
});

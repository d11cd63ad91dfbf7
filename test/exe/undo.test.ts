import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { targets } from '../support/exe.ts';
import { recorded, statesOf, type State } from './recorded.ts';
import { codes, itemsOf, sameFile, summaryOf, where, type Where } from './where.ts';

const temporary = '.~linkkit-0123456789ab.tmp';
const text = (place: Where, name: string): string => fs.readFileSync(place.here(name), 'utf8');
const link = (place: Where, from: string, to: string): void => {
  fs.mkdirSync(path.dirname(place.here(to)), { recursive: true });
  fs.linkSync(place.here(from), place.here(to));
};
const there = (place: Where, name: string): string => place.there(...name.split('/'));
const linkedLine = (step: number, states: readonly State[], at = states.map((_state, index) => index)) => ({
  type: 'linked', step, volume: states[0]!.volume, at, fileId: states.map(({ fileId }) => fileId), size: states.map(({ size }) => size), modified: states.map(({ modified }) => modified),
});
/** The items, by the end of their path: what became of it. */
const results = (place: Where, items: readonly Record<string, unknown>[]): Record<string, string> =>
  Object.fromEntries(items.map(({ path: name, result, action }) => [String(name).slice(place.there().length + 1).replaceAll('\\', '/'), `${String(result)} ${String(action)}`]));

describe.each(targets())('undo (%s)', (target) => {
  test('of a copy: the names that were made go, with their folders; the sources stay', async () => {
    const place = where(target);
    place.write('from/a.txt', 'a');
    place.write('from/sub/-b [1].txt', 'b');
    place.write('from/c.txt', 'c');
    for (const name of ['a.txt', 'sub/-b [1].txt', 'c.txt']) link(place, `from/${name}`, `to/${name}`);
    const [a, b, c] = await statesOf(place, 'to/a.txt', 'to/sub/-b [1].txt', 'to/c.txt');
    const { lines, write, run, id } = recorded(place);
    lines.push(
      { type: 'step', step: 1, act: 'makeFolder', path: there(place, 'to') },
      { type: 'step', step: 2, act: 'links', source: there(place, 'from'), target: there(place, 'to'), names: ['a.txt', 'c.txt', 'never.txt'] },
      { type: 'done', step: 1 },
      linkedLine(2, [a!, c!]),
      { type: 'step', step: 3, act: 'makeFolder', path: there(place, 'to/sub') },
      { type: 'step', step: 4, act: 'link', path: there(place, 'to/sub/-b [1].txt'), from: there(place, 'from/sub/-b [1].txt'), was: null },
      { type: 'done', step: 3 },
      { type: 'done', step: 4, now: b },
    );
    write();
    const before = place.snapshot();
    const planned = await run(['undo', id, '--dry-run', '--output', 'ndjson']);
    expect(place.snapshot()).toEqual(before);
    const done = await run(['undo', id, '--output', 'ndjson']);
    expect(done).toMatchObject({ exitCode: 0 });
    expect(itemsOf(planned)).toEqual(itemsOf(done));
    expect(itemsOf(done).map(({ step, path: name, result, action, reason }) => [step, name, result, action, reason])).toEqual([
      [4, there(place, 'to/sub/-b [1].txt'), 'undone', 'removed', null],
      [3, there(place, 'to/sub'), 'undone', 'removed', null],
      [2, there(place, 'to/c.txt'), 'undone', 'removed', null],
      [2, there(place, 'to/a.txt'), 'undone', 'removed', null],
      [1, there(place, 'to'), 'undone', 'removed', null],
    ]);
    expect(summaryOf(done)).toMatchObject({ undoes: id, undone: 5, impossible: 0, operationId: expect.any(String) });
    expect(Object.keys(place.snapshot()).sort()).toEqual(['from', 'from/a.txt', 'from/c.txt', 'from/sub', 'from/sub/-b [1].txt']);
    expect(text(place, 'from/a.txt')).toBe('a');

    // Once more: all is undone already, and a name that the person makes now is his
    link(place, 'from/a.txt', 'to/a.txt');
    const again = await run(['undo', id, '--output', 'ndjson']);
    expect([again.exitCode, summaryOf(again)]).toMatchObject([0, { undone: 5, impossible: 0 }]);
    expect(sameFile(place.here('to/a.txt'), place.here('from/a.txt'))).toBe(true);
  });

  test('names that changed since, that other programs made, or that are the last of their file stay, each with its reason; the rest goes', async () => {
    const place = where(target);
    for (const name of ['edited', 'replaced', 'last', 'gone', 'fine']) {
      place.write(`from/${name}`, name);
      link(place, `from/${name}`, `to/${name}`);
    }
    const names = ['edited', 'replaced', 'last', 'gone', 'fine'];
    const states = await statesOf(place, ...names.map((name) => `to/${name}`));
    const { lines, write, run, id } = recorded(place);
    lines.push({ type: 'step', step: 1, act: 'makeFolder', path: there(place, 'to') }, { type: 'done', step: 1 }, { type: 'step', step: 2, act: 'links', source: there(place, 'from'), target: there(place, 'to'), names }, linkedLine(2, states));
    write();
    fs.appendFileSync(place.here('to/edited'), ' and more');
    fs.rmSync(place.here('to/replaced'));
    place.write('to/replaced', 'theirs');
    fs.rmSync(place.here('from/last'));
    fs.rmSync(place.here('to/gone'));
    const before = place.snapshot();
    const planned = await run(['undo', id, '--dry-run', '--output', 'ndjson']);
    expect(place.snapshot()).toEqual(before);
    const done = await run(['undo', id, '--output', 'ndjson']);
    expect([done.exitCode, codes(done)]).toEqual([1, ['NotUndoable', 'NotUndoable', 'NotUndoable', 'NotUndoable']]);
    expect([itemsOf(planned), codes(planned)]).toEqual([itemsOf(done), codes(done)]);
    expect(results(place, itemsOf(done))).toEqual({
      'to/fine': 'undone removed', 'to/gone': 'undone none', 'to/last': 'impossible none', 'to/replaced': 'impossible none', 'to/edited': 'impossible none', to: 'impossible none',
    });
    expect(itemsOf(done).filter(({ result }) => result === 'impossible').map(({ reason }) => reason)).toEqual([
      expect.stringContaining('last name'), expect.stringContaining('Something else'), expect.stringContaining('changed since'), expect.stringContaining('not empty'),
    ]);
    expect(fs.readdirSync(place.here('to')).sort()).toEqual(['edited', 'last', 'replaced']);
    expect([text(place, 'to/replaced'), text(place, 'to/last'), text(place, 'from/edited')]).toEqual(['theirs', 'last', 'edited and more']);

    // What was left is tried again
    fs.rmSync(place.here('to/replaced'));
    fs.rmSync(place.here('to/last'));
    fs.rmSync(place.here('to/edited'));
    const again = await run(['undo', id, '--output', 'ndjson']);
    expect([again.exitCode, summaryOf(again)]).toMatchObject([0, { undone: 6, impossible: 0 }]);
    expect(fs.existsSync(place.here('to'))).toBe(false);
  });

  test('a copy with data of its own goes unless it was changed; of one that was cut off the bytes decide', async () => {
    const place = where(target);
    for (const name of ['kept', 'changed', 'cut', 'cutOther']) place.write(`from/${name}`, `data of ${name}`);
    for (const name of ['kept', 'changed', 'cut']) place.write(`to/${name}`, `data of ${name}`);
    place.write('to/cutOther', 'data of another!');
    const [kept, changed] = await statesOf(place, 'to/kept', 'to/changed');
    const { lines, write, run, id } = recorded(place);
    const step = (number: number, name: string) => ({ type: 'step', step: number, act: 'copy', path: there(place, `to/${name}`), from: there(place, `from/${name}`), temporary: there(place, `to/${temporary}`), was: null });
    lines.push(step(1, 'kept'), { type: 'done', step: 1, now: kept }, step(2, 'changed'), { type: 'done', step: 2, now: changed }, step(3, 'cut'), step(4, 'cutOther'), step(5, 'neverMade'));
    write({ cutOff: true });
    fs.writeFileSync(place.here('to/changed'), 'data of changeD');
    const done = await run(['undo', id, '--output', 'ndjson']);
    expect(results(place, itemsOf(done))).toEqual({ 'to/kept': 'undone removed', 'to/changed': 'impossible none', 'to/cut': 'undone removed', 'to/cutOther': 'impossible none' });
    expect(fs.readdirSync(place.here('to')).sort()).toEqual(['changed', 'cutOther']);
  });

  test('a replaced file comes back from the keeps, under its name or where that is free; not over what was changed since', async () => {
    const place = where(target);
    const { lines, write, run, id, keep } = recorded(place, 'copy', { trees: ['to'] });
    place.write('new', 'new');
    for (const [index, name] of ['plain', 'free', 'changed', 'noKeep'].entries()) {
      place.write(`to/${name}`, `old ${name}`);
      fs.linkSync(place.here(`to/${name}`), keep(index).here);
    }
    const was = await statesOf(place, 'to/plain', 'to/free', 'to/changed', 'to/noKeep');
    for (const name of ['plain', 'free', 'noKeep']) {
      fs.rmSync(place.here(`to/${name}`));
      link(place, 'new', `to/${name}`);
    }
    fs.rmSync(place.here('to/changed'));
    place.write('to/changed', 'new');
    const now = await statesOf(place, 'to/plain', 'to/free', 'to/changed', 'to/noKeep');
    for (const [index, name] of ['plain', 'free', 'changed', 'noKeep'].entries()) {
      lines.push({ type: 'step', step: index + 1, act: 'replace', path: there(place, `to/${name}`), from: there(place, 'new'), temporary: there(place, `to/${temporary}`), was: was[index], keep: keep(index).there });
      lines.push({ type: 'done', step: index + 1, now: now[index], rename: 'rename' });
    }
    write();
    fs.rmSync(place.here('to/free'));
    fs.writeFileSync(place.here('to/changed'), 'edited');
    fs.rmSync(keep(3).here);
    const before = place.snapshot();
    const planned = await run(['undo', id, '--dry-run', '--output', 'ndjson']);
    expect(place.snapshot()).toEqual(before);
    const done = await run(['undo', id, '--output', 'ndjson']);
    expect(itemsOf(planned)).toEqual(itemsOf(done));
    expect(results(place, itemsOf(done))).toEqual({ 'to/noKeep': 'impossible none', 'to/changed': 'impossible none', 'to/free': 'undone restored', 'to/plain': 'undone restored' });
    expect(fs.readdirSync(place.here('to')).sort()).toEqual(['changed', 'free', 'noKeep', 'plain']);
    expect(['plain', 'free', 'changed', 'noKeep'].map((name) => text(place, `to/${name}`))).toEqual(['old plain', 'old free', 'edited', 'new']);
    expect(text(place, 'new')).toBe('new');
    // What is not back is still kept, and the error says where
    expect(fs.readdirSync(path.dirname(keep(0).here))).toEqual(['2']);
    expect(done.lines.filter(({ type }) => type === 'error').map(({ hint }) => hint).join()).toContain(keep(2).there);
  });

  test('a detached file is linked again, unless it or the others have changed since', async () => {
    const place = where(target);
    const names = ['plain', 'edited', 'othersEdited'];
    const { lines, write, run, id, keep } = recorded(place, 'detach');
    for (const [index, name] of names.entries()) {
      place.write(`a/${name}`, name);
      link(place, `a/${name}`, `b/${name}`);
      fs.linkSync(place.here(`b/${name}`), keep(index).here);
    }
    const was = await statesOf(place, ...names.map((name) => `b/${name}`));
    for (const name of names) {
      fs.rmSync(place.here(`b/${name}`));
      place.write(`b/${name}`, name);
    }
    const now = await statesOf(place, ...names.map((name) => `b/${name}`));
    for (const [index, name] of names.entries()) {
      lines.push({ type: 'step', step: index + 1, act: 'detach', path: there(place, `b/${name}`), temporary: there(place, `b/${temporary}`), was: was[index], keep: keep(index).there });
      lines.push({ type: 'done', step: index + 1, now: now[index] });
    }
    write();
    fs.writeFileSync(place.here('b/edited'), 'other');
    fs.writeFileSync(place.here('a/othersEdited'), 'changed by its other name');
    const done = await run(['undo', id, '--output', 'ndjson']);
    expect(results(place, itemsOf(done))).toEqual({ 'b/othersEdited': 'impossible none', 'b/edited': 'impossible none', 'b/plain': 'undone restored' });
    expect(sameFile(place.here('a/plain'), place.here('b/plain'))).toBe(true);
    expect([text(place, 'b/edited'), text(place, 'b/othersEdited')]).toEqual(['other', 'othersEdited']);
  });

  test('removed names come back from the keeps or from another name, into the folders that were removed with them', async () => {
    const place = where(target);
    const { lines, write, run, id, keep } = recorded(place, 'remove');
    place.write('tree/sub/kept', 'kept');
    place.write('elsewhere', 'linked');
    link(place, 'elsewhere', 'tree/sub/linked');
    place.write('tree/sub/last', 'last');
    place.write('tree/taken', 'taken');
    fs.linkSync(place.here('tree/sub/kept'), keep(1).here);
    const [kept, linked, last, taken] = await statesOf(place, 'tree/sub/kept', 'tree/sub/linked', 'tree/sub/last', 'tree/taken');
    const folder = { kind: 'directory', volume: kept!.volume, fileId: 'gone', linkCount: 1, size: 0, modified: '1' };
    const metadata = target === 'linux' ? { accessed: 1e12, modified: 1.2e12, mode: 0o555, uid: process.getuid!(), gid: process.getgid!() } : undefined;
    lines.push(
      { type: 'step', step: 1, act: 'remove', path: there(place, 'tree/sub/kept'), was: kept, keep: keep(1).there, others: [] },
      { type: 'step', step: 2, act: 'remove', path: there(place, 'tree/sub/linked'), was: linked, others: [there(place, 'no/longer/there'), there(place, 'elsewhere')] },
      { type: 'step', step: 3, act: 'remove', path: there(place, 'tree/sub/last'), was: last, others: [] },
      { type: 'step', step: 4, act: 'remove', path: there(place, 'tree/taken'), was: taken, others: [] },
      { type: 'step', step: 5, act: 'removeFolder', path: there(place, 'tree/sub'), was: { ...folder, ...(metadata ? { metadata } : {}) } },
      { type: 'step', step: 6, act: 'removeFolder', path: there(place, 'tree'), was: folder },
      { type: 'step', step: 7, act: 'recycle', path: there(place, 'binned'), was: last },
      ...[1, 2, 3, 4, 5, 6, 7].map((step) => ({ type: 'done', step, now: null })),
    );
    write();
    fs.rmSync(place.here('tree'), { recursive: true });
    const before = place.snapshot();
    const planned = await run(['undo', id, '--dry-run', '--output', 'ndjson']);
    expect(place.snapshot()).toEqual(before);
    const done = await run(['undo', id, '--output', 'ndjson']);
    expect(itemsOf(planned)).toEqual(itemsOf(done));
    expect(results(place, itemsOf(done))).toEqual({
      binned: 'impossible none', tree: 'undone restored', 'tree/sub': 'undone restored', 'tree/taken': 'impossible none', 'tree/sub/last': 'impossible none', 'tree/sub/linked': 'undone restored', 'tree/sub/kept': 'undone restored',
    });
    expect(text(place, 'tree/sub/kept')).toBe('kept');
    expect(sameFile(place.here('tree/sub/linked'), place.here('elsewhere'))).toBe(true);
    expect(fs.readdirSync(place.here('tree/sub')).sort()).toEqual(['kept', 'linked']);
    expect(fs.existsSync(path.dirname(keep(1).here)) && fs.readdirSync(path.dirname(keep(1).here))).toEqual([]);
    if (metadata) expect(fs.statSync(place.here('tree/sub'))).toMatchObject({ mtimeMs: 1.2e12 });
  });

  test('a name of a file that lives on under names unknown to the journal is found on the volume; one whose number is another file’s by now is not', async () => {
    const place = where(target);
    for (const [name, other] of [['tree/a', 'far/away/a'], ['tree/b', 'far/away/b']] as const) {
      place.write(name, name);
      link(place, name, other);
    }
    const [a, b] = await statesOf(place, 'tree/a', 'tree/b');
    const { lines, write, run, id } = recorded(place, 'remove');
    lines.push({ type: 'step', step: 1, act: 'remove', path: there(place, 'tree/a'), was: a }, { type: 'step', step: 2, act: 'remove', path: there(place, 'tree/b'), was: b }, { type: 'done', step: 1, now: null }, { type: 'done', step: 2, now: null });
    write();
    fs.rmSync(place.here('tree/a'));
    fs.rmSync(place.here('tree/b'));
    fs.writeFileSync(place.here('far/away/b'), 'by its number it could be another file');
    const planned = await run(['undo', id, '--dry-run', '--output', 'ndjson']);
    const done = await run(['undo', id, '--output', 'ndjson']);
    expect(itemsOf(planned)).toEqual(itemsOf(done));
    expect(results(place, itemsOf(done))).toEqual({ 'tree/b': 'impossible none', 'tree/a': 'undone restored' });
    expect(sameFile(place.here('tree/a'), place.here('far/away/a'))).toBe(true);
  });

  test('a created name whose file has no other name but one among the keeps stays: undo of the copy would leave it to be pruned', async () => {
    const place = where(target);
    for (const name of ['last', 'renamed']) {
      place.write(`from/${name}`, name);
      link(place, `from/${name}`, `to/${name}`);
    }
    const states = await statesOf(place, 'to/last', 'to/renamed');
    const { lines, write, run, id, keep } = recorded(place);
    lines.push({ type: 'step', step: 1, act: 'links', source: there(place, 'from'), target: there(place, 'to'), names: ['last', 'renamed'] }, linkedLine(1, states));
    write();
    fs.renameSync(place.here('from/last'), keep(1).here);
    fs.renameSync(place.here('from/renamed'), place.here('from/another name'));
    const done = await run(['undo', id, '--output', 'ndjson']);
    // Keeps are looked for at the root of the volume and on the way down, as here
    expect(results(place, itemsOf(done))).toEqual({ 'to/last': 'impossible none', 'to/renamed': 'undone removed' });
    expect([text(place, 'to/last'), text(place, 'from/another name')]).toEqual(['last', 'renamed']);
  });

  test('what has become the only name, or the only copy, of its data stays, also where it took the place of another file', async () => {
    const place = where(target);
    const { lines, write, run, id, keep } = recorded(place, 'copy', { trees: ['to'] });
    const names = ['linked', 'copied', 'still'];
    for (const [index, name] of names.entries()) {
      place.write(`from/${name}`, `new ${name}`);
      place.write(`to/${name}`, `old ${name}`);
      fs.linkSync(place.here(`to/${name}`), keep(index).here);
    }
    place.write('from/own', 'own');
    place.write('to/own', 'own');
    const was = await statesOf(place, ...names.map((name) => `to/${name}`));
    for (const name of names) {
      fs.rmSync(place.here(`to/${name}`));
      if (name === 'linked') link(place, `from/${name}`, `to/${name}`);
      else place.write(`to/${name}`, `new ${name}`);
    }
    const now = await statesOf(place, ...names.map((name) => `to/${name}`), 'to/own');
    for (const [index, name] of names.entries()) lines.push({ type: 'step', step: index + 1, act: 'replace', path: there(place, `to/${name}`), from: there(place, `from/${name}`), was: was[index], keep: keep(index).there }, { type: 'done', step: index + 1, now: now[index] });
    lines.push({ type: 'step', step: 4, act: 'copy', path: there(place, 'to/own'), from: there(place, 'from/own'), was: null }, { type: 'done', step: 4, now: now[3] });
    write();
    for (const name of ['linked', 'copied', 'own']) fs.rmSync(place.here(`from/${name}`));
    const done = await run(['undo', id, '--output', 'ndjson']);
    expect(results(place, itemsOf(done))).toEqual({ 'to/own': 'impossible none', 'to/still': 'undone restored', 'to/copied': 'impossible none', 'to/linked': 'impossible none' });
    expect([...names, 'own'].map((name) => text(place, `to/${name}`))).toEqual(['new linked', 'new copied', 'old still', 'own']);
  });

  // Wine shows a link that was made outside of it as a folder
  test.runIf(target !== 'wine')('a link that was planted in the tree since leads nothing astray', async () => {
    const place = where(target);
    const { lines, write, run, id, keep } = recorded(place, 'remove', { trees: ['tree'] });
    place.write('tree/sub/a', 'a');
    place.write('victim/x', 'x');
    fs.linkSync(place.here('tree/sub/a'), keep(1).here);
    const [a] = await statesOf(place, 'tree/sub/a');
    lines.push({ type: 'step', step: 1, act: 'remove', path: there(place, 'tree/sub/a'), was: a, keep: keep(1).there }, { type: 'done', step: 1, now: null });
    write();
    fs.rmSync(place.here('tree/sub'), { recursive: true });
    fs.symlinkSync(place.here('victim'), place.here('tree/sub'));
    const done = await run(['undo', id, '--output', 'ndjson']);
    expect([done.exitCode, results(place, itemsOf(done))]).toEqual([1, { 'tree/sub/a': 'impossible none' }]);
    expect(fs.readdirSync(place.here('victim'))).toEqual(['x']);
  });

  test('what is no operation, runs, is an undo, or is of a newer format is refused, and nothing is touched', async () => {
    const place = where(target);
    place.write('a', 'a');
    const state = recorded(place).state;
    const cases: [string, Record<string, unknown>, string, number][] = [
      ['20261123T224501123Z-none-1', {}, 'NotFound', 2],
      ['20261123T224501123Z-run-1', { process: { pid: process.pid, start: 'x', host: 'another-machine' } }, 'Busy', 1],
      ['20261123T224501123Z-undo-1', { command: 'undo' }, 'NotUndoable', 1],
      ['20261123T224501123Z-new-1', { format: 2 }, 'JournalDamaged', 1],
    ];
    for (const [id, fields] of cases.slice(1)) {
      const file = recorded(place, 'copy', { id, state }).write({ cutOff: id.includes('run') });
      const [header, ...rest] = fs.readFileSync(file, 'utf8').split('\n');
      fs.writeFileSync(file, [JSON.stringify({ ...JSON.parse(header!), ...fields }), ...rest].join('\n'));
    }
    const { run } = recorded(place, 'copy', { state });
    for (const [id, , code, exitCode] of cases) {
      for (const dryRun of [[], ['--dry-run']]) {
        const refused = await run(['undo', id, '--output', 'ndjson', ...dryRun]);
        expect([id, codes(refused), refused.exitCode, summaryOf(refused)['undoes']]).toEqual([id, [code], exitCode, null]);
      }
    }
    expect(Object.keys(place.snapshot())).toEqual(['a']);
  });
});

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { targets } from '../support/exe.ts';
import { recorded, stateFolder } from './recorded.ts';
import { codes, itemsOf, summaryOf, where } from './where.ts';

const step = (number: number) => ({ type: 'step', step: number, act: 'makeFolder', path: `/nowhere/${number}` });

describe.each(targets())('operations (%s)', (target) => {
  test('lists what is in the journals, the newest last, and half a last line is nothing', async () => {
    const place = where(target);
    const state = stateFolder();
    const { run } = recorded(place, 'copy', { state });
    expect(await run(['operations'])).toMatchObject({ exitCode: 0, stdout: 'No operations yet.\n' });
    expect(fs.existsSync(state) && fs.existsSync(path.join(state, 'journal'))).toBe(false);

    const later = recorded(place, 'remove', { state, id: '20261124T010203004Z-b-1' });
    later.lines.push(step(1), { type: 'step', step: 2, act: 'links', source: '/a', target: '/b', names: ['x', 'y', 'z'] });
    later.write({ tail: '{"type":"undone","ti' });
    const cut = recorded(place, 'copy', { state, id: '20261124T010203005Z-c-1' });
    cut.lines.push(step(1));
    cut.write({ cutOff: true, tail: '{"type":"step","step":2' });
    const undone = recorded(place, 'detach', { state, id: '20261123T010203004Z-a-1' });
    undone.write({ tail: '{"type":"undone","time":"2026-11-23T23:00:00.000Z","by":"x"}\n' });

    const before = fs.readdirSync(path.join(state, 'journal')).map((name) => fs.readFileSync(path.join(state, 'journal', name), 'utf8'));
    const done = await run(['operations', '--output', 'ndjson']);
    expect(done).toMatchObject({ exitCode: 0 });
    expect(itemsOf(done).map(({ operationId, command, state: word, ended, steps }) => [operationId, command, word, ended !== null, steps])).toEqual([
      [undone.id, 'detach', 'undone', true, 0],
      [later.id, 'remove', 'done', true, 4],
      [cut.id, 'copy', 'cutOff', false, 1],
    ]);
    expect(summaryOf(done)).toMatchObject({ operations: 3, failed: 0, warnings: 0, operationId: null });
    expect(fs.readdirSync(path.join(state, 'journal')).map((name) => fs.readFileSync(path.join(state, 'journal', name), 'utf8'))).toEqual(before);

    const lines = (await run(['operations'])).stdout.split('\n');
    expect(lines[0]).toMatch(/^when +state +names +id +what$/);
    expect(lines.slice(1, 4).map((line) => line.slice(17))).toEqual([
      `undone            0  ${undone.id}     detach -- a b`, `done              4  ${later.id}     remove -- a b`, `cut off           1  ${cut.id}     copy -- a b`,
    ]);
    expect(new Set(lines.slice(0, 4).map((line) => line.search(/id|2026112[34]T/)))).toEqual(new Set([lines[0]!.indexOf('id')]));
  });

  test('a journal with damaged lines is listed with a warning, one without a first line is an error; the others are listed', async () => {
    const place = where(target);
    const state = stateFolder();
    const one = recorded(place, 'copy', { state, id: '20261124T010203004Z-b-1' });
    one.lines.push(step(1), { type: 'nonsense' }, step(2), { type: 'step', step: 3, act: 'copy' });
    one.write();
    const broken = recorded(place, 'copy', { state, id: '20261124T010203004Z-b-2' });
    const file = broken.write();
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"type":"operation"', '"type":"\u0000\u0000"'));
    // It was about to begin when the power went
    fs.writeFileSync(path.join(state, 'journal', '20261124T010203004Z-b-3.open.ndjson'), '{"type":"oper');
    const whole = recorded(place, 'copy', { state, id: '20261124T010203004Z-b-4' });
    whole.write();
    const done = await whole.run(['operations', '--output', 'ndjson']);
    expect(itemsOf(done).map(({ operationId, steps }) => [operationId, steps])).toEqual([[one.id, 2], [whole.id, 0]]);
    expect([codes(done), done.exitCode]).toEqual([['JournalDamaged'], 1]);
    expect(done.lines.filter(({ type }) => type === 'warning').map(({ code, message }) => [code, message])).toEqual([['JournalDamaged', expect.stringContaining('2 lines')]]);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LinkKitError } from '../../../src/contract/errors.ts';
import type { JournalLine } from '../../../src/journal/format.ts';
import { addState, findJournal, listJournals, parseJournal, readJournal, type Recorded } from '../../../src/journal/read.ts';
import { end, fresh, headerOf, idOf, textOf, writeJournal } from './made.ts';

const was = { kind: 'file', volume: '1', fileId: '2', linkCount: 1, size: 3, modified: '1795576526139.4941' };
const lines: JournalLine[] = [
  { type: 'step', step: 1, act: 'makeFolder', path: '/to' },
  { type: 'done', step: 1 },
  { type: 'step', step: 2, act: 'links', source: '/from', target: '/to', names: ['a', 'é\u0301', '\n', '"', 'b'] },
  { type: 'linked', step: 2, volume: '1', at: [0, 2], fileId: ['1', 2], size: [1, 2], modified: ['1', 2.5] },
  { type: 'step', step: 3, act: 'replace', path: '/to/c', from: '/from/c', temporary: '/to/t', was, keep: '/k', others: ['/o'] },
  { type: 'linked', step: 2, volume: '1', at: [1], fileId: ['3'], size: [1], modified: ['1'] },
  { type: 'done', step: 3, now: { ...was, fileId: '9' }, rename: 'exchange' },
  { type: 'step', step: 4, act: 'copy', path: '/to/d', was: null },
  { type: 'done', step: 4, failed: 'AccessDenied' },
] as JournalLine[];
const all = [headerOf(idOf(1)), ...lines, end];
const whole = textOf(all);
const steps = (recorded: Recorded): unknown[] => recorded.steps;

describe('a journal', () => {
  test('is read as it was written', () => {
    const found = parseJournal('f', whole);
    expect(found).toMatchObject({ header: all[0]!, end, state: 'done', damaged: 0, recovered: null, undone: null });
    expect(steps(found)).toEqual(lines.filter(({ type }) => type === 'step'));
    expect([...found.done]).toEqual(lines.filter(({ type }) => type === 'done').map((line) => [(line as { step: number }).step, line]));
    expect(found.linked.get(2)).toHaveLength(2);
  });

  test('cut off at any byte: what was whole is there, nothing else, and no line counts as damaged', () => {
    for (let length = 0; length <= whole.length; length += 1) {
      const text = whole.slice(0, length);
      const count = text.split('\n').length - 1;
      if (count === 0) expect(() => parseJournal('f', text)).toThrow(expect.objectContaining({ code: 'NotFound' }));
      else expect([length, steps(parseJournal('f', text)), parseJournal('f', text).damaged]).toEqual([length, all.slice(1, count).filter(({ type }) => type === 'step'), 0]);
    }
  });

  test('with any line replaced by anything: the other lines are there, and no step that was not written', () => {
    const anything = fc.oneof(fc.string(), fc.json(), fc.record({ type: fc.constantFrom('step', 'done', 'linked', 'end', 'operation', 'x'), step: fc.jsonValue(), act: fc.jsonValue(), path: fc.jsonValue(), was: fc.jsonValue(), at: fc.jsonValue() }, { requiredKeys: [] }).map((one) => JSON.stringify(one)));
    fc.assert(fc.property(fc.nat(all.length - 1), anything, (index, text) => {
      const changed = all.map((line, at) => (at === index ? text.replaceAll('\n', ' ') : JSON.stringify(line)));
      const found = parsed(`${changed.join('\n')}\n`);
      if (found === null) return index === 0;
      const expected = all.filter((_line, at) => at !== index).filter(({ type }) => type === 'step');
      // What was put there may be a whole step by chance, and then it is one
      const others = steps(found).filter((one) => expected.some((line) => JSON.stringify(line) === JSON.stringify(one)));
      return others.length === expected.length && steps(found).every(isStep);
    }), { numRuns: 3_000 });
  });

  test('with any bytes of it changed: JournalDamaged or a journal whose steps have all that a step has', () => {
    const bytes = Buffer.from(whole);
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), (changes) => {
      const damaged = Buffer.from(bytes);
      for (const [at, value] of changes) damaged[at] = value;
      const found = parsed(damaged.toString('utf8'));
      return found === null || steps(found).every(isStep);
    }), { numRuns: 5_000 });
  });

  test('a newer format is not read', () => {
    expect(() => parseJournal('f', textOf([{ ...headerOf(idOf(1)), format: 2 }, end]))).toThrow(expect.objectContaining({ code: 'JournalDamaged', message: expect.stringContaining('format 2') }));
  });

  test.each([
    ['its process is gone', {}, [], 'cutOff'],
    ['it runs', { process: { pid: 1, start: '', host: 'another' } }, [], 'running'],
    ['it has an end', {}, [end], 'done'],
    ['it was put right', {}, [{ type: 'recovered', time: 'x' }], 'recovered'],
    ['it was undone', {}, [end, { type: 'undone', time: 'x' }], 'undone'],
  ] as const)('%s: %j', (_what, more, last, state) => {
    expect(parseJournal('f', textOf([headerOf(idOf(1), more), ...last])).state).toBe(state);
  });
});

describe('journals in the state folder', () => {
  const { state } = fresh();

  test('are listed in the order of their ids, those that were not closed too, and found by id', () => {
    for (const number of [2, 1]) writeJournal(state(), headerOf(idOf(number)), [end], { isOpen: number === 2 });
    expect(listJournals()).toEqual([{ operationId: idOf(1), isOpen: false }, { operationId: idOf(2), isOpen: true }]);
    expect([findJournal(idOf(2)), findJournal('no')]).toEqual([{ operationId: idOf(2), isOpen: true }, null]);
    expect(() => readJournal({ operationId: 'no', isOpen: true })).toThrow(expect.objectContaining({ code: 'NotFound' }));
  });

  test('one that was closed since it was listed is read all the same', () => {
    writeJournal(state(), headerOf(idOf(1)), [end]);
    expect(readJournal({ operationId: idOf(1), isOpen: true }).state).toBe('done');
  });

  test('a state is added behind the last whole line', () => {
    const file = writeJournal(state(), headerOf(idOf(1)), [...lines, end]);
    const recorded = readJournal({ operationId: idOf(1), isOpen: false });
    addState({ ...recorded, file }, { type: 'undone', time: 'x', by: 'y', left: ['1', '2:1'] });
    const after = readJournal({ operationId: idOf(1), isOpen: false });
    expect([after.state, after.damaged, after.steps.length, after.undone?.left]).toEqual(['undone', 0, 4, ['1', '2:1']]);
  });
});

function parsed(text: string): Recorded | null {
  try {
    return parseJournal('f', text);
  } catch (error) {
    if (error instanceof LinkKitError && (error.code === 'JournalDamaged' || error.code === 'NotFound')) return null;
    throw error;
  }
}

function isStep(step: unknown): boolean {
  const one = step as Record<string, unknown>;
  return typeof one['step'] === 'number' && (one['act'] === 'links' ? Array.isArray(one['names']) && typeof one['source'] === 'string' && typeof one['target'] === 'string' : typeof one['path'] === 'string' && typeof one['act'] === 'string');
}

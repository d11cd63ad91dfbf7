import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { mostJournals, prune } from '../../../src/journal/prune.ts';
import { end, fresh, headerOf, idOf, writeJournal } from './made.ts';

const now = Date.UTC(2026, 10, 23, 23);

describe.skipIf(process.platform === 'win32')('journals are pruned', () => {
  const { at, state, write } = fresh();
  const names = (): string[] => fs.readdirSync(path.join(state(), 'journal')).sort();
  /** An operation that kept files of so many bytes. */
  const keeping = (id: string, bytes: number, { isOpen = false } = {}): string => {
    const keep = path.join(state(), 'keeps', id, '1');
    fs.mkdirSync(path.dirname(keep), { recursive: true });
    fs.writeFileSync(keep, Buffer.alloc(bytes, 1));
    writeJournal(state(), headerOf(id), [{ type: 'step', step: 1, act: 'remove', path: at('gone'), keep }, ...(isOpen ? [] : [end])], { isOpen });
    return keep;
  };

  test('by age, with what they kept; one that was cut off stays, one that never began goes', () => {
    const old = keeping(idOf(1, '20260801'), 10);
    const young = keeping(idOf(2, '20261001'), 10);
    const cut = keeping(idOf(3, '20260801'), 10, { isOpen: true });
    fs.writeFileSync(path.join(state(), 'journal', `${idOf(4, '20260801')}.open.ndjson`), '{"type":"operat');
    prune([], now);
    expect([old, young, cut].map((keep) => fs.existsSync(keep))).toEqual([false, true, true]);
    expect(names()).toEqual([`${idOf(3, '20260801')}.open.ndjson`, `${idOf(2, '20261001')}.ndjson`]);
    expect(fs.readdirSync(path.join(state(), 'keeps')).sort()).toEqual([idOf(3, '20260801'), idOf(2, '20261001')].sort());
  });

  test('by number, the oldest first', () => {
    for (let number = 0; number < mostJournals + 5; number += 1) writeJournal(state(), headerOf(`20261123T2245${String(10_000 + number)}Z-x-1`), [end]);
    prune([], now);
    expect([names().length, names()[0]]).toEqual([mostJournals, '20261123T224510005Z-x-1.ndjson']);
  });

  test('by space on the volume: the oldest that hold data of their own go, until the rest takes no more than its part; the newest stays', () => {
    vi.spyOn(fs, 'statfsSync').mockReturnValue({ blocks: 100, bsize: 10_000 } as never); // a volume of 1 MB: 100 kB may be held
    const [first, second, third, fourth] = [1, 2, 3, 4].map((number) => keeping(idOf(number), number === 2 ? 10 : 60_000)) as [string, string, string, string];
    fs.linkSync(second, at('its own name')); // held by more than the keep
    prune([path.join(state(), 'keeps')], now);
    vi.restoreAllMocks();
    expect([first, second, third, fourth].map((keep) => fs.existsSync(keep))).toEqual([false, true, false, true]);
    expect(names()).toEqual([2, 4].map((number) => `${idOf(number)}.ndjson`));
  });

  test('what an operation has just kept stays, however much it is', () => {
    vi.spyOn(fs, 'statfsSync').mockReturnValue({ blocks: 10, bsize: 1_000 } as never);
    const only = keeping(idOf(1), 60_000);
    prune([path.join(state(), 'keeps')], now);
    vi.restoreAllMocks();
    expect(fs.existsSync(only)).toBe(true);
  });

  test('whatever a journal says: nothing but keeps of the operation itself is removed', () => {
    const mine = write('mine/1');
    const others = keeping(idOf(2), 10);
    const id = idOf(1, '20260801');
    fs.mkdirSync(at('keeps', id), { recursive: true });
    fs.writeFileSync(at('keeps', id, '1'), 'mine');
    writeJournal(state(), headerOf(id), [mine, others, at('keeps', id, '1')].map((keep, index) => ({ type: 'step', step: index + 1, act: 'remove', path: '/x', keep })).concat([end as never]));
    prune([], now);
    expect([mine, others, at('keeps', id, '1')].map((name) => fs.existsSync(name))).toEqual([true, true, true]);
    expect(names()).toEqual([`${idOf(2)}.ndjson`]);
  });
});

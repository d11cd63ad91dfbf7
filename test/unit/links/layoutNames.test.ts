import { describe, expect, test } from 'vitest';
import { LayoutNames } from '../../../src/links/layoutNames.ts';

type Row = [record: number, sequence: number, parentRecord: number, parentSequence: number, name: string, kind?: 'folder'];

function laidOut(rows: readonly Row[]): LayoutNames {
  const layout = new LayoutNames();
  for (const [record, sequence, parentRecord, parentSequence, name, kind] of rows) {
    layout.add({ record, sequence, parentRecord, parentSequence, isDirectory: kind === 'folder', name: Buffer.from(name, 'utf16le') });
  }
  layout.finish();
  return layout;
}

const rows: Row[] = [
  [5, 5, 5, 5, '.', 'folder'],
  [30, 1, 5, 5, 'top', 'folder'],
  [31, 2, 30, 1, 'caf\u00e9', 'folder'],
  [40, 7, 31, 2, 'one'],
  [40, 7, 5, 5, 'in root'],
  [40, 7, 30, 1, 'lone \ud800'],
  [41, 1, 31, 2, 'other'],
];

describe('the names of a volume', () => {
  test.each([['in the order of the records', rows], ['in any other', [...rows].reverse()], ['folders behind their files', [...rows.slice(3), ...rows.slice(0, 3)]]])('%s', (_what, given) => {
    const layout = laidOut(given);
    expect(layout.length).toBe(rows.length);
    const { names, unplaced } = layout.namesOf(40, 7);
    expect([...names].sort()).toEqual(['\\in root', '\\top\\caf\u00e9\\one', '\\top\\lone \ud800'].sort());
    expect(unplaced).toBe(0);
    expect(layout.namesOf(41, 1)).toEqual({ names: ['\\top\\caf\u00e9\\other'], unplaced: 0 });
  });

  test('a record that is another file by now has no names here', () => {
    expect(laidOut(rows).namesOf(40, 8)).toEqual({ names: [], unplaced: 0 });
    expect(laidOut(rows).namesOf(99, 1)).toEqual({ names: [], unplaced: 0 });
    expect(laidOut([]).namesOf(40, 7)).toEqual({ names: [], unplaced: 0 });
  });

  test('a name in a folder that is unknown, replaced, or no folder is counted and not told', () => {
    const lost: Row[] = [[50, 1, 98, 1, 'unknown'], [50, 1, 31, 3, 'replaced'], [50, 1, 41, 1, 'in a file'], [50, 1, 31, 2, 'found']];
    expect(laidOut([...rows, ...lost]).namesOf(50, 1)).toEqual({ names: ['\\top\\caf\u00e9\\found'], unplaced: 3 });
    const below: Row[] = [[60, 1, 98, 1, 'lost', 'folder'], [61, 1, 60, 1, 'a'], [62, 1, 60, 1, 'b']];
    const layout = laidOut([...rows, ...below]);
    expect([layout.namesOf(61, 1), layout.namesOf(62, 1)]).toEqual([{ names: [], unplaced: 1 }, { names: [], unplaced: 1 }]);
  });

  test('folders in a circle lead nowhere, and soon', () => {
    const circle: Row[] = [[70, 1, 71, 1, 'x', 'folder'], [71, 1, 72, 1, 'y', 'folder'], [72, 1, 70, 1, 'z', 'folder'], [73, 1, 73, 1, 'self', 'folder'], [80, 1, 70, 1, 'a'], [80, 1, 73, 1, 'b']];
    expect(laidOut([...rows, ...circle]).namesOf(80, 1)).toEqual({ names: [], unplaced: 2 });
  });

  test('folders thousands deep, and a hundred thousand names', () => {
    const deep: Row[] = Array.from({ length: 5000 }, (_, index) => [100 + index, 1, index === 0 ? 5 : 99 + index, index === 0 ? 5 : 1, 'd', 'folder']);
    const many: Row[] = Array.from({ length: 100_000 }, (_, index) => [10_000 + Math.floor(index / 2), 3, 5099, 1, `${'n'.repeat(index % 120)}${index}`]);
    const layout = laidOut([...rows, ...deep, ...many]);
    const path = '\\d'.repeat(5000);
    expect(layout.namesOf(10_000 + 49_999, 3).names).toEqual([99_998, 99_999].map((index) => `${path}\\${'n'.repeat(index % 120)}${index}`));
    expect(layout.namesOf(10_000, 3).names).toEqual([`${path}\\0`, `${path}\\n1`]);
  });
});

import { describe, expect, test } from 'vitest';
import type { VolumeMap } from '../../../src/ntfs/volumeMap.ts';
import { file, fileName, fileRecord, folder, resident, root, rootRecord, run, tableRecord, volume, type Reference } from '../../support/ntfsBytes.ts';
import { readBytes, wrongIn } from '../../support/ntfsMapCheck.ts';

/** All paths of files, the damaged records with what is told of them, and the map. */
async function read(records: Record<number, Buffer>): Promise<{ paths: string[]; damaged: [number | null, string][]; map: VolumeMap }> {
  const { map, damaged } = await readBytes(volume(records));
  expect(wrongIn(map!)).toEqual([]);
  const paths = Array.from({ length: map!.length }, (_, record) => (map!.isFile(record) ? [...map!.namesOf(record)].map((name) => map!.path(name)!) : [])).flat();
  return { paths, damaged: damaged.map(({ record, reason }) => [record, reason]), map: map! };
}

const at = (number: number, sequence = 1): Reference => ({ number, sequence });
const lost = 'a name of it lies in a folder that is not there';

describe('a map of a volume', () => {
  test('names in folders, links, DOS names left out', async () => {
    const linked = fileRecord({ links: 3, attributes: [fileName(at(20), 'one'), fileName(root, 'two'), fileName(root, 'TWO~1', 2), resident(0x80, Buffer.alloc(5)), resident(0x80, Buffer.alloc(9), 'stream')] });
    const { paths, damaged, map } = await read({ 20: folder(root, 'folder'), 21: linked, 22: file(at(20), 'three') });
    expect(damaged).toEqual([]);
    expect(paths).toEqual(['\\folder\\one', '\\two', '\\folder\\three']);
    expect([map.linkCount(21), map.size(21), map.allocatedSize(21), map.streams(21), map.isWhole(21)]).toEqual([2, 5, 8, 1, true]);
    expect([...map.namesIn(20)].map(({ record }) => record)).toEqual([21, 22]);
  });

  test('folders in a circle are nowhere, and what lies in them', async () => {
    const { paths, damaged } = await read({ 20: folder(at(21), 'one'), 21: folder(at(22), 'two'), 22: folder(at(20), 'three'), 23: file(at(21), 'lost'), 24: folder(at(24), 'itself'), 25: file(at(24), 'lost, too'), 26: file(root, 'there') });
    expect(paths).toEqual(['\\there']);
    expect(damaged.map(([record]) => record).sort()).toEqual([20, 21, 22, 23, 24, 25]);
    expect(new Set(damaged.map(([, reason]) => reason))).toEqual(new Set([lost]));
  });

  test('a folder with a name in a circle and one below the root is asked for its path, and answers', async () => {
    const twoNames = fileRecord({ flags: 3, attributes: [fileName(at(21), 'in the circle'), fileName(root, 'below the root')] });
    const { damaged, map, paths } = await read({ 20: twoNames, 21: folder(at(20), 'circle'), 22: file(at(20), 'lost'), 23: file(root, 'there') });
    expect([map.isFolder(20), map.folderPath(20), map.parentOf(20)]).toEqual([false, null, null]);
    expect(paths).toEqual(['\\there']);
    expect(damaged.map(([record]) => record).sort()).toEqual([20, 21, 22]);
  });

  test('a folder of two names is found by the first, and told', async () => {
    const { damaged, map, paths } = await read({ 20: fileRecord({ flags: 3, attributes: [fileName(root, 'one'), fileName(root, 'two')] }), 21: file(at(20), 'in it') });
    expect(paths).toEqual(['\\one\\in it']);
    expect([...map.namesIn(5)].map(({ name }) => map.textOf(name))).toEqual(['one']);
    expect(damaged).toEqual([[20, 'it is a folder of several names']]);
  });

  test('a chain of folders of any depth ends, and its paths where Windows has no longer ones', async () => {
    const length = 1500;
    const chain = Object.fromEntries(Array.from({ length }, (_, index) => [20 + index, folder(index === 0 ? root : at(19 + index), 'd'.repeat(60))]));
    const { map } = await readBytes(volume({ ...chain, [20 + length]: file(at(19 + length), 'deep') }, { length: 21 + length }));
    expect(wrongIn(map!)).toEqual([]);
    expect([map!.isFile(20 + length), map!.folderPath(19 + length)]).toEqual([true, null]);
    expect(map!.folderPath(20 + 536)).toHaveLength(537 * 61);
    expect(map!.folderPath(20 + 537)).toBeNull();
  });

  test('a parent whose number another has now, that is a file, that is not there', async () => {
    const { paths, damaged } = await read({ 20: folder(root, 'folder', 7), 21: file(at(20, 6), 'stale'), 22: file(at(20, 7), 'right'), 23: file(at(22), 'in a file'), 24: file(at(40), 'unused'), 25: file(at(2 ** 31), 'far'), 26: file(at(2 ** 47), 'farther') });
    expect(paths).toEqual(['\\folder\\right']);
    expect(damaged).toEqual([[26, 'a name of it lies in a folder that cannot be'], [25, lost], [24, lost], [23, lost], [21, lost]]);
  });

  test('metafiles, and what lies in $Extend, are hidden and no damage', async () => {
    const { paths, damaged, map } = await read({ 11: folder(root, '$Extend', 11), 8: file(root, '$BadClus'), 24: file(at(11, 11), '$Quota'), 25: folder(at(11, 11), '$RmMetadata'), 26: file(at(25), '$Repair'), 27: file(root, 'seen') });
    expect([paths, damaged]).toEqual([['\\seen'], []]);
    expect([map.isFolder(11), map.isFolder(25)]).toEqual([false, false]);
  });

  test('names in a record that extends another; one that means an earlier file there; one that means itself', async () => {
    const extension = (base: Reference, ...names: string[]): Buffer => fileRecord({ links: 0, base, attributes: names.map((name) => fileName(root, name)) });
    const { paths, damaged, map } = await read({
      20: fileRecord({ sequence: 3, links: 3, attributes: [fileName(root, 'own')] }),
      21: extension(at(20, 3), 'first', 'second'), 22: extension(at(20, 2), 'of another'), 23: extension(at(23), 'of itself'), 24: extension(at(2 ** 31), 'of none'), 25: extension(at(2 ** 40), 'of none at all'),
    });
    expect(paths).toEqual(['\\own', '\\first', '\\second']);
    expect(map.isWhole(20)).toBe(true);
    expect(damaged.map(([record]) => record)).toEqual([25, 22, 23, 24]);
  });

  test('names that are counted and not found, or found and not counted; none at all', async () => {
    const { damaged, map } = await read({
      20: fileRecord({ links: 2, attributes: [fileName(root, 'one')] }), 21: fileRecord({ links: 0, attributes: [fileName(root, 'two'), fileName(root, 'three')] }),
      22: fileRecord({ links: 0, attributes: [fileName(root, 'LONG~1', 2), fileName(root, 'long')] }), 23: fileRecord({ links: 4, attributes: [] }), 24: fileRecord({ links: 0, attributes: [] }),
    });
    expect(damaged).toEqual([[20, 'it counts 2 names, and 1 were found'], [21, 'it counts 0 names, and 2 were found'], [22, 'it counts -1 names, and 1 were found'], [23, 'none of its names was found']]);
    expect([20, 21, 22].map((record) => [map.linkCount(record), map.isWhole(record)])).toEqual([[2, false], [2, false], [1, false]]);
  });

  test.each([
    ['cannot be read', Buffer.alloc(1024, 'x')], ['is all zeros', Buffer.alloc(1024)], ['is a file', rootRecord({ flags: 1 })], ['is not in use', rootRecord({ flags: 2 })],
  ])('a root that %s is the root all the same: the other records are there', async (_, record) => {
    const { paths, damaged } = await read({ 5: record, 20: folder(root, 'folder'), 21: file(at(20), 'file') });
    expect(paths).toEqual(['\\folder\\file']);
    expect(damaged.map(([number]) => number)).toEqual([5]);
  });

  test('100,000 names of one file, half of them in a folder that is gone, are looked through in good time', async () => {
    const names = Array.from({ length: 100_000 }, (_, index) => fileName(index % 2 ? root : { ...root, sequence: 4 }, `${index}`));
    const perRecord = 8;
    const records = Object.fromEntries(Array.from({ length: names.length / perRecord }, (_, index) => [21 + index, fileRecord({ base: at(20), attributes: names.slice(index * perRecord, (index + 1) * perRecord) })]));
    const bytes = volume({}, { length: 64 });
    const large = Buffer.concat([bytes, Buffer.alloc((names.length / perRecord + 64) * 1024)]);
    for (const [number, record] of Object.entries({ ...records, 20: fileRecord({ links: 50_000 }) })) record.copy(large, (2048 + Number(number)) * 1024);
    rootRecord().copy(large, (2048 + 5) * 1024);
    const length = 21 + names.length / perRecord;
    for (const place of [8, 16]) largeTable(length).copy(large, place * 1024);
    const { map } = await readBytes(large);
    const started = performance.now();
    expect([...map!.namesIn(5)]).toHaveLength(50_000);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

/** The table's own record, where the table lies behind the first 2 MiB. */
function largeTable(length: number): Buffer {
  return tableRecord(run(2048, length), length);
}

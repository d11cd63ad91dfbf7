import { describe, expect, test } from 'vitest';
import { readVolume, type VolumeEvent } from '../../../src/ntfs/readVolume.ts';
import type { VolumeMap } from '../../../src/ntfs/volumeMap.ts';
import { bootSector, clusterSize, file, fileName, fileRecord, folder, mftAt, mirrorAt, nonResident, resident, root, rootRecord, run, tableRecord, volume } from '../../support/ntfsBytes.ts';
import { wrongIn } from '../../support/ntfsMapCheck.ts';

interface Outcome {
  map: VolumeMap | null;
  names: string[];
  damaged: [number | null, string][];
}

type Read = (into: Uint8Array, position: number) => number | Promise<number>;
const from = (bytes: Buffer): Read => (into, position) => bytes.copy(into, 0, Math.min(position, bytes.length));

async function read(bytes: Buffer, how: Read = from(bytes)): Promise<Outcome> {
  const damaged: [number | null, string][] = [];
  const events: AsyncGenerator<VolumeEvent, VolumeMap | null> = readVolume({ size: bytes.length, read: how }, new AbortController().signal);
  for (;;) {
    const { value, done } = await events.next();
    if (done) {
      if (value !== null) expect(wrongIn(value)).toEqual([]);
      return { map: value, names: value === null ? [] : [...value.namesIn(5)].map(({ name }) => value.textOf(name)), damaged };
    }
    if (value.type === 'damaged') damaged.push([value.record, value.reason]);
  }
}

const files = (...records: number[]): Record<number, Buffer> => Object.fromEntries(records.map((record) => [record, file(root, `file ${record}`)]));
const named = (...records: number[]): string[] => records.map((record) => `file ${record}`);
const at = (record: number): number => (mftAt + record) * clusterSize;

describe('a damaged volume', () => {
  test('whole: nothing is told', async () => {
    expect(await read(volume(files(20, 21)))).toMatchObject({ names: named(20, 21), damaged: [] });
  });

  const endMark = 0xc0;
  test.each<[string, boolean, (record: Buffer) => unknown]>([
    ['torn', false, (record) => record.writeUInt16LE(1, 510)],
    ['marked by chkdsk', false, (record) => record.write('BAAD')],
    ['without its first four bytes', false, (record) => record.fill(0, 0, 4)],
    ['whose attributes end in something else', true, (record) => record.fill(0x11, endMark, endMark + 8)],
    ['whose attributes do not end, and are said to take 2^32 - 1 bytes', true, (record) => record.fill(0x11, endMark, 510).writeUInt32LE(0xffff_ffff, 0x18)],
    ['whose attributes take no bytes', false, (record) => record.writeUInt32LE(0, 0x18)],
    ['whose attributes begin behind it', false, (record) => record.writeUInt16LE(0xffff, 0x14)],
  ])('a record %s is one warning, and all others are there', async (_, isListed, damage) => {
    const bytes = volume(files(20, 21, 22));
    expect(bytes.readUInt32LE(at(21) + endMark)).toBe(0xffff_ffff);
    damage(bytes.subarray(at(21), at(22)));
    const { names, damaged } = await read(bytes);
    expect(names).toEqual(isListed ? named(20, 21, 22) : named(20, 22));
    expect(damaged.map(([number]) => number)).toEqual([21]);
  });

  test('a name that cannot be read costs that name alone: the other names and the size are there', async () => {
    const broken = fileName(root, 'broken');
    broken[24 + 0x40] = 255;
    const record = fileRecord({ links: 3, attributes: [fileName(root, 'before'), broken, fileName(root, 'behind'), resident(0x80, Buffer.alloc(7))] });
    const { names, damaged, map } = await read(volume({ 20: record }));
    expect([names, damaged, map!.size(20), map!.isWhole(20)]).toEqual([['before', 'behind'], [[20, 'a name of it cannot be read']], 7, false]);
  });

  test('a size that no number carries', async () => {
    const record = fileRecord({ attributes: [nonResident(0x80, { runs: run(40, 1), size: 1024 }), fileName(root, 'large')] });
    const sealedSize = record.indexOf(Buffer.from([0x44])) - 64 + 48;
    record.writeBigUInt64LE(2n ** 63n, sealedSize);
    const { names, damaged, map } = await read(volume({ 20: record }));
    expect([names, damaged, map!.size(20)]).toEqual([['large'], [[20, 'its size cannot be']], 0]);
  });

  test('what is wrong with a record that extends another is told once, and its owner is not whole', async () => {
    const broken = fileName(root, 'broken');
    broken[24 + 0x40] = 255;
    const extension = (base: { number: number; sequence: number }): Buffer => fileRecord({ base, attributes: [fileName(root, 'second'), broken] });
    const { damaged, map } = await read(volume({ 20: fileRecord({ links: 2, attributes: [fileName(root, 'first')] }), 21: extension({ number: 20, sequence: 1 }), 22: extension({ number: 20, sequence: 9 }) }));
    expect(damaged.map(([record]) => record)).toEqual([21, 22]);
    expect([map!.linkCount(20), map!.isWhole(20)]).toEqual([2, false]);
  });

  test('an image that ends amid the table gives what is before the end, and says how much is not', async () => {
    const records = { ...files(20, 21, 30, 31), 22: folder(root, 'folder'), 23: file({ number: 31, sequence: 1 }, 'in what is not there') };
    for (const end of [at(30), at(30) + 1, at(30) + 1023]) {
      const { names, damaged } = await read(volume(records, { length: 32 }).subarray(0, end));
      expect(names).toEqual(['file 20', 'file 21', 'folder']);
      expect(damaged).toEqual([[30, 'the volume ends before it; 2 records are missing'], [23, 'a name of it lies in a folder that is not there']]);
    }
  });

  test('where one run of the table lies behind the end, the runs after it are read', async () => {
    const runs = Buffer.from([0x21, 16, mftAt, 0, 0x21, 16, 0xe8, 0x03, 0x21, 32, 0x50, 0xfc]); // 16 at 16, 16 at 1016, 32 at 72
    const place = (record: number): number => (record < 16 ? mftAt + record : record < 32 ? 1000 + record : 40 + record);
    const bytes = volume(files(20, 21, 40, 41), { runs, place });
    expect((await read(bytes)).names).toEqual(named(20, 21, 40, 41));
    expect(await read(bytes.subarray(0, 1000 * clusterSize))).toMatchObject({ names: named(40, 41), damaged: [[16, 'the volume ends before it; 16 records are missing']] });
  });

  test('runs of the table that lead nowhere are told, and those before them read', async () => {
    const runs = Buffer.from([0x21, 32, mftAt, 0, 0x41, 32, 0, 0, 0, 0x40]);
    expect(await read(volume(files(20, 40), { runs }))).toMatchObject({ names: named(20), damaged: [[0, 'it names clusters that the volume does not have']] });
  });

  test('runs that end too early are told: what they leave out would be missed by nobody', async () => {
    expect(await read(volume(files(20, 40), { runs: run(mftAt, 32) }))).toMatchObject({ names: named(20), damaged: [[0, 'it names the place of 32768 of the 65536 bytes of the master file table']] });
  });

  test.each<[string, Buffer]>([
    ['is torn', Buffer.alloc(1024, 'FILE')], ['says that it has no bytes', tableRecord(run(mftAt, 64), 0)], ['names other clusters', tableRecord(run(100_000, 64), 64)], ['names fewer', tableRecord(run(mftAt, 18), 64)], ['is one of a file', file(root, 'other')],
  ])('where its own record %s, the copy of it serves, and it is told once', async (_, record) => {
    const bytes = volume(files(20, 21));
    record.copy(bytes, at(0));
    const { names, damaged } = await read(bytes);
    expect(names).toEqual(named(20, 21));
    expect(damaged.map(([number]) => number)).toEqual([0]);
  });

  test('a list of parts that names one record 8,192 times does not have it read as often', async () => {
    const list = Buffer.alloc(256 * 1024);
    for (let entry = 0; entry < list.length; entry += 32) {
      list.writeUInt32LE(0x80, entry);
      list.writeUInt16LE(32, entry + 4);
      list.writeUInt32LE(32, entry + 8);
      list.writeUInt32LE(20, entry + 16);
    }
    const table = fileRecord({ attributes: [nonResident(0x20, { runs: run(200, 256), size: list.length }), nonResident(0x80, { runs: run(mftAt, 32), size: 64 * 1024 })] });
    const bytes = volume({ 0: table, 20: fileRecord({ base: { number: 0, sequence: 1 }, attributes: [nonResident(0x80, { runs: Buffer.alloc(0), size: 0, lowest: 32 })] }), ...files(21) });
    list.copy(bytes, 200 * clusterSize);
    let count = 0;
    const { names, damaged } = await read(bytes, (into, position) => (count += into.length) && from(bytes)(into, position));
    expect([names, damaged]).toEqual([named(21), [[0, 'its attribute list names the extension record 20 twice']]]);
    expect(count).toBeLessThan(2 ** 20);
  });

  test('neither is there: no volume', async () => {
    const bytes = volume(files(20));
    for (const place of [mftAt, mirrorAt]) bytes.fill(0, place * clusterSize, (place + 1) * clusterSize);
    expect((await read(bytes)).map).toBeNull();
    expect((await read(Buffer.alloc(2 ** 20))).map).toBeNull();
    expect((await read(Buffer.alloc(0))).map).toBeNull();
    expect((await read(bootSector())).map).toBeNull();
  });

  test('sectors that cannot be read cost the records in them', async () => {
    const bytes = volume(files(20, 21, 22, 23));
    const unreadable = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
    const how: Read = (into, position) => {
      if (position < at(22) && position + into.length > at(21)) return Promise.reject(unreadable);
      return from(bytes)(into, position);
    };
    expect(await read(bytes, how)).toMatchObject({ names: named(20, 22, 23), damaged: [[21, 'it cannot be read: EIO: i/o error, read']] });
    await expect(read(bytes, () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
  });

  test('a boot sector and a table\'s own record that cannot be read: their copies serve', async () => {
    const bytes = volume(files(20, 21));
    bytes.copy(bytes, bytes.length - 512, 0, 512);
    const unreadable = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
    const how: Read = (into, position) => {
      const isBad = [0, at(0)].some((bad) => position < bad + 512 && position + into.length > bad);
      return isBad ? Promise.reject(unreadable) : from(bytes)(into, position);
    };
    const { names, damaged } = await read(bytes, how);
    expect(names).toEqual(named(20, 21));
    expect(damaged).toEqual([[null, expect.any(String)], [0, 'it cannot be read: EIO: i/o error, read']]);
    await expect(read(bytes, () => Promise.reject(unreadable))).rejects.toThrow('EIO');
  });

  test('interrupted: nothing is told of what only looks lost because not all was read', async () => {
    const bytes = volume({ 20: file({ number: 40, sequence: 1 }, 'in a folder that comes later') });
    const interrupt = new AbortController();
    const told: string[] = [];
    const events = readVolume({ size: bytes.length, read: from(bytes) }, interrupt.signal);
    for (;;) {
      const { value, done } = await events.next();
      if (done) {
        expect(value).toBeNull();
        break;
      }
      told.push(value.type);
      if (value.type === 'progress') interrupt.abort();
    }
    expect(told).toEqual(['progress']);
  });

  test('the data of a reparse point: in clusters, behind the end, of a record that is another now', async () => {
    const link = (name: string, runs: Buffer, flags = 1): Buffer => fileRecord({ flags, attributes: [fileName(root, name), nonResident(0xc0, { runs, size: 20_000 })] });
    const stale = fileRecord({ base: { number: 20, sequence: 9 }, attributes: [nonResident(0xc0, { runs: run(101, 20), size: 20_000 })] });
    const bytes = volume({ 20: link('there', run(100, 20)), 21: link('behind the end', run(2 ** 30, 20)), 22: stale });
    bytes.writeUInt32LE(0xa000_0003, 100 * clusterSize);
    bytes.writeUInt32LE(0x1111_1111, 101 * clusterSize);
    const { map, damaged } = await read(bytes);
    expect([map!.reparseTag(20), map!.reparseTag(21)]).toEqual([0xa000_0003, 0]);
    expect(damaged.map(([record]) => record)).toEqual([21, 22]);
  });

  test('more streams than are counted', async () => {
    const extensions = Object.fromEntries([21, 22].map((record) => [record, fileRecord({ base: { number: 20, sequence: 1 }, attributes: Array.from({ length: 24 }, (_, index) => resident(0x80, Buffer.alloc(0), `s${index}`)) })]));
    const { map } = await read(volume({ 20: rootRecord({ sequence: 1, flags: 1, attributes: [fileName(root, 'file')] }), ...extensions }));
    expect(map!.streams(20)).toBe(48);
  });
});

import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runLinkkit, type Line, type RunResult } from '../support/exe.ts';
import { canMakeVolume } from '../support/ntfs.ts';
import { differences, firstTen, foldersOf, recordOf, setsOf } from '../support/ntfsImageCompare.ts';
import { spoil, withoutRecords } from '../support/ntfsImageDamage.ts';
import { fillTree, seeded } from '../support/ntfsImageFillings.ts';
import { makeNtfsImage, type NtfsImage } from '../support/ntfsImages.ts';
import { codes, expectContract } from './where.ts';

async function scan(image: string): Promise<RunResult> {
  const result = await runLinkkit(['scan', '--image', image, '--min-links', '1', '--depth', '9999', '--output', 'ndjson'], { target: 'linux' });
  expectContract(result.lines);
  return result;
}

const warnings = ({ lines }: RunResult): Line[] => lines.filter(({ type }) => type === 'warning');

describe.skipIf(!canMakeVolume('ntfs'))('scan of a damaged image', () => {
  let image: NtfsImage;
  beforeAll(() => {
    image = makeNtfsImage('damage', { sizeMiB: 16 }, (mount) => {
      fillTree(500, 11)(mount);
      fs.mkdirSync(path.join(mount, 'many'));
      fs.writeFileSync(path.join(mount, 'many', '0'), 'x');
      for (let index = 1; index < 200; index += 1) fs.linkSync(path.join(mount, 'many', '0'), path.join(mount, 'many', String(index)));
    });
  });
  afterAll(() => image.remove());

  const linkedFile = () => image.listing.find(({ kind, links }) => kind === 'f' && links === 3)!;
  const folderWithFolders = () => image.listing.find(({ kind, path: at }) => kind === 'd' && image.listing.some((one) => one.kind === 'd' && one.parent === at))!;

  // A comparison that cannot fail proves nothing: each change of what a scan has said is seen.
  test('the comparison of these tests sees every change', async () => {
    const { lines } = await scan(image.image);
    expect(differences(image, lines)).toEqual([]);
    const set = setsOf(lines).find(({ linkCount }) => linkCount > 1)!;
    const folder = foldersOf(lines).find(({ files, depth }) => files > 1 && depth > 0)!;
    const without = (one: unknown, ...instead: unknown[]): Line[] => [...lines.filter((line) => (line as unknown) !== one), ...(instead as Line[])];
    const changedBy = (one: object) => (key: string): [string, Line[]] => [key, without(one, { ...one, [key]: (one as Record<string, number>)[key]! + 1 })];
    const changed: [string, Line[]][] = [
      ['no set', without(set)],
      ['a set twice', without(null, set)],
      ['another file', without(null, { ...set, fileId: '0'.repeat(31) + '9' })],
      ['no folder', without(folder)],
      ['another folder', without(null, { ...folder, path: '\\$Extend' })],
      ['a name less', without(set, { ...set, namesInside: set.namesInside.slice(1) })],
      ['a name more', without(set, { ...set, namesInside: [...set.namesInside, '\\x'] })],
      ['another sequence', without(set, { ...set, fileId: set.fileId.replace(/0001(.{12})$/, '0002$1') })],
      ...['linkCount', 'size', 'allocatedSize', 'outsideCount', 'bytesSaved'].map(changedBy(set)),
      ...['depth', 'files', 'apparentBytes', 'uniqueBytes', 'freeableBytes', 'sharedBytes', 'allocatedBytes'].map(changedBy(folder)),
    ];
    expect(changed.filter(([, other]) => differences(image, other).length === 0).map(([what]) => what)).toEqual([]);
  });

  const damages: [string, (bytes: Buffer) => void][] = [
    ['written only in part', (bytes) => bytes.writeUInt16LE(0xffff, 510)],
    ['marked by chkdsk', (bytes) => bytes.write('BAAD', 'latin1')],
    ['no record at all', (bytes) => bytes.fill(0x5a)],
  ];
  test.each(damages)('a file whose record is %s is told by its number, and all others are there', async (_, change) => {
    const { record } = linkedFile();
    const spoiled = spoil(image);
    spoiled.change(record, change);
    const result = await scan(spoiled.image);
    expect(warnings(result)).toMatchObject([{ code: 'DamagedRecord', message: expect.stringMatching(new RegExp(`^Record ${record}:`)) }]);
    expect(firstTen(differences({ ...withoutRecords(image, new Set([record])), image: spoiled.image }, result.lines))).toEqual([]);
  });

  test('a folder whose record is damaged: what lies in it cannot be reached, which is told', async () => {
    const { record } = folderWithFolders();
    const spoiled = spoil(image);
    spoiled.change(record, damages[0]![1]);
    const result = await scan(spoiled.image);
    expect(warnings(result)[0]).toMatchObject({ code: 'DamagedRecord', message: expect.stringMatching(new RegExp(`^Record ${record}:`)) });
    // A file with names elsewhere stays, with fewer names than it counts: those are compared by path, not by count.
    const left = withoutRecords(image, new Set([record]));
    const paths = (lines: readonly Line[]) => setsOf(lines).flatMap(({ namesInside }) => namesInside).sort();
    expect(paths(result.lines)).toEqual(left.listing.filter(({ kind }) => kind !== 'd').map(({ path: at }) => at).sort());
    const lost = image.listing.filter(({ kind, record: own }) => kind === 'f' && !left.listing.some((one) => one.record === own));
    expect(lost.length).toBeGreaterThan(0);
  });

  test('a damaged record that holds names of another: the file is there with the others, and is said to be incomplete', async () => {
    const most = image.listing.find(({ links }) => links === 200)!;
    const table = await scan(image.image);
    const whole = setsOf(table.lines).find((set) => recordOf(set) === most.record)!;
    const spoiled = spoil(image);
    const extension = Math.max(...image.listing.map(({ record }) => record)) + 1;
    spoiled.change(extension, damages[0]![1]);
    const result = await scan(spoiled.image);
    const set = setsOf(result.lines).find((one) => recordOf(one) === most.record)!;
    expect(warnings(result)).toMatchObject([extension, most.record].map((record) => ({ code: 'DamagedRecord', message: expect.stringMatching(new RegExp(`^Record ${record}:`)) })));
    expect(set.namesInside.length).toBeLessThan(200);
    expect(set.namesInside.length).toBeGreaterThan(0);
    expect(set).toMatchObject({ fileId: whole.fileId, linkCount: 200, complete: false });
    expect(set.namesInside.filter((name) => !whole.namesInside.includes(name))).toEqual([]);
  });

  test('the first record of the table is spoiled: its copy serves, nothing is missing', async () => {
    const spoiled = spoil(image);
    spoiled.change(0, damages[2]![1]);
    const result = await scan(spoiled.image);
    expect(warnings(result).map(({ code }) => code)).toContain('DamagedRecord');
    expect(firstTen(differences(image, result.lines))).toEqual([]);
  });

  test('an image that was cut off: what is left is listed, or it is said to be none', async () => {
    const cut = spoil(image).image;
    for (const kiB of [12_000, 900, 60, 1, 0]) {
      fs.truncateSync(cut, kiB * 1024);
      const result = await scan(cut);
      const names = setsOf(result.lines).flatMap(({ namesInside }) => namesInside);
      const listed = new Set(image.listing.map(({ path: at }) => at));
      expect(names.filter((name) => !listed.has(name))).toEqual([]);
      expect([kiB, codes(result).length + warnings(result).length > 0 || names.length === image.listing.filter(({ kind }) => kind !== 'd').length]).toEqual([kiB, true]);
      // Of a table that is missing but for its beginning that is told, and nothing else to be had
      if (result.exitCode !== 0) expect([kiB, ...codes(result), result.exitCode]).toEqual([kiB, 'NotNtfs', 3]);
    }
  });

  test.each(Array.from({ length: 8 }, (_, seed) => [seed]))('random bytes in some records do not touch what the others say (seed %i)', async (seed) => {
    const random = seeded(seed);
    const records = [...new Set(image.listing.map(({ record }) => record))].filter((record) => record !== 5);
    const spoiled = spoil(image);
    const touched = new Set<number>();
    for (let count = 0; count < 30; count += 1) {
      const record = records[Math.floor(random() * records.length)]!;
      if (touched.has(record)) continue;
      touched.add(record);
      spoiled.change(record, (bytes) => {
        for (let flips = 1 + Math.floor(random() * 40); flips > 0; flips -= 1) bytes[Math.floor(random() * (random() < 0.5 ? 120 : bytes.length))] = Math.floor(random() * 256);
      });
    }
    const result = await scan(spoiled.image);
    expect(result.exitCode).toBeLessThan(2);
    const reached = withoutRecords(image, touched).listing.filter(({ kind, record }) => kind !== 'd' && !touched.has(record));
    const namesOf = new Map(setsOf(result.lines).map((set) => [recordOf(set), set]));
    const wrong = reached.filter(({ record, path: at, size }) => !namesOf.get(record)?.namesInside.includes(at) || namesOf.get(record)!.size !== size);
    expect(firstTen(wrong.map(({ record, path: at }) => `record ${record}: ${at}`))).toEqual([]);
    expect(warnings(result).length).toBeGreaterThan(0);
  });
});

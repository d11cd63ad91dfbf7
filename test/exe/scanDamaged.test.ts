// Images that are damaged on purpose, and what is no image at all.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exePath, runLinkkit, type Line, type RunResult } from '../support/exe.ts';
import { canMakeVolume } from '../support/ntfs.ts';
import { recordOf, setsOf } from '../support/ntfsImageCompare.ts';
import { mbrDisk } from '../support/ntfsImageDisks.ts';
import { modelFiles, type ModelFile } from '../support/ntfsImageModel.ts';
import { makeNtfsImage, type NtfsImage } from '../support/ntfsImages.ts';
import { codes, expectContract, summaryOf } from './where.ts';

async function scan(...args: string[]): Promise<RunResult> {
  const result = await runLinkkit(['scan', ...args, '--min-links', '1', '--output', 'ndjson'], { target: 'linux' });
  expectContract(result.lines);
  return result;
}

const warningsOf = ({ lines }: RunResult): Line[] => lines.filter(({ type }) => type === 'warning');

function fill(mount: string): void {
  for (let folder = 0; folder < 4; folder += 1) {
    fs.mkdirSync(path.join(mount, `folder ${folder}`));
    for (let index = 0; index < 50; index += 1) fs.writeFileSync(path.join(mount, `folder ${folder}`, `file ${index}`), 'x'.repeat(index));
  }
  for (let index = 0; index < 20; index += 1) fs.linkSync(path.join(mount, 'folder 0', `file ${index}`), path.join(mount, 'folder 1', `link ${index}`));
}

describe.skipIf(!canMakeVolume('ntfs'))('scan of a damaged image', () => {
  let image: NtfsImage;
  let files: Map<number, ModelFile>;
  let bytes: Buffer;
  /** Where each record is in the image. */
  const places = new Map<number, number>();
  const at = (name: string): string => path.join(path.dirname(image.image), name);
  beforeAll(() => {
    image = makeNtfsImage('damaged', { sizeMiB: 8 }, fill);
    files = modelFiles(image);
    bytes = fs.readFileSync(image.image);
    // The copy of the table's beginning lies behind it; what comes first is the table's own
    for (let offset = 0; offset < bytes.length; offset += 1024) {
      if (bytes.toString('latin1', offset, offset + 4) !== 'FILE') continue;
      const number = bytes.readUInt32LE(offset + 0x2c);
      if (!places.has(number)) places.set(number, offset);
    }
  });
  afterAll(() => image.remove());

  /** A copy of the image in which records are other than they were. */
  function damaged(name: string, damage: ReadonlyMap<number, (record: Buffer) => unknown>): string {
    const copy = Buffer.from(bytes);
    for (const [record, change] of damage) change(copy.subarray(places.get(record)!, places.get(record)! + 1024));
    fs.writeFileSync(at(name), copy);
    return at(name);
  }

  const recordsIn = (folder: string): number[] => [...files.values()].filter(({ names }) => names.length === 1 && names[0]!.startsWith(`\\${folder}\\`)).map(({ record }) => record);

  test('each damaged record is one warning with its number; every other file is listed, and counted', async () => {
    const [torn, bad, zeroed, noise, headless] = recordsIn('folder 2') as [number, number, number, number, number];
    const result = await scan('--image', damaged('records', new Map<number, (record: Buffer) => unknown>([
      [torn, (record) => (record[510]! ^= 0xff)], [bad, (record) => record.write('BAAD')], [zeroed, (record) => record.fill(0, 0, 0x30)], [noise, (record) => record.fill(0x5a)], [headless, (record) => record.writeUInt16LE(0xfff0, 0x14)],
    ])));
    const spoiled = [torn, bad, zeroed, noise, headless].sort((one, other) => one - other);
    expect(warningsOf(result).map(({ code, path: place, message }) => [code, place, /^Record (\d+): ./.exec(String(message))?.[1]])).toEqual(spoiled.map((record) => ['DamagedRecord', at('records'), String(record)]));
    const rest = [...files.values()].filter(({ record }) => !spoiled.includes(record));
    expect(new Map(setsOf(result.lines).map((set) => [recordOf(set), set.namesInside]))).toEqual(new Map(rest.map(({ record, names }) => [record, names])));
    expect(setsOf(result.lines).every(({ complete }) => complete)).toBe(true);
    expect(summaryOf(result)).toMatchObject({ ok: true, exitCode: 0, failed: 0, warnings: 5, sets: rest.length, files: rest.reduce((sum, { names }) => sum + names.length, 0), uniqueBytes: rest.reduce((sum, { size }) => sum + size, 0) });
    expect(result.exitCode).toBe(0);
  });

  test('a folder whose record is gone: what lies in it is told, what has another name elsewhere is listed and not complete', async () => {
    const record = image.listing.find(({ path: name }) => name === '\\folder 0')!.record;
    const result = await scan('--image', damaged('folder', new Map([[record, (bytes) => bytes.fill(0xff)]])));
    const inside = [...files.values()].filter(({ names }) => names.some((name) => name.startsWith('\\folder 0\\')));
    expect(new Set(warningsOf(result).map(({ message }) => Number(/^Record (\d+): /.exec(String(message))![1])))).toEqual(new Set([record, ...inside.map((file) => file.record)]));
    expect(warningsOf(result)).toHaveLength(51);
    const linked = setsOf(result.lines).filter((set) => inside.some((file) => file.record === recordOf(set)));
    expect(linked.map(({ linkCount, namesInside, outsideCount, complete }) => [linkCount, namesInside.length, outsideCount, complete])).toEqual(Array.from({ length: 20 }, () => [2, 1, 1, false]));
    expect(setsOf(result.lines)).toHaveLength(files.size - 30);
  });

  test.each([['the root', 5], ['the table', 0]])('the record of %s is zeros: all files are listed', async (_, record) => {
    const result = await scan('--image', damaged('important', new Map([[record, (bytes) => bytes.fill(0)]])));
    expect(warningsOf(result).map(({ message }) => /^Record (\d+): /.exec(String(message))?.[1])).toEqual([String(record)]);
    expect(setsOf(result.lines)).toHaveLength(files.size);
    expect(result.exitCode).toBe(0);
  });

  test('an image that ends early: what is before the end is listed, and that more is missing is told', async () => {
    const last = places.get(Math.max(...recordsIn('folder 3')) - 20)!;
    fs.writeFileSync(at('cut'), bytes.subarray(0, last));
    const result = await scan('--image', at('cut'));
    expect(warningsOf(result).map(({ code }) => code)).toContain('DamagedRecord');
    expect(setsOf(result.lines)).toHaveLength([...files.values()].filter(({ record }) => places.get(record)! < last).length);
    expect(result.exitCode).toBe(0);
  });

  test.each<[string, (file: string) => unknown]>([
    ['an empty file', (file) => fs.writeFileSync(file, '')], ['a text', (file) => fs.writeFileSync(file, 'no image\n'.repeat(10_000))], ['zeros', (file) => fs.writeFileSync(file, Buffer.alloc(2 ** 20))],
    ['a boot sector and nothing else', (file) => fs.writeFileSync(file, bytes.subarray(0, 512))], ['a disk of no partitions', (file) => fs.writeFileSync(file, Buffer.concat([Buffer.alloc(510), Buffer.from([0x55, 0xaa]), Buffer.alloc(2 ** 20)]))],
  ])('%s is not NTFS: exit code 3', async (_, make) => {
    make(at('other'));
    const result = await scan('--image', at('other'));
    expect([result.exitCode, codes(result)]).toEqual([3, ['NotNtfs']]);
    expect(setsOf(result.lines)).toEqual([]);
  });

  test.each<[string, string, string[]]>([
    ['a folder', 'InvalidFile', ['--image', 'FOLDER']], ['a name that is not there', 'NotFound', ['--image', 'FOLDER/no']],
    ['an offset at the end', 'Usage', ['--image', 'IMAGE', '--offset', String(8 * 2 ** 20)]], ['an offset behind every end', 'Usage', ['--image', 'IMAGE', '--offset', '9007199254740991']],
    ['an offset below 0', 'Usage', ['--image', 'IMAGE', '--offset=-512']], ['a part of a byte', 'Usage', ['--image', 'IMAGE', '--offset', '1.5']],
    ['a partition where there are none', 'Usage', ['--image', 'IMAGE', '--partition', '1']], ['partition 0', 'Usage', ['--image', 'DISK', '--partition', '0']], ['a partition that is not there', 'Usage', ['--image', 'DISK', '--partition', '2']],
  ])('%s: %s, exit code 2', async (_, code, args) => {
    const { disk } = mbrDisk(image.image);
    const result = await scan(...args.map((arg) => arg.replace('FOLDER', path.dirname(image.image)).replace('IMAGE', image.image).replace('DISK', disk)));
    expect([result.exitCode, codes(result)]).toEqual([2, [code]]);
    expect(setsOf(result.lines)).toEqual([]);
  });

  test('partitions there are, and are named where the one asked for is not', async () => {
    const { disk, partition } = mbrDisk(image.image);
    const { lines } = await scan('--image', disk, '--partition', '4');
    expect(lines.find(({ type }) => type === 'error')).toMatchObject({ message: 'There is no partition 4.', hint: expect.stringContaining(`${partition} (8 MiB)`) as unknown });
  });

  test.runIf(process.platform === 'linux')('Ctrl+C amid a large table ends with a summary that says so', async () => {
    // The table says that it is 64 GiB: a file with holes, of records that are zeros.
    const huge = at('huge');
    const table = Buffer.from(bytes.subarray(places.get(0)!, places.get(0)! + 1024));
    growTable(table, bytes.length);
    fs.writeFileSync(huge, bytes);
    const handle = fs.openSync(huge, 'r+');
    fs.truncateSync(huge, 2 ** 37);
    const boot = Buffer.from(bytes.subarray(0, 512));
    boot.writeBigUInt64LE(2n ** 28n - 1n, 0x28);
    fs.writeSync(handle, boot, 0, 512, 0);
    fs.writeSync(handle, table, 0, 1024, places.get(0)!);
    fs.closeSync(handle);
    const child = spawn(exePath('linux'), ['scan', '--image', huge, '--output', 'ndjson'], { stdio: ['ignore', 'pipe', 'ignore'] });
    let out = '';
    const started = new Promise<void>((resolve) => child.stdout.on('data', (piece: Buffer) => (out += String(piece)).includes('"records"') && resolve()));
    const closed = new Promise((resolve) => child.on('close', resolve));
    await started;
    const asked = performance.now();
    child.kill('SIGINT');
    expect(await closed).toBe(130);
    expect(performance.now() - asked).toBeLessThan(5000);
    const lines = out.trim().split('\n').map((line) => JSON.parse(line) as Line);
    expectContract(lines);
    expect(lines.at(-1)).toMatchObject({ type: 'summary', interrupted: true, exitCode: 130, files: 0 });
  });
});

/** Lets the table go on behind `end` for 64 GiB, in a second run. */
function growTable(record: Buffer, end: number): void {
  for (const block of [1, 2]) record.copy(record, 512 * block - 2, record.readUInt16LE(4) + 2 * block, record.readUInt16LE(4) + 2 * block + 2);
  let at = record.readUInt16LE(0x14);
  while (record.readUInt32LE(at) !== 0x80) at += record.readUInt32LE(at + 4);
  // 8 bytes more for its runs: what stands behind moves on.
  const length = record.readUInt32LE(at + 4);
  record.copyWithin(at + length + 8, at + length, record.readUInt32LE(0x18));
  record.writeUInt32LE(length + 8, at + 4);
  record.writeUInt32LE(record.readUInt32LE(0x18) + 8, 0x18);
  const runs = at + record.readUInt16LE(at + 32);
  const first = record[runs]!;
  const [lengthSize, distanceSize] = [first & 15, first >> 4];
  const cluster = record.readUIntLE(runs + 1 + lengthSize, distanceSize);
  const next = runs + 1 + lengthSize + distanceSize;
  record[next] = 0x44;
  record.writeInt32LE(2 ** 24, next + 1);
  record.writeInt32LE(end / 4096 - cluster, next + 5);
  record[next + 9] = 0;
  for (const field of [40, 48, 56]) record.writeBigUInt64LE(2n ** 36n, at + field);
  for (const block of [1, 2]) {
    record.copy(record, record.readUInt16LE(4) + 2 * block, 512 * block - 2, 512 * block);
    record.copy(record, 512 * block - 2, record.readUInt16LE(4), record.readUInt16LE(4) + 2);
  }
}

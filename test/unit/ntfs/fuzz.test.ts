// Damaged volumes by the hundreds: whatever the bytes, reading them ends, in bounded time and memory, with answers.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canMakeVolume } from '../../support/ntfs.ts';
import { readBytes, wrongIn, wrongInScan } from '../../support/ntfsMapCheck.ts';
import { mutate } from '../../support/ntfsMutations.ts';
import { randomOf } from '../../support/ntfsRecordEdit.ts';
import { makeSamples, type Sample } from '../../support/ntfsSamples.ts';

/** How many volumes are damaged; the seed; and one of them alone, to repeat what failed. */
const mutations = Number(process.env['LINKKIT_FUZZ'] ?? 600);
const seed = Number(process.env['LINKKIT_FUZZ_SEED'] ?? 20_261_124);
const only = process.env['LINKKIT_FUZZ_ONLY'];

const mostMilliseconds = 2000;
const mostMemory = 64 * 2 ** 20;
/** Every so many, the whole operation is run, from a file. */
const scanEvery = 8;

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc') as () => void;
const memory = (): number => {
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
};

interface Tried {
  wrong: string[];
  ways: string[];
  isRead: boolean;
  isWarned: boolean;
}

describe.skipIf(!canMakeVolume('ntfs'))('a damaged volume', () => {
  let samples: Sample[];
  let folder: string;
  let room: Buffer;
  beforeAll(() => {
    samples = makeSamples();
    room = Buffer.alloc(Math.max(...samples.map(({ bytes }) => bytes.length)));
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-fuzz-'));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  test('the samples, whole, have what is to be damaged', async () => {
    const [mixed, fragmented, large] = samples as [Sample, Sample, Sample];
    for (const sample of samples) {
      const { map, damaged } = await readBytes(sample.bytes);
      expect([sample.name, damaged, wrongIn(map!)]).toEqual([sample.name, [], []]);
    }
    expect(mixed.extensions.length).toBeGreaterThan(50);
    expect(mixed.folders.length).toBeGreaterThan(30);
    expect(fragmented.list).not.toBeNull();
    expect(fragmented.records.filter(({ owner }) => owner === 0).length).toBeGreaterThan(0);
    expect(large.recordSize).toBe(4096);
  });

  test(`gives what can be read of it, ${mutations} times`, async () => {
    const numbers = only === undefined ? Array.from({ length: mutations }, (_, number) => number) : [Number(only)];
    collect();
    const before = memory();
    let [read, warned] = [0, 0];
    for (const number of numbers) {
      const again = `LINKKIT_FUZZ_SEED=${seed} LINKKIT_FUZZ_ONLY=${number}`;
      const { wrong, ways, isRead, isWarned } = await tried(number).catch((error: unknown): Tried => ({ wrong: [String((error as Error).stack)], ways: [], isRead: false, isWarned: false }));
      read += Number(isRead);
      warned += Number(isWarned);
      if (wrong.length > 0) throw new Error(`${again} (${ways.join(', ')}): ${wrong.join('\n')}`);
      if (number % 100 === 0) collect();
    }
    collect();
    expect(memory() - before).toBeLessThan(mostMemory);
    // The damage must get through to what reads the records, not end at the boot sector
    if (only === undefined) expect([read > 0.7 * mutations, warned > 0.5 * mutations]).toEqual([true, true]);
  }, Math.max(120_000, mutations * 100));

  /** One damaged volume: what is wrong with the answers. */
  async function tried(number: number): Promise<Tried> {
    const random = randomOf(seed * 1_000_003 + number);
    const sample = random.of(samples);
    sample.bytes.copy(room);
    const { bytes, ways } = mutate(room.subarray(0, sample.bytes.length), sample, random);
    const [started, held] = [performance.now(), memory()];
    const { map, damaged, events, bytesRead } = await readBytes(bytes);
    const wrong = map === null ? [] : wrongIn(map);
    const [elapsed, taken] = [performance.now() - started, memory() - held];
    if (elapsed > mostMilliseconds) wrong.push(`${elapsed} ms`);
    if (taken > mostMemory) wrong.push(`${taken} bytes of memory`);
    if (bytesRead > 4 * bytes.length + 2 ** 20) wrong.push(`${bytesRead} bytes read`);
    const told = new Set(damaged.map(({ record }) => record));
    if (told.size < damaged.length) wrong.push(`told twice: ${damaged.filter(({ record }, index) => damaged.findIndex((one) => one.record === record) < index).map(({ record, reason }) => `${record} ${reason}`).slice(0, 5).join('; ')}`);
    if (events > bytes.length / 512 + 16) wrong.push(`${events} events`);
    if (wrong.length > 0 || number % scanEvery > 0) return { wrong, ways, isRead: map !== null, isWarned: damaged.length > 0 };
    fs.writeFileSync(path.join(folder, 'image'), bytes);
    wrong.push(...(await wrongInScan(path.join(folder, 'image'), random.below(2) === 0)));
    return { wrong, ways, isRead: map !== null, isWarned: damaged.length > 0 };
  }
});

import { describe, expect, test } from 'vitest';
import { readPartitions, type Partition } from '../../../src/ntfs/partitions.ts';

const diskSize = 64 * 2 ** 20;

/** A disk of which only some bytes are there, and how often and how much of it was read. */
class Disk {
  reads = 0;
  bytes = 0;
  readonly #pieces = new Map<number, Buffer>();

  put(offset: number, piece: Buffer): this {
    this.#pieces.set(offset, piece);
    return this;
  }

  partitions(size = diskSize): Partition[] {
    return readPartitions((offset, length) => {
      this.reads += 1;
      this.bytes += length;
      if (!Number.isSafeInteger(offset + length) || offset < 0) throw new RangeError(`a read of ${length} at ${offset}`);
      const found = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
      for (const [at, piece] of this.#pieces) if (at >= offset && at < offset + found.length) piece.copy(found, at - offset);
      return found;
    }, size);
  }
}

/** A table of up to four entries: type, first sector, sectors. */
function table(...entries: [type: number, start: number, sectors: number][]): Buffer {
  const sector = Buffer.alloc(512);
  entries.forEach(([type, start, sectors], index) => {
    sector[450 + 16 * index] = type;
    sector.writeUInt32LE(start, 454 + 16 * index);
    sector.writeUInt32LE(sectors, 458 + 16 * index);
  });
  sector.writeUInt16BE(0x55aa, 510);
  return sector;
}

const none: [number, number, number] = [0, 0, 0];

interface GptNumbers {
  entriesAt?: bigint;
  count?: number;
  entrySize?: number;
}

function gptHeader({ entriesAt = 2n, count = 128, entrySize = 128 }: GptNumbers = {}): Buffer {
  const header = Buffer.alloc(92);
  header.write('EFI PART', 'latin1');
  header.writeBigUInt64LE(entriesAt, 72);
  header.writeUInt32LE(count, 80);
  header.writeUInt32LE(entrySize, 84);
  return header;
}

function gptEntries(entrySize: number, ...entries: ([first: bigint, last: bigint] | null)[]): Buffer {
  const bytes = Buffer.alloc(entrySize * entries.length);
  entries.forEach((entry, index) => {
    if (entry === null) return;
    bytes.fill(7, index * entrySize, index * entrySize + 16);
    bytes.writeBigUInt64LE(entry[0], index * entrySize + 32);
    bytes.writeBigUInt64LE(entry[1], index * entrySize + 40);
  });
  return bytes;
}

const protective = table([0xee, 1, 0xffff_ffff]);
const gpt = (sector: number, numbers: GptNumbers, entries: Buffer): Disk => new Disk().put(0, protective).put(sector, gptHeader(numbers)).put(2 * sector, entries);

describe('MBR', () => {
  test('primary partitions by the place of their entries', () => {
    expect(new Disk().put(0, table([7, 2048, 100], none, [7, 4096, 50], [0x0c, 8192, 1])).partitions()).toEqual([
      { number: 1, offset: 2048 * 512, size: 100 * 512 }, { number: 3, offset: 4096 * 512, size: 50 * 512 }, { number: 4, offset: 8192 * 512, size: 512 },
    ]);
  });

  test.each([[0x05], [0x0f], [0x85]])('logical ones in an extended partition of type %i count from 5', (type) => {
    const disk = new Disk().put(0, table([7, 64, 10], [type, 1000, 9000])).put(1000 * 512, table([7, 8, 20], [type, 300, 100])).put(1300 * 512, table([7, 16, 30]));
    expect(disk.partitions()).toEqual([{ number: 1, offset: 64 * 512, size: 5120 }, { number: 5, offset: 1008 * 512, size: 10_240 }, { number: 6, offset: 1316 * 512, size: 15_360 }]);
  });

  test('no two partitions have one number, though two extended ones are there', () => {
    const disk = new Disk().put(0, table([5, 1000, 100], [5, 2000, 100])).put(1000 * 512, table([7, 8, 20])).put(2000 * 512, table([7, 8, 20]));
    expect(disk.partitions().map(({ number, offset }) => [number, offset / 512])).toEqual([[5, 1008], [6, 2008]]);
  });

  test.each([
    ['names itself', [0, 0]], ['goes to the one before and back', [500, 0]],
  ])('a chain that %s ends', (_, [second, back]) => {
    const disk = new Disk().put(0, table([5, 1000, 9000])).put(1000 * 512, table([7, 8, 20], [5, second!, 100])).put(1500 * 512, table([7, 8, 20], [5, back!, 100]));
    expect(disk.partitions().length).toBeLessThanOrEqual(2);
    expect(disk.reads).toBeLessThan(10);
  });

  test.each([['partitions', 7], ['empty entries', 0]])('an endless chain of %s is given up', (_, type) => {
    const disk = new Disk().put(0, table([5, 1000, 0xffff_ffff]));
    for (let index = 0; index < 50_000; index += 1) disk.put((1000 + index) * 512, table([type, 1, 1], [5, index + 1, 1]));
    disk.partitions();
    expect(disk.reads).toBeLessThan(200);
  });

  test('what begins behind the end is left out, what ends there is cut', () => {
    const disk = new Disk().put(0, table([7, 2048, 0xffff_ffff], [7, 0xffff_ffff, 0xffff_ffff], [7, 0, 5], [7, 5, 0]));
    expect(disk.partitions()).toEqual([{ number: 1, offset: 2 ** 20, size: diskSize - 2 ** 20 }]);
  });

  test('no mark, no table; fewer bytes than a sector', () => {
    const unmarked = table([7, 2048, 100]);
    unmarked[511] = 0;
    expect(new Disk().put(0, unmarked).partitions()).toEqual([]);
    expect(new Disk().put(0, table([7, 1, 1])).partitions(511)).toEqual([]);
  });
});

describe('GPT', () => {
  test.each([[512, 128], [4096, 128], [512, 256], [4096, 4096]])('sectors of %i bytes, entries of %i', (sector, entrySize) => {
    const disk = gpt(sector, { entrySize }, gptEntries(entrySize, [100n, 199n], null, [300n, 300n]));
    expect(disk.partitions()).toEqual([{ number: 1, offset: 100 * sector, size: 100 * sector }, { number: 3, offset: 300 * sector, size: sector }]);
  });

  test('a partition that ends before it begins, or lies where no disk ends, is none', () => {
    const disk = gpt(512, {}, gptEntries(128, [200n, 100n], [2n ** 63n, 2n ** 64n - 1n], [2n ** 52n, 2n ** 53n], [0n, 10n], [64n, 127n]));
    expect(disk.partitions()).toEqual([{ number: 5, offset: 64 * 512, size: 64 * 512 }]);
  });

  test.each<[string, GptNumbers]>([
    ['four thousand million entries', { count: 0xffff_ffff, entrySize: 4096 }], ['entries of no bytes', { entrySize: 0 }], ['entries of four thousand million bytes', { entrySize: 0xffff_ffff }],
    ['entries far behind the end', { entriesAt: 2n ** 40n }], ['entries at the last number there is', { entriesAt: 2n ** 44n - 1n }], ['entries behind it', { entriesAt: 2n ** 64n - 1n }], ['no entries', { count: 0 }],
  ])('%s: few bytes are read, and the MBR serves', (_, numbers) => {
    const disk = new Disk().put(0, table([0xee, 1, 10])).put(512, gptHeader(numbers));
    expect(disk.partitions().map(({ number }) => number)).toEqual([1]);
    expect(disk.bytes).toBeLessThan(8 * 2 ** 20);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeRuns, type Run } from '../../../src/ntfs/runList.ts';
import { seed } from '../native/mutated.ts';

/** The fewest bytes that hold a signed number. */
function fewest(value: bigint): number {
  let size = 1;
  while (BigInt.asIntN(8 * size, value) !== value) size += 1;
  return size;
}

const littleEndian = (value: bigint, size: number): number[] => Array.from({ length: size }, (_, index) => Number(BigInt.asUintN(8, value >> BigInt(8 * index))));

/** Mapping pairs, each number in so many bytes more than it needs. */
function encode(runs: readonly Run[], more: number): Buffer {
  const bytes: number[] = [];
  let before = 0n;
  for (const { cluster, length } of runs) {
    const lengthSize = Math.min(8, fewest(BigInt(length)) + more);
    const distance = cluster === null ? null : BigInt(cluster) - before;
    const distanceSize = distance === null ? 0 : Math.min(8, fewest(distance) + more);
    bytes.push(lengthSize | (distanceSize << 4), ...littleEndian(BigInt(length), lengthSize), ...(distance === null ? [] : littleEndian(distance, distanceSize)));
    if (cluster !== null) before = BigInt(cluster);
  }
  return Buffer.from([...bytes, 0]);
}

const decode = (...bytes: number[]) => decodeRuns(Buffer.from(bytes), 0, bytes.length);
const number = fc.oneof(fc.nat(300), fc.nat(), fc.maxSafeInteger().map(Math.abs));
const runs = fc.array(fc.record({ cluster: fc.option(number, { freq: 5 }), length: number.map((value) => value || 1) }), { maxLength: 40 });

describe('a run list', () => {
  test('comes back as it was written, forwards and backwards, in as many bytes as one likes', () => {
    fc.assert(
      fc.property(runs, fc.nat(7), (list, more) => {
        const bytes = encode(list, more);
        expect(decodeRuns(bytes, 0, bytes.length)).toEqual({ runs: list, isWhole: true });
      }),
      { seed, numRuns: 500 },
    );
  });

  test('cut anywhere it gives the runs before the cut', () => {
    fc.assert(
      fc.property(runs, fc.nat(), (list, place) => {
        const bytes = encode(list, 0);
        const end = place % bytes.length;
        const cut = decodeRuns(bytes, 0, end);
        expect(cut.isWhole).toBe(false);
        expect(cut.runs).toEqual(list.slice(0, cut.runs.length));
        expect(encode(cut.runs, 0).length - 1).toBeLessThanOrEqual(end);
      }),
      { seed },
    );
  });

  test('of any bytes it gives runs that can be, one for two bytes at most', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const found = decodeRuns(bytes, 0, bytes.length).runs;
        expect(found.length).toBeLessThanOrEqual(bytes.length / 2);
        for (const { cluster, length } of found) expect([cluster === null || (Number.isSafeInteger(cluster) && cluster >= 0), Number.isSafeInteger(length) && length > 0]).toEqual([true, true]);
      }),
      { seed, numRuns: 1000 },
    );
  });

  test.each<[string, number[]]>([
    ['a length of no bytes', [0x10, 5]], ['of nine', [0x19, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]], ['a distance of nine', [0x91, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]], ['a length of 0', [0x11, 0, 5]], ['below 0', [0x11, 0x80, 5]],
    ['of 2^63 - 1', [0x18, 255, 255, 255, 255, 255, 255, 255, 0x7f, 5]], ['a cluster below 0', [0x11, 3, 0xf0]], ['of 2^62', [0x81, 1, 0, 0, 0, 0, 0, 0, 0, 0x40]],
  ])('ends at %s', (_, bad) => {
    expect(decode(0x11, 7, 9, ...bad, 0)).toEqual({ runs: [{ cluster: 9, length: 7 }], isWhole: false });
  });

  test('a small step back is one in eight bytes, too', () => {
    expect(decode(0x11, 7, 9, 0x81, 1, 0xfb, 255, 255, 255, 255, 255, 255, 255, 0)).toEqual({ runs: [{ cluster: 9, length: 7 }, { cluster: 4, length: 1 }], isWhole: true });
  });
});

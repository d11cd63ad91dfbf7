import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesNeeded, parseHardLinks } from '../../../src/native/hardLinkData.ts';
import { linksInformation } from '../../support/standin/buffers.ts';
import { mutated, seed } from './mutated.ts';

const invalid = expect.objectContaining({ name: 'Win32Error', code: 13, path: 'C:\\a' }) as unknown as Error;
const read = (data: Buffer) => parseHardLinks(data, 'C:\\a');

describe('FILE_LINKS_INFORMATION', () => {
  test('every field stands where the specification says', () => {
    const hex = ['3e000000', '02000000', '20000000', 'eeeeeeee', '0500000000000500', '03000000', '610062006300', 'eeeeeeeeeeee', '00000000', 'eeeeeeee', '2a00000000000100', '01000000', '7800'];
    const data = Buffer.from(hex.join(''), 'hex');
    expect(read(data)).toEqual([{ parentId: 0x5_0000_0000_0005n, name: 'abc' }, { parentId: 0x1_0000_0000_002an, name: 'x' }]);
    expect(bytesNeeded(data)).toBe(data.length);
  });

  test('what lies behind the last entry is not read, nor anything where there is none', () => {
    const links = [{ parentId: 5n, name: 'a' }];
    expect(read(Buffer.concat([linksInformation(links), Buffer.alloc(60, 0xfe)]))).toEqual(links);
    expect(read(Buffer.concat([Buffer.alloc(8), Buffer.alloc(60, 0xfe)]))).toEqual([]);
    expect(bytesNeeded(Buffer.alloc(7))).toBe(0);
  });

  test.each([
    ['more entries than there are', 4, 3],
    ['very many entries', 4, 0xffff_ffff],
    ['a name beyond the end', 8 + 16, 0x7fff_fff0],
    ['a name of a length that wraps', 8 + 16, 0x8000_0001],
    ['no name', 8 + 16, 0],
    ['the next entry inside this one', 8, 16],
    ['no next entry although there is one', 8, 0],
    ['the next entry beyond the end', 8, 0xffff_fff8],
  ])('%s is error 13', (_what, place, value) => {
    const data = linksInformation([{ parentId: 5n, name: 'abcd' }, { parentId: 6n, name: 'ef' }]);
    data.writeUInt32LE(value, place);
    expect(() => read(data)).toThrow(invalid);
  });

  test('a buffer cut short anywhere is refused', () => {
    const whole = linksInformation([{ parentId: 5n, name: 'abcd' }, { parentId: 6n, name: 'ef' }]);
    for (let length = 0; length < whole.length; length += 1) expect(() => read(whole.subarray(0, length))).toThrow(invalid);
  });
});

test(`whatever is written is read back (seed ${seed})`, () => {
  const name = fc.array(fc.integer({ min: 1, max: 0xffff }), { minLength: 1, maxLength: 255 }).map((units) => String.fromCharCode(...units));
  const link = fc.record({ parentId: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), name });
  fc.assert(fc.property(fc.array(link, { maxLength: 30 }), (links) => void expect(read(linksInformation(links))).toEqual(links)), { seed });
});

test(`changed bytes are read or refused with error 13, and soon (seed ${seed})`, () => {
  const whole = linksInformation(Array.from({ length: 12 }, (_, index) => ({ parentId: BigInt(index), name: 'n'.repeat(index + 1) })));
  let refused = 0;
  fc.assert(
    fc.property(mutated(whole), (data) => {
      try {
        expect(read(data).length * 20).toBeLessThanOrEqual(data.length);
      } catch (error) {
        expect(error).toEqual(invalid);
        refused += 1;
      }
    }),
    { seed, numRuns: 3000 },
  );
  expect(refused, 'the mutations reach what is checked').toBeGreaterThan(300);
});

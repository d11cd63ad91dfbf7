import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDirectoryPage, type DirectoryEntry } from '../../../src/native/directoryPage.ts';
import { mutated, seed } from './mutated.ts';

type Wanted = Omit<DirectoryEntry, 'name'> & { name: string; eaSize: number };

/** FILE_ID_BOTH_DIR_INFO by [MS-FSCC] 2.4.22, entries on 8-byte boundaries, in a page with old bytes behind the last. */
function page(entries: readonly Wanted[], behind = 40): Buffer {
  const parts = entries.map(({ name, fileId, size, allocated, lastWriteTime, changeTime, attributes, reparseTag, eaSize }, index) => {
    const text = Buffer.from(name, 'utf16le');
    const bytes = Buffer.alloc(Math.ceil((104 + text.length) / 8) * 8, 0xee);
    bytes.writeUInt32LE(index + 1 === entries.length ? 0 : bytes.length, 0);
    bytes.writeUInt32LE(0, 4);
    bytes.writeBigInt64LE(lastWriteTime, 24);
    bytes.writeBigInt64LE(changeTime, 32);
    bytes.writeBigInt64LE(BigInt(size), 40);
    bytes.writeBigInt64LE(BigInt(allocated), 48);
    bytes.writeUInt32LE(attributes, 56);
    bytes.writeUInt32LE(text.length, 60);
    bytes.writeUInt32LE(attributes & 0x400 ? reparseTag : eaSize, 64);
    bytes.writeUInt8(24, 68);
    bytes.writeBigUInt64LE(fileId, 96);
    text.copy(bytes, 104);
    return bytes;
  });
  return Buffer.concat([...parts, Buffer.alloc(behind, 0xcc)]);
}

function read(bytes: Buffer): (Omit<DirectoryEntry, 'name'> & { name: string })[] {
  const found: (Omit<DirectoryEntry, 'name'> & { name: string })[] = [];
  parseDirectoryPage(bytes, 'C:\\folder', (entry) => found.push({ ...entry, name: entry.name.toString('utf16le') }));
  return found;
}

const one = (more: Partial<Wanted> = {}): Wanted => ({ name: 'a', fileId: 5n, size: 3, allocated: 4096, lastWriteTime: 7n, changeTime: 8n, attributes: 0x20, reparseTag: 0, eaSize: 0, ...more });
const invalid = expect.objectContaining({ name: 'Win32Error', code: 13, path: 'C:\\folder' }) as unknown as Error;

describe('a page of a folder\'s listing', () => {
  test('every field stands where the specification says', () => {
    const entries = [one(), one({ name: 'caf\u00e9 \ud83d\ude00', fileId: 2n ** 64n - 1n, size: 5 * 2 ** 40, attributes: 0x10 }), one({ name: 'link', attributes: 0x420, reparseTag: 0xa000_000c })];
    expect(read(page(entries))).toEqual(entries.map(({ eaSize, ...entry }) => entry));
  });

  test('extended attributes are no reparse tag', () => {
    expect(read(page([one({ eaSize: 77 })]))).toMatchObject([{ reparseTag: 0 }]);
  });

  test('. and .. are left out, and names that only begin so are not', () => {
    const names = ['.', '..', '...', '.a', 'a.', '. ', '..b'];
    expect(read(page(names.map((name) => one({ name })))).map(({ name }) => name)).toEqual(names.slice(2));
  });

  test('the last entry may end with the page', () => {
    expect(read(page([one({ name: 'four' })], 0))).toHaveLength(1);
    expect(read(page([one({ name: 'abc' })], 0).subarray(0, 110))).toHaveLength(1);
  });

  test.each([
    ['a length beyond the page', 60, 0x7fff_fff0],
    ['a length that wraps', 60, 0xffff_fffe],
    ['an odd length', 60, 3],
    ['no name', 60, 0],
    ['a next entry inside this one', 0, 8],
    ['a next entry inside this one\'s name', 0, 104],
    ['a next entry beyond the page', 0, 0xffff_fff8],
    ['a next entry whose header does not fit', 0, 112 + 104],
  ])('%s is error 13', (_what, place, value) => {
    const bytes = page([one({ name: 'abcd' }), one()]);
    bytes.writeUInt32LE(value, place);
    expect(() => read(bytes)).toThrow(invalid);
  });

  test('a page cut short anywhere is refused, never read beyond', () => {
    const whole = page([one({ name: 'abcd' }), one({ name: 'ef' })], 0);
    const end = whole.length - 4; // the second name takes 4 of its last 8 bytes
    for (let length = 0; length < end; length += 1) expect(() => read(whole.subarray(0, length))).toThrow(invalid);
    expect(read(whole.subarray(0, end))).toHaveLength(2);
  });
});

test(`whatever is written is read back (seed ${seed})`, () => {
  const unit = fc.integer({ min: 1, max: 0xffff }).map((code) => String.fromCharCode(code));
  const name = fc.array(unit, { minLength: 1, maxLength: 255 }).map((units) => units.join('')).filter((text) => text !== '.' && text !== '..');
  const entry = fc.record({
    name, fileId: fc.bigInt(0n, 2n ** 64n - 1n), size: fc.maxSafeNat(), allocated: fc.maxSafeNat(), lastWriteTime: fc.bigInt(0n, 2n ** 63n - 1n), changeTime: fc.bigInt(0n, 2n ** 63n - 1n),
    attributes: fc.constantFrom(0x20, 0x10, 0x420), reparseTag: fc.integer({ min: 1, max: 0xffff_ffff }), eaSize: fc.nat(),
  });
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 20 }), (entries) => {
      expect(read(page(entries))).toEqual(entries.map(({ eaSize, ...all }) => ({ ...all, reparseTag: all.attributes & 0x400 ? all.reparseTag : 0 })));
    }),
    { seed },
  );
});

test(`changed bytes are read or refused with error 13, and soon (seed ${seed})`, () => {
  const whole = page(Array.from({ length: 12 }, (_, index) => one({ name: 'n'.repeat(index + 1) })));
  let refused = 0;
  fc.assert(
    fc.property(mutated(whole), (bytes) => {
      try {
        const found = read(bytes);
        expect(found.length * 104).toBeLessThanOrEqual(bytes.length);
      } catch (error) {
        expect(error).toEqual(invalid);
        refused += 1;
      }
    }),
    { seed, numRuns: 3000 },
  );
  expect(refused, 'the mutations reach what is checked').toBeGreaterThan(300);
});

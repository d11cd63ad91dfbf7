import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  IO_REPARSE_TAG_MOUNT_POINT,
  IO_REPARSE_TAG_SYMLINK,
  buildJunctionData,
  buildSymlinkData,
  largestReparseData,
  parseReparseData,
} from '../../../src/native/reparseData.ts';

describe('the bytes of a junction', () => {
  // MS-FSCC 2.1.2.5: tag, length of what follows the header, reserved, then offset and length of both names, then these.
  const expected = Buffer.concat([
    Buffer.from('030000a0', 'hex'),
    Buffer.from([8 + 16 + 8, 0, 0, 0]),
    Buffer.from([0, 0, 14, 0, 16, 0, 6, 0]),
    Buffer.from('\\??\\C:\\\0', 'utf16le'),
    Buffer.from('C:\\\0', 'utf16le'),
  ]);

  test('are what the specification says', () => {
    expect(buildJunctionData('\\??\\C:\\', 'C:\\').toString('hex')).toBe(expected.toString('hex'));
  });

  test('are read back', () => {
    expect(parseReparseData(expected)).toEqual({ tag: IO_REPARSE_TAG_MOUNT_POINT, substituteName: '\\??\\C:\\', printName: 'C:\\', relative: false, data: expected });
  });
});

test('the bytes of a relative symbolic link are what the specification says', () => {
  // MS-FSCC 2.1.2.4: four bytes of flags stand before the names.
  const data = buildSymlinkData('..\\a', '..\\a', true);
  expect(data.subarray(0, 20).toString('hex')).toBe('0c0000a0' + '2000' + '0000' + '0000' + '0800' + '0a00' + '0800' + '01000000');
  expect(parseReparseData(data)).toMatchObject({ tag: IO_REPARSE_TAG_SYMLINK, substituteName: '..\\a', printName: '..\\a', relative: true });
});

test('a print name before the substitute name, as mklink writes it, is read', () => {
  const names = Buffer.from('C:\\t\\??\\C:\\t', 'utf16le');
  const data = Buffer.alloc(20 + names.length);
  data.writeUInt32LE(IO_REPARSE_TAG_SYMLINK, 0);
  data.writeUInt16LE(12 + names.length, 4);
  data.writeUInt16LE(8, 8);
  data.writeUInt16LE(16, 10);
  data.writeUInt16LE(0, 12);
  data.writeUInt16LE(8, 14);
  names.copy(data, 20);
  expect(parseReparseData(data)).toMatchObject({ substituteName: '\\??\\C:\\t', printName: 'C:\\t', relative: false });
});

test('other tags are kept as bytes', () => {
  const data = Buffer.from('170000800400000001020304', 'hex');
  expect(parseReparseData(data)).toEqual({ tag: 0x8000_0017, substituteName: null, printName: null, relative: false, data });
});

test('a target that is too long is refused, and the longest is not', () => {
  const room = (largestReparseData - 8 - 12 - 4) / 2;
  expect(() => buildSymlinkData('x'.repeat(room + 1), '', false)).toThrow(RangeError);
  expect(buildSymlinkData('x'.repeat(room), '', false)).toHaveLength(largestReparseData);
});

test('whatever is built is read back, lone surrogates too', () => {
  const unit = fc.integer({ min: 1, max: 0xffff }).map((code) => String.fromCharCode(code));
  const text = fc.array(unit, { maxLength: 200 }).map((units) => units.join(''));
  fc.assert(
    fc.property(text, text, fc.boolean(), (substituteName, printName, relative) => {
      expect(parseReparseData(buildSymlinkData(substituteName, printName, relative))).toMatchObject({ substituteName, printName, relative });
      expect(parseReparseData(buildJunctionData(substituteName, printName))).toMatchObject({ substituteName, printName, relative: false });
    }),
  );
});

test('any bytes are read or refused with a RangeError', () => {
  const tag = fc.constantFrom('0c0000a0', '030000a0', '17000080').map((hex) => Buffer.from(hex, 'hex'));
  const random = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(random, fc.tuple(tag, random).map((parts) => Buffer.concat(parts))), (data) => {
      try {
        const { substituteName, printName } = parseReparseData(data);
        for (const name of [substituteName, printName]) if (name !== null) expect(name.length * 2).toBeLessThanOrEqual(data.length);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a buffer cut short anywhere is refused', () => {
  const whole = buildSymlinkData('\\??\\C:\\target', 'C:\\target', false);
  for (let length = 0; length < whole.length; length += 1) expect(() => parseReparseData(whole.subarray(0, length))).toThrow(RangeError);
});

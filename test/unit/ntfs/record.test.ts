import { describe, expect, test } from 'vitest';
import { allocatedSize, emptyAttribute, readAttribute, runsAt, type Attribute } from '../../../src/ntfs/attributes.ts';
import { applyFixups, recordOf, sequenceOf } from '../../../src/ntfs/record.ts';
import { fileName, nonResident, resident, root, run, sealed } from '../../support/ntfsBytes.ts';

const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** A record whose bytes are 1, 2, 3 ... and its array as a writer makes it. */
function written(size: number): { whole: Buffer; record: Buffer } {
  const whole = Buffer.from(Array.from({ length: size }, (_, index) => index % 251));
  whole.write('FILE', 'latin1');
  whole.writeUInt16LE(0x30, 4);
  whole.writeUInt16LE(size / 512 + 1, 6);
  return { whole, record: sealed(Buffer.from(whole)) };
}

describe('the fixups of a record', () => {
  // Every 512 bytes, also where sectors have 4,096
  test.each([[512], [1024], [2048], [4096], [65_536]])('%i bytes come back as they were', (size) => {
    const { whole, record } = written(size);
    expect(record.readUInt16LE(510)).toBe(0x5ea1);
    expect(applyFixups(viewOf(record), 0, size)).toBeNull();
    const array = 0x30 + 2 * (size / 512 + 1);
    expect(Buffer.compare(record.subarray(array), whole.subarray(array))).toBe(0);
  });

  test.each([[510], [1022], [4094]])('a block of which the end at %i is another was written only in part', (at) => {
    const { record } = written(4096);
    record[at]! ^= 1;
    expect(applyFixups(viewOf(record), 0, 4096)).toBe('it was written only in part');
  });

  test.each<[string, number, number]>([['too few', 6, 2], ['too many', 6, 4], ['none', 6, 0], ['65,535', 6, 0xffff], ['an array across the end', 4, 1020], ['far behind it', 4, 0xfffe], ['at an odd place', 4, 0x31]])('%s: not where they can be', (_, at, value) => {
    const { record } = written(1024);
    record.writeUInt16LE(value, at);
    expect(applyFixups(viewOf(record), 0, 1024)).toBe('its update sequence array is not where it can be');
  });

  test('bytes that are no record; one that chkdsk has marked', () => {
    expect(applyFixups(viewOf(Buffer.alloc(1024, 'x')), 0, 1024)).toBe('it does not begin as a record does');
    expect(applyFixups(viewOf(Buffer.from('BAAD'.padEnd(1024))), 0, 1024)).toBe('chkdsk has marked it as bad');
  });

  test('a reference: 48 bits of number, 16 of sequence', () => {
    const bytes = viewOf(Buffer.from('ffffffffffff3412', 'hex'));
    expect([recordOf(bytes, 0), sequenceOf(bytes, 0)]).toEqual([2 ** 48 - 1, 0x1234]);
  });
});

describe('an attribute', () => {
  const read = (bytes: Buffer, end = bytes.length): Attribute | null => {
    const attribute = emptyAttribute();
    return readAttribute(viewOf(bytes), 0, end, attribute) ? attribute : null;
  };
  const changed = (bytes: Buffer, at: number, ...values: number[]): Buffer => {
    const copy = Buffer.from(bytes);
    Buffer.from(values).copy(copy, at);
    return copy;
  };
  const name = fileName(root, 'a name');
  const outside = nonResident(0x80, { runs: run(5, 3), size: 3000, allocated: 4096 });

  test('in its record, and outside', () => {
    expect(read(name)).toMatchObject({ type: 0x30, isResident: true, valueAt: 24, valueLength: 0x42 + 12, end: name.length });
    expect(read(resident(0x80, Buffer.alloc(3), 'stream'))).toMatchObject({ nameLength: 6, nameAt: 24, valueAt: 40, valueLength: 3 });
    expect(read(outside)).toMatchObject({ type: 0x80, isResident: false, end: outside.length });
    expect([allocatedSize(viewOf(outside), read(outside)!), runsAt(viewOf(outside), read(outside)!)]).toEqual([4096, 64]);
  });

  test.each<[string, Buffer]>([
    ['a length of 0', changed(name, 4, 0)], ['of 2^32 - 1', changed(name, 4, 255, 255, 255, 255)], ['that is no multiple of 8', changed(name, 4, name.length - 4)], ['beyond the end', changed(name, 4, name.length + 8)], ['shorter than its head', changed(name, 4, 16)],
    ['a value behind its end', changed(name, 20, 255, 255)], ['longer than it', changed(name, 16, 255, 255, 255, 255)], ['by a byte', changed(name, 16, name.length - 23)], ['a name beyond it', changed(name, 9, 255, 0, 1)], ['not resident, and too short for that', changed(name.subarray(0, 56), 4, 56, 0, 0, 0, 1)],
    ['three bytes', name.subarray(0, 3)], ['a head that is cut off', name.subarray(0, 23)],
  ])('%s: none can be read', (_, bytes) => {
    expect(read(bytes)).toBeNull();
  });

  test('the end is told from what is wrong', () => {
    const attribute = emptyAttribute();
    expect([readAttribute(viewOf(Buffer.alloc(4, 255)), 0, 4, attribute), attribute.type]).toEqual([false, 0xffff_ffff]);
    expect([readAttribute(viewOf(Buffer.alloc(64)), 0, 64, attribute), attribute.type]).toEqual([false, 0]);
  });

  test('runs that begin behind it are none', () => {
    const bytes = changed(outside, 32, 255, 255);
    expect(runsAt(viewOf(bytes), read(bytes)!)).toBe(bytes.length);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { privateDescriptor, readableDescriptor } from '../../../src/native/owners.ts';
import { entriesOf } from '../../../src/ntfs/securityDescriptor.ts';

const seed = 20_264;
interface Entry { type: number; flags: number; mask: number; sid: string }

function sidBytes(text: string): Buffer {
  const [, revision, authority, ...parts] = text.split('-').map(Number);
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes.writeUInt8(revision!, 0);
  bytes.writeUInt8(parts.length, 1);
  bytes.writeUIntBE(authority!, 2, 6);
  parts.forEach((part, index) => bytes.writeUInt32LE(part, 8 + 4 * index));
  return bytes;
}

function descriptor(owner: string, entries: Entry[] | null): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt8(1, 0);
  header.writeUInt16LE(0x8000 | (entries === null ? 0 : 4), 2);
  const own = sidBytes(owner);
  header.writeUInt32LE(20, 4);
  if (entries === null) return Buffer.concat([header, own]);
  header.writeUInt32LE(20 + own.length, 16);
  const aces = entries.map(({ type, flags, mask, sid }) => {
    const id = sidBytes(sid);
    const object = type === 5 ? Buffer.concat([Buffer.from([3, 0, 0, 0]), Buffer.alloc(32, 0xab)]) : Buffer.alloc(0);
    const start = Buffer.alloc(8);
    start.writeUInt8(type, 0);
    start.writeUInt8(flags, 1);
    start.writeUInt16LE(8 + object.length + id.length, 2);
    start.writeUInt32LE(mask, 4);
    return Buffer.concat([start, object, id]);
  });
  const acl = Buffer.alloc(8);
  acl.writeUInt16LE(8 + aces.reduce((sum, { length }) => sum + length, 0), 2);
  acl.writeUInt16LE(aces.length, 4);
  return Buffer.concat([header, own, acl, ...aces]);
}

const sid = fc.tuple(fc.nat(2 ** 40), fc.array(fc.nat(2 ** 32 - 1), { minLength: 1, maxLength: 6 })).map(([authority, parts]) => ['S', 1, authority, ...parts].join('-'));
const entry = fc.record({ type: fc.constantFrom(0, 1, 5, 9, 2), flags: fc.constantFrom(0, 3, 8, 0xb), mask: fc.nat(2 ** 32 - 1), sid });

describe('security descriptors', () => {
  test('give back what they were made of', () => {
    fc.assert(fc.property(sid, fc.option(fc.array(entry, { maxLength: 8 })), (owner, entries) => {
      expect(entriesOf(descriptor(owner, entries))).toEqual({ owner, entries: entries === null ? null : entries.map(({ type, flags, mask, sid: who }) => ({ isAllowed: type === 0 || type === 5 || type === 9, isInheritOnly: (flags & 8) !== 0, mask, sid: who })) });
    }), { seed });
  });

  test('bytes that are none are a RangeError, and nothing hangs', () => {
    fc.assert(fc.property(sid, fc.array(entry, { minLength: 1, maxLength: 4 }), fc.nat(), fc.integer({ min: 1, max: 255 }), fc.nat(), (owner, entries, at, change, cut) => {
      const bytes = descriptor(owner, entries);
      bytes[at % bytes.length]! ^= change;
      for (const one of [bytes, bytes.subarray(0, cut % bytes.length)]) {
        try {
          entriesOf(one);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }
    }), { seed, numRuns: 500 });
  });

  test('those that LinkKit makes let in whom they should, and nothing below inherits the right to read', () => {
    const full = 0x1f_01ff;
    const administration = [{ sid: 'S-1-5-18', mask: full }, { sid: 'S-1-5-32-544', mask: full }];
    const of = (bytes: Buffer): object[] => entriesOf(bytes).entries!.map(({ sid: who, mask }) => ({ sid: who, mask }));
    expect(of(privateDescriptor({ user: false }))).toEqual(administration);
    expect(of(readableDescriptor())).toEqual([...administration, { sid: 'S-1-5-32-545', mask: 0x12_00a9 }]);
    // The flags of its last entry: not inherited (ACE_HEADER.AceFlags)
    expect(readableDescriptor().at(-(8 + 16) + 1)).toBe(0);
  });
});

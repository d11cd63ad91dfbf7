import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ListingBuilder, Listing, type ListedEntry } from '../../../../src/filesystem/walk/listing.ts';

const isWindows = process.platform === 'win32';
const number = fc.oneof(fc.nat(), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), fc.constant(Number.NaN));
const entries = fc.record<ListedEntry>({
  kind: fc.nat(5),
  fileId: fc.bigInt(0n, 2n ** 64n - 1n),
  fileIdHigh: fc.oneof(fc.constant(0n), fc.bigInt(0n, 2n ** 64n - 1n)),
  size: number,
  allocated: number,
  modified: isWindows ? fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n) : fc.double({ noNaN: true }),
  changed: isWindows ? fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n) : fc.double({ noNaN: true }),
  device: fc.integer({ min: 0, max: 2 ** 50 }),
  linkCount: fc.nat(2 ** 32 - 1),
  attributes: fc.nat(2 ** 32 - 1),
  reparseTag: fc.nat(2 ** 32 - 1),
  offline: fc.boolean(),
});
/** Text of any length, and bytes that are none. */
const names = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }).map((text) => Buffer.from(text, isWindows ? 'utf16le' : 'utf8')), fc.uint8Array({ minLength: 2, maxLength: 40 }).map((bytes) => Buffer.from(bytes.subarray(0, bytes.length & ~1))));

const fieldsOf = (listing: Listing, index: number): Omit<ListedEntry, 'fileIdHigh'> => ({
  kind: listing.kind(index),
  fileId: listing.fileId(index),
  size: listing.size(index),
  allocated: listing.allocated(index),
  modified: listing.modified(index),
  changed: listing.changed(index),
  device: listing.device(index),
  linkCount: listing.linkCount(index),
  attributes: listing.attributes(index),
  reparseTag: listing.reparseTag(index),
  offline: listing.offline(index),
});

/** Another way to know what is text than the one that the listing takes. */
function isText(name: Buffer): boolean {
  const encoding = isWindows ? 'utf-16le' : 'utf-8';
  try {
    new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(name);
    return true;
  } catch {
    return false;
  }
}

test('every entry comes out as it went in, from folder to folder, also through another thread', () => {
  const builder = new ListingBuilder();
  let unreadable = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(entries, names), { maxLength: 150 }), (folder) => {
      for (const [entry, name] of folder) builder.add(entry, name);
      const made = builder.finish();
      const listing = new Listing(made.length, structuredClone(made.buffer, { transfer: [made.buffer] }));
      expect(listing.length).toBe(folder.length);
      for (const [index, [{ fileIdHigh, ...entry }, name]] of folder.entries()) {
        expect(fieldsOf(listing, index)).toEqual({ ...entry, fileId: fileIdHigh * 2n ** 64n + entry.fileId });
        expect(listing.nameBytes(index).equals(name)).toBe(true);
        expect(listing.isText(index)).toBe(isText(name));
        expect(listing.name(index)).toBe(name.toString(isWindows ? 'utf16le' : 'utf8'));
        unreadable += isText(name) ? 0 : 1;
      }
    }),
    { seed: 20_262, numRuns: 150 },
  );
  expect(unreadable).toBeGreaterThan(100);
});

test('a finished listing keeps what it has while the next is made', () => {
  const builder = new ListingBuilder();
  const entry: ListedEntry = { kind: 1, fileId: 1n, fileIdHigh: 0n, size: 1, allocated: 1, modified: isWindows ? 1n : 1, changed: isWindows ? 2n : 2, device: 1, linkCount: 1, attributes: 0, reparseTag: 0, offline: false };
  const name = (text: string): Buffer => Buffer.from(text, isWindows ? 'utf16le' : 'utf8');
  builder.add(entry, name('first'));
  const first = builder.finish();
  // The entry and the name's bytes are the caller's again after the call
  const bytes = name('other');
  builder.add(entry, bytes);
  bytes.fill(0x78);
  entry.kind = 2;
  const second = builder.finish();
  expect([first.length, first.name(0), second.length, second.name(0), second.kind(0)]).toEqual([1, 'first', 1, 'other', 1]);
  expect(builder.finish().length).toBe(0);
});

import { attributesOf, put48, put64, type Change, type Random } from './ntfsRecordEdit.ts';

/** Numbers that break careless arithmetic. */
const wild32 = [0, 1, 7, 8, 16, 23, 24, 25, 63, 64, 72, 0x100, 0x400, 0x1000, 0x7fff_ffff, 0x8000_0000, 0xffff_fff8, 0xffff_ffff];
export const wild16 = [0, 1, 2, 7, 8, 0x18, 0x2a, 0x30, 0x38, 0x1fe, 0x200, 0x3fe, 0x400, 0x7fff, 0xfff8, 0xffff];
export const wild64 = [0n, 1n, 1023n, 1024n, 2n ** 20n, 2n ** 31n, 2n ** 32n, 2n ** 40n, 2n ** 47n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 60n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];

/** In the head of a record: offset and width. The update sequence array is left where it was, so that the damage gets through. */
const headFields: readonly [at: number, width: 2 | 4][] = [[0x10, 2], [0x12, 2], [0x14, 2], [0x16, 2], [0x18, 4], [0x1c, 4], [0x28, 2]];

const inHead: Change = (record, random) => {
  const [at, width] = random.of(headFields);
  if (width === 2) record.writeUInt16LE(random.of(wild16), at);
  else record.writeUInt32LE(random.of(wild32), at);
};

const attributeLength: Change = (record, random) => {
  const { at, length } = random.of(attributesOf(record));
  record.writeUInt32LE(random.of([...wild32, length + 1, length + 8, length - 8, record.length - at, record.length]) >>> 0, at + 4);
};

const attributeHead: Change = (record, random) => {
  const { at } = random.of(attributesOf(record));
  const field = random.below(6);
  if (field === 0) record.writeUInt32LE(random.of([0, 0x10, 0x20, 0x30, 0x80, 0xc0, 0xffff_ffff]), at);
  else if (field === 1) record[at + 8] = random.below(3);
  else if (field === 2) record[at + 9] = random.of([1, 127, 255]);
  else if (field === 3) record.writeUInt32LE(random.of(wild32), at + 16);
  else record.writeUInt16LE(random.of(wild16), Math.min(record.length - 2, at + random.of([10, 12, 20, 32])));
};

const nameOf = (record: Buffer, random: Random): number | null => {
  const names = attributesOf(record).filter(({ type, value }) => type === 0x30 && value + 0x42 <= record.length);
  return names.length === 0 ? null : random.of(names).value;
};

const nameText: Change = (record, random) => {
  const at = nameOf(record, random);
  if (at === null) return;
  if (random.below(2) === 0) record[at + 0x40] = random.of([0, 1, 100, 254, 255]);
  else record[at + 0x41] = random.below(5);
};

/** Parents: themselves, each other, files, extension records, the root, far beyond the table; wrong sequence numbers. */
const nameParent: Change = (record, random, sample, own) => {
  const at = nameOf(record, random);
  if (at === null) return;
  const parent = random.of([own, random.of(sample.numbers), random.of(sample.folders), random.of(sample.extensions), 5, 0, 11, 0xffff_ffff, 2 ** 47, 2 ** 48 - 1]);
  put48(record, at, parent);
  record.writeUInt16LE(random.of([sample.sequenceOf(parent), sample.sequenceOf(parent), 0, 1, 0xffff]), at + 6);
};

const base: Change = (record, random, sample, own) => {
  const owner = random.of([own, random.of(sample.numbers), random.of(sample.extensions), 0, 2 ** 32 - 1, 2 ** 32 - 2, 2 ** 31, 2 ** 40, 2 ** 47]);
  put48(record, 0x20, owner);
  record.writeUInt16LE(random.of([sample.sequenceOf(owner), sample.sequenceOf(owner), 0, 0xffff]), 0x26);
};

export const sizes: Change = (record, random) => {
  const large = attributesOf(record).filter(({ isResident, length }) => !isResident && length >= 64);
  if (large.length > 0) put64(record, random.of(large).at + random.of([16, 24, 40, 48, 56]), random.of(wild64));
};

/** A pair of a run list: length and distance in as many bytes as asked. */
function pair(length: bigint, distance: bigint, widths: [number, number]): Buffer {
  const bytes = Buffer.alloc(1 + widths[0] + widths[1]);
  bytes[0] = widths[0] | (widths[1] << 4);
  for (let index = 0; index < widths[0]; index += 1) bytes[1 + index] = Number((length >> BigInt(8 * index)) & 0xffn);
  for (let index = 0; index < widths[1]; index += 1) bytes[1 + widths[0] + index] = Number((distance >> BigInt(8 * index)) & 0xffn);
  return bytes;
}

/** Run lists that go around in circles, to nowhere, backwards, on and on. */
export const runList: Change = (record, random) => {
  const large = attributesOf(record).filter(({ isResident, length }) => !isResident && length > 64);
  if (large.length === 0) return;
  const { at, length } = random.of(large);
  const start = at + 64;
  const room = record.subarray(Math.min(start, record.length), Math.min(at + length, record.length));
  const kind = random.below(6);
  if (kind === 0) for (let index = 0; index < room.length; index += 1) room[index] = random.below(256);
  else {
    const pairs = [
      pair(8n, 4n, [1, 1]), pair(8n, 0n, [1, 1]), pair(8n, -4n, [1, 1]), pair(random.of(wild64), random.of(wild64), [8, 8]),
      pair(1n, random.of(wild64), [1, 8]), pair(-1n, 4n, [1, 1]), pair(4n, 0n, [1, 0]), Buffer.from([0xff]), Buffer.from([0x0f, 1, 1]), pair(0x7fff_ffffn, 1n, [4, 1]),
    ];
    const same = random.of(pairs);
    for (let place = 0; place < room.length; ) place += (kind < 3 ? same : random.of(pairs)).copy(room, place) || 1;
  }
};

/** As many attributes as the record holds, all of one kind: what is read for each must be little. */
const manyAttributes: Change = (record, random) => {
  const first = record.readUInt16LE(0x14);
  const kind = random.of([0x30, 0x80, 0xc0]);
  const length = kind === 0x30 ? 0x68 : 72;
  record.writeUInt32LE(record.length, 0x18);
  for (let at = first; at + length + 8 <= record.length; at += length) {
    record.fill(0, at, at + length);
    record.writeUInt32LE(kind, at);
    record.writeUInt32LE(length, at + 4);
    if (kind === 0x30) {
      record.writeUInt32LE(0x44, at + 16);
      record.writeUInt16LE(0x18, at + 20);
      put48(record, at + 0x18, 5);
      record.writeUInt16LE(5, at + 0x18 + 6);
      record[at + 0x58] = 1;
      record[at + 0x5a] = 65 + random.below(26);
    } else {
      record[at + 8] = 1;
      record.writeUInt16LE(64, at + 32);
      pair(1n, 1n + BigInt(random.below(1000)), [1, 2]).copy(record, at + 64);
    }
    record.writeUInt32LE(0xffff_ffff, at + length);
  }
};

const anyBytes: Change = (record, random) => {
  const used = Math.max(64, Math.min(record.length, record.readUInt32LE(0x18)));
  for (let count = 1 + random.below(8); count > 0; count -= 1) record[random.below(used - 8) + 8] = random.below(256);
};

/** All that can be wrong with one record behind its fixups. */
export const inRecords: readonly Change[] = [inHead, attributeLength, attributeHead, nameText, nameParent, base, sizes, runList, manyAttributes, anyBytes];

import { inRecords, runList, sizes, wild16, wild64 } from './ntfsRecordChanges.ts';
import { attributesOf, edit, put48, put64, repeatAttribute, type Random } from './ntfsRecordEdit.ts';
import type { Sample } from './ntfsSamples.ts';

type Mutation = (bytes: Buffer, sample: Sample, random: Random) => Buffer | void;

/** One record or up to a hundred, each with its fixups made anew. */
const damagedRecords: Mutation = (bytes, sample, random) => {
  const change = random.of(inRecords);
  for (let count = random.of([1, 1, 1, 5, 100]); count > 0; count -= 1) edit(bytes, sample, random.of(sample.records), change, random);
};

/** The same in the record of the master file table, its copy and its extensions, on which all hangs. */
const damagedTable: Mutation = (bytes, sample, random) => {
  const change = random.of([...inRecords, sizes, runList]);
  const isBoth = random.below(2) === 0;
  const own = sample.records.filter(({ number, owner }) => number === 0 || owner === 0);
  for (const record of isBoth ? own : [random.of(own)]) edit(bytes, sample, record, change, random);
};

/** Folders in a circle: by the only name of each, or by a further one before it, so that the old way up is there as well. */
const folderCycle: Mutation = (bytes, sample, random) => {
  const ring = Array.from({ length: 1 + random.below(6) }, () => random.of(sample.folders));
  const isFurther = random.below(2) === 0;
  for (const [index, folder] of ring.entries()) {
    const next = ring[(index + 1) % ring.length]!;
    edit(bytes, sample, random.of(sample.records.filter(({ number }) => number === folder)), (record) => {
      const names = attributesOf(record).filter(({ type, at, length }) => type === 0x30 && at + length <= record.length);
      if (isFurther && names.length > 0 && index === 0) repeatAttribute(record, names[0]!);
      for (const { value } of isFurther ? names.slice(0, 1) : names) {
        if (value + 8 > record.length) continue;
        put48(record, value, next);
        record.writeUInt16LE(sample.sequenceOf(next), value + 6);
      }
    }, random);
  }
};

/** A table of any size on a volume of any size: a run that goes on and on behind the end, one more after it, and all that bounds them says that they may be. */
const hugeTable: Mutation = (bytes, sample, random) => {
  const clusters = 2n ** BigInt(12 + random.below(26));
  put64(bytes, 0x28, clusters * 64n);
  for (const record of sample.records.filter(({ number }) => number === 0)) {
    edit(bytes, sample, record, (table) => {
      const data = attributesOf(table).find(({ type }) => type === 0x80);
      if (data === undefined || data.isResident) return;
      for (const field of [40, 48, 56]) put64(table, data.at + field, clusters * 8192n);
      const runs = data.at + table.readUInt16LE(data.at + 32);
      const next = runs + 1 + (table[runs]! & 15) + (table[runs]! >> 4);
      if (next + 20 > data.at + data.length) repeatAttribute(table, data, 24);
      if (next + 20 > table.length) return; // damaged before
      const far = Math.ceil(bytes.length / 512);
      table.fill(0, next, next + 20);
      table[next] = 0x48;
      put64(table, next + 1, clusters);
      table.writeInt32LE(far, next + 9);
      table[next + 13] = 0x41;
      table[next + 14] = 8;
      table.writeInt32LE(-far, next + 15);
    }, random);
  }
};

/** The list of the table's own parts lies in clusters: lengths of 0, itself, records far away, the same part again and again. */
const attributeList: Mutation = (bytes, sample, random) => {
  if (sample.list === null) return damagedTable(bytes, sample, random);
  const { offset, size } = sample.list;
  const list = bytes.subarray(offset, offset + size);
  const kind = random.below(4);
  for (let at = 0; at + 26 <= list.length; at += 32) {
    if (kind !== 3 && random.below(4) > 0) continue;
    if (kind === 0) list.writeUInt16LE(random.of(wild16), at + 4);
    else if (kind === 1) put48(list, at + 16, random.of([0, 1, random.of(sample.numbers), 0xffff_ffff, 2 ** 47]));
    else if (kind === 2) put64(list, at + 8, random.of(wild64));
    else list.copy(list, at, 32, Math.min(64, list.length));
  }
};

const bootSector: Mutation = (bytes, _, random) => {
  const places = random.below(3) === 0 ? [0, bytes.length - 512] : [0];
  const field = random.below(8);
  const value = { byte: random.of([0, 1, 2, 3, 8, 0x80, 0x81, 0xf4, 0xf6, 0xf7, 0xff, random.below(256)]), short: random.of([0, 1, 128, 256, 512, 1024, 4096, 8192, 0xffff]), long: random.of([...wild64, BigInt(random.below(10_000))]) };
  for (const at of places) {
    if (field < 2) bytes[at + 0x0d] = value.byte;
    else if (field < 4) bytes[at + 0x40] = value.byte;
    else if (field === 4) bytes.writeUInt16LE(value.short, at + 0x0b);
    else put64(bytes, at + [0x28, 0x30, 0x38][field - 5]!, value.long);
  }
};

const rawBytes: Mutation = (bytes, sample, random) => {
  for (let count = 1 + random.below(32); count > 0; count -= 1) bytes[random.of(sample.records).offset + random.below(sample.recordSize)] = random.below(256);
};

const fixups: Mutation = (bytes, sample, random) => {
  bytes.writeUInt16LE(random.of(wild16), random.of(sample.records).offset + random.of([4, 6, 0x30, 0x1fe]));
};

const filled: Mutation = (bytes, sample, random) => {
  const start = random.of([random.of(sample.records).offset, random.below(bytes.length)]);
  bytes.fill(random.of([0, 0, 0xff, 0x46]), start, Math.min(bytes.length, start + random.of([4, 512, sample.recordSize, 64 * 1024, bytes.length])));
};

/** A record where others were: twice in the table, with a number that is not its own. */
const copied: Mutation = (bytes, sample, random) => {
  const { offset } = random.of(sample.records);
  for (let count = random.of([1, 1, 5, 300]); count > 0; count -= 1) bytes.copy(bytes, random.of(sample.records).offset, offset, offset + sample.recordSize);
};

const cut: Mutation = (bytes, sample, random) => bytes.subarray(0, random.of([random.below(bytes.length), random.below(64 * 1024), random.of(sample.records).offset + random.below(2 * sample.recordSize), bytes.length - 512]));

const mutations: readonly (readonly [name: string, mutation: Mutation])[] = Object.entries({ damagedRecords, again: damagedRecords, damagedTable, folderCycle, hugeTable, attributeList, bootSector, rawBytes, fixups, filled, copied, cut });

/** Spoils the image in place, in one to four ways; gives what is left of it and the ways' names. */
export function mutate(bytes: Buffer, sample: Sample, random: Random): { bytes: Buffer; ways: string[] } {
  const ways: string[] = [];
  let left = bytes;
  for (let count = random.of([1, 1, 2, 4]); count > 0; count -= 1) {
    const [name, mutation] = random.of(mutations);
    // What is cut off comes last: the other ways need the whole
    if (left.length < bytes.length) break;
    left = mutation(left, sample, random) ?? left;
    ways.push(name);
  }
  return { bytes: left, ways };
}

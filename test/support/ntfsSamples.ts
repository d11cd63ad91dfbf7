import fs from 'node:fs';
import path from 'node:path';
import { fillDosNames, fillFragmented } from './ntfsImageFillings.ts';
import { makeNtfsImage, type ImageOptions } from './ntfsImages.ts';
import { attributesOf } from './ntfsRecordEdit.ts';

/** A FILE record somewhere in an image: in the table, in the copy of its beginning, or left behind by it. */
export interface SampleRecord {
  offset: number;
  /** By its own head. */
  number: number;
  /** The record that it extends; null where it is a base record. */
  owner: number | null;
}

/** A small volume in memory, and where in it what is. */
export interface Sample {
  name: string;
  bytes: Buffer;
  recordSize: number;
  /** Where in a record the update sequence array is. */
  arrayAt: number;
  records: SampleRecord[];
  numbers: number[];
  folders: number[];
  extensions: number[];
  sequenceOf(record: number): number;
  /** The attribute list of the master file table, where that is fragmented. */
  list: { offset: number; size: number } | null;
}

/** Many names in extension records, DOS names, streams, deep folders, a reparse point. */
function fillMixed(mount: string): void {
  const at = (...names: string[]): string => path.join(mount, ...names);
  fs.mkdirSync(at('dos'));
  fillDosNames(at('dos'));
  fs.mkdirSync(at(...Array.from({ length: 30 }, (_, level) => `deep ${level}`)), { recursive: true });
  fs.writeFileSync(at('first'), 'names');
  fs.mkdirSync(at('names'));
  for (let index = 1; index < 1024; index += 1) fs.linkSync(at('first'), at('names', `${'n'.repeat(index % 60)}${index}`));
  for (let index = 0; index < 60; index += 1) fs.writeFileSync(at('deep 0', `file ${index}`), Buffer.alloc(index * 40, 1));
  for (let index = 0; index < 60; index += 1) fs.writeFileSync(at(`with streams:${'s'.repeat(index)}${index}`), 'x'.repeat(20));
  fs.symlinkSync('names', at('link'));
}

const kinds: readonly [name: string, options: ImageOptions, fill: (mount: string) => void][] = [
  ['mixed', { sizeMiB: 4 }, fillMixed],
  ['fragmented', { sizeMiB: 8, format: ['-c', '512'] }, fillFragmented(1500)],
  ['large records', { sizeMiB: 8, format: ['-s', '4096'] }, fillMixed],
];

/** Makes the images, reads them and takes them away again. */
export function makeSamples(): Sample[] {
  return kinds.map(([name, options, fill]) => {
    const image = makeNtfsImage(`fuzz-${name.replace(' ', '-')}`, options, fill);
    try {
      return sampleOf(name, fs.readFileSync(image.image));
    } finally {
      image.remove();
    }
  });
}

function sampleOf(name: string, bytes: Buffer): Sample {
  const perRecord = bytes.readInt8(0x40);
  const clusterSize = bytes.readUInt16LE(0x0b) * bytes[0x0d]!;
  const recordSize = perRecord > 0 ? perRecord * clusterSize : 2 ** -perRecord;
  const records: SampleRecord[] = [];
  const sequences = new Map<number, number>();
  const folders: number[] = [];
  let list: Sample['list'] = null;
  for (let offset = 0; offset + recordSize <= bytes.length; offset += 512) {
    if (bytes.toString('latin1', offset, offset + 4) !== 'FILE') continue;
    const record = bytes.subarray(offset, offset + recordSize);
    const [number, isExtension] = [record.readUInt32LE(0x2c), record.readUInt16LE(0x26) !== 0];
    records.push({ offset, number, owner: isExtension ? record.readUInt32LE(0x20) : null });
    sequences.set(number, record.readUInt16LE(0x10));
    if (!isExtension && number >= 16 && (record.readUInt16LE(0x16) & 3) === 3) folders.push(number);
    const own = number === 0 ? attributesOf(record).find(({ type, isResident }) => type === 0x20 && !isResident) : undefined;
    if (own) list = { offset: firstCluster(record, own.at) * clusterSize, size: record.readUInt32LE(own.at + 48) };
  }
  const extensions = records.filter(({ owner }) => owner !== null).map(({ number }) => number);
  return {
    name, bytes, recordSize, arrayAt: bytes.readUInt16LE(records[0]!.offset + 4), records, list, extensions,
    numbers: [...sequences.keys()], folders: [...new Set(folders)], sequenceOf: (record) => sequences.get(record) ?? 1,
  };
}

/** Of the first run; a list is short and lies in one. */
function firstCluster(record: Buffer, at: number): number {
  const runs = at + record.readUInt16LE(at + 32);
  const header = record[runs]!;
  return record.readUIntLE(runs + 1 + (header & 0xf), header >> 4);
}

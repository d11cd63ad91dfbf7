import { seeded } from './ntfsImageFillings.ts';
import type { Sample, SampleRecord } from './ntfsSamples.ts';

/** Seeded choices. */
export interface Random {
  /** A whole number from 0 to below `count`. */
  below(count: number): number;
  of<T>(list: readonly T[]): T;
}

export function randomOf(seed: number): Random {
  const next = seeded(seed);
  const below = (count: number): number => Math.floor(next() * count);
  return { below, of: (list) => list[below(list.length)]! };
}

/** Changes a record whose fixups are undone; `own` is its number. */
export type Change = (record: Buffer, random: Random, sample: Sample, own: number) => void;

/** An attribute as it stands in a record that is whole. */
export interface AttributePlace {
  type: number;
  at: number;
  length: number;
  isResident: boolean;
  /** Where a resident value begins. */
  value: number;
}

/** Empty only for a record that has none; then its head stands in for one. */
export function attributesOf(record: Buffer): AttributePlace[] {
  const found: AttributePlace[] = [];
  for (let at = record.readUInt16LE(0x14); at + 24 <= record.length && record.readUInt32LE(at) !== 0xffff_ffff; ) {
    const length = record.readUInt32LE(at + 4);
    if (length < 24 || at + length > record.length) break;
    found.push({ type: record.readUInt32LE(at), at, length, isResident: record[at + 8] === 0, value: at + record.readUInt16LE(at + 20) });
    at += length;
  }
  return found.length > 0 ? found : [{ type: 0, at: 0x38, length: 24, isResident: true, value: 0x50 }];
}

/** Undoes a record's fixups, changes it, and makes them anew, so that the change reaches what comes behind them. */
export function edit(bytes: Buffer, sample: Sample, { offset, number }: SampleRecord, change: Change, random: Random): void {
  const record = bytes.subarray(offset, offset + sample.recordSize);
  const array = sample.arrayAt;
  for (let block = 1; block <= record.length / 512; block += 1) record.copy(record, 512 * block - 2, array + 2 * block, array + 2 * block + 2);
  change(record, random, sample, number);
  for (let block = 1; block <= record.length / 512; block += 1) {
    record.copy(record, array + 2 * block, 512 * block - 2, 512 * block);
    record.copy(record, 512 * block - 2, array, array + 2);
  }
}

/** Puts an attribute before itself once more, or makes it longer; nothing where the record has no room. */
export function repeatAttribute(record: Buffer, { at, length }: AttributePlace, longer?: number): void {
  const [used, more] = [record.readUInt32LE(0x18), longer ?? length];
  if (used + more > record.length || used < at) return;
  const start = longer === undefined ? at : at + length;
  record.copyWithin(start + more, start, used);
  record.writeUInt32LE(used + more, 0x18);
  if (longer !== undefined) record.fill(0, start, start + more).writeUInt32LE(length + longer, at + 4);
}

/** A number of 48 bits, as references have it. */
export const put48 = (bytes: Buffer, at: number, value: number): number => (at + 6 <= bytes.length ? bytes.writeUIntLE(value, at, 6) : 0);
export const put64 = (bytes: Buffer, at: number, value: bigint): number => (at + 8 <= bytes.length ? bytes.writeBigUInt64LE(value, at) : 0);

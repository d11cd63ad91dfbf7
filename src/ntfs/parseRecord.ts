import { allocatedSize, dataSize, emptyAttribute, lowestCluster, readAttribute, runsAt, type, type Attribute } from './attributes.ts';
import { applyFixups, flag, head, recordOf, sequenceOf, type Damage } from './record.ts';
import { decodeRuns } from './runList.ts';
import { is, type NameTable, type RecordTable } from './tables.ts';

/** What an extension record tells of its file, kept until it is known whether that is the file it means. */
export interface Extension {
  record: number;
  owner: number;
  ownerSequence: number;
  dosNames: number;
  /** NaN where the unnamed data does not begin here. */
  size: number;
  allocated: number;
  streams: number;
  reparseTag: number;
  /** Where the reparse point's data begins, in clusters, when it is too long for the record; NaN: it is not. */
  tagCluster: number;
}

/** What has been read of a volume so far. */
export interface Tables {
  records: RecordTable;
  names: NameTable;
  extensions: Extension[];
  /** Reparse points whose data is too long for the record: where it begins, in clusters; one a record. */
  reparseData: { owner: number; ownerSequence: number; cluster: number }[];
}

/** FILE_NAME ([ColinFinck/ntfs], FACTS.md): parent, then sizes and times that go stale, length, namespace, text. */
const nameLengthAt = 0x40;
const namespaceAt = 0x41;
const textAt = 0x42;
const namespaceDos = 2;

/** A size beyond what a number carries exactly is none: NTFS ends at 2^53 bytes a file, too. */
const isSize = (value: number): boolean => Number.isSafeInteger(value);
const highestRecord = 0xffff_fffe;
export const mostStreams = 0xffff;

const attribute: Attribute = emptyAttribute();
const found: Extension = { record: 0, owner: 0, ownerSequence: 0, dosNames: 0, size: Number.NaN, allocated: 0, streams: 0, reparseTag: 0, tagCluster: Number.NaN };

/**
 * Takes up one record of the master file table: its bytes at `at`, its number. A record that is not in use, or all zeros,
 * adds nothing. Gives what is wrong with it; what could be read of it is taken up all the same.
 */
export function parseRecord(tables: Tables, view: DataView, at: number, recordSize: number, record: number): Damage {
  if (view.getUint32(at, true) === 0 && isZeros(view, at, recordSize)) return null;
  const unusable = applyFixups(view, at, recordSize);
  if (unusable !== null) return unusable;
  const flags = view.getUint16(at + head.flags, true);
  if ((flags & flag.inUse) === 0) return null;
  const owner = recordOf(view, at + head.base);
  const isExtension = owner !== 0 || sequenceOf(view, at + head.base) !== 0;
  if (owner > highestRecord) return 'it extends a record that cannot be';
  const sequence = view.getUint16(at + head.sequence, true);
  found.record = record;
  found.owner = isExtension ? owner : record;
  found.ownerSequence = isExtension ? sequenceOf(view, at + head.base) : sequence;
  found.dosNames = found.allocated = found.streams = found.reparseTag = 0;
  found.size = found.tagCluster = Number.NaN;
  const end = at + Math.min(recordSize, view.getUint32(at + head.bytesInUse, true));
  const damage = readAttributes(tables, view, at + view.getUint16(at + head.firstAttribute, true), end);
  const { records, reparseData, extensions } = tables;
  records.reach(record);
  if (!Number.isNaN(found.tagCluster)) reparseData.push({ owner: found.owner, ownerSequence: found.ownerSequence, cluster: found.tagCluster });
  if (isExtension) {
    extensions.push({ ...found });
    return damage;
  }
  records.sequence[record] = sequence;
  records.flags[record] = ((flags & flag.directory) !== 0 ? is.directory : is.file) | (records.flags[record]! & is.damaged);
  records.linkCount[record] = view.getUint16(at + head.linkCount, true) - found.dosNames;
  records.size[record] = Number.isNaN(found.size) ? 0 : found.size;
  records.allocated[record] = found.allocated;
  records.reparseTag[record] = found.reparseTag;
  records.streams[record] = Math.min(found.streams, mostStreams);
  return damage;
}

function isZeros(view: DataView, at: number, length: number): boolean {
  for (let place = 0; place < length; place += 4) if (view.getUint32(at + place, true) !== 0) return false;
  return true;
}

function readAttributes(tables: Tables, view: DataView, start: number, end: number): Damage {
  let damage: Damage = null;
  for (let at = start; readAttribute(view, at, end, attribute); at = attribute.end) {
    let wrong: Damage = null;
    if (attribute.type === type.fileName) wrong = readName(tables, view);
    else if (attribute.type === type.data) wrong = readData(view);
    else if (attribute.type === type.reparsePoint) readReparsePoint(view);
    damage ??= wrong;
  }
  return attribute.type === type.end ? damage : (damage ?? 'its attributes do not end where they should');
}

function readName({ names }: Tables, view: DataView): Damage {
  const { isResident, valueAt, valueLength } = attribute;
  if (!isResident || valueLength < textAt) return 'a name of it cannot be read';
  const length = view.getUint8(valueAt + nameLengthAt);
  if (length === 0 || valueLength < textAt + 2 * length) return 'a name of it cannot be read';
  if (view.getUint8(valueAt + namespaceAt) === namespaceDos) {
    found.dosNames += 1;
    return null;
  }
  const parent = recordOf(view, valueAt);
  if (parent > highestRecord) return 'a name of it lies in a folder that cannot be';
  names.add(found.owner, found.ownerSequence, parent, sequenceOf(view, valueAt), view, valueAt + textAt, length);
  return null;
}

function readReparsePoint(view: DataView): void {
  if (attribute.isResident) {
    if (attribute.valueLength >= 4) found.reparseTag = view.getUint32(attribute.valueAt, true);
    return;
  }
  const [first] = decodeRuns(new Uint8Array(view.buffer, view.byteOffset), runsAt(view, attribute), attribute.end).runs;
  if (first && first.cluster !== null) found.tagCluster = first.cluster;
}

function readData(view: DataView): Damage {
  if (lowestCluster(view, attribute) !== 0) return null; // a further part of it
  if (attribute.nameLength > 0) {
    found.streams += 1;
    return null;
  }
  const [size, allocated] = [dataSize(view, attribute), allocatedSize(view, attribute)];
  if (!isSize(size) || !isSize(allocated)) return 'its size cannot be';
  found.size = size;
  found.allocated = allocated;
  return null;
}

import { dataSize, emptyAttribute, initializedSize, lowestCluster, number64, readAttribute, runsAt, type, type Attribute } from './attributes.ts';
import type { Geometry } from './bootSector.ts';
import { MftStream, readOrError, type ByteSource } from './mftStream.ts';
import { applyFixups, head, recordOf } from './record.ts';
import { decodeRuns, type Run } from './runList.ts';

/** Records that every volume has. */
const fewestRecords = 16;
/** Windows keeps no longer attribute list. */
const longestList = 256 * 1024;

/** The master file table as a stream of bytes. */
export interface Mft {
  stream: MftStream;
  /** Bytes of it that hold records. */
  size: number;
  /** What was wrong with its record; null: nothing. */
  damage: string | null;
}

/**
 * Finds all parts of the master file table: those that its own record names, and where that has an attribute list, those
 * in its extension records. Where something is wrong with that, the copy of the record ($MFTMirr) is asked, too, and that
 * serves which gives more. Null where neither gives anything.
 */
export async function findMft(source: ByteSource, geometry: Geometry): Promise<Mft | null> {
  let best: Mft | null = null;
  for (const offset of new Set([geometry.mftOffset, geometry.mftMirrorOffset])) {
    const mft = await mftFrom(offset, source, geometry);
    best = best === null ? mft : { ...(mft.size > best.size ? mft : best), damage: best.damage };
    if (best.damage === null || mft.damage === null) break;
  }
  return best === null || best.size === 0 ? null : best;
}

/** By the record at `offset`; no bytes where that cannot be used. */
async function mftFrom(offset: number, source: ByteSource, geometry: Geometry): Promise<Mft> {
  const stream = new MftStream(source, geometry);
  const view = await readRecord((into) => source.read(into, offset), geometry.recordSize);
  const parts = typeof view === 'string' ? view : ownParts(view, geometry);
  if (typeof parts === 'string') return { stream, size: 0, damage: parts };
  let damage = stream.append(parts.runs) ? null : 'it names clusters that the volume does not have';
  damage ??= await appendListed(stream, parts, source, geometry);
  if (stream.size < parts.size) damage ??= `it names the place of ${stream.size} of the ${parts.size} bytes of the master file table`;
  return { stream, size: Math.min(parts.size, stream.size), damage };
}

interface OwnParts {
  size: number;
  runs: Run[];
  /** The attribute list's value, or where it lies. */
  list: Uint8Array | Run[] | null;
  listSize: number;
}

const attribute: Attribute = emptyAttribute();

/** A record of its own with the fixups done; what is wrong with it where it cannot be used. */
async function readRecord(read: (into: Uint8Array) => number | Promise<number>, recordSize: number): Promise<DataView | string> {
  const bytes = new Uint8Array(recordSize);
  const got = await readOrError(() => read(bytes));
  if (got instanceof Error) return `it cannot be read: ${got.message}`;
  if (got < recordSize) return 'it lies behind the end of the volume';
  const view = new DataView(bytes.buffer);
  return applyFixups(view, 0, recordSize) ?? view;
}

const bytesOf = (view: DataView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

function* attributesIn(view: DataView): Generator<Attribute> {
  const end = Math.min(view.byteLength, view.getUint32(head.bytesInUse, true));
  for (let at = view.getUint16(head.firstAttribute, true); readAttribute(view, at, end, attribute); at = attribute.end) yield attribute;
}

function ownParts(view: DataView, { recordSize }: Geometry): OwnParts | string {
  const parts: OwnParts = { size: Number.NaN, runs: [], list: null, listSize: 0 };
  for (const one of attributesIn(view)) {
    const runs = (): Run[] => decodeRuns(bytesOf(view), runsAt(view, one), one.end).runs;
    if (one.type === type.attributeList) {
      parts.listSize = Math.min(longestList, dataSize(view, one));
      parts.list = one.isResident ? bytesOf(view).slice(one.valueAt, one.valueAt + one.valueLength) : runs();
    } else if (one.type === type.data && one.nameLength === 0 && !one.isResident && lowestCluster(view, one) === 0) {
      parts.size = Math.min(dataSize(view, one), initializedSize(view, one));
      parts.runs = runs();
    }
  }
  return Number.isSafeInteger(parts.size) && parts.size >= fewestRecords * recordSize && parts.runs.length > 0 ? parts : 'it does not say where the master file table lies';
}

/** Appends the parts that the attribute list names, in their order; what is wrong where one of them cannot be found. */
async function appendListed(stream: MftStream, { list, listSize }: OwnParts, source: ByteSource, geometry: Geometry): Promise<string | null> {
  if (list === null) return null;
  const bytes = list instanceof Uint8Array ? list : new Uint8Array(listSize);
  if (Array.isArray(list)) {
    const listed = new MftStream(source, geometry);
    if (!listed.append(list) || (await readOrError(() => listed.read(bytes, 0))) !== listSize) return 'its attribute list cannot be read';
  }
  const seen = new Set<number>();
  for (const { record, lowest } of dataEntries(bytes)) {
    if (lowest === 0) continue; // the part in its own record
    if (lowest !== stream.clusters) return `the part of the master file table at its cluster ${lowest} is missing`;
    // Each holds one part: a list that names one again and again would have it read as often
    if (seen.has(record)) return `its attribute list names the extension record ${record} twice`;
    seen.add(record);
    const view = await readRecord((into) => stream.read(into, record * geometry.recordSize), geometry.recordSize);
    if (typeof view === 'string') return `its extension record ${record} cannot be used: ${view}`;
    const runs = runsFrom(view, lowest);
    if (runs === null || recordOf(view, head.base) !== 0) return `its extension record ${record} does not name the part that it should`;
    if (!stream.append(runs)) return `its extension record ${record} names clusters that the volume does not have`;
  }
  return null;
}

function runsFrom(view: DataView, lowest: number): Run[] | null {
  for (const one of attributesIn(view)) {
    if (one.type !== type.data || one.nameLength > 0 || one.isResident || lowestCluster(view, one) !== lowest) continue;
    return decodeRuns(bytesOf(view), runsAt(view, one), one.end).runs;
  }
  return null;
}

/** The entries of an attribute list that are about the unnamed $DATA: type@0, length@4, name length@6, lowest cluster@8, record@16. */
function dataEntries(bytes: Uint8Array): { record: number; lowest: number }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: { record: number; lowest: number }[] = [];
  for (let at = 0; at + 26 <= bytes.length; ) {
    const length = view.getUint16(at + 4, true);
    if (length < 26) break;
    if (view.getUint32(at, true) === type.data && view.getUint8(at + 6) === 0) entries.push({ record: recordOf(view, at + 16), lowest: number64(view, at + 8) });
    at += length;
  }
  return entries.sort((one, other) => one.lowest - other.lowest);
}

import { backupOffsets, readBootSector, type Geometry } from './bootSector.ts';
import { findMft, type Mft } from './mftRuns.ts';
import { readOrError, type ByteSource, type MftStream } from './mftStream.ts';
import { parseRecord, type Tables } from './parseRecord.ts';
import { isRecord, markDamaged, NameTable, RecordTable } from './tables.ts';
import { VolumeMap } from './volumeMap.ts';

/** What reading a volume has to tell while it goes on; `record` is null for the boot sector. */
export type VolumeEvent = { type: 'damaged'; record: number | null; reason: string } | { type: 'progress'; done: number; total: number };

/** One large read; a whole number of records of every size. */
const chunkSize = 2 * 1024 * 1024;

/**
 * Reads the master file table of an NTFS volume into a map of all its files, names and folders. Null where the source is no
 * NTFS volume, or its master file table cannot be found at all, or it was interrupted; whatever else is damaged is told, and the rest is read.
 * What the source's `read` throws is thrown on, but for errors of the system (with a `code`) about single records.
 */
export async function* readVolume(source: ByteSource, signal: AbortSignal): AsyncGenerator<VolumeEvent, VolumeMap | null> {
  const boot = await findGeometry(source);
  if (boot === null) return null;
  if (boot.isCopy) yield { type: 'damaged', record: null, reason: 'the boot sector cannot be read; its copy at the end of the volume is used' };
  const { geometry } = boot;
  const mft = await findMft(source, geometry);
  if (mft === null) return null;

  const tables: Tables = { records: new RecordTable(), names: new NameTable(), extensions: [], reparseData: [] };
  if (mft.damage !== null) yield* damaged(tables, 0, mft.damage);
  yield* readRecords(mft, geometry, tables, signal);
  yield* readTags(source, geometry, tables, signal);
  // Half of a table looks damaged all over
  if (signal.aborted) return null;
  const map = new VolumeMap(geometry, tables);
  for (const one of map.damage) yield { type: 'damaged', ...one };
  return map;
}

/** A warning about a record, unless there was one before. */
function* damaged({ records }: Tables, record: number, reason: string): Generator<VolumeEvent, void> {
  if (markDamaged(records, record)) yield { type: 'damaged', record, reason };
}

/** Reads all records, piece by piece; what lies in a gap of the table is told once a gap. */
async function* readRecords({ stream, size }: Mft, { recordSize }: Geometry, tables: Tables, signal: AbortSignal): AsyncGenerator<VolumeEvent, void> {
  const total = Math.floor(size / recordSize);
  const chunks = [...chunksOf(stream, recordSize, total)];
  const room = Math.min(chunkSize, total * recordSize);
  const buffers = [new Uint8Array(room), new Uint8Array(room)] as const;
  const fill = (index: number): Promise<number | Error> | null => {
    const chunk = chunks[index];
    return chunk ? filled(stream, buffers[index % 2]!.subarray(0, chunk.count * recordSize), chunk.first * recordSize) : null;
  };
  let expected = 0;
  let next = fill(0);
  for (let index = 0; next !== null && !signal.aborted; index += 1) {
    const { first, count } = chunks[index]!;
    if (first > expected) yield* damaged(tables, expected, missing(first - expected));
    const got = await next;
    // The disk reads the next piece while this one is looked at
    next = fill(index + 1);
    const buffer = buffers[index % 2]!;
    const view = new DataView(buffer.buffer);
    const whole = got instanceof Error ? count : Math.floor(got / recordSize);
    for (let place = 0; place < whole; place += 1) {
      const at = place * recordSize;
      const unread = got instanceof Error ? await readAlone(stream, buffer.subarray(at, at + recordSize), (first + place) * recordSize) : null;
      const reason = unread ?? parseRecord(tables, view, at, recordSize, first + place);
      if (reason !== null) yield* damaged(tables, first + place, reason);
    }
    if (whole < count) yield* damaged(tables, first + whole, missing(count - whole));
    expected = first + count;
    yield { type: 'progress', done: expected, total };
  }
  await next;
  if (expected < total && !signal.aborted) yield* damaged(tables, expected, missing(total - expected));
}

const missing = (count: number): string => `the volume ends before it; ${count} records are missing`;

/** What is read at once: whole records that lie in one piece of the table. */
function* chunksOf(stream: MftStream, recordSize: number, total: number): Generator<{ first: number; count: number }, void> {
  const most = chunkSize / recordSize;
  for (const { start, end } of stream.pieces()) {
    const last = Math.min(total, Math.floor(end / recordSize));
    for (let first = Math.ceil(start / recordSize); first < last; first += most) yield { first, count: Math.min(most, last - first) };
  }
}

/** The boot sector, or where it cannot be read the copy in the last sector. */
async function findGeometry(source: ByteSource): Promise<{ geometry: Geometry; isCopy: boolean } | null> {
  let failure: Error | null = null;
  for (const offset of [0, ...backupOffsets(source.size)]) {
    const sector = new Uint8Array(512);
    const got = await readOrError(() => source.read(sector, offset));
    const geometry = got === sector.length ? readBootSector(sector) : null;
    if (geometry !== null) return { geometry, isCopy: offset > 0 };
    if (got instanceof Error) failure ??= got;
  }
  if (failure !== null) throw failure;
  return null;
}

const filled = (stream: MftStream, buffer: Uint8Array, offset: number): Promise<number | Error> => readOrError(() => stream.read(buffer, offset));

/** Reads one record of a piece that cannot be read as a whole; what is wrong where that fails, too. */
async function readAlone(stream: MftStream, record: Uint8Array, offset: number): Promise<string | null> {
  const got = await filled(stream, record, offset);
  if (got instanceof Error) return `it cannot be read: ${got.message}`;
  return got < record.length ? 'it cannot be read to its end' : null;
}

/** The tags of reparse points whose data lies outside their records. */
async function* readTags(source: ByteSource, { clusterSize }: Geometry, tables: Tables, signal: AbortSignal): AsyncGenerator<VolumeEvent, void> {
  const sector = new Uint8Array(512);
  const { records } = tables;
  for (const { owner, ownerSequence, cluster } of tables.reparseData) {
    if (signal.aborted) return;
    if (!isRecord(records, owner, ownerSequence)) continue;
    const position = cluster * clusterSize;
    const got = position < source.size ? await readOrError(() => source.read(sector, position)) : 0;
    if (typeof got !== 'number' || got < 4) yield* damaged(tables, owner, 'its reparse point cannot be read');
    else records.reparseTag[owner] = new DataView(sector.buffer).getUint32(0, true);
  }
}

import { backupOffsets, readBootSector, type Geometry } from './bootSector.ts';
import { findMft } from './mftRuns.ts';
import type { ByteSource, MftStream } from './mftStream.ts';
import { parseRecord, type Tables } from './parseRecord.ts';
import { NameTable, RecordTable } from './tables.ts';
import { VolumeMap } from './volumeMap.ts';

/** What reading a volume has to tell while it goes on; `record` is null for the boot sector. */
export type VolumeEvent = { type: 'damaged'; record: number | null; reason: string } | { type: 'progress'; done: number; total: number };

/** One large read; a whole number of records of every size. */
const chunkSize = 2 * 1024 * 1024;

/**
 * Reads the master file table of an NTFS volume into a map of all its files, names and folders. Null where the source is no
 * NTFS volume, or its master file table cannot be found at all; whatever else is damaged is told, and the rest is read.
 * What the source's `read` throws is thrown on, but for errors of the system (with a `code`) about single records.
 */
export async function* readVolume(source: ByteSource, signal: AbortSignal): AsyncGenerator<VolumeEvent, VolumeMap | null> {
  const boot = await findGeometry(source);
  if (boot === null) return null;
  if (boot.isCopy) yield { type: 'damaged', record: null, reason: 'the boot sector cannot be read; its copy at the end of the volume is used' };
  const { geometry } = boot;
  const mft = await findMft(source, geometry);
  if (mft === null) return null;
  for (const one of mft.damage) yield { type: 'damaged', ...one };

  const tables: Tables = { records: new RecordTable(), names: new NameTable(), extensions: [], reparseData: [] };
  const total = Math.floor(mft.size / geometry.recordSize);
  const buffers = [new Uint8Array(chunkSize), new Uint8Array(chunkSize)] as const;
  const perChunk = chunkSize / geometry.recordSize;
  const fill = (first: number): Promise<number | Error> => filled(mft.stream, buffers[(first / perChunk) % 2]!, first * geometry.recordSize);
  let next = fill(0);
  for (let first = 0; first < total && !signal.aborted; first += perChunk) {
    const got = await next;
    // The disk reads the next piece while this one is looked at
    next = first + perChunk < total ? fill(first + perChunk) : Promise.resolve(0);
    const buffer = buffers[(first / perChunk) % 2]!;
    const view = new DataView(buffer.buffer);
    const count = Math.min(perChunk, total - first);
    const whole = got instanceof Error ? count : Math.min(count, Math.floor(got / geometry.recordSize));
    for (let index = 0; index < whole; index += 1) {
      const at = index * geometry.recordSize;
      const unread = got instanceof Error ? await readAlone(mft.stream, buffer.subarray(at, at + geometry.recordSize), (first + index) * geometry.recordSize) : null;
      const reason = unread ?? parseRecord(tables, view, at, geometry.recordSize, first + index);
      if (reason !== null) yield { type: 'damaged', record: first + index, reason };
    }
    if (whole < count) {
      yield { type: 'damaged', record: first + whole, reason: `the volume ends before it; ${total - first - whole} records are missing` };
      break;
    }
    yield { type: 'progress', done: first + count, total };
  }
  await next;
  yield* readTags(source, geometry, tables);
  const map = new VolumeMap(geometry, tables);
  for (const one of map.damage) yield { type: 'damaged', ...one };
  return map;
}

/** The boot sector, or where it cannot be read the copy in the last sector. */
async function findGeometry(source: ByteSource): Promise<{ geometry: Geometry; isCopy: boolean } | null> {
  for (const offset of [0, ...backupOffsets(source.size)]) {
    const sector = new Uint8Array(512);
    if ((await source.read(sector, offset)) < sector.length) continue;
    const geometry = readBootSector(sector);
    if (geometry !== null) return { geometry, isCopy: offset > 0 };
  }
  return null;
}

const isOfSystem = (error: unknown): error is Error => error instanceof Error && 'code' in error;

const filled = (stream: MftStream, buffer: Uint8Array, offset: number): Promise<number | Error> => filledBy(() => stream.read(buffer, offset));

/** The bytes read; the system's error where they cannot be, which is told record by record. */
async function filledBy(read: () => number | Promise<number>): Promise<number | Error> {
  try {
    return await read();
  } catch (error) {
    if (!isOfSystem(error)) throw error;
    return error;
  }
}

/** Reads one record of a piece that cannot be read as a whole; what is wrong where that fails, too. */
async function readAlone(stream: MftStream, record: Uint8Array, offset: number): Promise<string | null> {
  const got = await filled(stream, record, offset);
  if (got instanceof Error) return `it cannot be read: ${got.message}`;
  return got < record.length ? 'it cannot be read to its end' : null;
}

/** The tags of reparse points whose data lies outside their records. */
async function* readTags(source: ByteSource, { clusterSize }: Geometry, { reparseData, records }: Tables): AsyncGenerator<VolumeEvent, void> {
  const sector = new Uint8Array(512);
  for (const { owner, cluster } of reparseData) {
    const got = await filledBy(() => source.read(sector, cluster * clusterSize));
    if (typeof got !== 'number' || got < 4) yield { type: 'damaged', record: owner, reason: 'its reparse point cannot be read' };
    else if (owner < records.length) records.reparseTag[owner] = new DataView(sector.buffer).getUint32(0, true);
  }
}

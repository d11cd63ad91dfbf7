/** A part of a disk; bytes. `number` counts from 1, as diskpart and Linux do; logical ones of an MBR from 5. */
export interface Partition {
  number: number;
  offset: number;
  size: number;
}

/** Reads `length` bytes of a disk; fewer at its end. */
export type ReadBytes = (offset: number, length: number) => Uint8Array;

const sectorSizes = [512, 4096];
/** Tables in the chain of logical partitions. */
const mostTables = 128;

/**
 * The partitions of a whole disk by its GPT or MBR; none where there is no table. Never reads more than the tables, however
 * wild their numbers are. Layouts: UEFI specification 2.10, 5.3; MBR: the four entries at 446.
 */
export function readPartitions(read: ReadBytes, diskSize: number): Partition[] {
  const sector = read(0, 512);
  if (sector.length < 512 || sector[510] !== 0x55 || sector[511] !== 0xaa) return [];
  for (const size of sectorSizes) {
    const found = readGpt(read, size);
    if (found.length > 0) return within(found, diskSize);
  }
  return within(readMbr(read, sector), diskSize);
}

const within = (partitions: Partition[], diskSize: number): Partition[] =>
  partitions.filter(({ offset, size }) => offset > 0 && size > 0 && offset < diskSize).map((one) => ({ ...one, size: Math.min(one.size, diskSize - one.offset) }));

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

function readGpt(read: ReadBytes, sectorSize: number): Partition[] {
  const header = read(sectorSize, 512);
  if (header.length < 92) return [];
  const view = viewOf(header);
  if (view.getBigUint64(0, true) !== 0x5452_4150_2049_4645n) return []; // 'EFI PART'
  const entriesAt = Number(view.getBigUint64(72, true)) * sectorSize;
  const count = Math.min(view.getUint32(80, true), 1024);
  const entrySize = view.getUint32(84, true);
  if (entrySize < 128 || entrySize > 4096 || !Number.isSafeInteger(entriesAt + count * entrySize)) return [];
  const entries = read(entriesAt, count * entrySize);
  const table = viewOf(entries);
  const found: Partition[] = [];
  for (let index = 0; (index + 1) * entrySize <= entries.length; index += 1) {
    const at = index * entrySize;
    if (table.getBigUint64(at, true) === 0n && table.getBigUint64(at + 8, true) === 0n) continue; // type GUID 0: not used
    const [first, last] = [Number(table.getBigUint64(at + 32, true)), Number(table.getBigUint64(at + 40, true))];
    if (last >= first && Number.isSafeInteger(last * sectorSize)) found.push({ number: index + 1, offset: first * sectorSize, size: (last - first + 1) * sectorSize });
  }
  return found;
}

interface MbrEntry {
  type: number;
  start: number;
  sectors: number;
}

function mbrEntries(sector: Uint8Array): MbrEntry[] {
  const view = viewOf(sector);
  return [446, 462, 478, 494].map((at) => ({ type: view.getUint8(at + 4), start: view.getUint32(at + 8, true), sectors: view.getUint32(at + 12, true) }));
}

const isExtended = (type: number): boolean => type === 0x05 || type === 0x0f || type === 0x85;

function readMbr(read: ReadBytes, sector: Uint8Array): Partition[] {
  const found: Partition[] = [];
  const logical: Partition[] = [];
  for (const [index, { type, start, sectors }] of mbrEntries(sector).entries()) {
    if (type === 0 || sectors === 0) continue;
    if (isExtended(type)) readLogical(read, start, logical);
    else found.push({ number: index + 1, offset: start * 512, size: sectors * 512 });
  }
  return [...found, ...logical];
}

/** Adds the chain of logical partitions: each table names one and the next table, counted from the first. */
function readLogical(read: ReadBytes, base: number, found: Partition[]): void {
  const seen = new Set([0]);
  for (let at = base; !seen.has(at) && seen.size <= mostTables; ) {
    seen.add(at);
    const sector = read(at * 512, 512);
    if (sector.length < 512 || sector[510] !== 0x55 || sector[511] !== 0xaa) break;
    const [own, next] = mbrEntries(sector) as [MbrEntry, MbrEntry, ...MbrEntry[]];
    if (own.type !== 0 && own.sectors > 0) found.push({ number: 5 + found.length, offset: (at + own.start) * 512, size: own.sectors * 512 });
    if (!isExtended(next.type)) break;
    at = base + next.start;
  }
}

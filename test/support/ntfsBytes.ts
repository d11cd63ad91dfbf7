// A volume by hand, byte by byte, for what no driver would ever write.

/** `number` and the sequence number that a reference has. */
export interface Reference {
  number: number;
  sequence: number;
}

export const root: Reference = { number: 5, sequence: 5 };

export interface RecordParts {
  sequence?: number;
  links?: number;
  /** 1 in use, 2 directory. */
  flags?: number;
  base?: Reference;
  attributes?: readonly Buffer[];
  size?: number;
}

function putReference(bytes: Buffer, at: number, { number, sequence }: Reference): void {
  bytes.writeUIntLE(number, at, 6);
  bytes.writeUInt16LE(sequence, at + 6);
}

const padded = (length: number): number => Math.ceil(length / 8) * 8;

/** A FILE record with its fixups made. */
export function fileRecord({ sequence = 1, links = 1, flags = 1, base, attributes = [], size = 1024 }: RecordParts): Buffer {
  const record = Buffer.alloc(size);
  const first = padded(0x30 + 2 * (size / 512 + 1));
  record.write('FILE', 'latin1');
  record.writeUInt16LE(0x30, 4);
  record.writeUInt16LE(size / 512 + 1, 6);
  [sequence, links, first, flags].forEach((value, index) => record.writeUInt16LE(value, 0x10 + 2 * index));
  if (base) putReference(record, 0x20, base);
  const body = Buffer.concat([...attributes, Buffer.from([255, 255, 255, 255, 0, 0, 0, 0])]);
  body.copy(record, first);
  record.writeUInt32LE(first + body.length, 0x18);
  return sealed(record);
}

/** Puts the last two bytes of every 512 into the update sequence array, and a number in their place. */
export function sealed(record: Buffer): Buffer {
  record.writeUInt16LE(0x5ea1, 0x30);
  for (let block = 1; block <= record.length / 512; block += 1) {
    record.copy(record, 0x30 + 2 * block, 512 * block - 2, 512 * block);
    record.writeUInt16LE(0x5ea1, 512 * block - 2);
  }
  return record;
}

/** An attribute whose value lies in its record. */
export function resident(type: number, value: Buffer, name = ''): Buffer {
  const valueAt = padded(24 + 2 * name.length);
  const bytes = Buffer.alloc(padded(valueAt + value.length));
  bytes.writeUInt32LE(type, 0);
  bytes.writeUInt32LE(bytes.length, 4);
  bytes[9] = name.length;
  bytes.writeUInt16LE(24, 10);
  bytes.writeUInt32LE(value.length, 16);
  bytes.writeUInt16LE(valueAt, 20);
  bytes.write(name, 24, 'utf16le');
  value.copy(bytes, valueAt);
  return bytes;
}

export interface Outside {
  runs: Buffer;
  size: number;
  lowest?: number;
  allocated?: number;
  initialized?: number;
}

/** An attribute whose value lies in clusters. */
export function nonResident(type: number, { runs, size, lowest = 0, allocated = size, initialized = size }: Outside): Buffer {
  const bytes = Buffer.alloc(padded(64 + runs.length + 1));
  bytes.writeUInt32LE(type, 0);
  bytes.writeUInt32LE(bytes.length, 4);
  bytes[8] = 1;
  const numbers: [at: number, value: number][] = [[16, lowest], [40, allocated], [48, size], [56, initialized]];
  for (const [at, value] of numbers) bytes.writeBigUInt64LE(BigInt(value), at);
  bytes.writeUInt16LE(64, 32);
  runs.copy(bytes, 64);
  return bytes;
}

/** A FILE_NAME; namespace 1 is Win32, 2 DOS. */
export function fileName(parent: Reference, name: string, namespace = 1): Buffer {
  const value = Buffer.alloc(0x42 + 2 * name.length);
  putReference(value, 0, parent);
  value[0x40] = name.length;
  value[0x41] = namespace;
  value.write(name, 0x42, 'utf16le');
  return resident(0x30, value);
}

/** A run of so many clusters from a cluster on, as the first of a list. */
export const run = (cluster: number, length: number): Buffer => {
  const bytes = Buffer.from([0x44, 0, 0, 0, 0, 0, 0, 0, 0]);
  bytes.writeInt32LE(length, 1);
  bytes.writeInt32LE(cluster, 5);
  return bytes;
};

export const clusterSize = 1024;
/** Where the master file table lies, and its copy: clusters. */
export const [mftAt, mirrorAt] = [16, 8];

export function bootSector({ sectors = 4096, recordSize = 1024 } = {}): Buffer {
  const bytes = Buffer.alloc(512);
  bytes.write('NTFS    ', 3, 'latin1');
  bytes.writeUInt16LE(512, 0x0b);
  bytes[0x0d] = clusterSize / 512;
  [sectors, mftAt, mirrorAt].forEach((value, index) => bytes.writeBigUInt64LE(BigInt(value), 0x28 + 8 * index));
  bytes.writeInt8(-Math.log2(recordSize), 0x40);
  bytes.writeBigUInt64LE(0x1234_5678_9abc_def0n, 0x48);
  return bytes;
}

/** A record of the master file table itself. */
export const tableRecord = (runs: Buffer, records: number): Buffer => fileRecord({ attributes: [fileName(root, '$MFT', 3), nonResident(0x80, { runs, size: records * 1024 })] });

export const rootRecord = (parts: RecordParts = {}): Buffer => fileRecord({ sequence: 5, flags: 3, attributes: [fileName(root, '.', 3)], ...parts });

export const folder = (parent: Reference, name: string, sequence = 1): Buffer => fileRecord({ sequence, flags: 3, attributes: [fileName(parent, name)] });
export const file = (parent: Reference, name: string, text = 'data'): Buffer => fileRecord({ attributes: [fileName(parent, name), resident(0x80, Buffer.from(text))] });

/** A volume of 2 MiB with these records; 0 and 5 are there unless they are given. The table lies in one run unless `runs` says otherwise. */
export function volume(given: Record<number, Buffer>, { length = 64, runs = run(mftAt, length), place = (record: number) => mftAt + record } = {}): Buffer {
  const bytes = Buffer.alloc(4096 * 512);
  bootSector().copy(bytes);
  const records: Record<number, Buffer> = { 0: tableRecord(runs, length), 5: rootRecord(), ...given };
  for (const [number, record] of Object.entries(records)) record.copy(bytes, place(Number(number)) * clusterSize);
  records[0]!.copy(bytes, mirrorAt * clusterSize);
  return bytes;
}

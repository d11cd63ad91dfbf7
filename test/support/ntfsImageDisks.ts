import fs from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { run } from './ntfsImages.ts';

/** A whole disk in a file, where the volume begins in it (bytes), and the number of its partition. */
export interface Disk {
  disk: string;
  offset: number;
  partition: number;
}

const typeNtfs = 0x07;
const typeFat = 0x0c;
const typeExtended = 0x0f;

/** A file that is a whole disk: `table` writes into its first sectors, the volume's image lies at `start` sectors, the rest is empty. */
function makeDisk(image: string, name: string, sectorSize: number, start: number, table: (write: (offset: number, bytes: Buffer) => void, sectors: number) => void): string {
  const disk = path.join(path.dirname(image), name);
  const size = fs.statSync(image).size;
  fs.writeFileSync(disk, '');
  fs.truncateSync(disk, start * sectorSize + size + 2 ** 20);
  const [from, to] = [fs.openSync(image, 'r'), fs.openSync(disk, 'r+')];
  try {
    const chunk = Buffer.alloc(2 ** 20);
    for (let at = 0; at < size; at += chunk.length) {
      const length = fs.readSync(from, chunk, 0, chunk.length, at);
      if (chunk.some((byte) => byte !== 0)) fs.writeSync(to, chunk, 0, length, start * sectorSize + at);
    }
    table((offset, bytes) => void fs.writeSync(to, bytes, 0, bytes.length, offset), Math.floor(size / sectorSize));
  } finally {
    fs.closeSync(from);
    fs.closeSync(to);
  }
  return disk;
}

/** A sector with up to four entries of 16 bytes at 446 and the mark 55 AA. */
function mbrSector(entries: readonly { slot: number; type: number; start: number; sectors: number }[]): Buffer {
  const sector = Buffer.alloc(512);
  for (const { slot, type, start, sectors } of entries) {
    const at = 446 + 16 * slot;
    sector[at + 4] = type;
    sector.writeUInt32LE(start, at + 8);
    sector.writeUInt32LE(sectors, at + 12);
  }
  sector.writeUInt16BE(0x55aa, 510);
  return sector;
}

/** An MBR whose first entry is a FAT partition, its second is empty, and its third holds the volume. */
export function mbrDisk(image: string): Disk {
  const start = 4096;
  const disk = makeDisk(image, 'mbr disk', 512, start, (write, sectors) => {
    write(0, mbrSector([{ slot: 0, type: typeFat, start: 2048, sectors: 2048 }, { slot: 2, type: typeNtfs, start, sectors }]));
  });
  return { disk, offset: start * 512, partition: 3 };
}

/** An MBR with an extended partition, in it two logical ones: 5 is FAT, 6 holds the volume. */
export function logicalDisk(image: string): Disk {
  const [base, second] = [2048, 6144];
  const start = second + 2048;
  const disk = makeDisk(image, 'logical disk', 512, start, (write, sectors) => {
    write(0, mbrSector([{ slot: 1, type: typeExtended, start: base, sectors: start - base + sectors }]));
    write(base * 512, mbrSector([{ slot: 0, type: typeFat, start: 2048, sectors: 2048 }, { slot: 1, type: 0x05, start: second - base, sectors: 2048 + sectors }]));
    write(second * 512, mbrSector([{ slot: 0, type: typeNtfs, start: 2048, sectors }]));
  });
  return { disk, offset: start * 512, partition: 6 };
}

/** A GPT with a protective MBR; its second entry is not used, the third holds the volume. The copy at the end is left out. */
export function gptDisk(image: string, sectorSize: number): Disk {
  const [first, start] = [256, 512];
  const disk = makeDisk(image, `gpt disk ${sectorSize}`, sectorSize, start, (write, sectors) => {
    const efiSystem = 'c12a7328f81f11d2ba4b00a0c93ec93b';
    const basicData = 'ebd0a0a2b9e5443387c068b6b72699c7';
    const entries = Buffer.alloc(128 * 128);
    gptEntry(efiSystem, first, 128, 1).copy(entries, 0);
    gptEntry(basicData, start, sectors, 3).copy(entries, 2 * 128);
    write(0, mbrSector([{ slot: 0, type: 0xee, start: 1, sectors: 0xffff_ffff }]));
    write(sectorSize, gptHeader(entries, 34, start + sectors - 1));
    write(2 * sectorSize, entries);
  });
  return { disk, offset: start * sectorSize, partition: 3 };
}

function gptHeader(entries: Buffer, firstUsable: number, lastUsable: number): Buffer {
  const header = Buffer.alloc(92);
  header.write('EFI PART', 'latin1');
  header.writeUInt32LE(0x1_0000, 8);
  header.writeUInt32LE(header.length, 12);
  const places = [1, lastUsable + 33, firstUsable, lastUsable];
  places.forEach((place, index) => header.writeBigUInt64LE(BigInt(place), 24 + 8 * index));
  header.fill(0xd1, 56, 72);
  header.writeBigUInt64LE(2n, 72);
  header.writeUInt32LE(128, 80);
  header.writeUInt32LE(128, 84);
  header.writeUInt32LE(crc32(entries), 88);
  header.writeUInt32LE(crc32(header), 16);
  return header;
}

function gptEntry(type: string, start: number, sectors: number, number: number): Buffer {
  const entry = Buffer.alloc(128);
  const guid = Buffer.from(type, 'hex');
  // The first three fields of a GUID are little-endian.
  guid.subarray(0, 4).reverse();
  guid.subarray(4, 6).reverse();
  guid.subarray(6, 8).reverse();
  guid.copy(entry);
  entry.fill(number, 16, 32);
  entry.writeBigUInt64LE(BigInt(start), 32);
  entry.writeBigUInt64LE(BigInt(start + sectors - 1), 40);
  return entry;
}

/** A copy of the image whose first sector is zeros, so that the boot sector in its last sector must serve. */
export function withoutBootSector(image: string): string {
  const copy = path.join(path.dirname(image), 'no boot sector');
  fs.copyFileSync(image, copy);
  const handle = fs.openSync(copy, 'r+');
  fs.writeSync(handle, Buffer.alloc(512), 0, 512, 0);
  fs.closeSync(handle);
  return copy;
}

/** The partitions that partx(8) of util-linux finds: number and first byte. Disks of sectors of 512 bytes only. */
export function partitionsByPartx(disk: string): { partition: number; offset: number }[] {
  const lines = run('partx', '-g', '-b', '-o', 'NR,START', disk).toString('latin1').trim().split('\n');
  return lines.map((line) => {
    const [partition, start] = line.trim().split(/\s+/).map(Number) as [number, number];
    return { partition, offset: start * 512 };
  });
}

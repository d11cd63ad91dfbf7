import { crc32 } from 'node:zlib';
import { isWindows } from '../../filesystem/platform.ts';
import type { CachedFile } from './cacheRow.ts';

/** Bytes of one file, and where its parts stand. */
const stride = 80;
const at = { fileId: 0, fileIdHigh: 8, modified: 16, changed: 24, head: 32, hash: 48, comparison: 64, class: 72, day: 76, hasHash: 78 } as const;

/** Before the files: a checksum of all that follows. */
const headerSize = 4;
const digestSize = 16;

/** A file with the day on which it was last seen, days since 1970. */
export type StoredFile = CachedFile & { day: number };

/** The files of one size in one piece: those without a day were seen `today`, those that were not seen for more than `daysKept` are left out. */
export function pack(files: Iterable<CachedFile & { day?: number }>, today: number, daysKept: number): Buffer {
  let page = Buffer.alloc(headerSize + 8 * stride);
  let start = headerSize;
  for (const file of files) {
    const day = file.day ?? today;
    if (today - day > daysKept) continue;
    if (start === page.length) page = Buffer.concat([page], headerSize + 2 * (page.length - headerSize));
    page.writeBigUInt64LE(BigInt.asUintN(64, file.fileId), start + at.fileId);
    page.writeBigUInt64LE(file.fileId >> 64n, start + at.fileIdHigh);
    writeTime(page, start + at.modified, file.modified);
    writeTime(page, start + at.changed, file.changed);
    page.write(file.head, start + at.head, digestSize, 'hex');
    if (file.hash !== null) page.write(file.hash, start + at.hash, digestSize, 'hex');
    page.writeDoubleLE(file.comparison, start + at.comparison);
    page.writeUInt32LE(file.class, start + at.class);
    page.writeUInt16LE(day, start + at.day);
    page.writeUInt8(file.hash === null ? 0 : 1, start + at.hasHash);
    start += stride;
  }
  const packed = Buffer.from(page.subarray(0, start));
  packed.writeUInt32LE(crc32(packed.subarray(headerSize)), 0);
  return packed;
}

/** What pack() was given; null for bytes that it did not make. */
export function unpack(bytes: Uint8Array): StoredFile[] | null {
  const page = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (page.length < headerSize || (page.length - headerSize) % stride !== 0 || crc32(page.subarray(headerSize)) !== page.readUInt32LE(0)) return null;
  return Array.from({ length: (page.length - headerSize) / stride }, (_, index) => {
    const start = headerSize + index * stride;
    const high = page.readBigUInt64LE(start + at.fileIdHigh);
    const low = page.readBigUInt64LE(start + at.fileId);
    return {
      fileId: high === 0n ? low : (high << 64n) | low,
      modified: readTime(page, start + at.modified),
      changed: readTime(page, start + at.changed),
      head: page.toString('hex', start + at.head, start + at.head + digestSize),
      hash: page[start + at.hasHash] === 1 ? page.toString('hex', start + at.hash, start + at.hash + digestSize) : null,
      comparison: page.readDoubleLE(start + at.comparison),
      class: page.readUInt32LE(start + at.class),
      day: page.readUInt16LE(start + at.day),
    };
  });
}

function writeTime(page: Buffer, place: number, time: number | bigint): void {
  if (typeof time === 'bigint') page.writeBigInt64LE(time, place);
  else page.writeDoubleLE(time, place);
}

const readTime = (page: Buffer, place: number): number | bigint => (isWindows ? page.readBigInt64LE(place) : page.readDoubleLE(place));

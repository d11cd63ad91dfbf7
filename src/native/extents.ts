import { access, openHandle, withHandle } from './handles.ts';
import { kernel32, lastError } from './kernel32.ts';
import { win32 } from './win32Error.ts';

/** winioctl.h; [MS-FSCC] 2.3.9, 2.3.54, 2.3.81, 2.3.85. */
const FSCTL_SET_SPARSE = 0x9_00c4;
const FSCTL_QUERY_ALLOCATED_RANGES = 0x9_40cf;
const FSCTL_SET_ZERO_DATA = 0x9_80c8;
const FSCTL_DUPLICATE_EXTENTS_TO_FILE = 0x9_8344;

/** Less than 4 GiB may be shared at a time, and whole clusters. */
const largestPiece = 2 ** 30;

/** Gives back the bytes that were answered. Throws Win32Error; with ERROR_MORE_DATA where the room was filled. */
function control(handle: number, call: string, code: number, input: Buffer | null, output: Buffer | null, path: string): { length: number; more: boolean } {
  const returned = Buffer.alloc(4);
  if (kernel32.DeviceIoControl(handle, code, input, input?.length ?? 0, output, output?.length ?? 0, returned, null)) return { length: returned.readUInt32LE(0), more: false };
  const error = lastError(call, path);
  if (output && error.code === win32.MORE_DATA) return { length: returned.readUInt32LE(0), more: true };
  throw error;
}

/** The parts of a file that take space, in order; what lies between them is zeros. Throws Win32Error. */
export function allocatedRanges(path: string, size: number): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  const asked = Buffer.alloc(16);
  const answer = Buffer.alloc(16 * 1024);
  withHandle(path, access.genericRead, {}, (handle) => {
    for (let from = 0; from < size; ) {
      asked.writeBigInt64LE(BigInt(from), 0);
      asked.writeBigInt64LE(BigInt(size - from), 8);
      const { length, more } = control(handle, 'FSCTL_QUERY_ALLOCATED_RANGES', FSCTL_QUERY_ALLOCATED_RANGES, asked, answer, path);
      for (let at = 0; at + 16 <= length; at += 16) {
        const start = Number(answer.readBigInt64LE(at));
        ranges.push({ start, end: Math.min(start + Number(answer.readBigInt64LE(at + 8)), size) });
      }
      if (!more) break;
      from = ranges.at(-1)!.end;
    }
  });
  return ranges;
}

/** Makes a file of zeros outside of some parts of it sparse there. Throws Win32Error. */
export function makeSparse(path: string, size: number, ranges: readonly { start: number; end: number }[]): void {
  withHandle(path, access.genericRead + access.genericWrite, {}, (handle) => {
    control(handle, 'FSCTL_SET_SPARSE', FSCTL_SET_SPARSE, null, null, path);
    const hole = Buffer.alloc(16);
    let start = 0;
    for (const range of [...ranges, { start: size, end: size }]) {
      if (range.start > start) {
        hole.writeBigInt64LE(BigInt(start), 0);
        hole.writeBigInt64LE(BigInt(range.start), 8);
        control(handle, 'FSCTL_SET_ZERO_DATA', FSCTL_SET_ZERO_DATA, hole, null, path);
      }
      start = range.end;
    }
  });
}

/**
 * Lets `to`, a file of the same size on the same volume, share the blocks of `from` (ReFS; a block that is written to is copied
 * first). Throws Win32Error where the volume cannot; some of it may then be shared, and `to` holds what it held or what `from` holds.
 * @param cluster the bytes of a cluster
 */
export function shareExtents(from: string, to: string, size: number, cluster: number): void {
  const source = openHandle(from, access.genericRead, {});
  try {
    withHandle(to, access.genericRead + access.genericWrite, {}, (target) => {
      const data = Buffer.alloc(32); // DUPLICATE_EXTENTS_DATA
      data.writeBigInt64LE(BigInt(source), 0);
      for (let at = 0; at < size; at += largestPiece) {
        const length = Math.ceil(Math.min(largestPiece, size - at) / cluster) * cluster;
        data.writeBigInt64LE(BigInt(at), 8);
        data.writeBigInt64LE(BigInt(at), 16);
        data.writeBigInt64LE(BigInt(length), 24);
        control(target, 'FSCTL_DUPLICATE_EXTENTS_TO_FILE', FSCTL_DUPLICATE_EXTENTS_TO_FILE, data, null, to);
      }
    });
  } finally {
    kernel32.CloseHandle(source);
  }
}


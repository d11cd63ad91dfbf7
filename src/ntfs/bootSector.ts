/** What the boot sector tells of a volume; sizes in bytes. */
export interface Geometry {
  bytesPerSector: number;
  clusterSize: number;
  /** Bytes of the volume, without the copy of the boot sector behind it. */
  volumeSize: number;
  /** Where the master file table and the copy of its first records begin. */
  mftOffset: number;
  mftMirrorOffset: number;
  /** Bytes of a FILE record. */
  recordSize: number;
  /** 64 bits, as FILE_ID_INFO has it. */
  serial: bigint;
}

const largestCluster = 2 * 1024 * 1024;
const isPowerOfTwo = (value: number): boolean => value > 0 && (value & (value - 1)) === 0;

/**
 * Reads a boot sector (512 bytes or more; layout: FACTS.md, Whole volumes; ntfs-3g's layout.h). Null where these bytes are
 * none of NTFS: the name, or one of the numbers that all else depends on, is not what it can be.
 */
export function readBootSector(bytes: Uint8Array): Geometry | null {
  if (bytes.length < 512) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(3, true) !== 0x5346_544e || view.getUint32(7, true) !== 0x2020_2020) return null; // 'NTFS    '
  const bytesPerSector = view.getUint16(0x0b, true);
  if (!isPowerOfTwo(bytesPerSector) || bytesPerSector < 256 || bytesPerSector > 4096) return null;
  const perCluster = view.getUint8(0x0d);
  const sectorsPerCluster = perCluster <= 0x80 ? perCluster : 2 ** (256 - perCluster);
  const clusterSize = sectorsPerCluster * bytesPerSector;
  if (!isPowerOfTwo(sectorsPerCluster) || clusterSize > largestCluster) return null;
  const perRecord = view.getInt8(0x40);
  const recordSize = perRecord > 0 ? perRecord * clusterSize : 2 ** -perRecord;
  if (!isPowerOfTwo(recordSize) || recordSize < 512 || recordSize > 65_536) return null;
  const volumeSize = Number(view.getBigUint64(0x28, true)) * bytesPerSector;
  const mftOffset = Number(view.getBigUint64(0x30, true)) * clusterSize;
  const mftMirrorOffset = Number(view.getBigUint64(0x38, true)) * clusterSize;
  if (volumeSize === 0 || !Number.isSafeInteger(volumeSize) || mftOffset === 0 || mftOffset >= volumeSize) return null;
  return { bytesPerSector, clusterSize, volumeSize, mftOffset, mftMirrorOffset: mftMirrorOffset < volumeSize ? mftMirrorOffset : mftOffset, recordSize, serial: view.getBigUint64(0x48, true) };
}

/** Where the copy of the boot sector may lie on something of `size` bytes: in its last sector, whose size is not known yet. */
export const backupOffsets = (size: number): number[] => [512, 1024, 2048, 4096].map((sector) => size - sector).filter((offset) => offset > 0);

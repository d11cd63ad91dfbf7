import { describe, expect, test } from 'vitest';
import { backupOffsets, readBootSector } from '../../../src/ntfs/bootSector.ts';

interface Fields {
  sector?: number;
  perCluster?: number;
  perRecord?: number;
  sectors?: bigint;
  mft?: bigint;
  mirror?: bigint;
}

function boot({ sector = 512, perCluster = 8, perRecord = 0xf6, sectors = 2n ** 21n, mft = 4n, mirror = 2n }: Fields = {}): Buffer {
  const bytes = Buffer.alloc(512);
  bytes.write('NTFS    ', 3, 'latin1');
  bytes.writeUInt16LE(sector, 0x0b);
  bytes[0x0d] = perCluster;
  bytes[0x40] = perRecord;
  [sectors, mft, mirror, 0xfedc_ba98_7654_3210n].forEach((value, index) => bytes.writeBigUInt64LE(value, 0x28 + 8 * index + (index === 3 ? 8 : 0)));
  return bytes;
}

describe('a boot sector', () => {
  test('gives sizes in bytes and the serial', () => {
    expect(readBootSector(boot())).toEqual({ bytesPerSector: 512, clusterSize: 4096, volumeSize: 2 ** 30, mftOffset: 16_384, mftMirrorOffset: 8192, recordSize: 1024, serial: 0xfedc_ba98_7654_3210n });
  });

  test.each([512, 1024, 2048, 4096].flatMap((sector) => Array.from({ length: 13 }, (_, power) => [sector, sector * 2 ** power] as const)).filter(([, cluster]) => cluster <= 2 ** 21))('sectors of %i bytes, clusters of %i', (sector, cluster) => {
    const perCluster = cluster / sector;
    // Above 128 sectors the number is negative and means a power of two.
    const bytes = boot({ sector, perCluster: perCluster <= 128 ? perCluster : 256 - Math.log2(perCluster), sectors: 2n ** 32n });
    expect(readBootSector(bytes)).toMatchObject({ bytesPerSector: sector, clusterSize: cluster, mftOffset: 4 * cluster, volumeSize: 2 ** 32 * sector });
  });

  test.each([[0xf6, 8, 1024], [0xf4, 8, 4096], [0xf5, 8, 2048], [1, 2, 1024], [1, 8, 4096], [2, 1, 1024], [4, 2, 4096], [0xf7, 1, 512], [0xf0, 1, 65_536]])('records: %i with clusters of %i sectors are %i bytes', (perRecord, perCluster, size) => {
    expect(readBootSector(boot({ perRecord, perCluster }))?.recordSize).toBe(size);
  });

  test.each<[string, Fields]>([
    ['sectors of 0 bytes', { sector: 0 }], ['of 500', { sector: 500 }], ['of 128', { sector: 128 }], ['of 8,192', { sector: 8192 }],
    ['clusters of 0 sectors', { perCluster: 0 }], ['of 3', { perCluster: 3 }], ['of 2^13', { perCluster: 243 }], ['of 2^127', { perCluster: 129 }],
    ['records of 0 bytes', { perRecord: 0 }], ['of 256', { perRecord: 0xf8 }], ['of 2^17', { perRecord: 0xef }], ['of 2^128', { perRecord: 0x80 }], ['of 3 clusters', { perRecord: 3 }], ['of 127 clusters', { perRecord: 127 }], ['of 32 clusters', { perRecord: 32 }],
    ['no sectors at all', { sectors: 0n }], ['more than a number carries', { sectors: 2n ** 63n }], ['a table at 0', { mft: 0n }], ['a table behind the end', { mft: 2n ** 40n }], ['a table nowhere', { mft: 2n ** 64n - 1n }],
  ])('%s: no NTFS', (_, fields) => {
    expect(readBootSector(boot(fields))).toBeNull();
  });

  test('a copy of the table that lies behind the end is not looked for', () => {
    expect(readBootSector(boot({ mirror: 2n ** 64n - 1n }))).toMatchObject({ mftOffset: 16_384, mftMirrorOffset: 16_384 });
  });

  test('another name, fewer bytes', () => {
    const other = boot();
    other.write('EXFAT   ', 3, 'latin1');
    expect([readBootSector(other), readBootSector(boot().subarray(0, 511)), readBootSector(Buffer.alloc(512))]).toEqual([null, null, null]);
  });

  test('its copy is looked for in the last sector, of any size, and never before the beginning', () => {
    expect(backupOffsets(2 ** 20)).toEqual([512, 1024, 2048, 4096].map((sector) => 2 ** 20 - sector));
    expect([backupOffsets(1024), backupOffsets(512), backupOffsets(0)]).toEqual([[512], [], []]);
  });
});

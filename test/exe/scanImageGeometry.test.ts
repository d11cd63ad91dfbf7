import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runLinkkit, type RunResult } from '../support/exe.ts';
import { canMakeVolume } from '../support/ntfs.ts';
import { differences, differencesFromInfo, firstTen } from '../support/ntfsImageCompare.ts';
import { gptDisk, logicalDisk, mbrDisk, partitionsByPartx, withoutBootSector, type Disk } from '../support/ntfsImageDisks.ts';
import { fillDosNames, fillTree } from '../support/ntfsImageFillings.ts';
import { geometryOf } from '../support/ntfsImageInfo.ts';
import { makeNtfsImage, run, type NtfsImage } from '../support/ntfsImages.ts';
import { codes, expectContract } from './where.ts';

const images: NtfsImage[] = [];

/** A small volume with all that depends on where things lie: folders with an index of their own, extension records, links. */
function small(name: string, format: string[] = [], sizeMiB = 32): NtfsImage {
  const image = makeNtfsImage(name, { sizeMiB, format }, (mount) => {
    const folders = ['tree', 'names', 'dos'].map((folder) => path.join(mount, folder));
    for (const folder of folders) fs.mkdirSync(folder);
    fillTree(sizeMiB > 100 ? 60 : 250, 5)(folders[0]!);
    fs.writeFileSync(path.join(folders[1]!, 'first'), 'x');
    for (let index = 0; index < 120; index += 1) fs.linkSync(path.join(folders[1]!, 'first'), path.join(mount, `${index} ${'name'.repeat(20)}`));
    fillDosNames(folders[2]!);
  });
  images.push(image);
  return image;
}

async function scan(image: string, ...more: string[]): Promise<RunResult> {
  const result = await runLinkkit(['scan', '--image', image, ...more, '--min-links', '1', '--depth', '9999', '--output', 'ndjson'], { target: 'linux' });
  expectContract(result.lines);
  return result;
}

function expectAsListed(image: NtfsImage, { lines, exitCode }: RunResult): void {
  expect(lines.filter(({ type }) => type === 'error')).toEqual([]);
  expect(firstTen(differences(image, lines))).toEqual([]);
  expect(exitCode).toBe(0);
}

/** A block device that is the file; null where the machine has none to give. */
function loopDevice(file: string): string | null {
  try {
    return run('losetup', '--read-only', '--find', '--show', file).toString('latin1').trim();
  } catch {
    return null;
  }
}

const warnings = ({ lines }: RunResult): unknown[] => lines.filter(({ type }) => type === 'warning');
const sha256 = (file: string): string => createHash('sha256').update(fs.readFileSync(file)).digest('hex');

describe.skipIf(!canMakeVolume('ntfs'))('scan of an image of any geometry', () => {
  afterAll(() => images.forEach((image) => image.remove()));

  // Sector, cluster and FILE record as ntfsinfo reads them from what mkntfs made.
  test.each([
    [512, 512, 1024, 32], [512, 1024, 1024, 32], [512, 2048, 1024, 32], [512, 65_536, 1024, 64], [512, 131_072, 1024, 96], [512, 2_097_152, 1024, 512],
    [1024, 2048, 1024, 32], [2048, 4096, 2048, 32], [4096, 4096, 4096, 32], [4096, 65_536, 4096, 64],
  ])('sectors of %i bytes, clusters of %i, records of %i', async (sector, cluster, record, sizeMiB) => {
    const image = small(`s${sector}-c${cluster}`, ['-s', String(sector), '-c', String(cluster)], sizeMiB);
    expect(geometryOf(image.image)).toEqual({ sector, cluster, record });
    const result = await scan(image.image);
    expect(warnings(result)).toEqual([]);
    expectAsListed(image, result);
    expect(firstTen(differencesFromInfo(image, result.lines, 20))).toEqual([]);
  });

  describe('on a whole disk', () => {
    let image: NtfsImage;
    beforeAll(() => {
      image = small('on-disk');
    });

    const disks: [string, (image: string) => Disk][] = [
      ['MBR, the third entry', mbrDisk],
      ['MBR, the second logical partition', logicalDisk],
      ['GPT, the third entry', (volume) => gptDisk(volume, 512)],
      ['GPT of sectors of 4,096 bytes', (volume) => gptDisk(volume, 4096)],
    ];
    test.each(disks)('%s, by its number, by its offset, and as the only one of NTFS', async (_, make) => {
      const { disk, offset, partition } = make(image.image);
      if (!disk.endsWith('4096')) expect(partitionsByPartx(disk)).toContainEqual({ partition, offset });
      for (const place of [['--partition', String(partition)], ['--offset', String(offset)], []]) {
        const result = await scan(disk, ...place);
        expect([place, ...warnings(result)]).toEqual([place]);
        expectAsListed(image, result);
      }
      for (const [place, code, exitCode] of [[['--partition', '99'], 'Usage', 2], [['--offset', String(offset + 512)], 'NotNtfs', 3]] as const) {
        const result = await scan(disk, ...place);
        expect([place, ...codes(result), result.exitCode]).toEqual([place, code, exitCode]);
      }
      fs.rmSync(disk);
    });

    test('of two volumes one has to be named', async () => {
      const { disk } = mbrDisk(image.image);
      const boot = fs.readFileSync(image.image).subarray(0, 512);
      const handle = fs.openSync(disk, 'r+');
      fs.writeSync(handle, boot, 0, boot.length, 2048 * 512); // the first partition begins as one of NTFS does
      fs.closeSync(handle);
      const result = await scan(disk);
      expect([...codes(result), result.exitCode]).toEqual(['Usage', 2]);
      expectAsListed(image, await scan(disk, '--partition', '3'));
      fs.rmSync(disk);
    });

    test('a device, read-only', async (context) => {
      const { disk } = mbrDisk(image.image);
      const device = loopDevice(disk);
      if (device === null) return context.skip('no loop device can be had here');
      try {
        expectAsListed(image, await scan(device, '--partition', '3'));
      } finally {
        run('losetup', '--detach', device);
        fs.rmSync(disk);
      }
    });
  });

  test.each([[512], [4096]])('the copy of the boot sector serves where the first is zeros (sectors of %i bytes)', async (sector) => {
    const image = small(`boot-${sector}`, ['-s', String(sector)]);
    const result = await scan(withoutBootSector(image.image));
    expect(warnings(result)).toMatchObject([{ code: 'DamagedRecord' }]);
    expectAsListed(image, result);
  });

  test('the image is read and nothing else: the same bytes after it, from a file that is read-only, under a name of any Unicode', async () => {
    const image = small('untouched');
    const folder = path.join(path.dirname(image.image), 'a folder \u00e9\u4e2d \ud83d\ude00');
    fs.mkdirSync(folder);
    const moved = path.join(folder, 'the image.img');
    fs.copyFileSync(image.image, moved);
    fs.chmodSync(moved, 0o444);
    fs.chmodSync(folder, 0o555);
    const before = [sha256(moved), fs.statSync(moved).mtimeMs];
    const result = await scan(moved);
    expect(warnings(result)).toEqual([]);
    expectAsListed(image, result);
    expect([sha256(moved), fs.statSync(moved).mtimeMs]).toEqual(before);
    expect(fs.readdirSync(folder)).toEqual(['the image.img']);
    expect(sha256(image.image)).toBe(before[0]);
  });
});

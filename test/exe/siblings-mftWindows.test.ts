// Whole live volumes of Windows: Wine opens \\.\N: as the file or device that `n::` beside `n:` leads to, which is how it knows disks.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freeDriveLetter, takeDriveLetter } from '../support/driveLetters.ts';
import { targets } from '../support/exe.ts';
import { canMakeVolume, testVolume } from '../support/ntfs.ts';
import { seeded } from '../support/ntfsImageFillings.ts';
import { winePrefix } from '../support/wine.mjs';
import { answers, linkkit, mountedImage, type MountedImage } from './mountedImage.ts';
import { codes, itemsOf, where } from './where.ts';

describe.skipIf(!canMakeVolume('ntfs') || !targets().includes('wine'))('a live volume of Windows', () => {
  let image: MountedImage['image'];
  let mount: string;
  let files: MountedImage['files'];
  beforeAll(() => {
    ({ image, mount, files } = mountedImage('live-volume'));
  });
  afterAll(() => image.remove());

  const devices = path.join(winePrefix, 'dosdevices');
  /** Makes \\.\N: the bytes of a file; gives back what ends that. */
  const leadTo = (drive: string, file: string): (() => void) => {
    const link = path.join(devices, `${drive.toLowerCase()}:`);
    fs.rmSync(link, { force: true });
    fs.symlinkSync(file, link);
    return () => fs.rmSync(link, { force: true });
  };

  test('scan --volume: every file with its drive, checked against the file; what has changed since is not complete', async () => {
    const drive = takeDriveLetter(mount);
    // A copy stands still while the volume goes on
    const copy = `${image.image}.copy`;
    fs.copyFileSync(image.image, copy);
    const unlink = leadTo(drive, copy);
    try {
      fs.rmSync(path.join(mount, 'untouched-a'));
      fs.linkSync(path.join(mount, 'untouched', 'c'), path.join(mount, 'untouched', 'd'));
      const result = await linkkit(['scan', '--volume', drive, '--resolve', '--min-links', '1'], { target: 'wine' });
      expect([codes(result), result.exitCode]).toEqual([[], 0]);
      const sets = new Map(itemsOf(result).filter(({ itemKind }) => itemKind === 'set').map((set) => [(set['namesInside'] as string[])[0]!.replace(/^\\\\\?\\/, ''), set]));
      const reached = (name: string): string => (/[. ](\\|$)/.test(name) ? `\\\\?\\${name}` : name);
      const stale = /^\\(changed|renamed|untouched)/;
      for (const { names, size } of files.filter((file) => !stale.test(file.names[0]!))) {
        expect(sets.get(drive + names[0]), names[0]).toMatchObject({ namesInside: names.map((name) => reached(drive + name)), linkCount: names.length, size, outsideCount: 0, complete: true, engine: 'mft' });
      }
      // One name less, one more, and as before
      expect(['\\untouched-a', '\\untouched\\c', '\\untouched-b'].map((name) => sets.get(drive + name)!['complete'])).toEqual([false, false, true]);
      const folder = await linkkit(['scan', '--volume', drive, `${drive}\\Mixed \u00c9`, '\\untouched', '--depth', '1'], { target: 'wine' });
      expect(itemsOf(folder).filter(({ itemKind }) => itemKind === 'folder').map((one) => [one['path'], one['files']])).toEqual([[`${drive}\\Mixed \u00c9`, 3], [`${drive}\\Mixed \u00c9\\Case`, 3], [`${drive}\\untouched`, 3]]);
    } finally {
      unlink();
      freeDriveLetter(drive);
    }
  });

  // Wine knows the volume's own name, by which its device is found, of drives that were there when it started
  test('siblings --engine mft: as the engine scan has it', async () => {
    const w = where('wine');
    const volume = testVolume();
    const unlink = leadTo(volume.windows, path.join(path.dirname(volume.linux), 'image'));
    try {
      const random = seeded(3);
      for (let folder = 0; folder < 6; folder += 1) fs.mkdirSync(w.here('t', String(folder)), { recursive: true });
      for (let index = 0; index < 40; index += 1) {
        w.write(`t/${index % 6}/${index} \u00e9`, String(index));
        for (let link = Math.floor(random() * 5); link >= 0; link -= 1) fs.linkSync(w.here(`t/${index % 6}/${index} \u00e9`), w.here('t', String(Math.floor(random() * 5)), `${index}-${link}`));
      }
      spawnSync('sync', ['-f', w.folder]);
      const asked = Array.from({ length: 40 }, (_, index) => w.there('t', String(index % 6), `${index} \u00e9`));
      const mft = await linkkit(['siblings', '--engine', 'mft', ...asked], { target: 'wine' });
      expect([codes(mft), mft.exitCode]).toEqual([[], 0]);
      const scan = await linkkit(['siblings', '--engine', 'scan', '--root', w.there('t'), ...asked], { target: 'wine' });
      expect(answers(mft).map((item) => ({ ...item, engine: 'scan' }))).toEqual(answers(scan));
      expect(answers(mft).every(({ complete, names, linkCount }) => complete && names.length === linkCount)).toBe(true);
    } finally {
      unlink();
    }
  });

  // A file of the kernel that not even root may read
  const unreadable = '/sys/bus/platform/drivers_probe';
  test.skipIf(!fs.existsSync(unreadable))('without rights: PrivilegeRequired, with what to do', async () => {
    const drive = takeDriveLetter(mount);
    const unlink = leadTo(drive, unreadable);
    try {
      const result = await linkkit(['scan', '--volume', drive], { target: 'wine' });
      const errors = result.lines.filter(({ type }) => type === 'error');
      expect([result.exitCode, errors]).toMatchObject([1, [{ code: 'PrivilegeRequired', path: `\\\\.\\${drive}`, hint: expect.stringMatching(/^Run elevated/) }]]);
    } finally {
      unlink();
      freeDriveLetter(drive);
    }
  });
});

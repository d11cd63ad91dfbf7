import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { part } from './bench.ts';
import { freeDriveLetter, takeDriveLetter } from './driveLetters.ts';
import { mountVolume, setWindowsSerial, unmountVolume, type FileSystem } from './volumes.mjs';

/** A folder as this process names it and as Windows programs do. */
export interface TwoNames {
  linux: string;
  windows: string;
}

export interface Volume extends TwoNames {
  /** The drive in the Wine prefix, such as `O:`; null where there is no Wine. */
  drive: string | null;
  /** Takes the volume away. */
  remove(): void;
}

/** Where the run's NTFS volume is; globalSetup.ts puts it there for the workers. */
const variable = 'LINKKIT_TEST_VOLUME';

/**
 * The run's volume: NTFS through ntfs-3g, with a true serial and a drive letter under Wine. On Windows the machine's own
 * volume; where no NTFS can be had, a temporary folder (the bench counts what is then left out).
 * @returns its root, or a folder on it
 */
export function testVolume(): TwoNames & { isNtfs: boolean } {
  const known = process.env[variable];
  if (!known) throw new Error('There is no test volume: vitest must run with test/support/globalSetup.ts');
  return JSON.parse(known) as TwoNames & { isNtfs: boolean };
}

/** A new empty folder on the run's volume; what a former test left under that name is deleted. */
export function ntfsFolder(name: string): TwoNames {
  const volume = testVolume();
  const linux = path.join(volume.linux, name);
  fs.rmSync(linux, { recursive: true, force: true });
  fs.mkdirSync(linux, { recursive: true });
  return { linux, windows: `${volume.windows}\\${name.replaceAll('/', '\\')}` };
}

/**
 * A further volume: another NTFS one (cross-volume, no space), `exfat` (no hard links), `xfs` (clones; at least 300 MiB) or `tmpfs`. To be removed by the
 * test (`afterAll(() => volume.remove())`); what a killed run leaves is taken away by the next.
 * @throws {Error} where the bench cannot make it: ask `canMakeVolume` before
 */
export function extraVolume(name: string, { fileSystem = 'ntfs' as FileSystem, sizeMiB = 32, serial = 0x4c4b0000 + (Math.floor(Math.random() * 0xffff)) } = {}): Volume {
  const linux = mountVolume(name, fileSystem, sizeMiB);
  if (fileSystem === 'ntfs') setWindowsSerial(linux, serial);
  const drive = part('wine').available ? takeDriveLetter(linux) : null;
  return {
    linux,
    windows: drive ?? '',
    drive,
    remove() {
      if (drive) freeDriveLetter(drive);
      unmountVolume(path.dirname(linux));
    },
  };
}

/** Whether extraVolume can make such a volume here. */
export function canMakeVolume(fileSystem: FileSystem): boolean {
  if (process.platform === 'win32') return false;
  return fileSystem === 'tmpfs' ? process.getuid?.() === 0 : part(fileSystem)?.available === true; // an old set-up knows fewer
}

/** Makes the run's volume and tells the workers. @returns what takes it away again */
export function openTestVolume(): () => void {
  if (process.platform === 'win32' || !part('ntfs').available) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-test-'));
    const windows = process.platform === 'win32' ? folder : `Z:${folder.replaceAll('/', '\\')}`;
    process.env[variable] = JSON.stringify({ linux: folder, windows, isNtfs: process.platform === 'win32' });
    return () => fs.rmSync(folder, { recursive: true, force: true });
  }
  const volume = extraVolume('main', { sizeMiB: 2048, serial: 0x4c4b1a2b });
  process.env[variable] = JSON.stringify({ linux: volume.linux, windows: volume.windows, isNtfs: true });
  return () => volume.remove();
}

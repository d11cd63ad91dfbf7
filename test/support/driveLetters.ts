import fs from 'node:fs';
import path from 'node:path';
import { winePrefix } from './wine.mjs';

/**
 * Gives a folder a drive letter in the bench's Wine prefix. Several test runs may share the prefix: the first letter
 * from N on that is free, or whose folder is gone, is taken.
 * @returns the drive, such as `N:`
 */
export function takeDriveLetter(folder: string): string {
  const devices = path.join(winePrefix, 'dosdevices');
  for (const letter of 'nopqrstuvwxy') {
    const link = path.join(devices, `${letter}:`);
    if (fs.lstatSync(link, { throwIfNoEntry: false }) && !fs.existsSync(link)) fs.rmSync(link, { force: true });
    try {
      fs.symlinkSync(folder, link);
      return `${letter.toUpperCase()}:`;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new Error('Every drive letter from N to Y is taken in the Wine prefix');
}

/** Gives a drive letter back. */
export function freeDriveLetter(drive: string): void {
  fs.rmSync(path.join(winePrefix, 'dosdevices', drive.toLowerCase()), { force: true });
}

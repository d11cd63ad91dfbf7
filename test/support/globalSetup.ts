import { part } from './bench.ts';
import { openTestVolume } from './ntfs.ts';
import { unmountLeftovers } from './volumes.mjs';
import { keepWineUp } from './wine.mjs';

/** vitest's set-up for a whole run: the NTFS volume is there before the first test and gone after the last. */
export default function setup(): () => void {
  if (process.platform !== 'win32') unmountLeftovers();
  const close = openTestVolume();
  if (process.platform !== 'win32' && part('wine').available) keepWineUp();
  return () => {
    close();
    if (process.platform !== 'win32') unmountLeftovers(process.pid);
  };
}

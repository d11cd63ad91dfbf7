import { openTestVolume } from './ntfs.ts';
import { unmountLeftovers } from './volumes.mjs';

/** vitest's set-up for a whole run: the NTFS volume is there before the first test and gone after the last. */
export default function setup(): () => void {
  if (process.platform !== 'win32') unmountLeftovers();
  const close = openTestVolume();
  return () => {
    close();
    if (process.platform !== 'win32') unmountLeftovers(process.pid);
  };
}

import fs from 'node:fs';
import path from 'node:path';
import type { LinkKitError } from '../contract/errors.ts';
import { entryOrNull } from './entry.ts';
import { fromOsError } from './osError.ts';
import { isWindows } from './platform.ts';

/** A failure between two names as a LinkKitError that names the one at fault, as far as a look can tell; else the new one. */
export function failedSide(error: unknown, source: string, target: string): LinkKitError {
  const failure = fromOsError(error, target);
  const isSource = failure.code === 'NotFound' ? entryOrNull(source) === null : failure.code === 'AccessDenied' && !isWindows && mayWrite(path.dirname(target));
  return isSource && failure.path === target ? fromOsError(error, source) : failure;
}

function mayWrite(folder: string): boolean {
  try {
    fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}

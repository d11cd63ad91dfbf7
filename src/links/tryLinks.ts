import fs from 'node:fs';
import type { ErrorCode } from '../contract/errorCodes.ts';
import { LinkKitError } from '../contract/errors.ts';
import { readEntry } from '../filesystem/entry.ts';
import { isWindows } from '../filesystem/platform.ts';
import { makeJunction, makeSymbolicLink } from '../filesystem/symbolicLink.ts';
import { createHardLink } from './create.ts';

/** Whether a kind of link can be made, and the error's code where it cannot. */
export interface Attempt {
  works: 'yes' | 'no';
  code: ErrorCode | null;
}

/**
 * Gives an existing file a further name, and looks at it. The file must be the caller's own and new: link(2) has EPERM
 * for "not allowed" and for a file system without hard links, and nobody is refused a link to a file of his own.
 */
export function tryHardLink(existing: string, newName: string): Attempt {
  const answer = attempt(() => createHardLink(existing, newName, readEntry(existing)));
  return answer.code === 'AccessDenied' && !isWindows ? { works: 'no', code: 'HardLinksNotSupported' } : answer;
}

/** Makes a symbolic link and opens it again: a call that reports success may have made nothing. */
export function trySymbolicLink(text: string, link: string): Attempt {
  return attempt(() => {
    makeSymbolicLink(text, link, false);
    if (!isWindows && fs.readlinkSync(link) !== text) throw new LinkKitError('VerificationFailed', { path: link });
  });
}

/** Makes a junction and opens it again. Only Windows has junctions. */
export function tryJunction(folder: string, link: string): Attempt {
  if (!isWindows) return { works: 'no', code: 'EngineNotAvailable' };
  return attempt(() => makeJunction(folder, link));
}

function attempt(make: () => unknown): Attempt {
  try {
    make();
    return { works: 'yes', code: null };
  } catch (error) {
    if (!(error instanceof LinkKitError)) throw error;
    return { works: 'no', code: error.code };
  }
}

import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';
import { readEntry } from '../filesystem/entry.ts';
import { isWindows } from '../filesystem/platform.ts';
import { LibcError } from '../native/libc.ts';
import { linkAt, StatAnswer, statAt, withFolder } from '../native/libcFolders.ts';
import { createHardLink } from './create.ts';

/** Names of one folder that shall also stand in another one, for the same files. Paths are absolute. */
export interface LinkBatch {
  source: string;
  target: string;
  names: readonly string[];
  /** A file with more names than this is left to the caller. */
  mostNames: number;
}

/** What became of each name, by its place. */
export interface LinkedBatch {
  /** Names of the file after the link; `leftAlone` where nothing was done, `notVerified` where a link was made and is not what it should be. */
  linkCounts: Float64Array;
  /** Bytes. */
  sizes: Float64Array;
}

export const leftAlone = -1;
export const notVerified = -2;

/**
 * Links the plain files among the names, and looks at each new name. Whatever is not plain (a folder, a link, a
 * placeholder, a name that is taken, any failure) is left to the caller, who looks at it again and says what it is.
 */
export function linkBatch(batch: LinkBatch): LinkedBatch {
  const { length } = batch.names;
  const linked: LinkedBatch = { linkCounts: new Float64Array(length).fill(leftAlone), sizes: new Float64Array(length) };
  if (isWindows) linkByPath(batch, linked);
  else linkByFolder(batch, linked);
  return linked;
}

function linkByPath({ source, target, names, mostNames }: LinkBatch, linked: LinkedBatch): void {
  for (const [index, name] of names.entries()) {
    try {
      const from = below(source, name);
      const file = readEntry(from);
      if (file.kind !== 'file' || file.offline || file.linkCount > mostNames) continue;
      linked.linkCounts[index] = createHardLink(from, below(target, name), file).linkCount;
      linked.sizes[index] = file.size;
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      if (error.code === 'VerificationFailed') linked.linkCounts[index] = notVerified;
    }
  }
}

const [before, after] = [new StatAnswer(), new StatAnswer()];

function linkByFolder({ source, target, names, mostNames }: LinkBatch, linked: LinkedBatch): void {
  try {
    withFolder(source, (from) => withFolder(target, (to) => names.forEach((name, index) => {
      if (!statAt(from, name, before) || !before.isFile || before.linkCount > mostNames) return;
      if (!linkAt(from, name, to, name)) return;
      linked.linkCounts[index] = statAt(to, name, after) && after.isSameFile(before) ? after.linkCount : notVerified;
      linked.sizes[index] = before.size;
    })));
  } catch (error) {
    if (!(error instanceof LibcError)) throw error; // a folder that cannot be opened: all its names are left to the caller
  }
}

/** path.join for a name that was listed: nothing in it to normalise. */
export const below = (folder: string, name: string): string => (folder.endsWith(path.sep) ? folder + name : folder + path.sep + name);

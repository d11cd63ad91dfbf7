import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';
import { isSameFile, readEntry, type Entry } from '../filesystem/entry.ts';
import { faultPoint } from '../filesystem/faults.ts';
import { isAt } from '../filesystem/heldPath.ts';
import { fromOsError } from '../filesystem/osError.ts';
import { isWindows } from '../filesystem/platform.ts';
import { linkAt, statAt, withFolder } from '../native/libcFolders.ts';
import { StatAnswer } from '../native/statAnswer.ts';
import { createHardLink } from './create.ts';

/** Names of one folder that shall also stand in another one, for the same files. Paths are absolute. */
export interface LinkBatch {
  source: string;
  target: string;
  names: readonly string[];
  /** A file with more names than this is left to the caller. */
  mostNames: number;
  /** Where the folders really are, if they must not be found elsewhere; see heldPath.ts. */
  trueSource: string | null;
  trueTarget: string | null;
}

/** What became of each name, by its place. */
export interface LinkedBatch {
  outcomes: Uint8Array;
  /** Names of the file afterwards. */
  linkCounts: Float64Array;
  /** Bytes. */
  sizes: Float64Array;
  /** What a journal says of each name that was linked, besides; as text where a number is too small for it. */
  fileIds: (string | number)[];
  modified: (string | number)[];
  /** The volume of all of them; '' where none was linked. */
  volume: string;
}

/** leftAlone: nothing was done. notVerified: a link was made and is not what it should be. */
export const outcome = { leftAlone: 0, linked: 1, already: 2, notVerified: 3 } as const;

/**
 * Links the plain files among the names, and looks at each new name. Whatever is not plain (a folder, a link, a
 * placeholder, a name that another file has, any failure) is left to the caller, who looks at it again and says what it is.
 */
export function linkBatch(batch: LinkBatch): LinkedBatch {
  const { length } = batch.names;
  const linked: LinkedBatch = { outcomes: new Uint8Array(length), linkCounts: new Float64Array(length), sizes: new Float64Array(length), fileIds: [], modified: [], volume: '' };
  const set: Set = (index, what, linkCount, size) => {
    linked.outcomes[index] = what;
    linked.linkCounts[index] = linkCount;
    linked.sizes[index] = size;
  };
  if (isWindows) linkByPath(batch, set, linked);
  else linkByFolder(batch, set, linked);
  return linked;
}

type Set = (index: number, what: number, linkCount: number, size: number) => void;

function linkByPath({ source, target, names, mostNames }: LinkBatch, set: Set, linked: LinkedBatch): void {
  for (const [index, name] of names.entries()) {
    const [from, to] = [below(source, name), below(target, name)];
    try {
      const file = readEntry(from);
      if (file.kind !== 'file' || file.offline || file.linkCount > mostNames) continue;
      const made = linkUnlessTaken(from, to, file);
      const there = made ?? readEntry(to);
      if (isSameFile(there, file) && (made || there.linkCount > 1)) set(index, made ? outcome.linked : outcome.already, there.linkCount, file.size);
      linked.fileIds[index] = there.fileId;
      linked.modified[index] = String(there.modified);
      linked.volume = there.volume;
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      if (error.code === 'VerificationFailed') set(index, outcome.notVerified, 0, 0);
    }
  }
}

/** What stands under the new name; null where something stood there before. */
function linkUnlessTaken(from: string, to: string, file: Entry): Entry | null {
  try {
    return createHardLink(from, to, file);
  } catch (error) {
    if (error instanceof LinkKitError && error.code === 'WouldOverwrite') return null;
    throw error;
  }
}

const [before, after] = [new StatAnswer(), new StatAnswer()];

function linkByFolder({ source, target, names, mostNames, trueSource, trueTarget }: LinkBatch, set: Set, linked: LinkedBatch): void {
  try {
    withFolder(source, (from) => withFolder(target, (to) => void names.forEach((name, index) => {
      if (index === 0 && !(isAt(from, trueSource) && isAt(to, trueTarget))) throw new LinkKitError('ChangedDuringOperation', { path: target });
      if (!statAt(from, name, before) || !before.isFile || before.linkCount > mostNames) return;
      faultPoint('link');
      const made = linkAt(from, name, to, name);
      const isSame = statAt(to, name, after) && after.isSameFile(before) && (made || after.linkCount > 1);
      const inode = Number(after.inode);
      linked.fileIds[index] = Number.isSafeInteger(inode) ? inode : String(after.inode);
      linked.modified[index] = after.modified;
      if (isSame) set(index, made ? outcome.linked : outcome.already, after.linkCount, before.size);
      else if (made) set(index, outcome.notVerified, 0, 0);
    })));
    linked.volume = String(after.device);
  } catch (error) {
    // A folder that cannot be opened, a state folder that takes no native part: names are left to the caller. A bug is thrown on
    fromOsError(error, target);
  }
}

/** path.join for a name that was listed: nothing in it to normalise. */
export const below = (folder: string, name: string): string => (folder.endsWith(path.sep) ? folder + name : folder + path.sep + name);

import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import { entryOrNull } from '../../filesystem/entry.ts';
import { isUnchanged, type FileState } from '../../filesystem/fileState.ts';
import { existingAbove, realPath } from '../../filesystem/folder.ts';
import { fileIdText } from '../../filesystem/identity.ts';
import { readMounts } from '../../filesystem/mounts.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { childFolder } from '../../filesystem/walk/childFolder.ts';
import { walk } from '../../filesystem/walk/walk.ts';
import type { OperationEvent } from '../operation.ts';
import type { Change } from './changes.ts';
import { hasName } from './plan.ts';

/** On Windows a walk never leaves its volume, and asking for the volume would cost as much as all the rest. */
export const keyOf = ({ volume, fileId }: FileState): string => (isWindows ? fileId : `${volume}:${fileId}`);

/**
 * Names of files that lost one, lived on under others, and of which the journal knows none that is still there: their volumes are walked through,
 * once for all. By identity; a number may be another file's by now, so that only one that is unchanged counts.
 */
export async function* searchNames(changes: Iterable<Change>, signal: AbortSignal): AsyncGenerator<OperationEvent, Map<string, string>> {
  const wanted = new Map<string, { root: string; was: FileState }>();
  const mounts = readMounts();
  for (const change of changes) {
    const { act, path: name, was } = change;
    if (act !== 'remove' || was === null || was.kind !== 'file' || was.linkCount < 2 || entryOrNull(name) !== null || hasName(was, change)) continue;
    wanted.set(keyOf(was), { root: mounts.rootOf(realPath(existingAbove(path.dirname(name)))), was });
  }
  const found = new Map<string, string>();
  for (const root of new Set([...wanted.values()].map((one) => one.root))) {
    let left = [...wanted.values()].filter((one) => one.root === root).length;
    let looked = 0;
    for await (const { folder, contents } of walk([{ folder: { path: withSeparator(root), raw: null }, context: root }], { detail: 'counted', enter: (_child, _name, context) => context, signal })) {
      // What may not be read may hold the name: then it is not found, and the change told as impossible
      if (contents === null) continue;
      const { listing } = contents;
      looked += listing.length;
      for (let index = 0; index < listing.length && left > 0; index += 1) {
        const key = isWindows ? fileIdText(listing.fileId(index)) : `${listing.device(index)}:${listing.fileId(index)}`;
        const one = wanted.get(key);
        const at = one && !found.has(key) ? childFolder(folder, listing, index) : null;
        if (!one || at === null || at.raw !== null || !isStill(at.path, one.was)) continue;
        found.set(key, at.path);
        left -= 1;
      }
      if (left === 0) break;
      yield { type: 'progress', done: looked, total: null, unit: 'files', path: folder.path.toWellFormed() };
    }
  }
  return found;
}

/** `C:` is the current folder there. */
const withSeparator = (root: string): string => (isWindows && !root.endsWith('\\') ? `${root}\\` : root);

function isStill(name: string, was: FileState): boolean {
  try {
    const entry = entryOrNull(name);
    return entry !== null && isUnchanged(entry, was);
  } catch (error) {
    if (error instanceof LinkKitError) return false;
    throw error;
  }
}

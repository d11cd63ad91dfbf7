import fs from 'node:fs';
import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { keptNames } from '../../journal/keptNames.ts';
import { mayWriteAttributes } from '../../native/windows.ts';
import type { OperationEvent } from '../operation.ts';
import type { Skip } from './groups.ts';
import type { DuplicateFile, DuplicateSet } from './set.ts';
import type { SizeClass } from './sizeGroup.ts';
import type { WalkedFiles } from './walkFiles.ts';

/**
 * Makes sets of files that turned out to be equal, null where fewer than two may be linked: their names among the keeps are not counted, and
 * files that this user has no right to link are left out.
 */
export function* setMaker({ files, roots, firstReference, volumeOf }: WalkedFiles, skip: Skip): Generator<OperationEvent, (device: number, size: number, found: SizeClass) => DuplicateSet | null> {
  const kept = new Map<string, number>();
  for (const root of new Map(roots.map((one) => [one.volumeName, one])).values()) {
    try {
      for (const [key, names] of keptNames(root.entry.kind === 'directory' ? root.path : path.dirname(root.path))) kept.set(key, names);
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      yield { type: 'error', ...error.toFinding() };
    }
  }
  const isRoot = !isWindows && process.geteuid!() === 0;
  return (device, size, { hash, files: members }) => {
    const volume = volumeOf(device);
    const able: DuplicateFile[] = [];
    for (const file of members) {
      const names = files.names(file);
      if (!isRoot && !mayLink(names[0]!)) {
        skip('AccessDenied', 1);
        continue;
      }
      const fileId = files.fileIdText(file);
      const keeps = kept.get(`${volume}:${fileId}`) ?? 0;
      skip('Kept', keeps);
      able.push({ names, volume, fileId, linkCount: Math.max(names.length, files.linkCount(file) - keeps), modified: files.modified(file), roots: files.roots(file), isReference: files.roots(file).at(-1)! >= firstReference });
    }
    return able.length > 1 ? { volume, size, hash, files: able } : null;
  };
}

/** Windows wants FILE_WRITE_ATTRIBUTES on a file that gets a name; Linux (protected_hardlinks) that it is one's own, or may be written. */
function mayLink(name: string): boolean {
  if (isWindows) return mayWriteAttributes(name);
  try {
    fs.accessSync(name, fs.constants.W_OK);
    return true;
  } catch {
    return fs.lstatSync(name, { throwIfNoEntry: false })?.uid === process.geteuid!();
  }
}

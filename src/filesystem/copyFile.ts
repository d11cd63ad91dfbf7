import fs from 'node:fs';
import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';
import { copyFile as copyWindowsFile, setBasicInformation } from '../native/windows.ts';
import { haveSameBytes } from './compare.ts';
import { copyBytes } from './copyBytes.ts';
import { readEntry, type Entry } from './entry.ts';
import { faultPoint } from './faults.ts';
import { syncFolder } from './folder.ts';
import { keepExtendedAttributes } from './extendedAttributes.ts';
import { keepSecurity, keepTimesAndAttributes, timesOverRename } from './metadata.ts';
import { failedSide } from './failedSide.ts';
import type { FileMetadata } from './fileState.ts';
import { inPlaceAsync } from './heldPath.ts';
import { isWindows } from './platform.ts';
import { putMetadata } from './putMetadata.ts';
import { nameFinished, removeIfThere, replaceBy, type RenameWay } from './replace.ts';
import { keepSparse, lostStreams, shareBlocks } from './windowsData.ts';

const normalAttribute = 0x80;

export interface CopyFileOptions {
  /** The name beside the target that the copy gets first, see temporaryBeside. */
  temporary: string;
  /** What stands under the target, to be replaced; null: nothing. It may be the source itself, which then gets data of its own. */
  replaces: Entry | null;
  /** Another name of what is replaced, see replaceBy. */
  otherName?: string | undefined;
  /** Owner, rights, attributes and times that the copy gets instead of its source's. */
  metadata?: FileMetadata | undefined;
  signal?: AbortSignal;
  /** Told of bytes as they are copied. */
  onBytes?: (bytes: number) => void;
}

export interface CopiedFile {
  /** What of the metadata could not be kept, each a MetadataNotKept. */
  lost: LinkKitError[];
  /** How it took the place of what stood there; null where nothing did. */
  way: RenameWay | null;
  /** The data is shared with the source until one of them is written to. */
  cloned: boolean;
}

/**
 * A file of its own with the data, streams, attributes, times and rights of another: made under a temporary name beside
 * the target, flushed to the disk with its folder, compared byte for byte, then named in one rename. A source that changed meanwhile is
 * not taken (ChangedDuringOperation). Throws a LinkKitError; the target is then untouched, and the temporary gone.
 */
export const copyFileTo = (source: string, target: string, options: CopyFileOptions): Promise<CopiedFile> =>
  inPlaceAsync(source, (from) => inPlaceAsync(target, async (to) => {
    const done = await copyHere(from(source), to(target), { ...options, temporary: to(options.temporary) });
    for (const one of done.lost) Object.assign(one, { path: target });
    return done;
  }));

async function copyHere(source: string, target: string, { temporary, replaces, otherName, metadata, signal, onBytes }: CopyFileOptions): Promise<CopiedFile> {
  const before = readEntry(source);
  try {
    faultPoint('copy.data');
    const lost: LinkKitError[] = [];
    const cloned = await copyData(source, temporary, lost, signal, onBytes);
    faultPoint('copy.flush');
    flush(temporary);
    if (!(await haveSameBytes(source, temporary, signal))) throw changed(source);
    if (isWindows) lost.push(...(await lostStreams(source, temporary, signal)));
    const after = readEntry(source);
    if (after.modified !== before.modified || after.size !== before.size || after.fileId !== before.fileId) throw changed(source);
    // The rights last: they may forbid even us to set anything more
    lost.push(...keepExtendedAttributes(source, temporary), ...keepTimesAndAttributes(source, temporary), ...keepSecurity(source, temporary));
    if (metadata) lost.push(...putMetadata(temporary, metadata, { isLink: false, isFile: true }));
    if (!isWindows) syncFolder(path.dirname(target));
    const putTimes = timesOverRename(temporary);
    let way: RenameWay | null = null;
    if (replaces) way = await replaceBy(temporary, target, { expected: replaces, otherName });
    else nameFinished(temporary, target);
    lost.push(...putTimes(target));
    return { lost, way, cloned };
  } catch (error) {
    removeIfThere(temporary);
    throw failedSide(error, source, target);
  }
}

/** True where the copy shares the data's blocks with its source, and the file system has said so. */
async function copyData(source: string, temporary: string, lost: LinkKitError[], signal: AbortSignal | undefined, onBytes: CopyFileOptions['onBytes']): Promise<boolean> {
  if (!isWindows) return copyBytes(source, temporary, signal, onBytes);
  await copyWindowsFile(source, temporary, signal);
  setBasicInformation(temporary, { attributes: normalAttribute }); // a read-only file could not be opened to be flushed
  lost.push(...keepSparse(source, temporary));
  return shareBlocks(source, temporary);
}

function flush(name: string): void {
  const file = fs.openSync(name, 'r+');
  try {
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}

const changed = (path: string): LinkKitError => new LinkKitError('ChangedDuringOperation', { path });

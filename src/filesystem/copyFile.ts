import fs from 'node:fs';
import { LinkKitError } from '../contract/errors.ts';
import { copyFile as copyWindowsFile, setBasicInformation } from '../native/windows.ts';
import { haveSameBytes } from './compare.ts';
import { copyBytes } from './copyBytes.ts';
import { readEntry, type Entry } from './entry.ts';
import { keepExtendedAttributes } from './extendedAttributes.ts';
import { keepSecurity, keepTimesAfterRename, keepTimesAndAttributes } from './metadata.ts';
import { failedSide } from './failedSide.ts';
import { isWindows } from './platform.ts';
import { nameFinished, removeIfThere, replaceBy, type RenameWay } from './replace.ts';

const normalAttribute = 0x80;

/**
 * A file of its own with the data, streams, attributes, times and rights of another: made under a temporary name beside
 * the target, flushed to the disk, compared byte for byte, then named in one rename. A source that changed meanwhile is
 * not taken (ChangedDuringOperation). Returns MetadataNotKept warnings; throws else, and the target is then untouched.
 */
export async function copyFileTo(source: string, target: string, { temporary, replaces, otherName, signal }: { temporary: string; replaces: Entry | null; otherName?: string; signal?: AbortSignal }): Promise<{ lost: LinkKitError[]; way: RenameWay | null; cloned: boolean }> {
  const before = readEntry(source);
  try {
    await copyData(source, temporary, signal);
    flush(temporary);
    if (!(await haveSameBytes(source, temporary, signal))) throw changed(source);
    const after = readEntry(source);
    if (after.modified !== before.modified || after.size !== before.size || after.fileId !== before.fileId) throw changed(source);
    // The rights last: they may forbid even us to set anything more
    const lost = [...keepExtendedAttributes(source, temporary), ...keepTimesAndAttributes(source, temporary), ...keepSecurity(source, temporary)];
    let way: RenameWay | null = null;
    if (replaces) way = await replaceBy(temporary, target, { expected: replaces, ...(otherName ? { otherName } : {}) });
    else nameFinished(temporary, target);
    lost.push(...keepTimesAfterRename(source, target));
    for (const one of lost) Object.assign(one, { path: target });
    return { lost, way, cloned: false };
  } catch (error) {
    removeIfThere(temporary);
    throw failedSide(error, source, target);
  }
}

async function copyData(source: string, temporary: string, signal: AbortSignal | undefined): Promise<void> {
  if (isWindows) {
    await copyWindowsFile(source, temporary, signal);
    setBasicInformation(temporary, { attributes: normalAttribute }); // a read-only file could not be opened to be flushed
    return;
  }
  await copyBytes(source, temporary, signal);
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

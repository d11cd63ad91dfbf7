import fs from 'node:fs';
import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';
import { allocatedRanges, fileInformation, isUnsupported, makeSparse, shareExtents, streamNames, volumeInformation, Win32Error } from '../native/windows.ts';
import { haveSameBytes } from './compare.ts';
import { faultPoint } from './faults.ts';

const sparseAttribute = 0x200;
/** FILE_SUPPORTS_BLOCK_REFCOUNTING (winnt.h): ReFS. */
const sharesBlocks = 0x0800_0000;

/** What CopyFileExW fills up: the holes of a sparse file become holes in its copy. A warning where that cannot be. */
export function keepSparse(from: string, to: string): LinkKitError[] {
  const { attributes, size } = fileInformation(from);
  if (!(attributes & sparseAttribute) || fileInformation(to).attributes & sparseAttribute) return [];
  faultPoint('copy.data');
  try {
    makeSparse(to, size, allocatedRanges(from, size));
    return [];
  } catch (error) {
    if (!(error instanceof Win32Error)) throw error;
    return [new LinkKitError('MetadataNotKept', { path: to, osError: error.code, message: 'The copy is not sparse; it takes the space of its holes, too.', hint: null })];
  }
}

/**
 * Lets a finished copy share the blocks of what it was copied from, where the volume can: a clone. CopyFileExW makes one by itself on
 * recent Windows and does not tell; after this it is known. False where it could not be; the copy is then as good as before.
 */
export function shareBlocks(from: string, to: string): boolean {
  try {
    const { size } = fileInformation(from);
    if (size === 0 || !(volumeInformation(to).flags & sharesBlocks)) return false;
    faultPoint('copy.data');
    shareExtents(from, to, size, fs.statfsSync(path.dirname(to)).bsize);
    return true;
  } catch (error) {
    if (!(error instanceof Win32Error)) throw error;
    return false;
  }
}

/**
 * Compares the alternate streams of a copy with those it was made from. Those it has not got are returned as a warning; throws
 * ChangedDuringOperation where one holds something else.
 */
export async function lostStreams(from: string, to: string, signal?: AbortSignal): Promise<LinkKitError[]> {
  const copied = new Set(namesOfStreams(to));
  const lost: string[] = [];
  for (const stream of namesOfStreams(from)) {
    if (!copied.has(stream)) lost.push(stream);
    else if (!(await isSameStream(from, to, stream, signal))) throw new LinkKitError('ChangedDuringOperation', { path: from });
  }
  if (lost.length === 0) return [];
  return [new LinkKitError('MetadataNotKept', { path: to, message: `The alternate ${lost.length === 1 ? 'stream' : 'streams'} ${lost.join(', ')} could not be carried over.`, hint: 'The volume of the copy has no such streams; NTFS has.' })];
}

/** Whether two files have the same alternate streams with the same bytes. Throws a LinkKitError. */
export async function haveSameStreams(one: string, other: string, signal?: AbortSignal): Promise<boolean> {
  const names = namesOfStreams(one).sort();
  if (names.join('\n') !== namesOfStreams(other).sort().join('\n')) return false;
  for (const stream of names) {
    if (!(await isSameStream(one, other, stream, signal))) return false;
  }
  return true;
}

/** Whether a stream, by its name as Windows lists it (`:name:$DATA`), holds the same bytes in two files. */
function isSameStream(one: string, other: string, stream: string, signal: AbortSignal | undefined): Promise<boolean> {
  const name = stream.replace(/:\$DATA$/, '');
  return haveSameBytes(one + name, other + name, signal);
}

function namesOfStreams(name: string): string[] {
  try {
    return streamNames(name);
  } catch (error) {
    if (isUnsupported(error)) return [];
    throw error;
  }
}

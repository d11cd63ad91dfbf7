import { Win32Error, win32 } from './win32Error.ts';

/** One name of a file: the folder that it stands in, by its id, and the name in there. */
export interface HardLink {
  parentId: bigint;
  name: string;
}

/** Bytes of FILE_LINKS_INFORMATION before the entries, and of an entry before its name (ntifs.h). */
const headerSize = 8;
const entrySize = 20;

/** How many bytes the whole answer takes, from the head of one that did not fit; 0 where it does not say. */
export const bytesNeeded = (data: Buffer): number => (data.length < headerSize ? 0 : data.readUInt32LE(0));

/** The names in FILE_LINKS_INFORMATION. Throws Win32Error 13 where fewer stand there than it says, or one lies outside. */
export function parseHardLinks(data: Buffer, path: string | null): HardLink[] {
  if (data.length < headerSize) throw invalid(path);
  const links: HardLink[] = [];
  const count = data.readUInt32LE(4);
  for (let at = headerSize; links.length < count; ) {
    if (at + entrySize > data.length) throw invalid(path);
    const next = data.readUInt32LE(at);
    const nameLength = 2 * data.readUInt32LE(at + 16); // told in characters
    const end = at + entrySize + nameLength;
    if (nameLength === 0 || end > data.length) throw invalid(path);
    links.push({ parentId: data.readBigInt64LE(at + 8), name: data.toString('utf16le', at + entrySize, end) });
    if (links.length < count && at + next < end) throw invalid(path);
    at += next;
  }
  return links;
}

const invalid = (path: string | null): Win32Error => new Win32Error('FILE_LINKS_INFORMATION', win32.INVALID_DATA, path);

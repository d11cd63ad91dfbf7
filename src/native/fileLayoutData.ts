import { Win32Error, win32 } from './win32Error.ts';

/** One name of one file or folder of a volume. The object and its name belong to the page: good until the next one. A file reference is a record of the MFT and its sequence number. */
export interface LayoutName {
  record: number;
  sequence: number;
  parentRecord: number;
  parentSequence: number;
  isDirectory: boolean;
  /** UTF-16LE. */
  name: Buffer;
}

/** Bytes of QUERY_FILE_LAYOUT_OUTPUT, of FILE_LAYOUT_ENTRY, and of FILE_LAYOUT_NAME_ENTRY before its name (ntifs.h). */
const headerSize = 16;
const fileSize = 40;
const nameSize = 24;

/** A name is at most 255 characters; more than a path can have is none. */
const longestName = 65_534;

const NAME_ENTRY_PRIMARY = 1;
const NAME_ENTRY_DOS = 2;
const ATTRIBUTE_DIRECTORY = 0x10;

/**
 * Shows every name of an answer of FSCTL_QUERY_FILE_LAYOUT to `visit`; names for DOS only (8.3) are left out, since they
 * are no links. Offsets are from the start of the thing that holds them. Gives back the number of files.
 * Throws Win32Error 13 where anything lies outside of the answer or in something else.
 */
export function parseFileLayout(answer: Buffer, volume: string | null, visit: (name: Readonly<LayoutName>) => void): number {
  if (answer.length < headerSize) throw invalid(volume);
  const files = answer.readUInt32LE(0);
  if (files === 0) throw invalid(volume); // the end of the volume is an error of the call, not an empty answer
  const name: LayoutName = { record: 0, sequence: 0, parentRecord: 0, parentSequence: 0, isDirectory: false, name: answer };
  /** Chains that share their names would take forever. */
  let namesLeft = Math.floor(answer.length / nameSize);
  let at = 0;
  let next = answer.readUInt32LE(4);
  for (let done = 0; done < files; done += 1) {
    if (next < (done === 0 ? headerSize : fileSize)) throw invalid(volume);
    at += next;
    if (at + fileSize > answer.length) throw invalid(volume);
    next = answer.readUInt32LE(at + 4);
    name.isDirectory = (answer.readUInt32LE(at + 12) & ATTRIBUTE_DIRECTORY) !== 0;
    name.record = answer.readUIntLE(at + 16, 6);
    name.sequence = answer.readUInt16LE(at + 22);
    const first = answer.readUInt32LE(at + 24);
    if (first === 0) continue;
    if (first < fileSize) throw invalid(volume);
    namesLeft = visitNames(answer, at + first, name, namesLeft, volume, visit);
  }
  return files;
}

function visitNames(answer: Buffer, first: number, name: LayoutName, namesLeft: number, volume: string | null, visit: (name: Readonly<LayoutName>) => void): number {
  let left = namesLeft;
  for (let at = first; ; ) {
    left -= 1;
    if (left < 0 || at + nameSize > answer.length) throw invalid(volume);
    const next = answer.readUInt32LE(at);
    const flags = answer.readUInt32LE(at + 4);
    const length = answer.readUInt32LE(at + 16); // told in bytes
    const end = at + nameSize + length;
    if (length === 0 || length > longestName || length % 2 !== 0 || end > answer.length) throw invalid(volume);
    if ((flags & NAME_ENTRY_DOS) === 0 || (flags & NAME_ENTRY_PRIMARY) !== 0) {
      name.parentRecord = answer.readUIntLE(at + 8, 6);
      name.parentSequence = answer.readUInt16LE(at + 14);
      name.name = answer.subarray(at + nameSize, end);
      visit(name);
    }
    if (next === 0) return left;
    if (at + next < end) throw invalid(volume);
    at += next;
  }
}

const invalid = (volume: string | null): Win32Error => new Win32Error('FSCTL_QUERY_FILE_LAYOUT', win32.INVALID_DATA, volume);

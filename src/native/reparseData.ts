/** REPARSE_DATA_BUFFER (ntifs.h, MS-FSCC 2.1.2): building and taking apart, as pure functions over bytes. */

export const IO_REPARSE_TAG_SYMLINK = 0xa000_000c;
export const IO_REPARSE_TAG_MOUNT_POINT = 0xa000_0003;

/** Tag, length of the data, reserved. */
const headerSize = 8;
const SYMLINK_FLAG_RELATIVE = 1;
/** MAXIMUM_REPARSE_DATA_BUFFER_SIZE. */
export const largestReparseData = 16 * 1024;

export interface ReparsePoint {
  tag: number;
  /** Where Windows goes (`\??\C:\target`); null where it is neither a symbolic link nor a junction. */
  substituteName: string | null;
  /** What is shown (`C:\target`); may be empty. Null as above. */
  printName: string | null;
  /** A symbolic link whose target is relative to its own folder. */
  relative: boolean;
  /** The whole buffer, to be written again verbatim. */
  data: Buffer;
}

/** Takes a buffer apart, as FSCTL_GET_REPARSE_POINT gives it. Throws RangeError where it contradicts itself. */
export function parseReparseData(data: Buffer): ReparsePoint {
  if (data.length < headerSize) throw new RangeError('reparse data is shorter than its header');
  const tag = data.readUInt32LE(0);
  const end = headerSize + data.readUInt16LE(4);
  if (end > data.length) throw new RangeError('reparse data is shorter than it says');
  const isSymlink = tag === IO_REPARSE_TAG_SYMLINK;
  if (!isSymlink && tag !== IO_REPARSE_TAG_MOUNT_POINT) return { tag, substituteName: null, printName: null, relative: false, data };

  const names = headerSize + (isSymlink ? 12 : 8);
  if (end < names) throw new RangeError('reparse data ends before its names');
  const name = (at: number): string => {
    const start = names + data.readUInt16LE(at);
    const length = data.readUInt16LE(at + 2);
    if (length % 2 !== 0 || start + length > end) throw new RangeError('a name in reparse data lies outside of it');
    return data.toString('utf16le', start, start + length);
  };
  return {
    tag,
    substituteName: name(8),
    printName: name(12),
    relative: isSymlink && (data.readUInt32LE(16) & SYMLINK_FLAG_RELATIVE) !== 0,
    data,
  };
}

/** The data of a junction to `substituteName` (`\??\C:\target`). Throws RangeError where it is too long for a reparse point. */
export function buildJunctionData(substituteName: string, printName: string): Buffer {
  return build(IO_REPARSE_TAG_MOUNT_POINT, substituteName, printName, null);
}

/** The data of a symbolic link. Throws RangeError where it is too long for a reparse point. */
export function buildSymlinkData(substituteName: string, printName: string, relative: boolean): Buffer {
  return build(IO_REPARSE_TAG_SYMLINK, substituteName, printName, relative ? SYMLINK_FLAG_RELATIVE : 0);
}

/** Both names are written with a NUL behind them, which their lengths do not count. */
function build(tag: number, substituteName: string, printName: string, flags: number | null): Buffer {
  const substitute = Buffer.from(`${substituteName}\0`, 'utf16le');
  const print = Buffer.from(`${printName}\0`, 'utf16le');
  const lengths = Buffer.alloc(flags === null ? 8 : 12);
  const size = lengths.length + substitute.length + print.length;
  if (headerSize + size > largestReparseData) throw new RangeError('the target is too long for a reparse point');
  lengths.writeUInt16LE(0, 0);
  lengths.writeUInt16LE(substitute.length - 2, 2);
  lengths.writeUInt16LE(substitute.length, 4);
  lengths.writeUInt16LE(print.length - 2, 6);
  if (flags !== null) lengths.writeUInt32LE(flags, 8);
  const header = Buffer.alloc(headerSize);
  header.writeUInt32LE(tag, 0);
  header.writeUInt16LE(size, 4);
  return Buffer.concat([header, lengths, substitute, print]);
}

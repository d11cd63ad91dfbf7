import fs from 'node:fs';
import { LibcError } from '../../native/libc.ts';
import { direntType, hasReadDirectory, readDirectory } from '../../native/libcDirectory.ts';
import type { StatAnswer } from '../../native/statAnswer.ts';
import { fromOsError } from '../osError.ts';
import { childPath } from './childFolder.ts';
import type { Detail, Folder, FolderContents } from './folder.ts';
import { kinds, type ListedEntry, type ListingBuilder } from './listing.ts';

const entry: ListedEntry = { kind: 0, fileId: 0n, fileIdHigh: 0n, size: 0, allocated: Number.NaN, modified: 0, changed: 0, device: 0, linkCount: 0, attributes: 0, reparseTag: 0, offline: false };

let isFast: boolean | undefined;

/** Reads a folder, a link to one not followed; by glibc's own calls, or where they cannot be made by Node's. Throws a LinkKitError. */
export function readPosixFolder(folder: Folder, builder: ListingBuilder, detail: Detail): FolderContents {
  const bytes = folder.raw ?? Buffer.from(folder.path);
  const contents: FolderContents = { listing: undefined as never, device: 0, fileId: '', failures: [] };
  const fail = (name: Buffer, error: unknown): void => void contents.failures.push(fromOsError(error, childPath(folder.path, name.toString().toWellFormed())));
  try {
    if ((isFast ??= hasReadDirectory())) readByLibc(bytes, builder, detail, contents, fail);
    else readByNode(bytes, builder, detail, contents, fail);
  } catch (error) {
    throw fromOsError(error, folder.path);
  } finally {
    contents.listing = builder.finish();
  }
  return contents;
}

type Fail = (name: Buffer, error: unknown) => void;

/** d_type (DT_…) and the type bits of st_mode, which are the same shifted by 12. */
const kindOfType: Record<number, number> = { 4: kinds.directory, 8: kinds.file, 10: kinds.symlink };

function readByLibc(bytes: Buffer, builder: ListingBuilder, detail: Detail, contents: FolderContents, fail: Fail): void {
  readDirectory(bytes, {
    folder(stat) {
      contents.device = stat.device;
      contents.fileId = String(stat.inode);
    },
    wants: (type) => type === direntType.unknown || (detail !== 'names' && type !== direntType.directory),
    entry(bytes, start, end, type, stat) {
      if (stat) fill(stat);
      else clear(type);
      builder.add(entry, bytes, start, end);
    },
    failed: (name, errno) => fail(name, new LibcError('statx', errno)),
  });
}

function fill(stat: StatAnswer): void {
  entry.kind = kindOfType[stat.type >>> 12] ?? kinds.special;
  entry.fileId = stat.inode;
  entry.size = stat.size;
  entry.allocated = stat.allocated;
  entry.modified = stat.modified;
  entry.changed = stat.changed;
  entry.device = stat.device;
  entry.linkCount = stat.linkCount;
}

function clear(type: number): void {
  entry.kind = kindOfType[type] ?? kinds.special;
  entry.fileId = 0n;
  entry.size = entry.modified = entry.changed = entry.device = entry.linkCount = 0;
  entry.allocated = Number.NaN;
}

function readByNode(bytes: Buffer, builder: ListingBuilder, detail: Detail, contents: FolderContents, fail: Fail): void {
  const own = fs.lstatSync(bytes, { bigint: true });
  contents.device = Number(own.dev);
  contents.fileId = String(own.ino);
  for (const dirent of fs.readdirSync(bytes, { withFileTypes: true, encoding: 'buffer' })) {
    const type = dirent.isDirectory() ? 4 : dirent.isFile() ? 8 : dirent.isSymbolicLink() ? 10 : 1;
    clear(type);
    if (detail !== 'names' && type !== 4) {
      try {
        const found = fs.lstatSync(Buffer.concat([bytes, Buffer.from('/'), dirent.name]), { bigint: true, throwIfNoEntry: false });
        if (!found) continue;
        entry.kind = kindOfType[Number(found.mode & 0o170_000n) >>> 12] ?? kinds.special;
        entry.fileId = found.ino;
        entry.size = Number(found.size);
        entry.allocated = Number(found.blocks) * 512;
        entry.modified = Number(found.mtimeNs) / 1e6;
        entry.changed = Number(found.ctimeNs) / 1e6;
        entry.device = Number(found.dev);
        entry.linkCount = Number(found.nlink);
      } catch (error) {
        fail(dirent.name, error);
        continue;
      }
    }
    builder.add(entry, dirent.name);
  }
}

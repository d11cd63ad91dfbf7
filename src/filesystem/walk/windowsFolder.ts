import { LinkKitError } from '../../contract/errors.ts';
import { fileInformation, isUnsupported, readDirectory, Win32Error, type DirectoryEntry, type FileInformation } from '../../native/windows.ts';
import { fromOsError } from '../osError.ts';
import { hasDirectoryAttribute, isOffline, windowsKind } from '../windowsKind.ts';
import type { Detail, FolderContents } from './folder.ts';
import { kinds, type ListedEntry, type ListingBuilder } from './listing.ts';
import { namesInFolder } from './namesInFolder.ts';

/**
 * What stands in one folder of Windows; nothing in it is followed, a folder that is a link is not entered. `names` costs as
 * much as `entries`; `counted` opens every file. Link counts are 0 unless `counted`, and then for what is no file, is offline, or is gone since the folder was read.
 * Throws a LinkKitError where the folder cannot be read.
 */
export function readWindowsFolder(path: string, builder: ListingBuilder, detail: Detail): Pick<FolderContents, 'listing' | 'failures'> {
  const folder = new FolderReader(path, builder, detail);
  try {
    readDirectory(path, (found) => folder.add(found));
  } catch (error) {
    builder.finish(); // what came before the failure
    if (!isUnsupported(error)) throw fromOsError(error, path);
    const slow = new FolderReader(path, builder, detail);
    slow.addByName();
    return { listing: builder.finish(), failures: slow.failures };
  }
  return { listing: builder.finish(), failures: folder.failures };
}

/** One reading of one folder. */
class FolderReader {
  readonly failures: LinkKitError[] = [];
  readonly #path: string;
  readonly #prefix: string;
  readonly #builder: ListingBuilder;
  readonly #counted: boolean;
  readonly #entry: ListedEntry = { kind: kinds.file, fileId: 0n, fileIdHigh: 0n, size: NaN, allocated: NaN, modified: 0n, changed: 0n, device: 0, linkCount: 0, attributes: 0, reparseTag: 0, offline: false };

  constructor(path: string, builder: ListingBuilder, detail: Detail) {
    this.#path = path;
    this.#prefix = path.endsWith('\\') ? path : `${path}\\`;
    this.#builder = builder;
    this.#counted = detail === 'counted';
  }

  add(found: Readonly<DirectoryEntry>): void {
    const { attributes, reparseTag } = found;
    this.#fill(hasDirectoryAttribute(attributes), attributes, reparseTag);
    const entry = this.#entry;
    entry.fileId = found.fileId;
    entry.fileIdHigh = 0n;
    entry.size = found.size;
    entry.allocated = found.allocated;
    entry.modified = found.lastWriteTime;
    entry.changed = found.changeTime;
    if (this.#refuses(found.name)) return;
    if (this.#counted && isCountable(entry)) this.#count(found.name);
    else this.#builder.add(entry, found.name);
  }

  /** The names by Node and each entry by a handle of its own: where the file system does not know the listing with ids. */
  addByName(): void {
    try {
      for (const text of namesInFolder(this.#path)) {
        const name = Buffer.from(text, 'utf16le');
        const found = this.#refuses(name) ? null : this.#open(name);
        if (found !== null) this.#builder.add(this.#fromHandle(found), name);
      }
    } catch (error) {
      this.#builder.finish();
      throw fromOsError(error, this.#path);
    }
  }

  /** The file's own word instead of the folder's: that is stale where a file was written under another of its names. */
  #count(name: Buffer): void {
    const found = this.#open(name);
    this.#builder.add(found === null ? this.#entry : this.#fromHandle(found), name);
  }

  /** Null, and a failure unless it is gone, where it cannot be opened. */
  #open(name: Buffer): FileInformation | null {
    const path = this.#prefix + name.toString('utf16le');
    try {
      return fileInformation(path);
    } catch (error) {
      if (!isGone(error)) this.failures.push(fromOsError(error, path.toWellFormed()));
      return null;
    }
  }

  #refuses(name: Buffer): boolean {
    if (!isUnreachable(name)) return false;
    this.failures.push(new LinkKitError('NameNotRepresentable', { path: (this.#prefix + name.toString('utf16le')).toWellFormed() }));
    return true;
  }

  #fromHandle(found: FileInformation): ListedEntry {
    this.#fill(found.isDirectory, found.attributes, found.reparseTag);
    const entry = this.#entry;
    entry.fileId = BigInt(`0x${found.fileId.slice(16)}`);
    entry.fileIdHigh = BigInt(`0x${found.fileId.slice(0, 16)}`);
    entry.size = found.size;
    entry.allocated = found.allocatedSize;
    entry.modified = found.lastWriteTime;
    entry.changed = found.changeTime;
    if (this.#counted && isCountable(entry)) entry.linkCount = found.linkCount;
    return entry;
  }

  #fill(isDirectory: boolean, attributes: number, reparseTag: number): void {
    const entry = this.#entry;
    entry.kind = kinds[windowsKind(isDirectory, reparseTag)];
    entry.attributes = attributes;
    entry.reparseTag = reparseTag;
    entry.offline = isOffline(attributes);
    entry.linkCount = 0;
  }
}

/** A link itself may have several names, too. An offline file is not even opened: RECALL_ON_OPEN would fetch it. */
const isCountable = (entry: ListedEntry): boolean => !hasDirectoryAttribute(entry.attributes) && !entry.offline;

/** A name that a path would take for several, or for its end (written by another system): what lies there is another file. */
function isUnreachable(name: Buffer): boolean {
  for (let at = 0; at < name.length; at += 2) {
    if (name[at + 1] === 0 && (name[at] === 0x5c || name[at] === 0x2f || name[at] === 0)) return true;
  }
  return false;
}

/** ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, ERROR_DELETE_PENDING. */
const isGone = (error: unknown): boolean => error instanceof Win32Error && [2, 3, 303].includes(error.code);

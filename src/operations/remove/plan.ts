import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import { identityKey, readEntry, type Entry, type EntryKind } from '../../filesystem/entry.ts';
import { readState, type FileState } from '../../filesystem/fileState.ts';
import type { SeenFolder } from '../../filesystem/heldFolder.ts';
import { fileIdText } from '../../filesystem/identity.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { childPath } from '../../filesystem/walk/childFolder.ts';
import { kinds, type Listing } from '../../filesystem/walk/listing.ts';

/** A folder with names to be removed; with `own` it goes itself, after them. */
export interface PlannedFolder extends SeenFolder {
  name: string;
  above: PlannedFolder | null;
  own: Entry | null;
  /** As it was before anything in it went. */
  state: FileState | null;
  listing: Listing | null;
  /** Names that cannot be removed; errors have said so. */
  skipped: Set<string>;
  isAsked: boolean;
}

/** A file with several names, those among the keeps included. */
export interface SharedFile {
  /** Without those. */
  names: number;
  /** Its data is kept for the undo of an earlier operation, too. */
  isKept: boolean;
  size: number;
  /** Names that are gone, and names whose removal has been written down. */
  removed: number;
  intended: number;
  /** Every name known; null where nobody has looked beyond the tree. */
  known: readonly string[] | null;
  /** The one of its names given that goes last: the others can be made again from it. */
  lastFolder: PlannedFolder | null;
  lastName: string;
}

/** A name to be removed. */
export interface Row {
  folder: PlannedFolder;
  name: string;
  entry: Entry;
  /** Null where it is the only name of what stands under it. */
  file: SharedFile | null;
  /** The folder that it is the name of. */
  own: PlannedFolder | null;
  /** Asked about by itself. */
  isNamed: boolean;
}

export const pathOf = ({ folder, name }: Pick<Row, 'folder' | 'name'>): string => (isWindows ? path.join(folder.path, name) : childPath(folder.path, name));

const kindOf = Object.fromEntries(Object.entries(kinds).map(([kind, number]) => [number, kind])) as Record<number, EntryKind>;

/**
 * What shall be removed, in the order in which it goes: the names asked about, then what the folders hold, deepest first. A tree
 * stays in the listings that it was read into, some hundred bytes a name.
 */
export class Plan {
  /** Files with several names, by identity. */
  readonly files = new Map<string, SharedFile>();
  /** What stays for certain, by the folder that it keeps from going. */
  readonly stays = new Map<PlannedFolder, string>();
  /** In the order of their paths. */
  folders: PlannedFolder[] = [];
  /** How many names there are. */
  length = 0;
  /** Names among the keeps, by identity of the file; looked for where a file has several names. */
  readonly #keptNames: () => ReadonlyMap<string, number>;
  #kept: ReadonlyMap<string, number> | null = null;
  readonly #named: Row[] = [];
  readonly #holders = new Map<string, PlannedFolder>();

  constructor(kept: () => ReadonlyMap<string, number>) {
    this.#keptNames = kept;
  }

  /** A name by itself. Throws a LinkKitError where its folder cannot be looked at. */
  addName(at: string, entry: Entry): void {
    this.#named.push({ folder: this.#holder(path.dirname(at)), name: path.basename(at), entry, file: this.#fileOf(entry), own: null, isNamed: true });
  }

  /** A folder that was asked about; what is in it comes by `addFolder` and `fill`. */
  addRoot(at: string, entry: Entry): PlannedFolder {
    return this.#newFolder(at, path.basename(at), this.#holder(path.dirname(at)), true, entry);
  }

  addFolder(at: string, name: string, above: PlannedFolder): PlannedFolder {
    return this.#newFolder(at, name, above, false, null);
  }

  /** The folder as it is now, before anything in it goes. Throws a LinkKitError. */
  fill(folder: PlannedFolder, listing: Listing, withMetadata: boolean): void {
    const entry = readEntry(folder.path);
    if (entry.kind !== 'directory') throw new LinkKitError('ChangedDuringOperation', { path: folder.path });
    folder.own = entry;
    folder.volume = entry.volume;
    folder.fileId = entry.fileId;
    folder.listing = listing;
    if (withMetadata) folder.state = readState(folder.path, entry);
  }

  /** Once all folders are there: the order does not hang on which thread was faster. */
  close(): void {
    this.folders.sort((one, other) => (one.path < other.path ? -1 : 1));
    for (const row of this.rows()) {
      this.length += 1;
      if (row.file) [row.file.lastFolder, row.file.lastName] = [row.folder, row.name];
    }
  }

  get named(): readonly Row[] {
    return this.#named;
  }

  *rows(): Generator<Row, void> {
    yield* this.#named;
    for (let index = this.folders.length - 1; index >= 0; index -= 1) {
      const folder = this.folders[index]!;
      if (folder.listing !== null) yield* this.#below(folder, folder.listing);
      if (folder.own !== null) yield { folder: folder.above!, name: folder.name, entry: folder.own, file: null, own: folder, isNamed: false };
    }
  }

  *#below(folder: PlannedFolder, listing: Listing): Generator<Row, void> {
    for (let index = 0; index < listing.length; index += 1) {
      const number = listing.kind(index);
      if (number === kinds.directory) continue;
      const name = listing.name(index);
      if (folder.skipped.size > 0 && folder.skipped.has(name)) continue;
      const entry: Entry = {
        kind: kindOf[number]!,
        volume: folder.volume,
        fileId: isWindows ? fileIdText(listing.fileId(index)) : String(listing.fileId(index)),
        // Not told of what is no file, or is not to be opened
        linkCount: listing.linkCount(index) || 1,
        size: listing.size(index),
        changed: listing.changed(index),
        allocated: listing.allocated(index),
        offline: listing.offline(index),
        attributes: listing.attributes(index),
        reparseTag: listing.reparseTag(index),
        modified: listing.modified(index),
      };
      yield { folder, name, entry, file: this.#fileOf(entry), own: null, isNamed: false };
    }
  }

  #fileOf(entry: Entry): SharedFile | null {
    if (entry.linkCount <= 1) return null;
    const key = identityKey(entry);
    let file = this.files.get(key);
    if (!file) {
      const kept = (this.#kept ??= this.#keptNames()).get(key) ?? 0;
      this.files.set(key, (file = { names: Math.max(1, entry.linkCount - kept), isKept: kept > 0, size: dataOf(entry), removed: 0, intended: 0, known: null, lastFolder: null, lastName: '' }));
    }
    return file;
  }

  #newFolder(at: string, name: string, above: PlannedFolder, isAsked: boolean, own: Entry | null): PlannedFolder {
    const folder: PlannedFolder = { path: at, volume: own?.volume ?? above.volume, fileId: own?.fileId ?? '', name, above, own, state: null, listing: null, skipped: new Set(), isAsked };
    this.folders.push(folder);
    return folder;
  }

  /** A folder that stays. */
  #holder(at: string): PlannedFolder {
    let holder = this.#holders.get(at);
    if (!holder) {
      const { volume, fileId } = readEntry(at);
      this.#holders.set(at, (holder = { path: at, volume, fileId, name: '', above: null, own: null, state: null, listing: null, skipped: new Set(), isAsked: false }));
    }
    return holder;
  }
}

/** Bytes that go with the last name of a file. A placeholder has none here. */
export const dataOf = ({ kind, offline, size }: Entry): number => (kind === 'file' && !offline ? size : 0);

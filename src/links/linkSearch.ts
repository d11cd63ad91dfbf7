import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';
import { fileIdText } from '../filesystem/identity.ts';
import { isWindows } from '../filesystem/platform.ts';
import type { Folder, FolderContents } from '../filesystem/walk/folder.ts';
import { kinds } from '../filesystem/walk/listing.ts';
import { readFolder } from '../filesystem/walk/readFolder.ts';
import { childFolder } from '../filesystem/walk/childFolder.ts';
import type { Mounts } from '../filesystem/mounts.ts';
import type { SearchEvent } from './siblingEngine.ts';

/** What a search has seen of one file. */
export interface SeenNames {
  names: string[];
  /** Names that text cannot carry. */
  unrepresentable: string[];
  /** The link count when its first name was seen: another one now means that the folders seen tell no more than yesterday's news. */
  linkCount: number;
}

/** Longer than this a search does not keep others waiting. */
const turnMs = 20;

/**
 * A search for the names of files through the folders of one volume, each folder read once however many files are asked
 * for: every name of a file with further names is kept, so that the next file may need no search at all.
 */
export class LinkSearch {
  readonly #root: string;
  readonly #mounts: Mounts;
  readonly #seen = new Map<string, SeenNames>();
  /** Folders read, or given up. */
  readonly #visited = new Set<string>();
  /** Folders whose whole subtree is done. */
  readonly #finished = new Set<string>();
  /** Folders found and not read yet; the last is the next. */
  #pending: Folder[] = [];
  #files = 0;

  /** `root` is the true path of the folder that the search never leaves. */
  constructor(root: string, mounts: Mounts) {
    this.#root = root;
    this.#mounts = mounts;
  }

  /** What has been seen so far of the file with this identity key. */
  seen(key: string): SeenNames | undefined {
    return this.#seen.get(key);
  }

  /**
   * Searches outwards from `folder` until `isEnough`, or until the root's whole subtree is done: first what lies in the
   * folder, then what lies in the one above and was not read yet, and so on.
   */
  async *outwards(folder: string, isEnough: () => boolean, signal: AbortSignal): AsyncGenerator<SearchEvent, void> {
    let lastTurn = performance.now();
    for (const level of this.#levels(folder)) {
      if (isEnough()) return;
      if (this.#finished.has(level)) continue;
      this.#bringForward(level);
      for (;;) {
        const next = this.#pending.at(-1);
        if (next === undefined || !isWithin(next.path, level)) break;
        if (isEnough() || signal.aborted) return;
        this.#pending.pop();
        yield* this.#read(next);
        if (performance.now() - lastTurn < turnMs) continue;
        lastTurn = performance.now();
        yield { type: 'progress', done: this.#files, total: null, unit: 'files', path: next.path };
      }
      this.#finished.add(level);
    }
  }

  /** The folder and those above it up to the root; only the root where the folder lies outside of it. */
  #levels(folder: string): string[] {
    if (!isWithin(folder, this.#root)) return [this.#root];
    const levels = [folder];
    for (let at = folder; at !== this.#root; levels.push(at)) at = path.dirname(at);
    return levels;
  }

  /** Puts what is pending within a folder on top, or the folder itself where it was not read. */
  #bringForward(level: string): void {
    if (this.#pending.length > 0) {
      const within = this.#pending.filter((folder) => isWithin(folder.path, level));
      if (within.length > 0) this.#pending = [...this.#pending.filter((folder) => !isWithin(folder.path, level)), ...within];
    }
    if (!this.#visited.has(level)) this.#pending.push({ path: level, raw: null });
  }

  *#read(folder: Folder): Generator<SearchEvent, void> {
    const place = folder.raw ? folder.raw.toString('latin1') : folder.path;
    if (this.#visited.has(place)) return;
    this.#visited.add(place);
    let contents: FolderContents;
    try {
      contents = readFolder(folder, 'counted');
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      if (error.code !== 'NotFound') yield { type: 'warning', ...error.toFinding() };
      return;
    }
    const [failure] = contents.failures;
    if (failure) yield { type: 'warning', ...failure.toFinding() };
    const { listing } = contents;
    for (let index = 0; index < listing.length; index += 1) {
      const isFolder = listing.kind(index) === kinds.directory;
      if (!isFolder) this.#files += 1;
      if (!isFolder && listing.linkCount(index) < 2) continue;
      const child = childFolder(folder, listing, index);
      if (isFolder) {
        if (!this.#mounts.isMountPoint(child.path)) this.#pending.push(child);
        continue;
      }
      // On Windows a search never leaves its volume, and asking for the volume would cost as much as all the rest
      const key = isWindows ? fileIdText(listing.fileId(index)) : `${listing.device(index)}:${listing.fileId(index)}`;
      let seen = this.#seen.get(key);
      if (!seen) this.#seen.set(key, (seen = { names: [], unrepresentable: [], linkCount: listing.linkCount(index) }));
      if (child.raw !== null || !child.path.isWellFormed()) seen.unrepresentable.push(child.path.toWellFormed());
      else if (!this.#mounts.isMountPoint(child.path)) seen.names.push(child.path);
    }
  }
}

/** Whether a true path is a folder or lies below it. */
export function isWithin(inner: string, folder: string): boolean {
  if (!inner.startsWith(folder)) return false;
  return inner.length === folder.length || folder.endsWith(path.sep) || inner[folder.length] === path.sep;
}

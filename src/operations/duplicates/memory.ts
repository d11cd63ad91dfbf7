import { timeOf } from '../../filesystem/fileTime.ts';
import type { CachedFile, HashCache } from './cacheRow.ts';

/** What is known of the bytes of a file: see CachedFile. */
export type Known = Pick<CachedFile, 'head' | 'hash' | 'comparison' | 'class'>;

/** A file as its folder tells it, by which it is known again. */
export type FileKey = Pick<CachedFile, 'fileId' | 'modified' | 'changed'>;

/** Times of files are only so fine, milliseconds: what was changed in the very moment of the search may be changed once more unseen. */
const finest = 20;

const isSame = (one: FileKey, other: FileKey): boolean => one.fileId === other.fileId && one.modified === other.modified && one.changed === other.changed;

/** What is known of files' bytes, from this run and with a cache from those before. */
export class ContentMemory {
  readonly #cache: HashCache | null;
  /** Only what was changed before this is remembered. */
  readonly #settled: number | bigint;
  /** Files that were linked since: by volume and size, then by file id. */
  readonly #relinked = new Map<string, Map<bigint, { before: FileKey; after: FileKey }>>();
  /** Set apart from those of other runs. */
  #comparison: number;

  /** @param now milliseconds since 1970 */
  constructor(cache: HashCache | null, now: number) {
    this.#cache = cache;
    this.#settled = timeOf(now - finest);
    this.#comparison = now * 2;
  }

  /** Whether no earlier search is remembered. */
  get isNew(): boolean {
    return this.#cache?.isEmpty ?? true;
  }

  /** The number of a comparison that is about to be made: all groups that are compared in the same round may share one. */
  newComparison(): number {
    return (this.#comparison += 1);
  }

  /** What is known of each of the files, in their order. */
  known<File>(volume: string, size: number, files: readonly File[], keyOf: (file: File) => FileKey): (Known | null)[] {
    const rows = this.#cache?.read(volume, size) ?? [];
    if (rows.length === 0) return files.map(() => null);
    const byId = rows.length > 8 ? new Map(rows.map((row) => [row.fileId, row])) : null;
    return files.map((file) => {
      const key = keyOf(file);
      const row = byId ? byId.get(key.fileId) : rows.find(({ fileId }) => fileId === key.fileId);
      return row && isSame(row, key) ? row : null;
    });
  }

  /** Remembers what is known of files of one size; what is known of others of this size stays. */
  learn<File>(volume: string, size: number, files: Iterable<[File, Known]>, keyOf: (file: File) => FileKey): void {
    if (this.#cache === null) return;
    const [before, settled] = [this.#cache.read(volume, size), this.#settled];
    this.#cache.write(volume, size, rows());

    function* rows(): Generator<CachedFile> {
      const own = new Set<bigint>();
      for (const [file, known] of files) {
        const key = keyOf(file);
        if (before.length > 0) own.add(key.fileId);
        if (key.changed < settled) yield { ...known, ...key };
      }
      for (const row of before) if (!own.has(row.fileId)) yield row;
    }
  }

  /** A file that was `before` while nobody could write to it, and of which the file system keeps something else now: another link count. */
  relinked(volume: string, size: number, before: FileKey, after: FileKey): void {
    const place = `${size} ${volume}`;
    const files = this.#relinked.get(place) ?? new Map<bigint, { before: FileKey; after: FileKey }>();
    const last = files.get(before.fileId);
    // What was known of it is only true as far as each link follows the one before
    files.set(before.fileId, { before: last && isSame(last.after, before) ? last.before : before, after });
    this.#relinked.set(place, files);
  }

  close(): void {
    for (const [place, files] of this.#relinked) {
      const [size, volume] = [Number(place.slice(0, place.indexOf(' '))), place.slice(place.indexOf(' ') + 1)];
      const rows = this.#cache?.read(volume, size) ?? [];
      const renewed = rows.map((row) => {
        const link = files.get(row.fileId);
        return link && isSame(row, link.before) ? { ...row, ...link.after } : row;
      });
      if (renewed.some((row, index) => row !== rows[index])) this.#cache!.write(volume, size, renewed);
    }
    this.#cache?.close();
  }
}

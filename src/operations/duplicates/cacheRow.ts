/** What an earlier run found out about the bytes of one file; good as long as nothing of its key has changed. */
export interface CachedFile {
  /** With the volume its identity. */
  fileId: bigint;
  /** Last write and last change of the file's record (st_ctime, ChangeTime): milliseconds on POSIX, FILETIME on Windows. */
  modified: number | bigint;
  changed: number | bigint;
  /** XXH128 of the first 4 KiB, 32 hexadecimal digits. */
  head: string;
  /** XXH128 of all bytes; null where the comparison did without. */
  hash: string | null;
  /** One comparison in which it took part: files of the same comparison are equal where they have the same class, and else different. 0: none. */
  comparison: number;
  class: number;
}

/** What is remembered from run to run, by volume and size. A cache that cannot be read or written is set aside, never an error. */
export interface HashCache {
  /** Whether nothing is remembered yet. */
  readonly isEmpty: boolean;
  /** The files of one size. */
  read(volume: string, size: number): CachedFile[];
  /** Replaces all files of one size. Good at once for read(); all of it is on the disk with close(). */
  write(volume: string, size: number, files: Iterable<CachedFile>): void;
  /** Writes down what is new. Told as warnings where that cannot be. */
  close(): void;
}

/** One file of a set, with those of its names that were found. */
export interface DuplicateFile {
  /** Absolute paths, in ordinal order. */
  names: readonly string[];
  volume: string;
  fileId: string;
  /** Names among the keeps are not counted. */
  linkCount: number;
  /** Last write: milliseconds since 1970 on POSIX, FILETIME on Windows. */
  modified: number | bigint;
  /** The given paths that its names lie in, by their places among the paths and the references behind them. */
  roots: readonly number[];
  /** It lies in a reference: it leads and is never changed. */
  isReference: boolean;
}

/** Files with the same bytes, all on one volume; at least two. */
export interface DuplicateSet {
  volume: string;
  size: number;
  /** XXH128, 32 hexadecimal digits; null where the bytes were compared and no hash was needed. */
  hash: string | null;
  files: readonly DuplicateFile[];
}

/** What is linked to what. */
export interface LinkGroup {
  volume: string;
  size: number;
  hash: string | null;
  leader: DuplicateFile;
  /** Files whose names all become names of the leader's; may be none. */
  followers: readonly DuplicateFile[];
}

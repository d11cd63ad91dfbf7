import type { RemoveCounts } from '../../contract/items.ts';

export interface RemoveOptions {
  /** Names of files and links, and folders, as the person wrote them. */
  path: readonly string[];
  /** Every name of the files, not just those given. */
  allNames: boolean;
  /** Every name may go without a further question. */
  yes: boolean;
  /** The last name of a file stays. */
  keepData: boolean;
  toRecycleBin: boolean;
  /** Folders with all that is in them. */
  recurse: boolean;
  /** What else could not be brought back gets a second name among the keeps. */
  undoable: boolean;
  dryRun: boolean;
}

export const noCounts = (): RemoveCounts => ({ removed: 0, folders: 0, lastNames: 0, bytesFreed: 0, bytesStillShared: 0, bytesKept: 0 });

import path from 'node:path';
import { foldCase } from '../filesystem/caseSensitivity.ts';
import { readEntry } from '../filesystem/entry.ts';
import { isWindows } from '../filesystem/platform.ts';
import { leadsTo } from './leadsTo.ts';
import { LinkSearch } from './linkSearch.ts';
import { readMounts, type Mounts } from '../filesystem/mounts.ts';
import { works, type FoundNames, type NamedFile, type SearchEvent, type SiblingEngine } from './siblingEngine.ts';

/**
 * The names by looking through folders, outwards from the file's own to `root` (a true path; the file's mount where it
 * is null). It works everywhere. One search serves all files: see LinkSearch.
 */
export function scanEngine(root: string | null): SiblingEngine {
  const mounts = readMounts();
  /** By volume and root: a batch may have files of several volumes, or of one volume under several mounts. */
  const searches = new Map<string, LinkSearch>();
  const rootVolume = root === null ? null : readEntry(root).volume;

  function searchFor(file: NamedFile, anew: boolean): LinkSearch | null {
    if (rootVolume !== null && rootVolume !== file.entry.volume) return null;
    const top = topFor(root, file.path, mounts);
    if (top === null) return null;
    const key = `${file.entry.volume} ${top}`;
    let search = anew ? undefined : searches.get(key);
    if (!search) searches.set(key, (search = new LinkSearch(top, mounts)));
    return search;
  }

  return {
    name: 'scan',
    missing: () => null,
    available: async () => works,
    async *find(file, signal) {
      const search = searchFor(file, false);
      if (search === null) return { names: [file.path], unrepresentable: [], complete: false };
      const earlier = search.seen(keyOf(file));
      const isOld = earlier !== undefined && earlier.linkCount !== file.entry.linkCount;
      return yield* findIn(isOld ? searchFor(file, true)! : search, mounts, file, signal);
    },
  };
}

/**
 * Where the search for a file goes up to: no mount is left, for a folder may be seen under several, and its names would be
 * found once more. Null where the root lies in another mount than the file.
 */
function topFor(root: string | null, file: string, mounts: Mounts): string | null {
  const mount = mounts.rootOf(path.dirname(file));
  if (root === null || isWindows) return root ?? mount;
  if (mounts.rootOf(root) === mount) return root;
  return root === '/' || mount.startsWith(`${root}/`) ? mount : null;
}

async function* findIn(search: LinkSearch, mounts: Mounts, file: NamedFile, signal: AbortSignal): AsyncGenerator<SearchEvent, FoundNames> {
  const key = keyOf(file);
  const wanted = file.entry.linkCount;
  const found = (): number => {
    const seen = search.seen(key);
    return seen ? seen.names.length + seen.unrepresentable.length : 0;
  };
  yield* search.outwards(path.dirname(file.path), () => found() >= wanted, signal);
  const seen = search.seen(key);
  const names = (seen?.names ?? []).filter((name) => !mounts.isMountPoint(name) && (name === file.path || leadsTo(name, file)));
  const unrepresentable = seen?.unrepresentable ?? [];
  if (!hasSelf(names, file.path) && !mounts.isMountPoint(file.path)) names.push(file.path); // outside the root, or its folder cannot be read
  return { names, unrepresentable, complete: names.length === wanted };
}

/** The identity under which readFolder files it. */
const keyOf = ({ entry }: NamedFile): string => (isWindows ? entry.fileId : `${entry.volume}:${entry.fileId}`);

const hasSelf = (names: string[], self: string): boolean => names.includes(self) || (isWindows && names.some((name) => foldCase(name) === foldCase(self)));

import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import { readAskedEntry, type Entry } from '../../filesystem/entry.ts';
import { readMounts, type Mounts } from '../../filesystem/mounts.ts';
import { absolutePath } from '../../filesystem/paths.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { stateFolder } from '../../filesystem/state.ts';
import { linkText } from '../../filesystem/symbolicLink.ts';
import { readFolder } from '../../filesystem/walk/readFolder.ts';
import { isKeep, onVolumeFolder } from '../../journal/keepsFolder.ts';
import { isWithin } from '../../links/linkSearch.ts';
import { realPath } from '../../links/realPath.ts';
import type { RemoveOptions } from './options.ts';

/** A path that shall be removed: true, for links on the way are resolved; its last name is never followed, with a separator behind it or without. */
export interface Asked {
  path: string;
  entry: Entry;
}

/** The paths, each once and none within another's folder; what cannot be removed is told. */
export function readAsked({ path: texts, recurse, allNames }: RemoveOptions, cwd: string, fail: (error: LinkKitError) => void): Asked[] {
  const mounts = readMounts();
  const asked = new Map<string, Asked>();
  for (const text of texts) {
    try {
      const one = readOne(text, cwd, mounts);
      if (one.entry.kind === 'directory' && allNames) throw new LinkKitError('DirectoryNotSupported', { path: one.path, message: 'A folder has one name only; --all-names is for files.', hint: 'Leave --all-names out.' });
      if (one.entry.kind === 'directory' && !recurse && readFolder({ path: one.path, raw: null }, 'names').listing.length > 0) throw new LinkKitError('NotEmpty', { path: one.path });
      asked.set(one.path, one);
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      fail(error);
    }
  }
  return [...asked.values()].filter(({ path: at }) => !isBelowAnother(at, asked));
}

function readOne(text: string, cwd: string, mounts: Mounts): Asked {
  const given = absolutePath(text, cwd);
  const entry = readAskedEntry(given);
  if (path.parse(given).root === given) throw ofVolume(given);
  const at = realPath(given);
  if (entry.kind === 'directory' && mounts.isMountPoint(at)) throw ofVolume(at);
  if (entry.kind === 'junction') refuseMount(at);
  if (entry.kind === 'directory' && isOwn(at)) throw ownFolder(at);
  if (isKeep(at) || isWithin(at, stateFolder())) throw ownFolder(at);
  return { path: at, entry };
}

/** A folder that holds what LinkKit itself lives on, or lies in it. */
export const isOwn = (folder: string): boolean => path.basename(folder) === onVolumeFolder || isWithin(stateFolder(), folder);

export const ownFolder = (at: string): LinkKitError =>
  new LinkKitError('Usage', { path: at, message: "LinkKit's own journals and keeps lie here, by which operations are taken back; they are not removed.", hint: 'Name what is beside them.' });

const ofVolume = (at: string): LinkKitError => new LinkKitError('Usage', { path: at, message: 'This is the root of a volume; a volume is not removed.', hint: 'Name the files and folders in it.' });

/** A volume mounted in a folder is a reparse point with the tag of a junction (Windows): to remove that would take the volume away. Throws CrossVolume. */
export function refuseMount(junction: string): void {
  if (isWindows && /^(\\\\\?\\)?Volume\{[0-9a-f-]+\}/i.test(linkText(junction))) throw new LinkKitError('CrossVolume', { path: junction, message: 'Another volume is mounted here; it stays.', hint: 'Unmount it first (mountvol /D).' });
}

function isBelowAnother(at: string, asked: ReadonlyMap<string, Asked>): boolean {
  for (let below = at, above = path.dirname(at); above !== below; [below, above] = [above, path.dirname(above)]) if (asked.get(above)?.entry.kind === 'directory') return true;
  return false;
}

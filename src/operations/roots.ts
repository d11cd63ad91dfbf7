import { LinkKitError } from '../contract/errors.ts';
import { readAskedEntry, readEntry, type Entry } from '../filesystem/entry.ts';
import { realPath as followed } from '../filesystem/folder.ts';
import { withPath } from '../filesystem/osError.ts';
import { absolutePath } from '../filesystem/paths.ts';
import { isWindows } from '../filesystem/platform.ts';
import { realPath } from '../links/realPath.ts';
import { volumeName, volumePathName } from '../native/windows.ts';

/** A path that was asked about. */
export interface Root {
  path: string;
  entry: Entry;
  /** Its volume by what tells it from others: a serial number is copied with a disk. */
  volumeName: string;
}

/** The true paths, each once; what cannot be looked at is told. A link to a folder that is named itself is followed: that is asking for it. */
export function readRoots(texts: readonly string[], cwd: string, fail: (error: LinkKitError) => void): Map<string, Root> {
  const roots = new Map<string, Root>();
  const folders = new Set<string>();
  for (const text of texts) {
    try {
      const asked = absolutePath(text, cwd);
      let entry = readAskedEntry(asked);
      let at = asked;
      if (entry.kind === 'symlink' || entry.kind === 'junction') {
        at = followed(asked);
        entry = readEntry(at);
      } else at = realPath(asked);
      const root = { path: at, entry, volumeName: volumeNameOf(at, entry) };
      const folder = entry.kind === 'directory' ? `${root.volumeName}:${entry.fileId}` : null;
      if (roots.has(at) || (folder !== null && folders.has(folder))) continue;
      if (folder !== null) folders.add(folder);
      roots.set(at, root);
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      fail(error);
    }
  }
  return roots;
}

function volumeNameOf(at: string, { volume }: Entry): string {
  if (!isWindows) return volume;
  const mount = withPath(at, () => volumePathName(at));
  return volumeName(mount) ?? mount;
}

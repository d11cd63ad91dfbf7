import fs from 'node:fs';
import path from 'node:path';
import { foldCase } from '../filesystem/caseSensitivity.ts';
import { entryOrNull, readEntry } from '../filesystem/entry.ts';
import { fromOsError } from '../filesystem/osError.ts';
import { isWindows } from '../filesystem/platform.ts';
import { finalPathNamesOrNull, volumePathName, type FinalPathNames } from '../native/windows.ts';

/** How the names of one volume are written for somebody who named a file on it by some path. */
export interface VolumeView {
  /** The file's own name. */
  self: string;
  /** A name as the volume has it (`\folder\name`) → the paths that it can have, the likeliest first. */
  spell(name: string): string[];
}

/**
 * The true path of a file: links in its folder's path resolved, its last name not followed, spelled as the volume spells it.
 * Throws a LinkKitError.
 */
export function realPath(file: string): string {
  try {
    if (isWindows) return windowsView(file).self;
    return path.join(fs.realpathSync.native(path.dirname(file)), path.basename(file));
  } catch (error) {
    throw fromOsError(error, file);
  }
}

/** The true path of a folder; off Windows a link to it is followed. Throws a LinkKitError. */
export function realFolder(folder: string): string {
  if (isWindows) return realPath(folder);
  try {
    return fs.realpathSync.native(folder);
  } catch (error) {
    throw fromOsError(error, folder);
  }
}

/** How a file was named, and what Windows makes of that. Paths of mounts and roots are without a separator at their end. */
export interface WindowsPlace {
  asked: string;
  /** GetVolumePathNameW of it: `C:`, `C:\mounted`, `S:` for a subst drive. */
  mount: string;
  /** GetFinalPathNameByHandleW with the drive, and from the volume's root; null where it does not say. */
  final: FinalPathNames | null;
}

/** The view of the volume that a file lies on. Throws Win32Error. */
export function windowsView(file: string): VolumeView {
  const mount = withoutSeparator(volumePathName(file)).replace(/^[a-z]:/, (drive) => drive.toUpperCase());
  return volumeView({ asked: file, mount, final: finalNames(file) });
}

/**
 * Windows gives a file's names from the root of its volume. They are put behind the mount path by which the person
 * named it, as far as they lie under that (a subst drive shows only a part of the volume), else behind the volume's own.
 */
export function volumeView({ asked, mount, final }: WindowsPlace): VolumeView {
  if (final === null) return { self: asked, spell: (name) => [mount + name] };
  const { full, fromRoot } = final;
  const volumeRoot = full.endsWith(fromRoot) ? full.slice(0, -fromRoot.length) : null;
  const rest = foldCase(asked).startsWith(foldCase(mount)) ? asked.slice(mount.length) : null;
  // Where what the mount shows begins in the volume: '' for a drive, '\folder' for a subst drive of a folder, null for no part of it.
  const depth = fromRoot.length - (rest ?? '').length;
  const base = rest === null || depth < 0 || foldCase(fromRoot.slice(depth)) !== foldCase(rest) ? null : fromRoot.slice(0, depth);
  return {
    self: base === null ? full : mount + fromRoot.slice(base.length),
    spell(name) {
      const spelled: string[] = [];
      if (base !== null && (base === '' || name.startsWith(`${base}\\`))) spelled.push(mount + name.slice(base.length));
      if (volumeRoot !== null) spelled.push(volumeRoot + name);
      spelled.push(mount + name);
      return [...new Set(spelled)];
    },
  };
}

/** A file's path in full and from its volume's root; null where Windows does not say, or names another file. */
function finalNames(file: string): FinalPathNames | null {
  const names = finalPathNamesOrNull(file);
  // Wine drops a dot or a space at the end of a name, and so names another file or none
  return names !== null && (foldCase(names.full) === foldCase(file) || isOneFile(names.full, file)) ? names : null;
}

function isOneFile(full: string, file: string): boolean {
  const there = entryOrNull(full);
  return there !== null && there.fileId === readEntry(file).fileId;
}

const withoutSeparator = (root: string): string => (root.endsWith('\\') ? root.slice(0, -1) : root);

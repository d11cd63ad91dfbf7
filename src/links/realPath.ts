import fs from 'node:fs';
import path from 'node:path';
import { foldCase } from '../filesystem/caseSensitivity.ts';
import { fromOsError } from '../filesystem/osError.ts';
import { isWindows } from '../filesystem/platform.ts';
import { finalPathName, isUnsupported, volumePathName } from '../native/windows.ts';

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

/**
 * Windows gives a file's names from the root of its volume. They are put behind the mount path by which the person
 * named it, as far as they lie under that (a subst drive shows only a part of the volume), else behind the volume's
 * own. Throws Win32Error.
 */
export function windowsView(file: string): VolumeView {
  const names = finalNames(file);
  if (names === null) return { self: file, spell: (name) => [withoutSeparator(volumePathName(file)) + name] };
  const { full, fromRoot } = names;
  const volumeRoot = full.endsWith(fromRoot) ? full.slice(0, -fromRoot.length) : null;
  const mount = withoutSeparator(volumePathName(file));
  const rest = file.startsWith(mount) ? file.slice(mount.length) : null;
  // What the mount shows begins this deep in the volume: '' for a drive, '\folder' for a subst drive of a folder.
  const depth = rest === null || !foldCase(fromRoot).endsWith(foldCase(rest)) ? null : fromRoot.length - rest.length;
  const base = depth === null ? null : fromRoot.slice(0, depth);
  return {
    self: base === null ? full : mount + fromRoot.slice(base.length),
    spell(name) {
      const spelled: string[] = [];
      if (base !== null && (base === '' || name.startsWith(`${base}\\`))) spelled.push(mount + name.slice(base.length));
      if (volumeRoot !== null) spelled.push(volumeRoot + name);
      if (base !== '') spelled.push(mount + name);
      return [...new Set(spelled)];
    },
  };
}

/** A file's path in full and from its volume's root; null where Windows cannot say (Wine: above 260 characters). */
function finalNames(file: string): { full: string; fromRoot: string } | null {
  try {
    return { full: finalPathName(file, 'dos', { followReparse: false }), fromRoot: finalPathName(file, 'none', { followReparse: false }) };
  } catch (error) {
    const cannotSay = isUnsupported(error) || (error as { code?: unknown }).code === moreData;
    if (cannotSay) return null;
    throw error;
  }
}

const moreData = 234;

const withoutSeparator = (root: string): string => (root.endsWith('\\') ? root.slice(0, -1) : root);

import fs from 'node:fs';
import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';
import { entryOrNull } from './entry.ts';
import { fromOsError } from './osError.ts';

export interface Listing {
  names: string[];
  /** One NameNotRepresentable for each name that Unicode text cannot carry; it is not among the names. */
  unnamable: LinkKitError[];
}

/** The names in a folder, as the volume spells them, in its own order. Throws a LinkKitError when it cannot be read. */
export function listFolder(folder: string): Listing {
  try {
    const all = fs.readdirSync(folder);
    const names = all.filter((name) => isRepresentable(folder, name));
    return { names, unnamable: all.length === names.length ? [] : unnamable(folder, all, names) };
  } catch (error) {
    throw fromOsError(error, folder);
  }
}

/** A name that was no Unicode comes with U+FFFD in it; that character may also be the name's own, then the name leads to the file. */
const isRepresentable = (folder: string, name: string): boolean => {
  if (!name.isWellFormed()) return false;
  return !name.includes('\uFFFD') || entryOrNull(path.join(folder, name)) !== null;
};

function unnamable(folder: string, all: string[], names: string[]): LinkKitError[] {
  const good = new Set(names);
  return all.filter((name) => !good.has(name)).map((name) => new LinkKitError('NameNotRepresentable', { path: path.join(folder, name.toWellFormed()) }));
}

/** Whether the path leads to a folder, links followed; false when it leads nowhere. */
export function isFolder(name: string): boolean {
  try {
    return fs.statSync(name).isDirectory();
  } catch (error) {
    const failure = fromOsError(error, name);
    if (failure.code === 'NotFound') return false;
    throw failure;
  }
}

/** Where the path really is, links followed. Throws NotFound and the like. */
export function realPath(name: string): string {
  try {
    return fs.realpathSync.native(name);
  } catch (error) {
    throw fromOsError(error, name);
  }
}

/** Makes one folder; with `parents` the ones above it too. Throws WouldOverwrite where the name is taken. */
export function makeFolder(name: string, parents = false): void {
  try {
    fs.mkdirSync(name, { recursive: parents });
  } catch (error) {
    throw fromOsError(error, name);
  }
}

import fs from 'node:fs';
import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';
import { fromOsError } from './osError.ts';
import { isWindows } from './platform.ts';

/** O_PATH of Linux: needs no right to read the folder. Node has no name for it. */
export const O_PATH = 0o10000000;
const handles = '/proc/self/fd';

/** A tree by the path that a person gave and by the one that has no links in it. */
export interface GuardedTree {
  given: string;
  real: string;
}

const guarded: GuardedTree[] = [];

/**
 * From now on what is done in these trees is done in folders that really lie there: where another program puts a link in the place of one
 * of them, nothing is done behind it (ChangedDuringOperation). Linux with /proc; elsewhere the paths stand as they are.
 * @returns what ends it
 */
export function guardTrees(trees: readonly GuardedTree[]): () => void {
  if (isWindows || !fs.existsSync(handles)) return () => undefined;
  guarded.push(...trees);
  return () => trees.forEach((tree) => guarded.splice(guarded.indexOf(tree), 1));
}

/** The path that a folder in a guarded tree must really have; null where it is in none. */
export function truePath(folder: string): string | null {
  let found: GuardedTree | null = null;
  for (const tree of guarded) if ((folder === tree.given || folder.startsWith(`${tree.given}/`)) && tree.given.length > (found?.given.length ?? 0)) found = tree;
  return found && found.real + folder.slice(found.given.length);
}

/** Whether an open folder is the one of that path. */
export const isAt = (handle: number, real: string | null): boolean => real === null || fs.readlinkSync(`${handles}/${handle}`) === real;

/** A folder's name for itself, by which it can be held and not only the one that it lies in (POSIX). */
export const inFolder = (folder: string): string => `${folder}/.`;

/** Turns names of one folder into paths that lead into that very folder, whatever takes its place meanwhile. */
type At = (name: string) => string;

/** Does something while the folder of a name is held. Throws ChangedDuringOperation where it is not the one of its path; NotFound … */
export function inPlace<T>(name: string, use: (at: At) => T): T {
  const held = hold(name);
  if (held === null) return use((one) => one);
  try {
    return use(held.at);
  } catch (error) {
    throw held.inOwnWords(error);
  } finally {
    held.close();
  }
}

/** The same for what takes longer. */
export async function inPlaceAsync<T>(name: string, use: (at: At) => Promise<T>): Promise<T> {
  const held = hold(name);
  if (held === null) return use((one) => one);
  try {
    return await use(held.at);
  } catch (error) {
    throw held.inOwnWords(error);
  } finally {
    held.close();
  }
}

/** Null where it is in no guarded tree. */
function hold(name: string): { at: At; inOwnWords(error: unknown): unknown; close(): void } | null {
  const folder = path.dirname(name);
  const real = truePath(folder);
  if (real === null) return null;
  let handle: number;
  try {
    handle = fs.openSync(folder, O_PATH | fs.constants.O_DIRECTORY | fs.constants.O_NOFOLLOW);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOTDIR' ? changedFolder(folder) : fromOsError(error, name);
  }
  const close = (): void => fs.closeSync(handle);
  if (!isAt(handle, real)) {
    close();
    throw changedFolder(folder);
  }
  const way = `${handles}/${handle}`;
  return {
    at: (one) => (path.dirname(one) === folder ? `${way}/${path.basename(one)}` : one),
    inOwnWords: (error) => (error instanceof LinkKitError ? inWordsOf(folder, way, error) : error),
    close,
  };
}

/** A failure that speaks of a held folder by its handle's path (`way`), in words of its own path. */
export function inWordsOf(folder: string, way: string, { code, message, path: at, hint, osError, cause }: LinkKitError): LinkKitError {
  const said = (text: string): string => text.replaceAll(`${way}/`, `${folder}/`);
  return new LinkKitError(code, { message: said(message), path: at === null ? null : said(at), hint: hint === null ? null : said(hint), osError, cause });
}

export const changedFolder = (folder: string): LinkKitError =>
  new LinkKitError('ChangedDuringOperation', { path: folder, message: 'Another folder, or a link, has taken the place of this one.' });

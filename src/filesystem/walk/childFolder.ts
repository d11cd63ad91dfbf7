import { isWindows } from '../platform.ts';
import type { Folder } from './folder.ts';
import type { Listing } from './listing.ts';

/** An entry of a folder, or any name in it, by its path; with its bytes where that is no text. */
export function childFolder(folder: Folder, listing: Listing, index: number, name = listing.name(index)): Folder {
  if (isWindows) return { path: folder.path.endsWith('\\') ? folder.path + name : `${folder.path}\\${name}`, raw: null };
  const path = childPath(folder.path, name);
  if (folder.raw === null && listing.isText(index)) return { path, raw: null };
  return { path, raw: Buffer.concat([folder.raw ?? Buffer.from(folder.path), Buffer.from('/'), listing.nameBytes(index)]) };
}

export const childPath = (folder: string, name: string): string => (folder === '/' ? `/${name}` : `${folder}/${name}`);

import type { NtfsImage } from './ntfsImages.ts';
import { recordInfo } from './ntfsImageInfo.ts';

/** A file as the listing has it: all that `scan` should say of it. */
export interface ModelFile {
  record: number;
  /** Sorted. */
  names: string[];
  size: number;
  /** Units of 512 bytes, a part of one counted whole. */
  blocks: number;
}

export interface ModelFolder {
  depth: number;
  files: number;
  apparentBytes: number;
  uniqueBytes: number;
  freeableBytes: number;
  sharedBytes: number;
  /** By the allocated sizes that the caller gives. */
  allocatedBytes: number;
}

/** The files of an image by record; what ntfs-3g shows as a link is looked up, for its size in the listing is that of its target's name. */
export function modelFiles(image: NtfsImage): Map<number, ModelFile> {
  const files = new Map<number, ModelFile>();
  for (const { record, size, blocks, kind, path } of image.listing) {
    if (kind === 'd') continue;
    const known = files.get(record);
    if (known) {
      known.names.push(path);
      continue;
    }
    if (kind !== 'l') files.set(record, { record, names: [path], size, blocks });
    else {
      const info = recordInfo(image.image, record);
      if (!info.isDirectory) files.set(record, { record, names: [path], size: info.size ?? 0, blocks: Math.ceil((info.allocatedSize ?? 0) / 512) });
    }
  }
  for (const { names } of files.values()) names.sort();
  return files;
}

/** Every folder of an image, the root among them; a junction is none, for it leads elsewhere. */
export function modelFolders(image: NtfsImage, files: ReadonlyMap<number, ModelFile>, allocatedOf: (record: number) => number): Map<string, ModelFolder> {
  const parents = new Map<string, string | null>([['\\', null]]);
  for (const { kind, path, parent } of image.listing) if (kind === 'd') parents.set(path, parent);
  const above = (folder: string): string[] => {
    const way: string[] = [];
    for (let at: string | null = folder; at !== null; at = parents.get(at) ?? null) way.push(at);
    return way;
  };
  const folders = new Map([...parents.keys()].map((path) => [path, { depth: above(path).length - 1, files: 0, apparentBytes: 0, uniqueBytes: 0, freeableBytes: 0, sharedBytes: 0, allocatedBytes: 0 }]));
  const folderOfName = new Map(image.listing.map(({ path, parent }) => [path, parent]));
  for (const { record, names, size } of files.values()) {
    // How many of its names each folder holds, at any depth.
    const held = new Map<string, number>();
    for (const name of names) for (const folder of above(folderOfName.get(name)!)) held.set(folder, (held.get(folder) ?? 0) + 1);
    for (const [path, count] of held) {
      const folder = folders.get(path)!;
      folder.files += count;
      folder.apparentBytes += count * size;
      folder.uniqueBytes += size;
      folder[count === names.length ? 'freeableBytes' : 'sharedBytes'] += size;
      folder.allocatedBytes += allocatedOf(record);
    }
  }
  return folders;
}

import type { SiblingsItem } from '../contract/items.ts';
import { LinkKitError } from '../contract/errors.ts';
import { foldCase } from '../filesystem/caseSensitivity.ts';
import { absolutePlace, type VolumePlace } from '../filesystem/volumeBytes.ts';
import { fileIdOfRecord, readVolumeMap, volumeOfMap } from '../filesystem/volumeMap.ts';
import { recordOfPath } from '../links/recordOfPath.ts';
import type { VolumeMap } from '../ntfs/volumeMap.ts';
import type { OperationContext, OperationEvent } from './operation.ts';
import type { SiblingsCounts, SiblingsOptions } from './siblings.ts';

/** Every name of files in an image, itself first; paths begin with `\` at its root. Throws NotNtfs and the like for the image. */
export async function* siblingsInImage(paths: SiblingsOptions['path'], image: VolumePlace, context: OperationContext): AsyncGenerator<OperationEvent, SiblingsCounts> {
  const counts: SiblingsCounts = { files: 0, names: 0, incomplete: 0 };
  const map = yield* readVolumeMap(absolutePlace(image, context.cwd), context.signal);
  if (map === null) return counts;
  for await (const path of paths) {
    if (context.signal.aborted) break;
    try {
      if (path instanceof LinkKitError) throw path;
      const { item, unwritable } = answer(map, path);
      for (const error of unwritable) yield { type: 'error', ...error.toFinding() };
      counts.files += 1;
      counts.names += item.names.length;
      if (!item.complete) counts.incomplete += 1;
      yield { type: 'item', ...item };
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      yield { type: 'error', ...error.toFinding() };
    }
  }
  return counts;
}

function answer(map: VolumeMap, asked: string): { item: SiblingsItem; unwritable: LinkKitError[] } {
  const record = recordOfPath(map, asked);
  if (record === null) throw new LinkKitError('NotFound', { path: asked, hint: 'Write it from the root of the image on: \\folder\\name.' });
  if (!map.isFile(record)) throw new LinkKitError('DirectoryNotSupported', { path: asked });
  const all = [...map.namesOf(record)].map((name) => map.path(name));
  const names = all.filter((name) => name !== null && name.isWellFormed()) as string[];
  const unwritable = all.filter((name) => name === null || !name.isWellFormed()).map((name) => new LinkKitError(name === null ? 'PathTooLong' : 'NameNotRepresentable', { path: name?.toWellFormed() ?? asked }));
  const own = ownName(names, asked);
  return {
    item: {
      path: own,
      volume: volumeOfMap(map),
      fileId: fileIdOfRecord(map, record),
      linkCount: map.linkCount(record),
      size: map.size(record),
      names: [own, ...names.filter((name) => name !== own).sort()],
      engine: 'mft',
      complete: map.isWhole(record) && unwritable.length === 0,
    },
    unwritable,
  };
}

/** The name asked about, as the image spells it. */
function ownName(names: readonly string[], asked: string): string {
  const plain = `\\${asked.split(/[\\/]/).filter((part) => part !== '').join('\\')}`;
  return names.find((name) => name === plain) ?? names.find((name) => foldCase(name) === foldCase(plain)) ?? plain;
}

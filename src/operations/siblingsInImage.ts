import type { SiblingsItem } from '../contract/items.ts';
import { LinkKitError } from '../contract/errors.ts';
import { foldCase } from '../filesystem/caseSensitivity.ts';
import { absolutePlace, type VolumePlace } from '../filesystem/volumeBytes.ts';
import { fileIdOfRecord, readVolumeMap, volumeOfMap } from '../filesystem/volumeMap.ts';
import { recordFinder } from '../links/recordFinder.ts';
import type { VolumeMap } from '../ntfs/volumeMap.ts';
import type { OperationContext, OperationEvent } from './operation.ts';
import { siblingAnswers, type SiblingsCounts } from './siblingAnswers.ts';
import { withoutKeeps, type SiblingsOptions } from './siblings.ts';

/** Every name of files in an image, itself first; paths begin with `\` at its root. Throws NotNtfs and the like for the image. */
export async function* siblingsInImage(paths: SiblingsOptions['path'], image: VolumePlace, context: OperationContext): AsyncGenerator<OperationEvent, SiblingsCounts> {
  const map = yield* readVolumeMap(absolutePlace(image, context.cwd), context.signal);
  if (map === null) return { files: 0, names: 0, incomplete: 0 };
  const recordOf = recordFinder(map);
  return yield* siblingAnswers(paths, context.signal, async function* (asked) {
    const record = recordOf(asked);
    if (record === null) throw new LinkKitError('NotFound', { path: asked, hint: 'Write it from the root of the image on: \\folder\\name.' });
    if (!map.isFile(record)) throw new LinkKitError('DirectoryNotSupported', { path: asked });
    const all = [...map.namesOf(record)].map((name) => map.path(name));
    const names = all.filter((name) => name !== null && name.isWellFormed()) as string[];
    for (const name of all) {
      if (name === null || !name.isWellFormed()) yield { type: 'error', ...new LinkKitError(name === null ? 'PathTooLong' : 'NameNotRepresentable', { path: name?.toWellFormed() ?? asked }).toFinding() };
    }
    return itemOf(map, record, names, ownName(names, asked), map.isWhole(record) && names.length === all.length);
  });
}

const itemOf = (map: VolumeMap, record: number, names: readonly string[], path: string, complete: boolean): SiblingsItem => ({
  path,
  volume: volumeOfMap(map),
  fileId: fileIdOfRecord(map, record),
  linkCount: map.linkCount(record),
  size: map.size(record),
  ...withoutKeeps([path, ...names.filter((name) => name !== path).sort()], '\\'),
  engine: 'mft',
  complete,
});

/** The name asked about, as the image spells it. */
function ownName(names: readonly string[], asked: string): string {
  const plain = `\\${asked.split(/[\\/]/).filter((part) => part !== '').join('\\')}`;
  return names.find((name) => name === plain) ?? names.find((name) => foldCase(name) === foldCase(plain)) ?? plain;
}

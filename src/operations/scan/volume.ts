import type { ScanCounts, ScanSet } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { fileIdOfRecord, readVolumeMap, volumeOfMap } from '../../filesystem/volumeMap.ts';
import { absolutePlace, type VolumePlace } from '../../filesystem/volumeBytes.ts';
import { recordFinder } from '../../links/recordFinder.ts';
import type { VolumeMap } from '../../ntfs/volumeMap.ts';
import { isKeep } from '../../journal/keepsFolder.ts';
import { nameFilter } from '../nameFilter.ts';
import type { OperationContext, OperationEvent } from '../operation.ts';
import { setItem, withReachableNames } from './linkedFiles.ts';
import { Measure } from './measure.ts';
import { FolderNodes, outside } from './folderNodes.ts';
import { liveFile } from './liveFile.ts';
import { noCounts, type ScanOptions } from './options.ts';

/** Items that are handed on at once. */
const batchSize = 256;

/**
 * Link sets and weights of folders of a whole volume, from its master file table. Paths begin with the drive for a live
 * volume, whose answers are checked against the file itself; with `\` for an image.
 */
export async function* scanVolume(options: ScanOptions, place: VolumePlace & { drive: string | null }, context: OperationContext): AsyncGenerator<OperationEvent | readonly OperationEvent[], ScanCounts> {
  const map = yield* readVolumeMap(absolutePlace(place, context.cwd), context.signal);
  if (map === null) return noCounts();
  const drive = place.drive ?? '';
  const measure = new Measure();
  const events: OperationEvent[] = [];
  const keeps = await nameFilter(options.include, options.exclude);
  const isFiltered = options.include.length + options.exclude.length > 0;
  const nodes = new FolderNodes(map, measure, { depth: options.depth, pathOf, keeps: options.exclude.length > 0 ? keeps : null, isKeep: (folder) => map.folderName(folder) === 'keeps' && isKeep(drive + (map.folderPath(folder) ?? ''), '\\') });
  const recordOf = recordFinder(map);
  for (const text of options.path.length > 0 ? options.path : ['\\']) addRoot(text);
  if (events.length > 0) yield events.splice(0);
  if (nodes.isEmpty) return noCounts();

  let sets = 0;
  let kept = 0;
  const volume = volumeOfMap(map);
  for (let record = 0; record < map.length; record += 1) {
    if (context.signal.aborted) break;
    if (map.isFolder(record)) nodes.nodeOf(record);
    if (!map.isFile(record)) continue;
    const found = namesUnder(record);
    if (found.nodes.length === 0) continue;
    const [size, allocated, linkCount] = [map.size(record), map.allocatedSize(record), map.linkCount(record)];
    measure.addLinked(found.nodes, linkCount, size, allocated);
    kept += found.keeps;
    if (!options.sets || linkCount - found.keeps < options.minLinks || size < options.minSize) continue;
    sets += 1;
    events.push({ type: 'item', ...setOf(record, found, size, allocated, linkCount) });
    if (events.length < batchSize) continue;
    yield events.splice(0);
    yield { type: 'progress', done: record, total: map.length, unit: 'records', path: place.path };
  }
  const { folders, total } = measure.results('\\');
  if (options.folders && !context.signal.aborted) events.push(...folders.map((folder): OperationEvent => ({ type: 'item', ...folder })));
  yield events;
  return { ...total, sets, keeps: kept };

  function pathOf(folder: number): string | null {
    const path = map!.folderPath(folder);
    if (path !== null && path.isWellFormed()) return drive + (path === '' ? '\\' : path);
    events.push({ type: 'error', ...unwritable(path, map!.folderName(folder), drive).toFinding() });
    return null;
  }

  function addRoot(text: string): void {
    const path = place.drive !== null && text.slice(0, 2).toUpperCase() === place.drive ? text.slice(2) : text;
    const record = recordOf(path);
    if (record !== null && map!.isFolder(record)) nodes.addRoot(record);
    else events.push({ type: 'error', ...new LinkKitError('NotFound', { path: text, message: record === null ? 'The volume has no such folder.' : 'This is a file; in a whole volume scan asks about folders.', hint: 'Write it from the root of the volume on: \\folder\\name.' }).toFinding() });
  }

  /** A file's names below what is asked about, each with its measured folder, and the others. */
  function namesUnder(record: number): Found {
    const found: Found = { nodes: [], inside: [], outside: [], keeps: 0 };
    for (const name of map!.namesOf(record)) {
      const node = nodes.nodeOf(map!.folderOf(name));
      const isInside = node !== outside && (!isFiltered || keeps(nodes.relativeTo(map!.folderOf(name), map!.textOf(name)), false));
      if (isInside) found.nodes.push(node);
      if (!isInside && isAmongKeeps(name)) found.keeps += 1;
      else found[isInside ? 'inside' : 'outside'].push(name);
    }
    return found;
  }

  /** A keep lies in a folder that is named by its operation, in one that is named keeps. */
  function isAmongKeeps(name: number): boolean {
    const above = map!.parentOf(map!.folderOf(name));
    return above !== null && map!.folderName(above) === 'keeps' && isKeep(drive + (map!.path(name) ?? ''), '\\');
  }

  function setOf(record: number, { inside, outside: others, keeps: keepsOfIt }: Found, size: number, allocated: number, linkCount: number): ScanSet {
    const fileId = fileIdOfRecord(map!, record);
    const names = inside.flatMap(textOf);
    const item = setItem({ volume, fileId, linkCount, keeps: keepsOfIt, size, allocated, reparseTag: map!.reparseTag(record), seen: inside.length, names, streams: map!.streams(record) });
    const namesOutside = others.flatMap(textOf).sort();
    const isTrue = map!.isWhole(record) && (place.drive === null || liveFile(item, linkCount));
    const isAll = item.namesInside.length + (options.resolve ? namesOutside.length : 0) === linkCount - keepsOfIt;
    return withReachableNames({ ...item, namesOutside: options.resolve ? namesOutside : null, engine: 'mft', complete: isTrue && isAll });
  }

  /** A name's path; nothing and an error where it cannot be written. */
  function textOf(name: number): string[] {
    const path = map!.path(name);
    if (path !== null && path.isWellFormed()) return [drive + path];
    events.push({ type: 'error', ...unwritable(path, map!.textOf(name), drive).toFinding() });
    return [];
  }
}

/** A file's names: those below what is asked about, each with its measured folder, and the others; of the keeps their number. */
interface Found {
  nodes: number[];
  inside: number[];
  outside: number[];
  keeps: number;
}

const unwritable = (path: string | null, name: string, drive: string): LinkKitError =>
  path === null
    ? new LinkKitError('PathTooLong', { path: `\u2026\\${name.toWellFormed()}`, message: 'The path is longer than Windows can have it.', hint: 'Look at the folder by a path of its own.' })
    : new LinkKitError('NameNotRepresentable', { path: drive + path.toWellFormed() });

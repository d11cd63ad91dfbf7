import { LinkKitError } from '../contract/errors.ts';
import { mountTable } from '../filesystem/mountTable.ts';
import { withPath } from '../filesystem/osError.ts';
import { isWindows } from '../filesystem/platform.ts';
import { openVolumeBytes } from '../filesystem/volumeBytes.ts';
import { readVolumeMap } from '../filesystem/volumeMap.ts';
import { volumeOf } from '../filesystem/volume.ts';
import { volumeDevice } from '../native/windows.ts';
import type { VolumeMap } from '../ntfs/volumeMap.ts';
import { checkedNames } from './checkedNames.ts';
import { windowsView } from './realPath.ts';
import { availableWhere, fails, works, type Availability, type FoundNames, type NamedFile, type SearchEvent, type SiblingEngine } from './siblingEngine.ts';

/**
 * The names by the volume's own master file table, read once for all files. What stands there may be older than what the
 * file system has in mind: each name is looked at, and counted against the file's link count of now.
 */
export function mftEngine(): SiblingEngine {
  /** By volume; the failure of one that could not be read, so that it is not read again for each file. */
  const volumes = new Map<string, VolumeMap | LinkKitError>();
  return {
    name: 'mft',
    readsVolume: true,
    missing: () => null,
    available: availableWhere(() => null, tryOn),
    async *find(file, signal) {
      let map = volumes.get(file.entry.volume);
      if (map === undefined) {
        const read = yield* readOnce(file, signal);
        if (read === null) return { names: [], unrepresentable: [], complete: false };
        volumes.set(file.entry.volume, (map = read));
      }
      if (map instanceof LinkKitError) throw new LinkKitError(map.code, { ...map.toFinding(), path: file.path });
      return namesIn(map, file);
    },
  };
}

async function tryOn({ path }: NamedFile): Promise<Availability> {
  try {
    const source = deviceOf(path);
    if (source === null) return fails('what this volume is on cannot be read as a whole');
    openVolumeBytes({ path: source }).close();
    return works;
  } catch (error) {
    if (!(error instanceof LinkKitError)) throw error;
    return fails(error.message.replace(/\.$/, '').replace(/^./, (first) => first.toLowerCase()));
  }
}

/** The device or image that a file's volume is on; null where there is none. */
function deviceOf(path: string): string | null {
  if (isWindows) return volumeDevice(path);
  const { mount, fileSystem } = volumeOf(path);
  const source = mountTable().findLast((one) => one.mount === mount)?.source ?? '';
  return (fileSystem === 'ntfs' || fileSystem === 'ntfs3') && source.startsWith('/') ? source : null;
}

async function* readOnce(file: NamedFile, signal: AbortSignal): AsyncGenerator<SearchEvent, VolumeMap | LinkKitError | null> {
  try {
    return yield* readVolumeMap({ path: deviceOf(file.path)! }, signal);
  } catch (error) {
    if (!(error instanceof LinkKitError)) throw error;
    return error;
  }
}

/** On Linux an inode of NTFS is the record's number; on Windows a file id has its sequence number, too, which is never 0 (but Wine's has none). */
function recordOf(map: VolumeMap, { entry }: NamedFile): number | null {
  const reference = isWindows ? BigInt(`0x${entry.fileId}`) : BigInt(entry.fileId);
  if (reference >> 48n !== 0n) return map.recordOf(reference);
  const record = Number(reference);
  return map.isFile(record) ? record : null;
}

function namesIn(map: VolumeMap, file: NamedFile): FoundNames {
  const record = recordOf(map, file);
  const all = record === null ? [] : [...map.namesOf(record)].map((name) => map.path(name) ?? { tooLong: map.textOf(name).toWellFormed() });
  const given = all.filter((name) => typeof name === 'string');
  const isWhole = record !== null && map.isWhole(record) && given.length === all.length && given.every((name) => name.isWellFormed());
  const found = withPath(file.path, () => checkedNames(file, given, isWindows ? windowsView(file.path).spell : linuxSpelling(file.path), isWhole));
  return { ...found, unrepresentable: [...found.unrepresentable, ...all.flatMap((name) => (typeof name === 'string' ? [] : name.tooLong))] };
}

function linuxSpelling(file: string): (name: string) => string[] {
  const { mount } = volumeOf(file);
  return (name) => [(mount === '/' ? '' : mount) + name.replaceAll('\\', '/')];
}

import { lineSchemas } from '../../src/contract/lines.ts';
import { scanVolume } from '../../src/operations/scan/volume.ts';
import { readVolume, type VolumeEvent } from '../../src/ntfs/readVolume.ts';
import type { VolumeMap } from '../../src/ntfs/volumeMap.ts';

/** What was asked of a volume's bytes. */
export interface Reading {
  map: VolumeMap | null;
  damaged: Extract<VolumeEvent, { type: 'damaged' }>[];
  events: number;
  bytesRead: number;
}

/** Reads a volume that lies in memory, and counts the bytes. */
export async function readBytes(bytes: Uint8Array): Promise<Reading> {
  const reading: Reading = { map: null, damaged: [], events: 0, bytesRead: 0 };
  const read = (into: Uint8Array, position: number): number => {
    if (!Number.isSafeInteger(position) || position < 0) throw new Error(`a read at ${position}`);
    const piece = bytes.subarray(Math.min(position, bytes.length), Math.min(position + into.length, bytes.length));
    into.set(piece);
    reading.bytesRead += piece.length;
    return piece.length;
  };
  const events = readVolume({ size: bytes.length, read }, new AbortController().signal);
  for (;;) {
    const { value, done } = await events.next();
    if (done) {
      reading.map = value;
      return reading;
    }
    reading.events += 1;
    if (value.type === 'damaged') reading.damaged.push(value);
  }
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** Asks a map everything about every record; gives what no caller could live with, at most ten. */
export function wrongIn(map: VolumeMap): string[] {
  const wrong: string[] = [];
  const tell = (record: number, what: string): unknown => (wrong.length < 10 ? wrong.push(`record ${record}: ${what}`) : null);
  const owners = new Map<number, number>();
  for (let record = 0; record < map.length; record += 1) {
    const numbers = [map.size(record), map.allocatedSize(record), map.linkCount(record), map.streams(record), map.reparseTag(record)];
    if (!numbers.every(isCount)) tell(record, `numbers ${numbers.join(', ')}`);
    if (map.isFile(record) && map.isFolder(record)) tell(record, 'both a file and a folder');
    if (map.isFile(record) && map.recordOf(map.reference(record)) !== record) tell(record, 'its reference leads elsewhere');
    map.isWhole(record);
    map.folderPath(record);
    if (map.isFolder(record)) wrong.push(...wrongAbove(map, record).slice(0, 1));
    else if (map.parentOf(record) !== null) tell(record, 'no folder, and in a folder');
    let names = 0;
    for (const name of map.namesOf(record)) {
      names += 1;
      if (owners.has(name)) tell(record, `its name ${name} is one of record ${owners.get(name)}`);
      owners.set(name, record);
      const path = map.path(name);
      if (path !== null && (!path.startsWith('\\') || path.length > 32_767 || !path.endsWith(`\\${map.textOf(name)}`))) tell(record, `the path ${path.slice(0, 300)}`);
      if (!map.isFolder(map.folderOf(name))) tell(record, `a name in record ${map.folderOf(name)}, which is no folder`);
    }
    if (map.isFile(record) !== (names > 0) && !map.isFolder(record)) tell(record, `${names} names`);
    if (names > map.linkCount(record)) tell(record, `${names} names, and counts ${map.linkCount(record)}`);
  }
  for (const folder of [5, map.length - 1]) {
    for (const { name, record } of map.namesIn(folder)) if (map.folderOf(name) !== folder || (owners.get(name) ?? record) !== record) tell(record, `found in folder ${folder}`);
  }
  return wrong;
}

/** The way up from a folder must end at the root, and be as long as there are records at most. */
function wrongAbove(map: VolumeMap, folder: number): string[] {
  let [at, steps] = [map.parentOf(folder), 0];
  for (; at !== null && at !== 5; at = map.parentOf(at)) {
    steps += 1;
    if (steps > map.length) return [`record ${folder}: a circle above it`];
  }
  return folder !== 5 && at !== 5 ? [`record ${folder}: no way to the root`] : [];
}

const schema = lineSchemas('scan');

/** The whole operation over an image in a file; gives what is not in the contract, at most ten. NotNtfs is an answer, too. */
export async function wrongInScan(image: string, maximal: boolean): Promise<string[]> {
  const options = { path: [], volume: null, resolve: true, minLinks: 1, minSize: 0, include: maximal ? ['**/*e*'] : [], exclude: maximal ? ['*1*'] : [], depth: maximal ? 99 : 1, sets: true, folders: true };
  const wrong: string[] = [];
  const look = (line: object): void => {
    const { success, error } = schema.safeParse('code' in line ? { hint: null, osError: null, ...line } : line);
    if (!success && wrong.length < 10) wrong.push(`${JSON.stringify(line).slice(0, 300)}: ${error.message}`);
  };
  try {
    const events = scanVolume(options, { path: image, drive: null }, { signal: new AbortController().signal, cwd: '/', mark: null });
    for (;;) {
      const { value, done } = await events.next();
      if (done) {
        look({ type: 'summary', ok: true, exitCode: 0, operationId: null, dryRun: false, interrupted: false, failed: 0, warnings: 0, seconds: 0, ...value });
        return wrong;
      }
      for (const event of Array.isArray(value) ? value : [value]) look(event.type === 'progress' ? { secondsLeft: null, ...event } : event);
    }
  } catch (error) {
    return (error as { code?: unknown }).code === 'NotNtfs' ? wrong : [...wrong, String((error as Error).stack)];
  }
}

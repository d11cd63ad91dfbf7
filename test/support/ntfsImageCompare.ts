import type { ScanFolder, ScanSet } from '../../src/contract/items.ts';
import type { Line } from './exe.ts';
import { recordInfo, sequences } from './ntfsImageInfo.ts';
import { modelFiles, modelFolders, type ModelFile } from './ntfsImageModel.ts';
import type { NtfsImage } from './ntfsImages.ts';

/** What is wrong, short: the first ten, and how many there are. */
export function firstTen(differences: readonly string[]): string[] {
  const short = (text: string): string => (text.length > 400 ? `${text.slice(0, 400)} ...` : text);
  return [...differences.slice(0, 10).map(short), ...(differences.length > 10 ? [`and ${differences.length - 10} more`] : [])];
}

export const setsOf = (lines: readonly Line[]): ScanSet[] => lines.filter((line) => line['itemKind'] === 'set') as unknown as ScanSet[];
export const foldersOf = (lines: readonly Line[]): ScanFolder[] => lines.filter((line) => line['itemKind'] === 'folder') as unknown as ScanFolder[];

export const recordOf = ({ fileId }: ScanSet): number => Number(BigInt(`0x${fileId}`) & 0xffff_ffff_ffffn);

/** A path as a scan can give it: no longer than Windows has them, and such that JSON carries it. */
export const isWritable = (path: string): boolean => path.length <= 32_767 && path.isWellFormed();

/** Everything in which the lines of a scan differ from the image's listing: files, names, counts, sizes, folders, sums. */
export function differences(image: NtfsImage, lines: readonly Line[]): string[] {
  const wrong: string[] = [];
  const files = modelFiles(image);
  const sequenceOf = sequences(image.image);
  const allocated = new Map<number, number>();
  for (const set of setsOf(lines)) {
    const record = recordOf(set);
    const file = files.get(record);
    if (!file) wrong.push(`record ${record} is no file of the listing: ${set.namesInside.join(' | ')}`);
    else if (allocated.has(record)) wrong.push(`record ${record} comes twice`);
    else wrong.push(...inSet(set, file, image.serial, sequenceOf(record)).map((text) => `record ${record} (${file.names[0]}): ${text}`));
    allocated.set(record, set.allocatedSize ?? 0);
  }
  for (const { record, names } of files.values()) if (!allocated.has(record)) wrong.push(`record ${record} is missing: ${names.join(' | ')}`);
  wrong.push(...inFolders(image, files, foldersOf(lines), (record) => allocated.get(record) ?? 0));
  return wrong;
}

const differ = (what: string, is: unknown, should: unknown): string[] => (is === should ? [] : [`${what} is ${String(is)} and should be ${String(should)}`]);

function inSet(set: ScanSet, file: ModelFile, serial: string, sequence: number): string[] {
  const { names, size, blocks } = file;
  const writable = names.filter(isWritable);
  return [
    ...differ('volume', set.volume, serial),
    ...differ('fileId', set.fileId, ((BigInt(sequence) << 48n) | BigInt(file.record)).toString(16).toUpperCase().padStart(32, '0')),
    ...differ('linkCount', set.linkCount, names.length),
    ...differ('size', set.size, size),
    ...inNames(set.namesInside, writable),
    ...differ('outsideCount', set.outsideCount, 0),
    ...differ('complete', set.complete, writable.length === names.length),
    ...differ('bytesSaved', set.bytesSaved, (names.length - 1) * size),
    // Whole clusters, or what lies in the record itself: its bytes rounded up to 8.
    ...(isAllocated(set.allocatedSize, size, blocks) ? [] : [`allocatedSize is ${set.allocatedSize} and should be ${blocks} blocks of 512`]),
  ];
}

const isAllocated = (bytes: number | null, size: number, blocks: number): boolean =>
  bytes !== null && Math.ceil(bytes / 512) === blocks && (bytes % 512 === 0 || bytes === Math.ceil(size / 8) * 8);

function inNames(is: readonly string[], should: readonly string[]): string[] {
  const [found, wanted] = [new Set(is), new Set(should)];
  return [
    ...should.filter((name) => !found.has(name)).map((name) => `the name ${name} is missing`),
    ...is.filter((name) => !wanted.has(name)).map((name) => `there is no name ${name}`),
    ...(found.size === is.length ? [] : ['a name comes twice']),
  ];
}

function inFolders(image: NtfsImage, files: ReadonlyMap<number, ModelFile>, folders: readonly ScanFolder[], allocatedOf: (record: number) => number): string[] {
  const model = modelFolders(image, files, allocatedOf);
  const seen = new Set<string>();
  const wrong: string[] = [];
  for (const folder of folders) {
    const should = model.get(folder.path);
    if (!should) wrong.push(`there is no folder ${folder.path}`);
    else for (const key of Object.keys(should) as (keyof typeof should)[]) wrong.push(...differ(`folder ${folder.path}: ${key}`, folder[key], should[key]));
    if (seen.has(folder.path)) wrong.push(`folder ${folder.path} comes twice`);
    seen.add(folder.path);
  }
  for (const path of model.keys()) if (isWritable(path) && !seen.has(path)) wrong.push(`folder ${path} is missing`);
  return wrong;
}

/** The same for some records against ntfsinfo: names by their namespace, sequence number, streams, exact sizes, reparse points. */
export function differencesFromInfo(image: NtfsImage, lines: readonly Line[], most = 60): string[] {
  const sets = setsOf(lines);
  const step = Math.max(1, Math.ceil(sets.length / most));
  return sets.filter((_, index) => index % step === 0).flatMap((set) => {
    const record = recordOf(set);
    const info = recordInfo(image.image, record);
    const dosNames = info.names.filter(({ namespace }) => namespace === 'DOS').length;
    const own = (names: readonly string[]): string => [...names].sort().join(' | ');
    const last = set.namesInside.map((path) => info.names.find(({ name }) => path.endsWith(`\\${name}`))?.name ?? path);
    return [
      ...differ('sequence', Number(BigInt(`0x${set.fileId}`) >> 48n), info.sequence),
      ...differ('linkCount', set.linkCount, info.links - dosNames),
      ...differ('names', own(last), own(info.names.filter(({ namespace }) => namespace !== 'DOS').map(({ name }) => name))),
      ...differ('size', set.size, info.size ?? 0),
      ...differ('allocatedSize', set.allocatedSize, info.allocatedSize ?? 0),
      ...differ('streams', set.streams, info.streams.length),
      ...differ('whether it is a reparse point', set.reparseTag !== 0, info.hasReparsePoint),
    ].map((text) => `record ${record} (${set.namesInside[0]}): ${text} by ntfsinfo`);
  });
}

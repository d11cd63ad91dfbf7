import { run } from './ntfsImages.ts';

/** What `ntfsinfo -i` says of one record and of the records that extend it. */
export interface RecordInfo {
  sequence: number;
  isDirectory: boolean;
  /** Names as the record counts them, DOS names too. */
  links: number;
  names: { name: string; namespace: string; parent: number }[];
  /** Of the unnamed data: null where there is none. */
  size: number | null;
  allocatedSize: number | null;
  isResident: boolean | null;
  streams: string[];
  hasAttributeList: boolean;
  isAttributeListResident: boolean;
  hasReparsePoint: boolean;
}

/** Reads a record by ntfsinfo, a reader that has nothing in common with LinkKit's. */
export function recordInfo(image: string, record: number): RecordInfo {
  return parseInfo(run('ntfsinfo', '-f', '-i', String(record), image).toString('utf8'));
}

/** The same from text: each attribute is a paragraph that begins with `Dumping attribute`. */
function parseInfo(text: string): RecordInfo {
  const [head, ...attributes] = text.split(/^Dumping attribute /m) as [string, ...string[]];
  const field = (part: string, name: string): string | null => new RegExp(`^\\s*${name}:[\\t ]*(.*)$`, 'm').exec(part)?.[1] ?? null;
  const value = (part: string, name: string): number => parseInt(field(part, name) ?? 'NaN', 10);
  const of = (type: string): string[] => attributes.filter((part) => part.startsWith(`$${type} `));
  const isResident = (part: string): boolean => field(part, 'Resident') === 'Yes';
  // Of data in several parts only the first tells its size.
  const data = of('DATA').filter((part) => field(part, 'Data size') !== null);
  const unnamed = data.find((part) => field(part, 'Attribute name') === null);
  const allocated = (part: string): number => (isResident(part) ? (value(part, 'Data size') + 7) & ~7 : value(part, field(part, 'Compressed size') === null ? 'Allocated size' : 'Compressed size'));
  return {
    sequence: value(head, 'MFT Record Seq. Numb.'),
    isDirectory: (field(head, 'MFT Record Flags') ?? '').includes('DIRECTORY'),
    links: value(head, 'Number of Hard Links'),
    names: of('FILE_NAME').map((part) => ({
      name: /^\s*Filename:\t+ '([^]*?)'$/m.exec(part)?.[1] ?? '',
      namespace: field(part, 'Namespace') ?? '',
      parent: value(part, 'Parent directory'),
    })),
    size: unnamed === undefined ? null : value(unnamed, 'Data size'),
    allocatedSize: unnamed === undefined ? null : allocated(unnamed),
    isResident: unnamed === undefined ? null : isResident(unnamed),
    streams: data.flatMap((part) => /^'([^]*)'$/.exec(field(part, 'Attribute name') ?? '')?.[1] ?? []),
    hasAttributeList: of('ATTRIBUTE_LIST').length > 0,
    isAttributeListResident: of('ATTRIBUTE_LIST').every(isResident),
    hasReparsePoint: of('REPARSE_POINT').length > 0,
  };
}

/** How many runs the master file table has, as ntfsinfo counts them. */
export function mftRuns(image: string): number {
  const text = run('ntfsinfo', '-f', '-v', '-i', '0', image).toString('utf8');
  return Number(/Total runs: (\d+)/.exec(text)?.[1]);
}

/** Bytes of a cluster, a sector, a FILE record: as ntfsinfo reads them. */
export function geometryOf(image: string): { sector: number; cluster: number; record: number } {
  const text = run('ntfsinfo', '-f', '-m', image).toString('utf8');
  const value = (name: string): number => Number(new RegExp(`${name}: (\\d+)`).exec(text)?.[1]);
  return { sector: value('Sector Size'), cluster: value('Cluster Size'), record: value('MFT Record Size') };
}

/** The bytes of the master file table, as ntfscat gives them out: whole records, the fixups put back. */
export function mftBytes(image: string): Buffer {
  return run('ntfscat', '-f', '-i', '0', image);
}

/** The sequence number of every record: the 16 bits at 0x10 of each. */
export function sequences(image: string): (record: number) => number {
  const { record: size } = geometryOf(image);
  const table = mftBytes(image);
  return (record) => table.readUInt16LE(record * size + 0x10);
}

import { z } from 'zod';

const bytes = z.int().nonnegative();
const count = z.int().nonnegative();

export const copyItem = z.object({
  source: z.string(),
  destination: z.string(),
  kind: z.enum(['file', 'directory', 'symlink', 'junction']),
  method: z.enum(['hardlink', 'copy', 'symlink', 'junction', 'created', 'already', 'skipped', 'replaced']),
  size: bytes,
  linkCount: count.describe('names of the file after this item'),
});

export const copyCounts = z.object({
  files: count,
  directories: count,
  linked: count,
  copied: count,
  already: count,
  skipped: count,
  bytesShared: bytes.describe('bytes of the files that the new names share instead of taking space'),
  bytesWritten: bytes,
  resume: z.array(z.string()).nullable().describe('the argument list that finishes an interrupted copy'),
});

export const siblingsItem = z.object({
  path: z.string(),
  volume: z.string(),
  fileId: z.string(),
  linkCount: count,
  size: bytes,
  names: z.array(z.string()).describe('every name found, the file itself first'),
  engine: z.enum(['api', 'layout', 'fsutil', 'scan', 'mft', 'none']).describe('none: no search was needed or asked for'),
  complete: z.boolean(),
});

export const siblingsCounts = z.object({ files: count, names: count, incomplete: count });

/** The names of one file under what was scanned. */
export const scanSet = z.object({
  itemKind: z.literal('set'),
  volume: z.string(),
  fileId: z.string(),
  linkCount: count,
  size: bytes,
  allocatedSize: bytes.nullable().describe('bytes that the data takes on the disk; null where the system does not tell'),
  namesInside: z.array(z.string()),
  outsideCount: count.describe('names that lie elsewhere'),
  namesOutside: z.array(z.string()).nullable().describe('null without --resolve'),
  engine: z.enum(['api', 'layout', 'fsutil', 'scan', 'mft']).nullable().describe('what found the names outside; null where nothing was searched'),
  complete: z.boolean().describe('whether the names given are all names of the file'),
  bytesSaved: bytes.describe('what the names inside would take more if each were a file of its own'),
  reparseTag: z.int().nonnegative().describe('0 where it is no reparse point'),
  streams: count.nullable().describe('alternate streams; null where they were not looked at'),
});

/** What a folder weighs. */
export const scanFolder = z.object({
  itemKind: z.literal('folder'),
  path: z.string(),
  depth: count.describe('0 for a path that was asked about'),
  files: count.describe('names of files in it and below'),
  apparentBytes: bytes.describe('each name counted with the size of its file, as Explorer counts'),
  uniqueBytes: bytes.describe("each file's data counted once"),
  freeableBytes: bytes.describe('what deleting the folder would free: files all of whose names lie in it'),
  sharedBytes: bytes.describe('files that have names outside, too'),
  allocatedBytes: bytes.nullable().describe("bytes on the disk, each file's data counted once; null where the system does not tell"),
});

export const scanCounts = z.object({ sets: count, files: count, apparentBytes: bytes, uniqueBytes: bytes, freeableBytes: bytes, bytesSaved: bytes });

const able = z.enum(['yes', 'no']);
const why = z.string().nullable().describe('the error code where the answer is no');
export const doctorItem = z.object({
  path: z.string(),
  fileSystem: z.string(),
  hardLinks: able,
  hardLinksCode: why,
  symbolicLinks: able,
  symbolicLinksCode: why,
  junctions: able,
  junctionsCode: why,
  engines: z.array(z.object({ name: z.string(), works: z.boolean(), reason: z.string().nullable() })),
  privileges: z.array(z.string()),
  advice: z.string().nullable(),
});

export const doctorCounts = z.object({ paths: count });

export type CopyItem = z.infer<typeof copyItem>;
export type CopyCounts = z.infer<typeof copyCounts>;
export type SiblingsItem = z.infer<typeof siblingsItem>;
export type SiblingsCounts = z.infer<typeof siblingsCounts>;
export type ScanSet = z.infer<typeof scanSet>;
export type ScanFolder = z.infer<typeof scanFolder>;
export type ScanCounts = z.infer<typeof scanCounts>;
export type DoctorItem = z.infer<typeof doctorItem>;
export type DoctorCounts = z.infer<typeof doctorCounts>;

/** A command's items; where there are several kinds, `itemKind` tells them apart. */
export const itemSchemas = { copy: [copyItem], siblings: [siblingsItem], scan: [scanSet, scanFolder], doctor: [doctorItem] } as const;

/** What a command's summary has besides the fields that every summary has. */
export const countSchemas = { copy: copyCounts, siblings: siblingsCounts, scan: scanCounts, doctor: doctorCounts };

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
  engine: z.enum(['api', 'fsutil', 'scan', 'none']).describe('none: no search was needed or asked for'),
  complete: z.boolean(),
});

export const siblingsCounts = z.object({ files: count, names: count, incomplete: count });

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
export type DoctorItem = z.infer<typeof doctorItem>;
export type DoctorCounts = z.infer<typeof doctorCounts>;

/** A command's items. */
export const itemSchemas = { copy: copyItem, siblings: siblingsItem, doctor: doctorItem };

/** What a command's summary has besides the fields that every summary has. */
export const countSchemas = { copy: copyCounts, siblings: siblingsCounts, doctor: doctorCounts };

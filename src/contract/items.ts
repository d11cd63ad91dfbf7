import { z } from 'zod';
import { pinKinds } from './pinWords.ts';

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
  names: z.array(z.string()).describe('every name found, the file itself first; those among the keeps are left out'),
  keeps: count.nullable().describe('names found among the keeps, where LinkKit holds files for undo; null where nothing was looked for'),
  engine: z.enum(['api', 'layout', 'fsutil', 'scan', 'mft', 'none']).describe('none: no search was needed or asked for'),
  complete: z.boolean(),
});

export const siblingsCounts = z.object({ files: count, names: count, incomplete: count });

/** The names of one file under what was scanned. */
export const scanSet = z.object({
  itemKind: z.literal('set'),
  volume: z.string(),
  fileId: z.string(),
  linkCount: count.describe('as the file system counts, those among the keeps included'),
  size: bytes,
  allocatedSize: bytes.nullable().describe('bytes that the data takes on the disk; null where the system does not tell'),
  namesInside: z.array(z.string()),
  outsideCount: count.describe('names that lie elsewhere, those among the keeps not counted'),
  keeps: count.describe('names among the keeps, where LinkKit holds files for undo'),
  namesOutside: z.array(z.string()).nullable().describe('null without --resolve'),
  engine: z.enum(['api', 'layout', 'fsutil', 'scan', 'mft']).nullable().describe('what found the names outside; null where nothing was searched'),
  complete: z.boolean().describe('whether the names given are all names of the file but those among the keeps'),
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
  freeableBytes: bytes.describe('what deleting the folder would free: files all of whose names lie in it; what a keep still holds is not freed'),
  sharedBytes: bytes.describe('files that have names outside or among the keeps, too'),
  allocatedBytes: bytes.nullable().describe("bytes on the disk, each file's data counted once; null where the system does not tell"),
});

export const scanCounts = z.object({
  sets: count,
  files: count,
  apparentBytes: bytes,
  uniqueBytes: bytes,
  freeableBytes: bytes,
  bytesSaved: bytes,
  keeps: count.describe('names among the keeps of the files counted here'),
});

const rename = z.enum(['exchange', 'rename', 'posixRename', 'moveFile', 'none']).nullable().describe('the call that put one thing in the place of another; null where nothing was replaced');

export const removeItem = z.object({
  path: z.string(),
  kind: z.enum(['file', 'directory', 'symlink', 'junction', 'special', 'unsupported']),
  size: bytes.describe('of the file; 0 for what holds no data here'),
  action: z.enum(['removed', 'kept', 'recycled']).describe('kept: the name is gone, and the data has a second name among the keeps'),
  namesRemaining: count.describe('names that the file still has then; those among the keeps are not counted'),
  remaining: z.array(z.string()).nullable().describe('those names, as far as they were found; null where they were not looked for'),
  bytesFreed: bytes.describe('0 while the data has another name, one among the keeps or in the recycle bin included'),
  keptAs: z.string().nullable().describe('the second name among the keeps; null in a dry run, too'),
});

export const removeCounts = z.object({
  removed: count.describe('names of files and links'),
  folders: count,
  lastNames: count.describe('files whose data has no name left'),
  bytesFreed: bytes,
  bytesStillShared: bytes.describe('data of the names removed that lives on under other names'),
  bytesKept: bytes.describe('data whose last name went to the keeps or the recycle bin: it takes its space until it goes from there'),
});

export const detachItem = z.object({
  path: z.string(),
  method: z.enum(['copy', 'clone', 'already']).describe('already: the file had no other name (with only-outside: none outside)'),
  size: bytes,
  linkedTo: z.string().nullable().describe('with only-outside: the name whose copy this one shares, since they were one file before'),
  rename,
});

export const detachCounts = z.object({ files: count, detached: count, already: count, bytesWritten: bytes });

const fileName = z.object({ path: z.string(), fileId: z.string() });

/** Files with the same bytes on one volume: the leader stays, the names of the followers can become names of it. */
const duplicateSet = z.object({
  volume: z.string(),
  size: bytes.describe('of each of the files'),
  hash: z.string().nullable().describe('XXH128 of the bytes, 32 hexadecimal digits; null where it was not needed'),
  leader: fileName,
  followers: z.array(fileName).describe('one for each name found; names of one file share its fileId'),
  reclaimable: bytes.describe("what linking them frees: each follower file's size once"),
});

export const duplicatesItem = duplicateSet;

/** Why a file is left out, or a follower is not linked: a code of the error table, or one of these words. */
export const skipReasons = ['SystemFolder', 'Encrypted', 'NamesOutside', 'Reference', 'Isolated', 'Kept'] as const;

const skippedByReason = z.record(z.string(), count).describe(`files left out, by the code of the error or a word: ${skipReasons.join(', ')}`);

export const duplicatesCounts = z.object({
  sets: count,
  files: count.describe('names looked at'),
  duplicates: count.describe('names of followers'),
  reclaimable: bytes,
  skippedByReason,
});

export const dedupeItem = duplicateSet.extend({
  followers: z.array(
    fileName.extend({
      result: z.enum(['merged', 'planned', 'skipped', 'failed']),
      reason: z.string().nullable().describe('a code of the error table, or a word of skippedByReason; null where it is merged or planned'),
      detail: z.string().nullable().describe('the same as a sentence'),
      rename,
    }),
  ),
});

/** A set as a plan has it: what duplicates and dedupe write, and no more than is needed of it. */
export const planSet = z.object({
  size: bytes,
  hash: z.string().nullish(),
  leader: fileName,
  followers: z.array(fileName.extend({ result: z.enum(['merged', 'planned', 'skipped', 'failed']).optional() })),
});

export const dedupeCounts = z.object({
  sets: count,
  merged: count.describe('names that became names of a leader; in a dry run those that would'),
  skippedByReason,
  bytesComputed: bytes.describe('the sizes of the files whose last name was merged'),
  bytesFreed: bytes.describe('as measured: free space after, less free space before; 0 in a dry run'),
  freeBefore: bytes.nullable().describe('free bytes of the volumes before merging; null in a dry run'),
  freeAfter: bytes.nullable(),
});

export const undoItem = z.object({
  step: count.describe('its number in the journal'),
  path: z.string(),
  result: z.enum(['undone', 'impossible']),
  action: z.enum(['removed', 'restored', 'none']).describe('removed: what was made is gone; restored: what was there is back; none: it was so already, or it is impossible'),
  reason: z.string().nullable(),
});

export const undoCounts = z.object({ undoes: z.string().nullable().describe('the operation that was taken back'), undone: count, impossible: count });

export const operationsItem = z.object({
  operationId: z.string(),
  command: z.string(),
  started: z.string(),
  ended: z.string().nullable(),
  state: z.enum(['running', 'done', 'cutOff', 'recovered', 'undone']),
  argv: z.array(z.string()),
  steps: count.describe('names it changed or was about to'),
});

export const operationsCounts = z.object({ operations: count });

export const recoverItem = z.object({
  operationId: z.string(),
  command: z.string(),
  started: z.string(),
  removed: z.array(z.string()).describe('temporary names that were left and are gone now'),
});

export const recoverCounts = z.object({ recovered: count });

const pinState = z.enum(['linked', 'brokenSame', 'diverged', 'missing', 'sourceMissing', 'wrongKind', 'otherVolume']).describe('brokenSame: a file of its own with the same bytes; diverged: with others; wrongKind: another kind of thing');
const sideSize = bytes.nullable().describe('of what stands there, followed by no link; null: nothing');
const sideTime = z.string().nullable().describe('its last write');
export const pinItem = z.object({
  name: z.string().describe('of the pin'),
  source: z.string(),
  target: z.string(),
  state: pinState.describe('as it was found'),
  action: z.enum(['none', 'repaired', 'planned', 'listed']).describe('planned: in a dry run; listed: it is for you to decide, or cannot be repaired'),
  as: z.enum(pinKinds),
  file: z.string().describe('the pin file'),
  detail: z.string().nullable().describe('more than the state says'),
  sourceSize: sideSize,
  sourceModified: sideTime,
  targetSize: sideSize,
  targetModified: sideTime,
  kept: z.enum(['source', 'target']).nullable().describe('whose content stays under both names; null where they are the same, or nothing was replaced'),
});

export const pinCounts = z.object({ pins: count, linked: count.describe('targets that are as they should be'), broken: count.describe('targets that are not, and were not repaired'), repaired: count });

export const taskItem = z.object({
  name: z.string(),
  schedule: z.string().describe('in words'),
  runAs: z.enum(['user', 'system']),
  lastRun: z.string().nullable().describe('when the last run began'),
  nextRun: z.string().nullable().describe('null where it has no time (at logon, when idle)'),
  lastExit: z.int().nullable().describe('exit code of the last run; null where it has none, or not yet'),
  state: z.enum(['never', 'running', 'done', 'failed', 'cutOff', 'missed']).describe('of the last run; missed: it was due after that, and did not start'),
  bytesFreed: bytes.nullable().describe('by the last run'),
  steps: z.array(z.array(z.string())).describe('what it runs: argument lists behind linkkit'),
  operationIds: z.array(z.string()).describe('of the last run: what undo takes'),
  errors: z.array(z.string()).describe('of the last run'),
  log: z.string().nullable().describe('the log of the last run, ndjson'),
});

export const taskChangeItem = z.object({
  name: z.string(),
  schedule: z.string(),
  action: z.enum(['registered', 'replaced', 'unregistered', 'started', 'planned', 'printed']).describe('replaced: registered in the place of one of that name'),
  definition: z.string().nullable().describe('what the service gets: XML on Windows, units of systemd and a line for cron elsewhere'),
  command: z.array(z.string()).describe('the program that does it, with its arguments'),
});

export const taskCounts = z.object({ tasks: count });

export const taskRunItem = z.object({
  name: z.string(),
  step: z.int().min(1),
  argv: z.array(z.string()),
  result: z.enum(['succeeded', 'failed', 'skipped']).describe('skipped: its condition was not met, or the run was stopped'),
  exitCode: z.int().nullable(),
  operationId: z.string().nullable(),
  bytesFreed: bytes,
  seconds: z.number().nonnegative(),
});

export const taskRunCounts = z.object({ steps: count.describe('that ran'), failedSteps: count, bytesFreed: bytes, worst: z.int().describe('the greatest exit code of a step'), log: z.string().nullable() });

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
export type RemoveItem = z.infer<typeof removeItem>;
export type RemoveCounts = z.infer<typeof removeCounts>;
export type DetachItem = z.infer<typeof detachItem>;
export type DetachCounts = z.infer<typeof detachCounts>;
export type DuplicatesItem = z.infer<typeof duplicatesItem>;
export type DuplicatesCounts = z.infer<typeof duplicatesCounts>;
export type DedupeItem = z.infer<typeof dedupeItem>;
export type DedupeCounts = z.infer<typeof dedupeCounts>;
export type PlanSet = z.infer<typeof planSet>;
export type UndoItem = z.infer<typeof undoItem>;
export type UndoCounts = z.infer<typeof undoCounts>;
export type OperationsItem = z.infer<typeof operationsItem>;
export type OperationsCounts = z.infer<typeof operationsCounts>;
export type PinItem = z.infer<typeof pinItem>;
export type PinCounts = z.infer<typeof pinCounts>;
export type PinState = z.infer<typeof pinState>;
export type TaskItem = z.infer<typeof taskItem>;
export type TaskCounts = z.infer<typeof taskCounts>;
export type TaskChangeItem = z.infer<typeof taskChangeItem>;
export type TaskRunItem = z.infer<typeof taskRunItem>;
export type TaskRunCounts = z.infer<typeof taskRunCounts>;
export type RecoverItem = z.infer<typeof recoverItem>;
export type RecoverCounts = z.infer<typeof recoverCounts>;
export type DoctorItem = z.infer<typeof doctorItem>;
export type DoctorCounts = z.infer<typeof doctorCounts>;

/** A command's items; where there are several kinds, `itemKind` tells them apart. */
export const itemSchemas = { copy: [copyItem], siblings: [siblingsItem], scan: [scanSet, scanFolder], remove: [removeItem], detach: [detachItem], duplicates: [duplicatesItem], dedupe: [dedupeItem], undo: [undoItem], recover: [recoverItem], operations: [operationsItem], 'pin add': [pinItem], 'pin list': [pinItem], 'pin check': [pinItem], 'pin repair': [pinItem], 'pin remove': [pinItem], 'pin watch': [pinItem], 'task register': [taskChangeItem], 'task list': [taskItem], 'task start': [taskChangeItem], 'task unregister': [taskChangeItem], 'task run': [taskRunItem], doctor: [doctorItem] } as const;

/** What a command's summary has besides the fields that every summary has. */
export const countSchemas = { copy: copyCounts, siblings: siblingsCounts, scan: scanCounts, remove: removeCounts, detach: detachCounts, duplicates: duplicatesCounts, dedupe: dedupeCounts, undo: undoCounts, recover: recoverCounts, operations: operationsCounts, 'pin add': pinCounts, 'pin list': pinCounts, 'pin check': pinCounts, 'pin repair': pinCounts, 'pin remove': pinCounts, 'pin watch': pinCounts, 'task register': taskCounts, 'task list': taskCounts, 'task start': taskCounts, 'task unregister': taskCounts, 'task run': taskRunCounts, doctor: doctorCounts };

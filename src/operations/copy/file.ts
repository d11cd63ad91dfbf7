import type { CopyItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { haveSameBytes } from '../../filesystem/compare.ts';
import { copyFileTo } from '../../filesystem/copyFile.ts';
import { entryOrNull, identityKey, isNearlySameTime, isSameFile, readEntry, type Entry } from '../../filesystem/entry.ts';
import { stateOf } from '../../filesystem/fileState.ts';
import { replaceByNew, temporaryBeside } from '../../filesystem/replace.ts';
import type { Step } from '../../journal/format.ts';
import type { Journal } from '../../journal/journal.ts';
import { createHardLink } from '../../links/create.ts';
import type { CopyRun } from './options.ts';
import { beginNew, isForNew, madeNew, replace, type Cover } from './steps.ts';

/** What an item became, and whether its data was written anew. */
export interface Done {
  item: CopyItem;
  wrote: boolean;
}

/** One file as a further name of its source's data. Throws the LinkKitError of the item where it cannot be. */
export async function linkFile(run: CopyRun, source: string, target: string, file: Entry, cover: Cover | null, leader: Leader = { path: source, entry: file }): Promise<Done> {
  const { onExists, dryRun } = run.options;
  const done = (method: CopyItem['method'], linkCount: number, size = file.size): Done => ({ item: { source, destination: target, kind: 'file', method, size, linkCount }, wrote: false });
  const full = names(run, leader.entry) > run.limit;
  // Where a look ahead has found nothing there, it is not looked again: the link is refused where that was wrong
  const standing = dryRun || full || !isForNew(cover) ? entryOrNull(target) : null;
  if (standing === null) {
    if (full) throw tooMany(run, target, leader.entry);
    if (dryRun) return done('hardlink', plan(run, leader.entry));
    const made = await linkNew(run.journal!, leader, target, cover);
    if (made !== null) return done('hardlink', made.linkCount);
  }
  const existing = standing ?? readEntry(target);
  if (isOtherName(existing, file) || isSameFile(existing, leader.entry)) return done('already', names(run, existing));
  refuseUnless(onExists, existing, target);
  if (onExists === 'skip') return done('skipped', names(run, existing), existing.size);
  if (full) throw tooMany(run, target, leader.entry);
  // What is replaced keeps its number of names: its second name among the keeps takes the place of this one
  if (dryRun) return done('replaced', plan(run, leader.entry));
  await replace(run, cover, leader.path, target, existing, async (temporary, how) => (await replaceByNew(target, temporary, (name) => createHardLink(leader.path, name, leader.entry), how)).way);
  return done('replaced', readEntry(target).linkCount);
}

/** What stands under the new name; null where something stood there before. Throws a LinkKitError. */
async function linkNew(journal: Journal, leader: Leader, target: string, cover: Cover | null): Promise<Entry | null> {
  const wanted: Step = { act: 'link', path: target, from: leader.path, was: null };
  const step = await beginNew(journal, cover, wanted);
  try {
    const made = createHardLink(leader.path, target, leader.entry);
    madeNew(journal, cover, step, made);
    return made;
  } catch (error) {
    if (step !== cover?.step) journal.notDone(step, wanted, error);
    if (error instanceof LinkKitError && error.code === 'WouldOverwrite') return null;
    throw error;
  }
}

/** One file's data under its new name, with its metadata; a further name of a file copied before is linked to that copy. */
export async function copyFile(run: CopyRun, source: string, target: string, file: Entry, cover: Cover | null): Promise<Done> {
  const { onExists, dryRun } = run.options;
  const done = (method: CopyItem['method'], linkCount: number, wrote: boolean): Done => ({ item: { source, destination: target, kind: 'file', method, size: file.size, linkCount }, wrote });
  if (file.offline) throw new LinkKitError('OfflineFile', { path: source });
  if (file.kind === 'special') throw new LinkKitError('UnsupportedReparsePoint', { path: source, message: 'A device, pipe or socket has no data to copy.', hint: 'Leave it out with --exclude.' });
  const leader = copyBefore(run, file);
  try {
    if (leader) return await linkFile(run, source, target, file, cover, leader);
  } catch (error) {
    // Taken: perhaps by the copy of an earlier run, in which the leader failed
    if (!saysFull(error) && !(error instanceof LinkKitError && error.code === 'WouldOverwrite')) throw error;
  }
  const existing = entryOrNull(target);
  if (existing) {
    if (isOtherName(existing, file)) return done('already', names(run, existing), false);
    if (onExists !== 'replace' && (await isCopyOf(run, source, file, target, existing))) {
      if (file.linkCount > 1) run.copies.set(identityKey(file), { path: target, entry: existing });
      return done('already', names(run, existing), false);
    }
    refuseUnless(onExists, existing, target);
    if (onExists === 'skip') return done('skipped', names(run, existing), false);
  }
  if (!dryRun) {
    for (const warning of await copyData(run, source, target, existing, cover)) run.events.push({ type: 'warning', ...warning.toFinding() });
  }
  if (file.linkCount > 1) {
    const key = identityKey(file);
    run.copies.set(key, { path: target, entry: dryRun ? { ...file, fileId: `copy ${run.counts.copied} of ${key}`, linkCount: 1 } : readEntry(target) });
  }
  return done(existing ? 'replaced' : 'copy', 1, true);
}

/** Copies the data to a new name, or over what stands there. Returns what of the metadata could not be kept; throws a LinkKitError else. */
async function copyData(run: CopyRun, source: string, target: string, existing: Entry | null, cover: Cover | null): Promise<LinkKitError[]> {
  const { context: { signal } } = run;
  let lost: LinkKitError[] = [];
  if (existing) {
    await replace(run, cover, source, target, existing, async (temporary, { otherName }) => {
      const done = await copyFileTo(source, target, { temporary, replaces: existing, signal, otherName });
      lost = done.lost;
      return done.way;
    });
    return lost;
  }
  const journal = run.journal!;
  const wanted: Step = { act: 'copy', path: target, from: source, temporary: temporaryBeside(target), was: null };
  const step = await beginNew(journal, cover, wanted);
  const what = step === cover?.step && 'what' in cover ? cover.what : wanted;
  try {
    ({ lost } = await copyFileTo(source, target, { temporary: what.temporary!, replaces: null, signal }));
    journal.done(step, stateOf(readEntry(target)));
    return lost;
  } catch (error) {
    journal.notDone(step, what, error);
    throw error;
  }
}

/** Whether what stands there is another name of the file; a file with one name has the identity of a file on a cloned disk. */
const isOtherName = (existing: Entry, file: Entry): boolean => isSameFile(existing, file) && existing.linkCount > 1;

/** A file whose names are made further ones of. */
interface Leader {
  path: string;
  entry: Entry;
}

/** The copy that this run made of the same file, as long as it may have one more name. */
function copyBefore(run: CopyRun, file: Entry): Leader | null {
  const before = run.copies.get(identityKey(file));
  if (!before) return null;
  const entry = run.options.dryRun ? before.entry : readEntry(before.path);
  return names(run, entry) <= run.limit ? { path: before.path, entry } : null;
}

/** Whether this file already has as many names as it may. */
export const isFull = (run: CopyRun, file: Entry): boolean => names(run, file) > run.limit;

/** Whether the file system itself says so: it may allow fewer names than are counted on here. */
export const saysFull = (error: unknown): boolean => error instanceof LinkKitError && error.code === 'TooManyLinks';

const tooMany = (run: CopyRun, target: string, file: Entry): LinkKitError =>
  new LinkKitError('TooManyLinks', { path: target, message: `The file has ${names(run, file)} names, and ${run.limit + 1} is the most it may have here.` });

/** The names a file has, those that a dry run has only planned included. */
const names = (run: CopyRun, file: Entry): number => file.linkCount + (run.planned.get(identityKey(file)) ?? 0);

/** Notes in a dry run that a file would get a name. Returns how many it would then have. */
function plan(run: CopyRun, file: Entry): number {
  const key = identityKey(file);
  run.planned.set(key, (run.planned.get(key) ?? 0) + 1);
  return names(run, file);
}

/** Whether what stands there is the copy that an earlier run made: the same time, and byte for byte the same. */
async function isCopyOf(run: CopyRun, source: string, file: Entry, target: string, existing: Entry): Promise<boolean> {
  if (existing.kind !== 'file' || existing.offline || existing.size !== file.size || !isNearlySameTime(existing.modified, file.modified)) return false;
  return haveSameBytes(source, target, run.context.signal);
}

function refuseUnless(onExists: string, existing: Entry, target: string): void {
  if (existing.kind === 'directory' || existing.kind === 'junction') {
    throw new LinkKitError('WouldOverwrite', { path: target, message: 'A folder stands under this name; a file never replaces a folder.', hint: 'Choose another name.' });
  }
  if (onExists === 'error') throw new LinkKitError('WouldOverwrite', { path: target });
}

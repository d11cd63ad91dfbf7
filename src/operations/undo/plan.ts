import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import { haveSameBytes } from '../../filesystem/compare.ts';
import { entryOrNull, isSameFile, type Entry } from '../../filesystem/entry.ts';
import { isFileOf, isUnchanged, type FileState } from '../../filesystem/fileState.ts';
import { hasLinkText, isSameLinkText } from '../../filesystem/symbolicLink.ts';
import type { Change } from './changes.ts';
import { finishFolder, folderAgain, folderRemoval, linkAgain, removal, restoration, separation, type Deed } from './deed.ts';

/** The disk, with what is planned and not yet done. */
export interface View {
  /** What stands under a name; null: nothing. */
  look(name: string): Entry | null;
  /** A name that was searched for on the volume; null: none was found, or the journal knows one. */
  found(file: FileState): string | null;
  /** A name that was merged and has its own data again, of a file that had several: the others become names of it. */
  parted(file: FileState): { name: string; entry: Entry } | null;
  /** Whether data is held by nothing but one name and the keeps. */
  isLastName(entry: Entry, name: string): boolean;
  /** Whether it is a folder that is reached without a link below the operation's tree. */
  isFolder(folder: string): boolean;
  /** The names in a folder. */
  names(folder: string): string[];
}

/**
 * What becomes of a change: nothing, for it never came about; already, it is undone; a deed; or the reason why it cannot be undone. Throws
 * a LinkKitError where that cannot be found out.
 */
export type Plan = 'nothing' | { already: (() => LinkKitError[]) | null } | Deed | { reason: string };

const already = (finish: (() => LinkKitError[]) | null = null): Plan => ({ already: finish });
const changedSince = 'It has been changed since.';
const takenSince = 'Something else stands under this name now.';
const noneLeft = 'No name of the file is left to restore it from; its data is gone.';

export async function planFor(change: Change, view: View, signal: AbortSignal): Promise<Plan> {
  const plan = await planHere(change, view, signal);
  if (typeof plan === 'string' || !('act' in plan) || view.isFolder(path.dirname(change.path))) return plan;
  return { reason: plan.action === 'removed' ? 'It is reached by a link that was put into the tree since.' : 'The folder it was in is gone.' };
}

function planHere(change: Change, view: View, signal: AbortSignal): Plan | Promise<Plan> {
  switch (change.act) {
    case 'makeFolder': return planFolder(change, view);
    case 'link':
    case 'copy':
    case 'makeLink': return planMade(change, view, signal);
    case 'merge': return planMerged(change, view, signal);
    case 'replace':
    case 'detach': return planReplaced(change, view, signal);
    case 'remove': return planRemoved(change, view);
    case 'removeFolder': return planRemovedFolder(change, view);
    case 'recycle': return planRecycled(change, view);
    case 'restore': return { reason: 'It was done by an undo.' };
  }
}

function planFolder({ path: name, isSure }: Change, view: View): Plan {
  const entry = view.look(name);
  if (entry === null) return isSure ? already() : 'nothing';
  if (entry.kind !== 'directory') return { reason: takenSince };
  if (view.names(name).length > 0) return { reason: 'The folder is not empty.' };
  return folderRemoval(name, entry);
}

/** A name that was made where nothing stood. */
async function planMade(change: Change, view: View, signal: AbortSignal): Promise<Plan> {
  const { path: name, from, now, isSure, stood } = change;
  const entry = view.look(name);
  if (entry === null) return isSure ? already() : 'nothing';
  if (stood !== null && isFileOf(entry, stood)) return 'nothing';
  if (entry.kind === 'directory') return { reason: takenSince };
  if (now ? !isUnchanged(entry, now) : !(await isMadeFrom(entry, change, signal))) return { reason: now && isFileOf(entry, now) ? changedSince : takenSince };
  const lost = lostWith(entry, change, view);
  if (lost !== null) return { reason: lost };
  return removal(name, entry, from);
}

/** Whether what stands there is what the operation was about to make, where it was cut off before it could say so. */
async function isMadeFrom(entry: Entry, { path: name, from, act }: Change, signal: AbortSignal): Promise<boolean> {
  if (from === undefined) return false;
  const source = entryOrNull(from);
  if (source !== null && isSameFile(source, entry) && entry.linkCount > 1) return true;
  if (entry.kind === 'symlink' || entry.kind === 'junction') return source?.kind === entry.kind && isSameLinkText(name, from) ? true : hasLinkText(name, from);
  if (act === 'link' || source?.kind !== 'file' || entry.kind !== 'file' || source.size !== entry.size || source.offline || entry.offline) return false;
  return haveSameBytes(name, from, signal);
}

/** A name under which something else has taken the place of what stood there. */
async function planReplaced(change: Change, view: View, signal: AbortSignal): Promise<Plan> {
  const { act, path: name, from, was, now, isSure } = change;
  const entry = view.look(name);
  if (was === null) return { reason: 'The journal does not say what stood there.' };
  if (entry !== null && isFileOf(entry, was)) return isSure ? already() : 'nothing';
  const kept = nameOf(was, change, view);
  // Its own data was made from what it was before
  if (entry !== null && (now ? !isUnchanged(entry, now) : !(await isMadeFrom(entry, act === 'detach' ? { ...change, from: kept?.name } : change, signal)))) return { reason: now && isFileOf(entry, now) ? changedSince : takenSince };
  if (kept === null) return { reason: noneLeft };
  const lost = entry && lostWith(entry, change, view);
  if (lost !== null) return { reason: lost };
  // Its own data again, as it was: not what the other names have become since
  if (act === 'detach' && !isUnchanged(kept.entry, was)) return { reason: 'The file has been changed by its other names since; they would be one again.' };
  return restoration(name, kept.name, kept.entry, entry, from);
}

/** A name that became one of another file with the same bytes: it gets data of its own again, and where the file had more names, they are one again. */
async function planMerged(change: Change, view: View, signal: AbortSignal): Promise<Plan> {
  const { path: name, from, was, now, isSure } = change;
  if (was === null) return { reason: 'The journal does not say what stood there.' };
  const entry = view.look(name);
  if (entry !== null && isFileOf(entry, was)) return isSure ? already() : 'nothing';
  if (entry === null) return { reason: 'The name is gone.' };
  // Another name that was not merged after all, or has its own data again
  const parted = nameOf(was, change, view) ?? view.parted(was);
  if (parted !== null && isSameFile(entry, parted.entry)) return already();
  if (await isSeparated(entry, change, was, signal)) return already();
  if (now ? !isUnchanged(entry, now) : !isNameOf(entry, from)) return { reason: now && isFileOf(entry, now) ? `${changedSince} What it was before the merge is not known any more.` : takenSince };
  return parted ? restoration(name, parted.name, parted.entry, entry, from) : separation(name, entry, was, from);
}

/** Whether an undo that was cut off has given the name its data already. */
async function isSeparated(entry: Entry, { path: name, from }: Change, was: FileState, signal: AbortSignal): Promise<boolean> {
  const leader = from === undefined ? null : entryOrNull(from);
  if (leader === null || isSameFile(leader, entry) || entry.kind !== 'file' || entry.size !== was.size || leader.size !== was.size) return false;
  return isUnchanged({ ...entry, volume: was.volume, fileId: was.fileId }, was) && haveSameBytes(name, from!, signal);
}

function planRemoved(change: Change, view: View): Plan {
  const { path: name, from, was, isSure } = change;
  if (was === null) return { reason: 'The journal does not say what stood there.' };
  const entry = view.look(name);
  if (entry !== null) return isFileOf(entry, was) ? (isSure ? already() : 'nothing') : isSameLink(entry, was, change) ? already() : { reason: takenSince };
  const kept = nameOf(was, change, view);
  if (kept !== null) return restoration(name, kept.name, kept.entry, null, undefined);
  if ((was.kind === 'symlink' || was.kind === 'junction') && from !== undefined) return linkAgain(name, from, was);
  return { reason: noneLeft };
}

/** Cut off, nobody looked whether the bin took it or the shell deleted it: what was kept of it is brought back. */
function planRecycled(change: Change, view: View): Plan {
  if (change.isSure) return { reason: 'It is in the recycle bin: restore it there.' };
  return change.was?.kind === 'directory' ? planRemovedFolder(change, view) : planRemoved(change, view);
}

const isSameLink = (entry: Entry, was: FileState, { path: name, from }: Change): boolean =>
  from !== undefined && (entry.kind === 'symlink' || entry.kind === 'junction') && entry.kind === was.kind && hasLinkText(name, from);

function planRemovedFolder({ path: name, was, isSure }: Change, view: View): Plan {
  if (was === null) return { reason: 'The journal does not say what stood there.' };
  const entry = view.look(name);
  if (entry === null) return folderAgain(name, was);
  if (entry.kind !== 'directory') return { reason: takenSince };
  if (isFileOf(entry, was)) return isSure ? already() : 'nothing';
  return already(() => finishFolder(name, was));
}

/** Why data would be gone with a name that was made: since then it has become the only one, or the only copy; null where it would not. */
function lostWith(entry: Entry, { act, path: name, from, now }: Change, view: View): string | null {
  // Cut off: it was just found to be what `from` is
  if (entry.kind !== 'file' || now === undefined || now === null || act === 'detach') return null;
  if (act === 'link' || now.linkCount > 1) return !isNameOf(entry, from) && view.isLastName(entry, name) ? 'It is the last name of its file by now (names kept for undo do not count); remove it, if the data is to go.' : null;
  return from !== undefined && entryOrNull(from) === null ? 'What it was copied from is gone, and this may be the only copy; remove it, if the data is to go.' : null;
}

/** Whether a path leads to this very file. */
function isNameOf(entry: Entry, name: string | undefined): boolean {
  const other = name === undefined ? null : entryOrNull(name);
  return other !== null && isSameFile(other, entry) && entry.linkCount > 1;
}

/** Whether the journal knows a name that the file still has. */
export const hasName = (was: FileState, { keep, others }: Change): boolean =>
  (keep === undefined ? others : [keep, ...others]).some((name) => {
    const entry = entryIfReachable(name, { look: entryOrNull });
    return entry !== null && isFileOf(entry, was);
  });

/** A name that the file still has, or will have by then: among the keeps, or one of its own. */
function nameOf(was: FileState, { keep, others }: Change, view: View): { name: string; entry: Entry } | null {
  const found = view.found(was);
  for (const name of [...(keep === undefined ? [] : [keep]), ...others, ...(found === null ? [] : [found])]) {
    const entry = entryIfReachable(name, view);
    if (entry !== null && isFileOf(entry, was) && entry.kind === was.kind) return { name, entry };
  }
  return null;
}

function entryIfReachable(name: string, view: Pick<View, 'look'>): Entry | null {
  try {
    return view.look(name);
  } catch (error) {
    if (error instanceof LinkKitError) return null;
    throw error;
  }
}

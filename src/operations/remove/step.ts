import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import { readEntry } from '../../filesystem/entry.ts';
import { readState, stateOf } from '../../filesystem/fileState.ts';
import { inHeldFolder, type HeldFolder } from '../../filesystem/heldFolder.ts';
import { fromOsError } from '../../filesystem/osError.ts';
import { removeFolderExactly } from '../../filesystem/removeFolder.ts';
import { removeExactly, removeIfThere, temporaryBeside } from '../../filesystem/replace.ts';
import { linkText } from '../../filesystem/symbolicLink.ts';
import type { Step } from '../../journal/format.ts';
import { isStillNamed, keep, type Journal } from '../../journal/journal.ts';
import type { RemoveOptions } from './options.ts';
import { pathOf, type Row } from './plan.ts';
import { isKept } from './tally.ts';

/** More names than these are of no more use to whoever brings one back. */
const mostOthers = 16;

/**
 * What is written down before a name goes. A link's text is its `from`. With --undoable a file gets a keep where, once all that stands before
 * it is done, no other name of it would be known. Throws a LinkKitError where that cannot be.
 */
export function stepFor(row: Row, { undoable }: RemoveOptions, journal: Journal): Step {
  const { entry, file, own } = row;
  const at = pathOf(row);
  if (own) return { act: 'removeFolder', path: at, was: own.state ?? stateOf(entry) };
  const temporary = temporaryBeside(at);
  if (entry.kind === 'symlink' || entry.kind === 'junction') return { act: 'remove', path: at, from: linkText(at), temporary, was: readState(at, entry) };
  if (file) file.intended += 1;
  const others = othersOf(row, at);
  const isLast = file === null || file.intended >= file.names;
  const wantsKeep = undoable && isKept(entry.kind) && (isLast || others.length === 0);
  return { act: 'remove', path: at, temporary, was: stateOf(entry), ...(others.length > 0 && { others }), ...(wantsKeep && { keep: journal.keepName(at, entry) }) };
}

/** Names that remain, or at least the one of those given that goes last: from that the others can be made again. */
function othersOf({ file, folder, name }: Row, at: string): string[] {
  if (file === null) return [];
  if (file.known !== null) return file.known.filter((one) => one !== at).slice(0, mostOthers);
  if (file.lastFolder === null || (file.lastFolder === folder && file.lastName === name)) return [];
  return [pathOf({ folder: file.lastFolder, name: file.lastName })];
}

/** Removes the names of one folder while that is held; `each` gets what does it for one, and is called for each. Throws where the folder is another one by now. */
export function inFolderOf(rows: readonly Row[], each: (row: Row, index: number, remove: (step: Step, keepData: boolean) => void) => void): void {
  inHeldFolder(rows[0]!.folder, (held) => {
    rows.forEach((row, index) => each(row, index, (step, keepData) => removeRow(row, step, held, keepData)));
  });
}

function removeRow({ name, entry, own }: Row, step: Step, held: HeldFolder, keepData: boolean): void {
  const at = held.pathOf(name);
  try {
    if (own) return removeFolderExactly(at, entry);
    // Others may have removed names since they were counted
    if (keepData && readEntry(at).linkCount <= 1) throw new LinkKitError('LastName', { path: at });
    if (step.keep !== undefined) keep(at, step.keep, entry);
    removeExactly(at, entry, held.pathOf(path.basename(step.temporary!)));
  } catch (error) {
    const failure = fromOsError(error, at);
    if (step.keep !== undefined && isStillNamed(at, step.keep)) removeIfThere(step.keep);
    throw held.inOwnWords(failure);
  }
}

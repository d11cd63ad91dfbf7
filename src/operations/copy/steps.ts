import { readEntry, type Entry } from '../../filesystem/entry.ts';
import { isFileOf, readState, stateOf } from '../../filesystem/fileState.ts';
import { temporaryBeside, type RenameWay, type ReplaceOptions } from '../../filesystem/replace.ts';
import type { Step } from '../../journal/format.ts';
import { keepIfRoom, type Journal } from '../../journal/journal.ts';
import type { CopyRun } from './options.ts';

/** A step that was written down ahead: for one name, or for this name (`at`) among the many of a `links` step. */
export type Cover = { step: number; what: Step } | { step: number; at: number };

/** Whether nothing stood under the name when the step was written down, and it is to be a further name of a file. */
export const isForNew = (cover: Cover | null): boolean => cover !== null && ('at' in cover || cover.what.act === 'link');

/** The step for a name that is about to be made where nothing stands: the one that was written ahead, or one written now. */
export async function beginNew(journal: Journal, cover: Cover | null, wanted: Step): Promise<number> {
  if (cover && ('at' in cover ? wanted.act === 'link' : cover.what.act === wanted.act)) return cover.step;
  const [step] = await journal.intend([wanted]);
  return step!;
}

/** Writes down that a name was made. */
export function madeNew(journal: Journal, cover: Cover | null, step: number, made: Entry): void {
  if (cover && 'at' in cover && cover.step === step) journal.linked({ step, volume: made.volume, at: [cover.at], ...linkedState([made]) });
  else journal.done(step, stateOf(made));
}

/** What a `linked` line says of some names, side by side. */
export const linkedState = (made: readonly Pick<Entry, 'fileId' | 'size' | 'modified'>[]): { fileId: string[]; size: number[]; modified: string[] } => ({
  fileId: made.map(({ fileId }) => fileId),
  size: made.map(({ size }) => size),
  modified: made.map(({ modified }) => String(modified)),
});

/** A step that replaces what stands under a name; that gets a second name among the keeps, where its volume has room for one. */
export function replaceStep(journal: Journal, from: string, target: string, existing: Entry): Step {
  const step: Step = { act: 'replace', path: target, from, temporary: temporaryBeside(target), was: readState(target, existing) };
  return { ...step, keep: journal.keepName(target, existing) };
}

/** What puts a new thing in the place of an old one, by the temporary name it is given. */
type Put = (temporary: string, options: ReplaceOptions) => Promise<RenameWay | null>;

/**
 * Replaces what stands under a name: the step is on the disk before, what stood there has its second name, and what became of it is
 * written down. Throws a LinkKitError; the target is then untouched.
 */
export async function replace(run: Pick<CopyRun, 'journal' | 'events'>, cover: Cover | null, from: string, target: string, existing: Entry, put: Put): Promise<RenameWay | null> {
  const journal = run.journal!;
  const isCovered = cover !== null && 'what' in cover && cover.what.was && isFileOf(existing, cover.what.was);
  const what = isCovered ? cover.what : replaceStep(journal, from, target, existing);
  const step = isCovered ? cover.step : (await journal.intend([what]))[0]!;
  try {
    const unkept = keepIfRoom(target, what.keep!, existing);
    if (unkept) run.events.push({ type: 'warning', ...unkept.toFinding() });
    const way = await put(what.temporary!, { expected: existing, otherName: unkept ? undefined : what.keep });
    journal.done(step, stateOf(readEntry(target)), way === null ? {} : { rename: way });
    return way;
  } catch (error) {
    journal.notDone(step, what, error);
    throw error;
  }
}

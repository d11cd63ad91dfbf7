import path from 'node:path';
import type { PinItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { isSameTime, readEntry, type Entry } from '../../filesystem/entry.ts';
import { stateOf as fileState } from '../../filesystem/fileState.ts';
import { isFolder, makeFolder } from '../../filesystem/folder.ts';
import { replaceByNew } from '../../filesystem/replace.ts';
import { makeJunction, makeSymbolicLink } from '../../filesystem/symbolicLink.ts';
import { volumeOf } from '../../filesystem/volume.ts';
import type { Step } from '../../journal/format.ts';
import { createHardLink } from '../../links/create.ts';
import { furtherNamesOn } from '../../links/limit.ts';
import { newLink, refuseLinkToItself } from '../copy/reparse.ts';
import { replace } from '../copy/steps.ts';
import { mergeFile, stepsOf } from '../dedupe/mergeFile.ts';
import type { PinPair } from './pairs.ts';
import { fail, lookAt, tell, type PinRun } from './run.ts';
import type { Found } from './state.ts';

/** Repairs the targets of one source by the rule, and tells of each. Content that differs is never decided by `ask`. */
export async function repairPairs(run: PinRun, pairs: readonly PinPair[]): Promise<void> {
  const found: Found[] = [];
  for (const pair of pairs) {
    const one = await lookAt(run, pair);
    if (one) found.push(one);
  }
  const rule = run.rule ?? pairs[0]!.pin.onConflict;
  const winner = rule === 'newest-wins' ? newest(found) : null;
  // What is newest cannot be told: the contents stay for a person to decide, what else there is can be repaired
  const tie = winner === 'tie' ? 'Several of them were written at the same time; which is the newest cannot be told.' : null;
  if (winner !== null && winner !== 'tie') return takeFromTarget(run, winner, found);
  for (const one of found) await repairOne(run, one, rule === 'ask' || tie !== null ? null : 'source', tie);
}

/** The target that was written last, null where that is the source. Only what differs is asked. */
function newest(found: readonly Found[]): Found | null | 'tie' {
  const source = found.find((one) => one.source !== null)?.source ?? null;
  const others = found.filter(({ state, target, pair }) => state === 'diverged' && target !== null && pair.pin.as === 'hardlink');
  if (source === null || others.length === 0) return null;
  const last = others.reduce((one, other) => (other.target!.modified > one.target!.modified ? other : one));
  if (isSameTime(last.target!.modified, source.modified)) return 'tie';
  if (last.target!.modified < source.modified) return null;
  return others.some((one) => one !== last && isSameTime(one.target!.modified, last.target!.modified)) ? 'tie' : last;
}

/** The content of a target becomes that of the source, and so of all the others; what stood under each of them is kept. */
async function takeFromTarget(run: PinRun, winner: Found, found: readonly Found[]): Promise<void> {
  const { pair, source, target } = winner;
  const others = found.filter((one) => one !== winner);
  if (run.dryRun) {
    tell(run, winner, 'planned', { kept: 'target' });
    for (const one of others) if (canBeRelinked(one)) tell(run, one, 'planned', { kept: 'target' });
    else tell(run, one, 'listed');
    return;
  }
  try {
    await putLink(run, pair.target, target!, pair.source, source!);
    tell(run, winner, 'repaired', { kept: 'target' });
  } catch (error) {
    fail(run, error);
    return others.forEach((one) => tell(run, one, one.state === 'linked' ? 'none' : 'listed'));
  }
  for (const { pair: other } of others) {
    const now = await lookAt(run, other);
    if (now) await repairOne(run, now, 'target');
  }
}

const canBeRelinked = ({ state }: Found): boolean => state === 'linked' || state === 'brokenSame' || state === 'diverged' || state === 'missing';

/** @param kept whose content stays where they differ; null: nobody decides that, for the reason `undecided` where it is not the rule itself */
async function repairOne(run: PinRun, found: Found, kept: PinItem['kept'], undecided: string | null = null): Promise<void> {
  try {
    if (found.state === 'linked') return tell(run, found, 'none');
    const why = whyNot(found);
    if (why !== null) return tell(run, found, 'listed', { detail: found.detail ?? why });
    if (found.state === 'missing') return await makeMissing(run, found);
    if (found.state === 'brokenSame' && found.pair.pin.as === 'hardlink') {
      const difference = await merge(run, found);
      if (difference === null) return tell(run, found, run.dryRun ? 'planned' : 'repaired');
      if (kept === null) return tell(run, found, 'listed', { detail: difference });
    }
    if (kept === null && found.state !== 'brokenSame') return tell(run, found, 'listed', { detail: found.detail ?? undecided });
    if (!run.dryRun) await putLink(run, found.pair.source, found.source!, found.pair.target, found.target!, found.pair);
    tell(run, found, run.dryRun ? 'planned' : 'repaired', { kept: kept ?? 'source' });
  } catch (error) {
    fail(run, error);
  }
}

/** Why no rule repairs it. */
function whyNot({ state, source, target, pair, way }: Found): string | null {
  if (state === 'sourceMissing') return 'The source is not there.';
  if (state === 'otherVolume') return 'A hard link cannot lead to another volume; pin it with --as symlink.';
  if (state !== 'wrongKind') return null;
  if (way !== null && way.blockedBy !== null) return 'It would be made through a link.';
  if (pair.pin.as === 'hardlink' ? source?.kind !== 'file' : pair.pin.as === 'junction' && source?.kind !== 'directory') return 'The source is of another kind.';
  return target?.kind === 'symlink' ? null : 'It is replaced by nothing; move it away, and repair again.';
}

async function makeMissing(run: PinRun, found: Found): Promise<void> {
  const { pair: { source, target, pin }, source: entry } = found;
  if (found.detail !== null) throw new LinkKitError('ParentNotFound', { path: target, hint: 'Create the folder first.' });
  if (!run.dryRun) {
    for (const folder of found.way?.missing ?? []) await makeOnce(run, folder);
    if (pin.as === 'hardlink') {
      refuseFull(source, entry!, target);
      await step(run, { act: 'link', path: target, from: source, was: null }, (number) => run.journal!.done(number, fileState(createHardLink(source, target, entry!))));
    } else await newLink(run.journal!, null, source, target, linkMaker(found.pair));
  }
  tell(run, found, run.dryRun ? 'planned' : 'repaired');
}

/** Other sources, side by side with this one, may need it, too. */
function makeOnce(run: PinRun, folder: string): Promise<void> {
  const known = run.folders.get(folder);
  if (known) return known;
  const made = step(run, { act: 'makeFolder', path: folder, was: null }, (number) => {
    makeFolder(folder);
    run.journal!.madeFolder(number);
  });
  run.folders.set(folder, made);
  return made;
}

/** One act, written down before; where it fails, that too. */
async function step(run: PinRun, wanted: Step, act: (number: number) => void): Promise<void> {
  const [number] = await run.journal!.intend([wanted]);
  try {
    act(number!);
  } catch (error) {
    run.journal!.notDone(number!, wanted, error);
    throw error;
  }
}

/** Makes the target a further name of the source by the check of dedupe. Gives in words what else than bytes differs; then nothing was done. */
async function merge(run: PinRun, { pair: { source, target }, source: one, target: other }: Found): Promise<string | null> {
  refuseFull(source, one!, target);
  const pair = { leader: { names: [source], fileId: one!.fileId, volume: one!.volume }, follower: { names: [target], fileId: other!.fileId, volume: other!.volume }, size: one!.size };
  const steps = stepsOf(pair);
  const numbers = run.dryRun ? null : await run.journal!.intend(steps);
  try {
    await mergeFile({ options: { times: 'ignore' }, context: run.context, journal: run.journal, memory: null }, pair, steps, numbers, []);
    return null;
  } catch (error) {
    if (error instanceof LinkKitError && error.code === 'MetadataDiffers') return error.message;
    throw error instanceof Error && error.cause instanceof LinkKitError && !(error instanceof LinkKitError) ? error.cause : error;
  }
}

/** What stands under a name becomes a link to `from`; it is kept, so that undo brings it back. */
async function putLink(run: PinRun, from: string, file: Entry, name: string, existing: Entry, pair: PinPair | null = null): Promise<void> {
  if (pair !== null && pair.pin.as !== 'hardlink') {
    refuseLinkToItself(from, name, existing);
    await replace(run, null, from, name, existing, async (temporary, how) => (await replaceByNew(name, temporary, linkMaker(pair), how)).way);
    return;
  }
  refuseFull(from, file, name);
  await replace(run, null, from, name, existing, async (temporary, how) => (await replaceByNew(name, temporary, (link) => createHardLink(from, link, file), how)).way);
}

const linkMaker = ({ source, pin }: PinPair) => (link: string): void => (pin.as === 'junction' ? makeJunction(source, link) : makeSymbolicLink(source, link, isFolder(source)));

function refuseFull(source: string, { linkCount }: Entry, target: string): void {
  const limit = furtherNamesOn(volumeOf(path.dirname(source)).fileSystem);
  if (linkCount > limit || readEntry(source).linkCount > limit) throw new LinkKitError('TooManyLinks', { path: target });
}

import { LinkKitError } from '../../contract/errors.ts';
import { sameBytes } from '../../filesystem/compare.ts';
import { isSameFile, readEntry, type Entry } from '../../filesystem/entry.ts';
import { readState, stateOf } from '../../filesystem/fileState.ts';
import { holdFile, type HeldFile } from '../../filesystem/heldFile.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { replaceByNew, temporaryBeside, type RenameWay } from '../../filesystem/replace.ts';
import { differencesOf } from '../../filesystem/sameMetadata.ts';
import type { Step } from '../../journal/format.ts';
import { createHardLink } from '../../links/create.ts';
import type { FileKey } from '../duplicates/memory.ts';
import { checkIdentity, entryToMerge, type MergeFile } from './candidates.ts';
import type { Merging } from './mergeRun.ts';

/** A file whose names are to become names of another. */
export interface Pair {
  leader: MergeFile;
  follower: MergeFile;
  size: number;
}

/** The leader's own trouble: others may still follow another one. */
export class LeaderError extends Error {
  override readonly cause: LinkKitError;

  constructor(cause: LinkKitError) {
    super(cause.message);
    this.cause = cause;
  }
}

/** The steps of a pair, one for each name, to be written down with many others. Throws a LinkKitError where a name leads to another file by now. */
export const stepsOf = ({ leader, follower, size }: Pair): Step[] =>
  follower.names.map((name) => ({ act: 'merge', path: name, from: leader.names[0]!, temporary: temporaryBeside(name), others: follower.names.filter((other) => other !== name), was: readState(name, entryToMerge(name, follower, size)) }));

/**
 * Makes the names of a file names of another with the same bytes: both are held so that nobody writes to them, compared byte for byte and in
 * what else would be lost, then each name is replaced in one rename. In a dry run all but that. Throws a LinkKitError, the names not
 * yet replaced then lead to what they led to; LeaderError where it is the leader that is not as it was.
 * @param numbers the steps' numbers in the journal; null in a dry run
 * @param ways gets how each name was replaced, as it is done
 */
export async function mergeFile(run: Merging, pair: Pair, steps: readonly Step[], numbers: readonly number[] | null, ways: (RenameWay | null)[]): Promise<void> {
  const { leader, follower, size } = pair;
  try {
    const first = heldLeader(leader, size);
    try {
      const second = holdFile(follower.names[0]!);
      try {
        checkIdentity(second.name, second.entry, follower, size);
        await checkEqual(run, first, second);
        for (const [index, name] of follower.names.entries()) ways.push(numbers === null ? null : await replaceName(run, pair, first, second, name, steps[index]!, numbers[index]!));
      } finally {
        second.close();
      }
    } finally {
      first.close();
    }
  } catch (error) {
    if (numbers !== null) for (let index = ways.length; index < steps.length; index += 1) run.journal!.notDone(numbers[index]!, steps[index]!, error instanceof LeaderError ? error.cause : error);
    throw error;
  }
}

function heldLeader(leader: MergeFile, size: number): HeldFile {
  try {
    const held = holdFile(leader.names[0]!);
    try {
      checkIdentity(held.name, held.entry, leader, size);
    } catch (error) {
      held.close();
      throw error;
    }
    return held;
  } catch (error) {
    throw error instanceof LinkKitError ? new LeaderError(error) : error;
  }
}

async function checkEqual({ options, context: { signal } }: Merging, leader: HeldFile, follower: HeldFile): Promise<void> {
  const differences = await differencesOf(leader.name, follower.name, { times: options.times === 'equal' }, signal);
  if (differences.length > 0) throw new LinkKitError('MetadataDiffers', { path: follower.name, message: `It differs from ${leader.name} in ${differences.join(', ')}.` });
  if (!(await sameBytes(leader.file, follower.file, follower.name, signal, leader.entry.size))) throw new LinkKitError('ChangedDuringOperation', { path: follower.name, message: `Its bytes are not those of ${leader.name}.`, hint: 'Search again.' });
  if (!leader.isHeld()) throw new LeaderError(new LinkKitError('InUse', { path: leader.name }));
  if (!follower.isHeld()) throw new LinkKitError('InUse', { path: follower.name });
}

async function replaceName({ journal, memory }: Merging, { follower }: Pair, first: HeldFile, second: HeldFile, name: string, { temporary }: Step, number: number): Promise<RenameWay> {
  const expected = readEntry(name);
  if (!isSameFile(expected, second.entry)) throw new LinkKitError('ChangedDuringOperation', { path: name });
  const { way } = await replaceByNew(name, temporary!, (link) => createHardLink(first.name, link, first.entry), {
    expected: { ...expected, size: second.entry.size, modified: second.entry.modified },
    // A read-only attribute that the oldest way takes off is that of the new file then: they have the same
    otherName: follower.names.find((other) => other !== name) ?? name,
    isHeld: () => first.isHeld() && second.isHeld(),
    letGo: () => second.close(),
  });
  const now = readEntry(name);
  const before = keyOf(first.entry);
  // The next name of this follower links to what it is now
  first.entry = { ...first.entry, changed: now.changed, linkCount: now.linkCount };
  journal!.done(number, stateOf(now), { rename: way });
  memory?.relinked(now.volume, now.size, before, keyOf(now));
  return way;
}

const keyOf = ({ fileId, modified, changed }: Entry): FileKey => ({ fileId: BigInt(isWindows ? `0x${fileId}` : fileId), modified, changed });

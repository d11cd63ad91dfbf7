import path from 'node:path';
import type { PinState } from '../../contract/items.ts';
import { haveSameBytes } from '../../filesystem/compare.ts';
import { entryOrNull, isSameFile, type Entry } from '../../filesystem/entry.ts';
import { hasLinkText } from '../../filesystem/symbolicLink.ts';
import { isOneVolume } from '../../filesystem/volume.ts';
import type { PinPair } from './pairs.ts';
import { wayTo, type Way } from './way.ts';

/** What a pair is just now, and what that was read from. */
export interface Found {
  pair: PinPair;
  state: PinState;
  /** More than the state says, as one sentence. */
  detail: string | null;
  source: Entry | null;
  target: Entry | null;
  /** What leads to it; null where that was not asked. */
  way: Way | null;
}

/** Looks at a pair; the bytes are compared only where both are files of the same size. Throws a LinkKitError for what cannot be read. */
export async function stateOf(pair: PinPair, signal: AbortSignal): Promise<Found> {
  const [source, target] = [entryOrNull(pair.source), entryOrNull(pair.target)];
  const found = (state: PinState, detail: string | null = null, way: Way | null = null): Found => ({ pair, state, detail, source, target, way });
  if (source === null) return found('sourceMissing');
  if (pair.pin.as === 'hardlink') return hardLinkState(pair, source, target, found, signal);
  if (pair.pin.as === 'junction' && source.kind !== 'directory') return found('wrongKind', 'A junction leads to a folder, and the source is none.');
  if (target === null) return found('missing');
  if (target.kind === pair.pin.as) return hasLinkText(pair.target, pair.source) ? found('linked') : found('wrongKind', 'It leads elsewhere.');
  if (target.kind === 'file' && source.kind === 'file') return found(await contentState(pair, source, target, signal));
  return found('wrongKind', `It is a ${words[target.kind]}.`);
}

type Tell = (state: PinState, detail?: string | null, way?: Way) => Found;

async function hardLinkState(pair: PinPair, source: Entry, target: Entry | null, found: Tell, signal: AbortSignal): Promise<Found> {
  if (source.kind !== 'file') return found('wrongKind', `The source is a ${words[source.kind]}; a hard link leads to a file.`);
  if (target !== null && isSameFile(source, target)) return found('linked');
  const way = wayTo(pair);
  const { missing, blockedBy, lacks } = way;
  if (lacks !== null) return found('missing', `The folder ${lacks} does not exist.`);
  if (blockedBy !== null) return found('wrongKind', `${blockedBy} is no folder of its own; nothing is linked through it.`, way);
  if (!isOneVolume(pair.source, source, path.dirname(missing[0] ?? pair.target))) return found('otherVolume', 'A hard link cannot lead to another volume.');
  if (target === null) return found('missing', null, way);
  if (target.kind !== 'file') return found('wrongKind', `It is a ${words[target.kind]}.`);
  return found(await contentState(pair, source, target, signal));
}

/** A placeholder whose data lie elsewhere is not fetched to be compared. */
const contentState = async ({ source, target }: PinPair, one: Entry, other: Entry, signal: AbortSignal): Promise<'brokenSame' | 'diverged'> =>
  one.size === other.size && !one.offline && !other.offline && (await haveSameBytes(source, target, signal, one.size)) ? 'brokenSame' : 'diverged';

const words: Readonly<Record<Entry['kind'], string>> = { file: 'file', directory: 'folder', symlink: 'symbolic link', junction: 'junction', special: 'device, pipe or socket', unsupported: 'reparse point of another kind' };

import type { PinCounts, PinItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import type { ConflictRule } from '../../contract/pinWords.ts';
import type { Entry } from '../../filesystem/entry.ts';
import { isoTime } from '../../filesystem/fileTime.ts';
import type { Journal } from '../../journal/journal.ts';
import type { OperationContext, OperationEvent } from '../operation.ts';
import type { PinPair } from './pairs.ts';
import { stateOf, type Found } from './state.ts';

/** What one run of a pin command knows while it works. */
export interface PinRun {
  context: OperationContext;
  counts: PinCounts;
  events: OperationEvent[];
  dryRun: boolean;
  /** In place of what the pins say; null: as they say. */
  rule: ConflictRule | null;
  /** null where nothing is changed. */
  journal: Journal | null;
  /** Folders that are being made, or have been. */
  folders: Map<string, Promise<void>>;
}

export const newRun = (context: OperationContext, more: Partial<Pick<PinRun, 'dryRun' | 'rule' | 'journal'>> = {}): PinRun => ({ context, counts: { pins: 0, linked: 0, broken: 0, repaired: 0 }, events: [], dryRun: false, rule: null, journal: null, folders: new Map(), ...more });

/** What a pair is; where it cannot be looked at, that is told and counted as broken. */
export async function lookAt(run: PinRun, pair: PinPair): Promise<Found | null> {
  try {
    return await stateOf(pair, run.context.signal);
  } catch (error) {
    fail(run, error);
    return null;
  }
}

/** An error of one target. */
export function fail(run: PinRun, error: unknown): void {
  if (!(error instanceof LinkKitError)) throw error;
  if (run.context.signal.aborted && error.code === 'Interrupted') return;
  run.counts.broken += 1;
  run.events.push({ type: 'error', ...error.toFinding() });
}

/** Tells what was found, and what became of it. */
export function tell(run: PinRun, found: Found, action: PinItem['action'], more: { detail?: string | null; kept?: PinItem['kept'] } = {}): void {
  if (action === 'repaired' || action === 'planned') run.counts.repaired += 1;
  else if (found.state === 'linked') run.counts.linked += 1;
  else run.counts.broken += 1;
  run.events.push({ type: 'item', ...itemOf(found, action, more) });
}

function itemOf({ pair: { pin, source, target }, state, detail, ...entries }: Found, action: PinItem['action'], more: { detail?: string | null; kept?: PinItem['kept'] }): PinItem {
  return { name: pin.name, source, target, state, action, as: pin.as, file: pin.file, detail: more.detail ?? detail, ...side('source', entries.source), ...side('target', entries.target), kept: more.kept ?? null } as PinItem;
}

const side = (name: 'source' | 'target', entry: Entry | null): Record<string, unknown> => ({ [`${name}Size`]: entry?.size ?? null, [`${name}Modified`]: entry === null ? null : isoTime(entry.modified) });

import { LinkKitError } from '../../contract/errors.ts';
import type { CopyItem } from '../../contract/items.ts';
import type { Entry } from '../../filesystem/entry.ts';
import type { OperationEvent } from '../operation.ts';
import { copyFile, isFull, linkFile, saysFull, type Done } from './file.ts';
import type { CopyRun, Place } from './options.ts';
import type { Cover } from './steps.ts';
import { keepReparsePoint } from './reparse.ts';

/** One file or link, counted; a failure is an event. */
export async function copyEntry(...args: Parameters<typeof copyOne>): Promise<void> {
  const [run] = args;
  try {
    await copyOne(...args);
  } catch (error) {
    // The summary tells of the interruption, and `resume` finishes this file too
    if (!(run.context.signal.aborted && error instanceof LinkKitError && error.code === 'Interrupted')) run.events.push(errorEvent(error));
  }
}

async function copyOne(run: CopyRun, source: string, target: string, entry: Entry, way: Place['way'], cover: Cover | null): Promise<void> {
  if (entry.kind === 'symlink' || entry.kind === 'junction') {
    const skip = run.options.reparse === 'skip';
    return finish(run, { item: skip ? leftOut(source, target, entry.kind, entry.linkCount) : await keepReparsePoint(run, source, target, entry, cover), wrote: false });
  }
  const mayCopy = run.options.onLinkLimit === 'copy';
  if (way !== 'copy' && !(mayCopy && isFull(run, entry))) {
    if (entry.offline) throw new LinkKitError('OfflineFile', { path: source });
    try {
      return finish(run, await linkFile(run, source, target, entry, cover));
    } catch (error) {
      if (!mayCopy || !saysFull(error)) throw error;
    }
  }
  finish(run, await copyFile(run, source, target, entry, cover));
}

const leftOut = (source: string, destination: string, kind: CopyItem['kind'], linkCount: number): CopyItem => ({ source, destination, kind, method: 'skipped', size: 0, linkCount });

/** Counts an item and hands it out. */
export function finish({ counts, events }: CopyRun, { item, wrote }: Done): void {
  const { method, size, kind } = item;
  counts.files += 1;
  if (wrote) {
    counts.copied += 1;
    counts.bytesWritten += size;
  } else if (method === 'already') counts.already += 1;
  else if (method === 'skipped') counts.skipped += 1;
  else {
    counts.linked += 1;
    if (kind === 'file') counts.bytesShared += size;
  }
  events.push({ type: 'item', ...item });
}

/** A failure of one item as its event; a bug is thrown on. */
export function errorEvent(error: unknown): OperationEvent {
  if (error instanceof LinkKitError) return { type: 'error', ...error.toFinding() };
  throw error;
}

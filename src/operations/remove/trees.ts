import { LinkKitError } from '../../contract/errors.ts';
import { childFolder } from '../../filesystem/walk/childFolder.ts';
import type { Folder } from '../../filesystem/walk/folder.ts';
import { kinds, type Listing } from '../../filesystem/walk/listing.ts';
import { walk, type Walked } from '../../filesystem/walk/walk.ts';
import type { OperationEvent } from '../operation.ts';
import { isOwn, ownFolder, refuseMount, type Asked } from './asked.ts';
import type { Plan, PlannedFolder } from './plan.ts';

const tellEveryMs = 20;

/**
 * Reads the folders asked about into the plan. What cannot be removed is an error: a folder that cannot be read, a name that is
 * no text, a mount; it stays, and so do the folders above it.
 */
export async function* readTrees(plan: Plan, trees: readonly Asked[], { withMetadata, signal }: { withMetadata: boolean; signal: AbortSignal }): AsyncGenerator<OperationEvent | readonly OperationEvent[], void> {
  const events: OperationEvent[] = [];
  let looked = 0;
  let told = performance.now();
  const fail = (error: LinkKitError, folder: PlannedFolder): void => {
    events.push({ type: 'error', ...error.toFinding() });
    if (!plan.stays.has(folder)) plan.stays.set(folder, error.path ?? folder.path);
  };
  const roots = trees.map(({ path, entry }) => ({ folder: { path, raw: null }, context: plan.addRoot(path, entry) }));
  for await (const walked of walk(roots, { detail: 'counted', enter, signal })) {
    take(walked);
    looked += walked.contents?.listing.length ?? 0;
    if (events.length > 0) yield events.splice(0);
    if (performance.now() - told < tellEveryMs) continue;
    told = performance.now();
    yield { type: 'progress', done: looked, total: null, unit: 'files', path: walked.folder.path.toWellFormed() };
  }
  if (events.length > 0) yield events.splice(0);

  function enter(child: Folder, name: string, above: PlannedFolder): PlannedFolder | null {
    if (above.listing === null) return null;
    const refused = child.raw !== null || !child.path.isWellFormed() ? new LinkKitError('NameNotRepresentable', { path: child.path.toWellFormed() }) : isOwn(child.path) ? ownFolder(child.path) : null;
    if (refused === null) return plan.addFolder(child.path, name, above);
    fail(refused, above);
    return null;
  }

  function take({ context: folder, contents, error }: Walked<PlannedFolder>): void {
    try {
      if (error !== null) throw error;
      for (const failure of contents.failures) fail(failure, folder);
      refuseNames(folder, contents.listing, contents.failures);
      plan.fill(folder, contents.listing, withMetadata);
    } catch (failure) {
      if (!(failure instanceof LinkKitError)) throw failure;
      // One that is not known has no row of its own
      fail(failure, folder.own === null ? folder.above! : folder);
    }
  }

  function refuseNames(folder: PlannedFolder, listing: Listing, failures: readonly LinkKitError[]): void {
    const failed = new Set(failures.map(({ path }) => path));
    for (let index = 0; index < listing.length; index += 1) {
      const isJunction = listing.kind(index) === kinds.junction;
      const isText = listing.isText(index);
      if (isText && !isJunction && failed.size === 0) continue;
      if (listing.kind(index) === kinds.directory) continue;
      const { path } = childFolder({ path: folder.path, raw: null }, listing, index);
      try {
        if (!isText) throw new LinkKitError('NameNotRepresentable', { path: path.toWellFormed() });
        if (isJunction) refuseMount(path);
        if (failed.has(path)) folder.skipped.add(listing.name(index));
      } catch (error) {
        if (!(error instanceof LinkKitError)) throw error;
        folder.skipped.add(listing.name(index));
        fail(error, folder);
      }
    }
  }
}

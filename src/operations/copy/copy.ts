import path from 'node:path';
import type { CopyCounts } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { entryOrNull, isSameFile } from '../../filesystem/entry.ts';
import { isFolder, makeFolder } from '../../filesystem/folder.ts';
import { hasLinkText, makeJunction, makeSymbolicLink } from '../../filesystem/symbolicLink.ts';
import { volumeOf } from '../../filesystem/volume.ts';
import type { Step, Tree } from '../../journal/format.ts';
import { furtherNamesOn } from '../../links/limit.ts';
import { LinkWorkers } from '../../links/linkWorkers.ts';
import { canLinkIn } from '../../links/probe.ts';
import type { Operation, OperationEvent } from '../operation.ts';
import { journaled } from '../journaled.ts';
import { nameFilter } from '../nameFilter.ts';
import { noCounts, type CopyOptions, type CopyRun, type Place } from './options.ts';
import { planPlaces } from './plan.ts';
import { resumeArguments } from './resume.ts';
import { replaceByNew } from '../../filesystem/replace.ts';
import { countAhead, type Total } from './total.ts';
import { copyEntry, errorEvent } from './item.ts';
import { newLink, refuseLinkToItself } from './reparse.ts';
import { stepFor } from './lookAhead.ts';
import { replace, type Cover } from './steps.ts';
import { copyTree } from './tree.ts';

/** A copy that takes longer than this gets its files counted ahead, for the time left. */
const countAheadAfterMs = 1_000;
const progressEvery = 64;

/**
 * Files become hard links, trees become new trees of folders whose files are hard links. Refused as a whole (throws)
 * before anything is touched; a failure of one item is an `error` event and the rest goes on.
 */
export const copy: Operation<CopyOptions, CopyCounts> = async function* (options, context) {
  const places = planPlaces(options, context.cwd);
  const keeps = await nameFilter(options.include, options.exclude);
  const limit = options.linkLimit ?? limitOf(places, options.dryRun);
  const trees = places.flatMap(({ source, target }): Tree[] => [{ path: source, use: 'read' }, { path: target, use: 'write' }]);
  return yield* journaled(context, trees, async function* (journal) {
    const run: CopyRun = { options, context, journal, counts: noCounts(), events: [], limit, workers: new LinkWorkers(), keeps, copies: new Map(), planned: new Map() };
    try {
      yield* copyPlaces(run, places);
    } finally {
      await run.workers.close();
    }
    if (context.signal.aborted && !options.dryRun) run.counts.resume = resumeArguments(options, places, context.cwd);
    return run.counts;
  });
};

async function* copyPlaces(run: CopyRun, places: readonly Place[]): AsyncGenerator<OperationEvent | readonly OperationEvent[], void> {
  const { signal } = run.context;
  const started = performance.now();
  const covers = await writeDown(run, places);
  let ahead: Total | undefined;
  let told = 0;
  for (const place of places) {
    if (signal.aborted) break;
    for (const step of copyPlace(run, place, covers)) {
      if (step) await step;
      if (run.events.length > 0) yield run.events.splice(0);
      if (run.counts.files < told + progressEvery) continue;
      told = run.counts.files;
      if (!ahead && performance.now() - started > countAheadAfterMs) ahead = countAhead(places, signal);
      yield { type: 'progress', done: told, total: ahead?.done ? Math.max(ahead.files, told) : null, unit: 'files', path: place.target };
    }
    if (run.events.length > 0) yield run.events.splice(0);
  }
}

/** The steps of the sources that are no trees, all at once. */
async function writeDown(run: CopyRun, places: readonly Place[]): Promise<Map<Place, Cover>> {
  const { journal } = run;
  if (journal === null) return new Map();
  const steps = places.filter((place) => isWanted(run, place) && !place.refused && (place.entry.kind !== 'directory' || isLink(place.way))).flatMap((place) => {
    const step: Step | null = isLink(place.way) && !entryOrNull(place.target) ? { act: 'makeLink', path: place.target, from: place.source, was: null } : stepFor(run, place.way, place.source, place.target, true);
    return step === null ? [] : [{ place, step }];
  });
  const folders = run.options.parents ? [...new Set(places.flatMap(({ target }) => missingAbove(target)))].map((path): Step => ({ act: 'makeFolder', path, was: null })) : [];
  if (steps.length + folders.length === 0) return new Map();
  const numbers = await journal.intend([...folders, ...steps.map(({ step }) => step)]);
  return new Map(steps.map(({ place, step }, index) => [place, { step: numbers[folders.length + index]!, what: step }]));
}

const isLink = (way: Place['way']): way is 'symlink' | 'junction' => way === 'symlink' || way === 'junction';
const isWanted = (run: CopyRun, { source, entry, way }: Place): boolean => entry.kind === 'directory' || isLink(way) || run.keeps(path.basename(source), false);

/** The folders above a name that are not there, the highest first. */
function missingAbove(target: string): string[] {
  const missing: string[] = [];
  for (let above = path.dirname(target); entryOrNull(above) === null && path.dirname(above) !== above; above = path.dirname(above)) missing.unshift(above);
  return missing;
}

function* copyPlace(run: CopyRun, place: Place, covers: ReadonlyMap<Place, Cover>): Generator<Promise<unknown> | undefined, void> {
  const { source, target, entry, way } = place;
  try {
    if (place.refused) throw place.refused;
    const cover = covers.get(place) ?? null;
    if (run.options.parents && !run.options.dryRun && isWanted(run, place)) makeFolder(path.dirname(target), true);
    if (isLink(way)) yield linkPlace(run, place, way, cover).catch((error: unknown) => void run.events.push(errorEvent(error)));
    else if (entry.kind === 'directory') yield* copyTree(run, place);
    else if (entry.kind === 'unsupported') throw new LinkKitError('UnsupportedReparsePoint', { path: source });
    else if (isWanted(run, place)) yield copyEntry(run, source, target, entry, way, cover);
  } catch (error) {
    run.events.push(errorEvent(error));
  }
}

/** One symbolic link or junction that points to the source itself. */
async function linkPlace(run: CopyRun, { source, target, entry }: Place, way: 'symlink' | 'junction', cover: Cover | null): Promise<void> {
  const existing = entryOrNull(target);
  const { counts, options } = run;
  const done = (method: 'symlink' | 'junction' | 'already' | 'skipped' | 'replaced'): void => {
    counts.files += 1;
    if (method === 'already' || method === 'skipped') counts[method] += 1;
    else counts.linked += 1;
    run.events.push({ type: 'item', source, destination: target, kind: way, method, size: 0, linkCount: 1 });
  };
  if (existing) {
    if (isSameFile(existing, entry) || (existing.kind === way && hasLinkText(target, source))) return done('already');
    if (options.onExists === 'error' || existing.kind === 'directory') throw new LinkKitError('WouldOverwrite', { path: target });
    if (options.onExists === 'skip') return done('skipped');
    refuseLinkToItself(source, target, existing);
  }
  const make = (link: string): void => (way === 'junction' ? makeJunction(source, link) : makeSymbolicLink(source, link, isFolder(source)));
  if (!options.dryRun && existing) await replace(run, cover, source, target, existing, async (temporary, how) => (await replaceByNew(target, temporary, make, how)).way);
  else if (!options.dryRun) await newLink(run.journal!, cover, source, target, make);
  done(existing ? 'replaced' : way);
}

/** By the file system of the first destination; sources go to one folder, so to one volume. */
function limitOf(places: readonly Place[], dryRun: boolean): number {
  let above = path.dirname(places[0]!.target);
  while (entryOrNull(above) === null && path.dirname(above) !== above) above = path.dirname(above);
  const { fileSystem, hardLinks } = volumeOf(above);
  // Copied onto a volume without hard links, every name gets data of its own: no further name for any file
  if (places.some(({ way }) => way === 'copy') && (hardLinks === false || (hardLinks === null && !dryRun && !canLinkIn(above)))) return 0;
  return furtherNamesOn(fileSystem);
}


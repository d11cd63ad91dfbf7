import { LinkKitError } from '../../contract/errors.ts';
import { identityKey, readEntry } from '../../filesystem/entry.ts';
import { isKeep } from '../../journal/keepsFolder.ts';
import { allEngines, chooseEngine, mayReadVolume } from '../../links/engines.ts';
import { namesOfFile, type OrderedNames } from '../../links/namesOfFile.ts';
import type { NamedFile, SiblingEngine } from '../../links/siblingEngine.ts';
import type { OperationEvent } from '../operation.ts';
import type { Asked } from './asked.ts';
import { pathOf, type Plan, type Row } from './plan.ts';

/** Finds names of files; one serves a whole call, so that each folder of a volume is read once however many files are asked about. */
export class NameSearch {
  readonly #engines: readonly SiblingEngine[] = allEngines(null);
  readonly #volumes: boolean;
  readonly #signal: AbortSignal;

  constructor(files: number, signal: AbortSignal) {
    this.#volumes = mayReadVolume(files);
    this.#signal = signal;
  }

  /** Every name of a file, its own first; null where that cannot be told. What went wrong is told only where names are missing for it. */
  async *find(file: NamedFile): AsyncGenerator<OperationEvent, OrderedNames | null> {
    if (file.entry.linkCount <= 1) return { path: file.path, names: [file.path], complete: true };
    const { engine } = await chooseEngine(this.#engines, 'auto', file, this.#volumes);
    if (engine === null) return null;
    const told: OperationEvent[] = [];
    const search = namesOfFile(engine, file, this.#signal);
    for (;;) {
      const { value, done } = await search.next();
      if (done) {
        if (value !== null && !value.complete) for (const one of told) yield one;
        // Names that no person gave
        return value && { ...value, names: value.names.filter((name) => !isKeep(name)) };
      }
      if (value.type === 'progress') yield value;
      // A name that text cannot carry remains: that is no failure of the removal
      else told.push({ ...value, type: 'warning' });
    }
  }
}

/** Puts the names that remain into the plan: those of files asked about by themselves. Where all names were given nothing is searched. */
export async function* addRemaining(plan: Plan, search: NameSearch): AsyncGenerator<OperationEvent, void> {
  const given = Map.groupBy(plan.named.filter(({ file }) => file !== null), ({ file }) => file!);
  for (const [file, rows] of given) {
    const names = rows.map(pathOf);
    if (names.length >= file.names) file.known = names;
    else file.known = (yield* namesFor(search, rows[0]!))?.names ?? null;
  }
}

async function* namesFor(search: NameSearch, row: Row): AsyncGenerator<OperationEvent, OrderedNames | null> {
  try {
    return yield* search.find({ path: pathOf(row), entry: row.entry });
  } catch (error) {
    // Gone or changed meanwhile: the removal itself will say so
    if (!(error instanceof LinkKitError)) throw error;
    return null;
  }
}

/** Puts every name of the files asked about into the plan. A file whose names cannot all be found is an error, and keeps them all. */
export async function* addAllNames(plan: Plan, asked: readonly Asked[], search: NameSearch): AsyncGenerator<OperationEvent, void> {
  const done = new Set<string>();
  for (const { path, entry } of asked) {
    const key = identityKey(entry);
    if (entry.linkCount > 1 && done.has(key)) continue;
    done.add(key);
    try {
      const found = yield* search.find({ path, entry });
      if (found === null || !found.complete) throw notAll(path, found?.names.length ?? 1, entry.linkCount);
      for (const name of found.names) plan.addName(name, name === found.path ? entry : readEntry(name));
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      yield { type: 'error', ...error.toFinding() };
    }
  }
}

const notAll = (path: string, found: number, linkCount: number): LinkKitError =>
  new LinkKitError('EngineNotAvailable', { path, message: `Of the ${linkCount} names of this file only ${found} could be found; none is removed.`, hint: 'Run elevated, so that every folder can be searched; or name the names one by one.' });

import path from 'node:path';
import type { UndoItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { entryOrNull, identityKey, type Entry } from '../../filesystem/entry.ts';
import { stateOf } from '../../filesystem/fileState.ts';
import { isFolder } from '../../filesystem/folder.ts';
import { removeIfThere } from '../../filesystem/replace.ts';
import { listFolder } from '../../filesystem/walk/listFolder.ts';
import type { Tree } from '../../journal/format.ts';
import { isStillNamed, type Journal } from '../../journal/journal.ts';
import { isKeep } from '../../journal/keepsFolder.ts';
import { keptNames } from '../../journal/keptNames.ts';
import { below } from '../../links/linkBatch.ts';
import type { OperationEvent } from '../operation.ts';
import type { Change } from './changes.ts';
import type { Deed } from './deed.ts';
import { planFor, type Plan, type View } from './plan.ts';
import { keyOf } from './search.ts';

/** So many steps go to the disk before the first of them begins. */
const batchSize = 1_000;

/** What comes of one change, in its turn: an answer that stands already, or a deed. */
interface Planned {
  change: Change;
  plan: Deed | { answer: () => void };
}

/** Takes changes back, many in a batch: what each needs is found out, the batch is written down, then it is done. A dry run stops before that. */
export class UndoRun {
  /** Events to be yielded. */
  readonly events: OperationEvent[] = [];
  /** The keys of what could not be undone. */
  readonly left: string[] = [];
  readonly #batch: Planned[] = [];
  /** What is planned and not yet done, by path. */
  readonly #foreseen = new Map<string, Entry | null>();
  /** To be done when all else is back, by path. */
  readonly #finishing = new Map<string, () => LinkKitError[]>();
  readonly #view: View = {
    look: (name) => this.#foreseen.get(name) ?? (this.#foreseen.has(name) ? null : entryOrNull(name)),
    found: (file) => this.#found.get(keyOf(file)) ?? null,
    parted: (file) => this.#parted.get(keyOf(file)) ?? null,
    isLastName: (entry, name) => entry.linkCount <= 1 + this.#keptNames(entry, name),
    isFolder: (folder) => this.#isFolder(folder),
    names: (folder) => listFolder(folder).names.filter((name) => this.#foreseen.get(below(folder, name)) !== null),
  };

  /** By what was merged: the name that has its data again. */
  readonly #parted = new Map<string, { name: string; entry: Entry }>();
  readonly #found: ReadonlyMap<string, string>;
  /** Names among the keeps, for the folder that was asked about last. */
  #kept: { folder: string; names: ReadonlyMap<string, number> } | null = null;
  readonly #journal: Journal | null;
  readonly #trees: ReadonlySet<string>;
  readonly #signal: AbortSignal;
  #lastFolder = '';

  /**
   * @param journal null in a dry run
   * @param found names by searchNames
   */
  constructor(journal: Journal | null, trees: readonly Tree[], found: ReadonlyMap<string, string>, signal: AbortSignal) {
    this.#found = found;
    this.#journal = journal;
    this.#trees = new Set(trees.map((tree) => tree.path));
    this.#signal = signal;
  }

  /** Plans one change, and does the batch where it is full. A failure is an event. */
  async take(change: Change): Promise<void> {
    // The same name again, or another name of the same file: what is planned for it comes first
    if (this.#journal && (this.#foreseen.has(change.path) || this.#isParting(change))) await this.#doBatch();
    const plan = await this.#plan(change);
    if (plan === null || plan === 'nothing') return;
    if ('act' in plan) {
      this.#foreseen.set(change.path, plan.result);
      return this.#add(change, this.#journal ? plan : { answer: () => this.#undone(change, plan.action) });
    }
    if ('already' in plan) return this.alreadyUndone(change, plan.already);
    const { reason } = plan;
    return this.#add(change, { answer: () => this.#impossible(change, reason instanceof LinkKitError ? reason : new LinkKitError('NotUndoable', { path: change.path, message: reason, hint: keptHint(change) })) });
  }

  #isParting({ act, was }: Change): boolean {
    return act === 'merge' && was !== null && was.linkCount > 1 && this.#batch.some(({ change }) => change.act === 'merge' && change.was !== null && keyOf(change.was) === keyOf(was));
  }

  #noteParted({ act, was, path: name }: Change): void {
    const entry = act === 'merge' && was !== null && was.linkCount > 1 && !this.#parted.has(keyOf(was)) ? entryOrNull(name) : null;
    if (entry !== null) this.#parted.set(keyOf(was!), { name, entry });
  }

  alreadyUndone(change: Change, finish: (() => LinkKitError[]) | null = null): Promise<void> {
    return this.#add(change, {
      answer: () => {
        if (this.#journal) this.#dropKeep(change);
        this.#noteParted(change);
        if (finish) this.#finishing.set(change.path, finish);
        this.#undone(change, 'none');
      },
    });
  }

  async #add(change: Change, plan: Planned['plan']): Promise<void> {
    this.#batch.push({ change, plan });
    if (this.#batch.length >= batchSize || this.#journal === null) await this.#doBatch();
  }

  /** Does what is left. */
  async finish(): Promise<void> {
    await this.#doBatch();
    if (this.#journal === null) return;
    // The innermost first, so that the times of those around stay
    const byDepth = [...this.#finishing].sort(([one], [other]) => other.length - one.length);
    for (const [, act] of byDepth) for (const lost of act()) this.events.push({ type: 'warning', ...lost.toFinding() });
  }

  /** How many of its names are among the keeps. */
  #keptNames(entry: Entry, name: string): number {
    if (entry.linkCount <= 1) return 0;
    const folder = path.dirname(name);
    if (this.#kept?.folder !== folder) this.#kept = { folder, names: keptNames(folder) };
    return this.#kept.names.get(identityKey(entry)) ?? 0;
  }

  /** From the operation's tree down a link, planted there, leads elsewhere; what lies above the tree is the person's. */
  #isFolder(folder: string): boolean {
    if (folder === this.#lastFolder) return true;
    const below: string[] = [];
    let at = folder;
    for (; !this.#trees.has(at) && path.dirname(at) !== at; at = path.dirname(at)) below.push(at);
    const isThere = (name: string): boolean => this.#view.look(name)?.kind === 'directory';
    const top = this.#trees.has(at) ? at : folder;
    if (!(isThere(top) || isFolder(top)) || (top === at && !below.every(isThere))) return false;
    this.#lastFolder = folder;
    return true;
  }

  async #plan(change: Change): Promise<Plan | { reason: LinkKitError } | null> {
    try {
      return await planFor(change, this.#view, this.#signal);
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      // Interrupted: it is as it was, and another undo takes it up
      return error.code === 'Interrupted' ? null : { reason: error };
    }
  }

  async #doBatch(): Promise<void> {
    const batch = this.#batch.splice(0);
    if (batch.length === 0 || (this.#journal && this.#signal.aborted)) return;
    const deeds = batch.flatMap(({ plan }) => ('act' in plan ? [plan.step] : []));
    const steps = deeds.length > 0 ? await this.#journal!.intend(deeds) : [];
    for (const { change, plan } of batch) {
      if (this.#journal && this.#signal.aborted) return;
      if ('act' in plan) await this.#do(change, plan, steps.shift()!);
      else plan.answer();
    }
  }

  async #do(change: Change, deed: Deed, step: number): Promise<void> {
    this.#foreseen.delete(change.path);
    try {
      for (const lost of await deed.act()) this.events.push({ type: 'warning', ...lost.toFinding() });
      const made = deed.result === null ? null : entryOrNull(change.path);
      this.#journal!.done(step, made && stateOf(made));
      this.#noteParted(change);
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      this.#journal!.notDone(step, deed.step, error);
      return this.#impossible(change, error);
    }
    if (deed.finish) this.#finishing.set(change.path, deed.finish);
    this.#dropKeep(change);
    this.#undone(change, deed.action);
  }

  /** The second name among the keeps goes, where the file has its own again. */
  #dropKeep({ path: name, keep }: Change): void {
    try {
      if (keep !== undefined && isKeep(keep) && isStillNamed(name, keep)) removeIfThere(keep);
    } catch (error) {
      // It goes with the journal, in time
      if (!(error instanceof LinkKitError)) throw error;
      this.events.push({ type: 'warning', ...error.toFinding() });
    }
  }

  #undone({ step, path: name }: Change, action: UndoItem['action']): void {
    this.events.push({ type: 'item', step, path: name, result: 'undone', action, reason: null });
  }

  #impossible({ key, step, path: name }: Change, error: LinkKitError): void {
    this.left.push(key);
    this.events.push({ type: 'item', step, path: name, result: 'impossible', action: 'none', reason: error.message }, { type: 'error', ...error.toFinding() });
  }
}

/** Where the old data still is. */
const keptHint = ({ keep }: Change): string | null => (keep !== undefined && safeEntry(keep) ? `What stood there before is kept as ${keep}.` : null);

function safeEntry(name: string): boolean {
  try {
    return entryOrNull(name) !== null;
  } catch (error) {
    if (error instanceof LinkKitError) return false;
    throw error;
  }
}

import { LinkKitError } from '../../contract/errors.ts';
import { foldCase } from '../../filesystem/caseSensitivity.ts';
import { entryOrNull, isSameFile, readEntry, type Entry } from '../../filesystem/entry.ts';
import { isTemporary, temporaryBeside } from '../../filesystem/replace.ts';
import { listFolder } from '../../filesystem/walk/listFolder.ts';
import { kinds } from '../../filesystem/walk/listing.ts';
import type { Links, Step } from '../../journal/format.ts';
import { isKeep } from '../../journal/keepsFolder.ts';
import { below } from '../../links/linkBatch.ts';
import { errorEvent } from './item.ts';
import type { OpenFolder } from './openFolder.ts';
import type { CopyRun, Place } from './options.ts';
import { replaceStep } from './steps.ts';

/** As many names are looked at before what will be done with them goes to the disk at once. */
const windowSize = 4_096;

/** A folder to be looked at. */
export interface Ahead {
  source: string;
  target: string;
  relative: string;
  entry: Entry;
  parent: OpenFolder | null;
}

/**
 * Looks at the next folders of a tree and writes down what will be done in them, many names at once, since each time costs
 * a flush of the disk. Nothing is changed yet. Gives the folders in the order in which they are to be made.
 */
export class LookAhead {
  readonly #run: CopyRun;
  readonly #place: Place;
  /** The new tree's own folder. */
  #root: Entry | null = null;
  readonly #ahead: Ahead[] = [];
  #next: Promise<OpenFolder[]> | null = null;

  constructor(run: CopyRun, place: Place) {
    this.#run = run;
    this.#place = place;
    this.#ahead.push({ source: place.source, target: place.target, relative: '', entry: place.entry, parent: null });
  }

  get isDone(): boolean {
    return this.#next === null && this.#ahead.length === 0;
  }

  /** The next folders, once what will be done in them is on the disk; those behind them are on their way by then. Throws a LinkKitError where the journal cannot be written, or the tree's own folder not be read. */
  async take(): Promise<OpenFolder[]> {
    const folders = await (this.#next ?? this.#lookOn());
    this.#next = this.#ahead.length > 0 && !this.#run.context.signal.aborted ? this.#lookOn() : null;
    // Waited for at the next call
    this.#next?.catch(() => undefined);
    return folders;
  }

  async #lookOn(): Promise<OpenFolder[]> {
    const folders: OpenFolder[] = [];
    for (let names = 0; names < windowSize && this.#ahead.length > 0; ) {
      const ahead = this.#ahead.pop()!;
      try {
        const folder = this.#look(ahead);
        folders.push(folder);
        names += folder.plain.length + folder.others.length + 1;
      } catch (error) {
        if (ahead.parent === null) throw error;
        ahead.parent.open -= 1;
        this.#run.events.push(errorEvent(error));
      }
    }
    await this.#writeDown(folders);
    return folders;
  }

  /** What one folder holds, and what stands in the way of it. Throws a LinkKitError. */
  #look({ source, target, relative, entry, parent }: Ahead): OpenFolder {
    if (entry.offline) throw new LinkKitError('OfflineFile', { path: source, message: 'The folder is a cloud placeholder; its names are not on this machine.' });
    const listed = listFolder(source);
    const folder: OpenFolder = { source, target, relative, entry, parent, names: [], plain: [], linksStep: 0, others: [], covers: new Map(), makeStep: 0, next: 0, open: 0, pending: true, failed: false, ours: false, collisions: new Set() };
    for (const error of listed.unnamable) this.#run.events.push(errorEvent(error));
    const existing = parent === null || parent.makeStep === 0 ? entryOrNull(target) : null;
    const there = existing?.kind === 'directory' ? new Set(listFolder(target).names.map(foldCase)) : null;
    if (existing === null) folder.makeStep = -1; // a number comes with writing it down
    const names: string[] = [];
    const folders: Ahead[] = [];
    listed.names.forEach((name, index) => {
      const kind = listed.kinds[index];
      const inside = relative === '' ? name : below(relative, name);
      if ((isTemporary(name) && kind !== kinds.directory) || !this.#run.keeps(inside, kind === kinds.directory)) return;
      names.push(name);
      if (kind === kinds.directory) {
        const child = this.#child(folder, name, inside);
        // A link that the listing does not tell from a folder
        if (child === 'no folder') folder.others.push(name);
        else if (child) folders.push(child);
      } else if (kind === kinds.file && this.#place.way === 'hardlink' && !there?.has(foldCase(name))) folder.plain.push(name);
      else folder.others.push(name);
    });
    folder.names = names;
    folder.open = folders.length;
    this.#ahead.push(...folders.reverse());
    return folder;
  }

  /** A folder in a folder; null where it is not entered, which has been told. */
  #child(parent: OpenFolder, name: string, relative: string): Ahead | 'no folder' | null {
    const [source, target] = [below(parent.source, name), below(parent.target, name)];
    try {
      if (name === 'keeps' && isKeep(source)) return null;
      const entry = readEntry(source);
      if (entry.kind !== 'directory') return 'no folder';
      if (entry.volume !== this.#place.entry.volume) throw new LinkKitError('CrossVolume', { path: source, message: 'Another volume is mounted here; it is not entered.', hint: 'Copy it by its own path, with --on-cross-volume copy.' });
      // Seen through another mount (bind, share) the new tree may lie in its own source, without end
      this.#root ??= entryOrNull(this.#place.target); // it is made while we look on
      if (this.#root !== null && isSameFile(entry, this.#root)) throw new LinkKitError('DestinationInsideSource', { path: source });
      return { source, target, relative, entry, parent };
    } catch (error) {
      this.#run.events.push(errorEvent(error));
      return null;
    }
  }

  async #writeDown(folders: readonly OpenFolder[]): Promise<void> {
    const { journal } = this.#run;
    if (journal === null) return;
    const steps: (Step | Links)[] = [];
    const numbered: ((step: number) => void)[] = [];
    const add = (step: Step | Links, number: (step: number) => void): void => {
      steps.push(step);
      numbered.push(number);
    };
    for (const folder of folders) {
      const { source, target } = folder;
      if (folder.makeStep !== 0) add({ act: 'makeFolder', path: target, from: source, was: null }, (step) => (folder.makeStep = step));
      if (folder.plain.length > 0) add({ act: 'links', source, target, names: folder.plain }, (step) => (folder.linksStep = step));
      for (const name of folder.others) {
        const what = stepFor(this.#run, this.#place.way, below(source, name), below(target, name), folder.makeStep === 0);
        if (what !== null) add(what, (step) => void folder.covers.set(name, { step, what }));
      }
    }
    (await journal.intend(steps)).forEach((step, index) => numbered[index]!(step));
  }
}

/** What will be done with one name, as far as a look can tell; null where nothing, or where that shows itself only then. */
export function stepFor(run: CopyRun, way: Place['way'], source: string, target: string, mayStand: boolean): Step | null {
  try {
    const existing = mayStand ? entryOrNull(target) : null;
    if (existing !== null) return run.options.onExists === 'replace' && existing.kind !== 'directory' && existing.kind !== 'junction' ? replaceStep(run.journal!, source, target, existing) : null;
    const { kind } = readEntry(source);
    if (kind === 'symlink' || kind === 'junction') return { act: 'makeLink', path: target, from: source, was: null };
    if (kind !== 'file') return null;
    return way === 'copy' ? { act: 'copy', path: target, from: source, temporary: temporaryBeside(target), was: null } : { act: 'link', path: target, from: source, was: null };
  } catch (error) {
    if (!(error instanceof LinkKitError)) throw error;
    return null; // told when it is done
  }
}

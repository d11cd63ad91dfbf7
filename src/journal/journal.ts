import fs from 'node:fs';
import path from 'node:path';
import { findingOf, LinkKitError } from '../contract/errors.ts';
import { entryOrNull, isSameFile, type Entry } from '../filesystem/entry.ts';
import { faultPoint } from '../filesystem/faults.ts';
import type { FileState } from '../filesystem/fileState.ts';
import { syncFolder } from '../filesystem/folder.ts';
import { withPath } from '../filesystem/osError.ts';
import { isWindows } from '../filesystem/platform.ts';
import { privateFolder } from '../filesystem/privateFolder.ts';
import { removeIfThere } from '../filesystem/replace.ts';
import { createHardLink } from '../links/create.ts';
import type { DoneLine, Header, JournalLine, LinkedLine, Links, StateLine, Step } from './format.ts';
import { cannotWrite } from './cannotWrite.ts';
import { keepsFolder } from './keepsFolder.ts';
import { journalFile } from './places.ts';

/** Lines that nobody waits for are written in pieces of this size. */
const pieceSize = 64 * 1024;

/**
 * What one operation does, written down before it does it. `intend` comes back when the steps are on the disk: only then may
 * they begin. What became of them follows without waiting; where a crash takes that away, the disk itself is asked.
 */
export class Journal {
  readonly id: string;
  readonly #folder: string;
  readonly #file: number;
  #text = '';
  #steps = 0;
  /** Only in the test build: what a run would cost that writes nothing down (npm run bench). */
  readonly #isMute = typeof __TEST_BUILD__ !== 'undefined' && __TEST_BUILD__ && process.env['LINKKIT_TEST_MUTE_JOURNAL'] === '1';
  #flushed: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | null = null;
  readonly #keeps = new Map<string, string>();
  #end: StateLine | null = null;

  /** Begins a journal in a folder of our own. Throws a LinkKitError: nothing may be changed then. */
  constructor(folder: string, header: Header) {
    this.id = header.operationId;
    this.#folder = folder;
    const file = journalFile(folder, this.id, { isOpen: true });
    this.#file = this.#try(() => {
      faultPoint('journal.create');
      return fs.openSync(file, 'ax', 0o600);
    });
    this.#add(header);
    this.#try(() => {
      this.#write();
      fs.fdatasyncSync(this.#file);
      if (!isWindows) syncFolder(folder);
    });
  }

  /** Writes down what is about to happen. @returns the steps' numbers, once they are on the disk. Throws a LinkKitError: then nothing may happen. */
  async intend(steps: readonly (Step | Links)[]): Promise<number[]> {
    const numbers = steps.map((step) => {
      this.#steps += 1;
      this.#add({ type: 'step', step: this.#steps, ...step });
      return this.#steps;
    });
    await this.#onDisk();
    return numbers;
  }

  /** Writes down what became of a step: what stands under its path now. */
  done(step: number, now: FileState | null, more: Pick<DoneLine, 'rename'> = {}): void {
    this.#later({ type: 'done', step, now, ...more });
  }

  /** The same for a folder that was made: it is known by its path alone. */
  madeFolder(step: number): void {
    this.#later({ type: 'done', step });
  }

  /** A step that changed nothing, after all: its temporary name is gone already, and a second name that it gave is taken away here. */
  notDone(step: number, { path: name, keep: kept }: Pick<Step, 'path' | 'keep'>, error: unknown): void {
    if (kept !== undefined && !isTakenAway(name, kept)) this.#inUse.push({ name, kept });
    this.#later({ type: 'done', step, failed: findingOf(error).code });
  }
  /** Second names that were held open at that moment: tried once more at the end, else they go with the other keeps. */
  readonly #inUse: { name: string; kept: string }[] = [];

  linked(line: Omit<LinkedLine, 'type'>): void {
    this.#later({ type: 'linked', ...line });
  }

  /**
   * A name among the keeps for a file that is about to lose its own. Nothing is linked yet: it goes into the step's `keep`, and then
   * keep() makes it. Throws a LinkKitError where nothing can be kept on that volume.
   */
  keepName(file: string, { volume }: Entry): string {
    const key = isWindows ? `${volume} ${path.parse(file).root}` : volume;
    let folder = this.#keeps.get(key);
    if (folder === undefined) {
      folder = path.join(keepsFolder(file), this.id);
      privateFolder(folder, { amongFiles: true });
      this.#keeps.set(key, folder);
    }
    return path.join(folder, String((this.#keepCount += 1)));
  }
  #keepCount = 0;

  /** The folders of keeps that this operation has used. */
  get keepPlaces(): Set<string> {
    return new Set([...this.#keeps.values()].map((folder) => path.dirname(folder)));
  }

  /** The last line: the operation has come to its end, by itself or interrupted. The journal is then listed as done. Throws a LinkKitError. */
  async end({ interrupted }: { interrupted: boolean }): Promise<void> {
    if (this.#end) return;
    for (const { name, kept } of this.#inUse) isTakenAway(name, kept);
    this.#end = { type: 'end', time: new Date().toISOString(), interrupted };
    this.#add(this.#end);
    await this.#onDisk();
    this.#try(() => {
      faultPoint('journal.end');
      fs.closeSync(this.#file);
      fs.renameSync(journalFile(this.#folder, this.id, { isOpen: true }), journalFile(this.#folder, this.id, { isOpen: false }));
    });
  }

  #later(line: JournalLine): void {
    this.#add(line);
    if (this.#text.length > pieceSize) this.#try(() => this.#write());
  }

  #add(line: JournalLine): void {
    if (this.#isMute) return;
    this.#text += `${JSON.stringify(line)}\n`;
  }

  /** All that has been added is on the disk. Those who come while one waits go with the next. */
  #onDisk(): Promise<void> {
    this.#waiting ??= this.#flushed.then(() => {
      this.#waiting = null;
      this.#flushed = this.#sync();
      return this.#flushed;
    });
    return this.#waiting;
  }

  async #sync(): Promise<void> {
    if (this.#isMute) return;
    try {
      faultPoint('journal.write');
      this.#write();
      await new Promise<void>((resolve, reject) => fs.fdatasync(this.#file, (error) => (error ? reject(error) : resolve())));
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #write(): void {
    const text = this.#text;
    this.#text = '';
    fs.writeFileSync(this.#file, text);
  }

  #try<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): LinkKitError {
    return cannotWrite(error, this.#folder);
  }
}

/**
 * Gives a file that is about to lose a name the second one that its step names. Throws a LinkKitError, ChangedDuringOperation where another
 * file stands there by now; nothing is kept then.
 */
export function keep(file: string, name: string, entry: Entry): void {
  withPath(file, () => faultPoint('keep'));
  try {
    createHardLink(file, name, entry);
  } catch (error) {
    // A person knows the file, not where it is kept
    if (error instanceof LinkKitError && (error.code === 'InUse' || error.code === 'AccessDenied')) Object.assign(error, { path: file });
    throw error;
  }
}

/** The same where the volume can hold a further name of the file; else a warning to be told: no hard links there, or as many names as it may have. */
export function keepIfRoom(file: string, name: string, entry: Entry): LinkKitError | null {
  try {
    keep(file, name, entry);
    return null;
  } catch (error) {
    if (!(error instanceof LinkKitError) || (error.code !== 'HardLinksNotSupported' && error.code !== 'TooManyLinks')) throw error;
    return new LinkKitError('NotUndoable', { path: file, osError: error.osError, message: 'What is replaced here could get no second name; undo will not bring it back.', hint: null });
  }
}

/** Takes a second name away again, where the file still has its own. False where another program holds it open. */
function isTakenAway(file: string, kept: string): boolean {
  try {
    if (isStillNamed(file, kept)) removeIfThere(kept);
    return true;
  } catch (error) {
    if (!(error instanceof LinkKitError) || (error.code !== 'InUse' && error.code !== 'AccessDenied')) throw error;
    return false;
  }
}

/** Whether a file still has its own name besides a kept one. */
export function isStillNamed(file: string, name: string): boolean {
  const [own, kept] = [entryOrNull(file), entryOrNull(name)];
  return own !== null && kept !== null && isSameFile(own, kept);
}

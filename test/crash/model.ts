import type { Line } from '../support/exe.ts';

/** A file: names that lead to it share it. */
export interface File {
  content: string;
  /** Counts the writes into it. */
  version: number;
}

/** What an operation did to one name. */
interface Change {
  name: string;
  before: File | null;
  after: File | null;
  /** No name of `before` was left. */
  wasLast: boolean;
  /** The versions of both when it was done. */
  versionBefore: number;
  versionAfter: number;
}

/** An operation that can be taken back. */
export interface Done {
  id: string;
  command: string;
  undoable: boolean;
  changes: Change[];
}

/** What to expect of a reply, as sentences that tell what is wrong; none where it is right. */
export type Wrong = string[];

/**
 * Names and what they lead to, by the README's words and nothing else: what copy, detach, remove and undo make of them. Where a
 * command has a choice (which of several names keeps the data) the reply tells it, and the model says what must hold then.
 */
export class Model {
  readonly names = new Map<string, File>();
  readonly done: Done[] = [];

  /** A new file under a name; another name of what stood there keeps that. */
  save(name: string, content: string): void {
    this.names.set(name, { content, version: 0 });
  }

  /** Into the file itself: all its names show it. */
  write(name: string, content: string): void {
    const file = this.names.get(name)!;
    file.content = content;
    file.version += 1;
  }

  /** Names that lead to a file. */
  namesOf(file: File): string[] {
    return [...this.names].filter(([, other]) => other === file).map(([name]) => name);
  }

  in(folder: string): string[] {
    return [...this.names.keys()].filter((name) => name.startsWith(`${folder}/`)).sort();
  }

  copied(lines: readonly Line[], pairs: readonly (readonly [from: string, to: string])[], onExists: 'error' | 'skip' | 'replace'): Wrong {
    const changes: Change[] = [];
    let conflicts = 0;
    for (const [from, to] of pairs) {
      const [file, standing] = [this.names.get(from)!, this.names.get(to) ?? null];
      if (standing === file) continue;
      if (standing !== null && onExists !== 'replace') {
        if (onExists === 'error') conflicts += 1;
        continue;
      }
      this.#set(changes, to, file);
    }
    this.#remember(lines, 'copy', true, changes);
    const errors = codesOf(lines);
    return errors.length === conflicts && errors.every((code) => code === 'WouldOverwrite') ? [] : [`${conflicts} conflicts, and errors ${errors.join(' ')}`];
  }

  detached(lines: readonly Line[], relative: (path: string) => string, asked: readonly string[], onlyOutside: boolean): Wrong {
    const wrong: Wrong = codesOf(lines).map((code) => `detach: ${code}`);
    const before = new Map(this.names);
    const changes: Change[] = [];
    for (const { path, method, linkedTo } of itemsOf(lines)) {
      const name = relative(path as string);
      if (!asked.includes(name)) wrong.push(`${name} was not asked for`);
      const linked = linkedTo === null || linkedTo === undefined ? null : this.names.get(relative(linkedTo as string))!;
      if (method !== 'already') this.#set(changes, name, linked ?? { content: this.names.get(name)!.content, version: 0 });
    }
    this.#remember(lines, 'detach', true, changes);
    for (const name of asked) {
      const file = this.names.get(name)!;
      const others = this.namesOf(file).filter((other) => other !== name);
      const together = onlyOutside ? asked.filter((other) => other !== name && before.get(other) === before.get(name)) : [];
      if (others.sort().join() !== together.sort().join()) wrong.push(`${name} shares with ${others.join(', ') || 'nothing'}, not with ${together.join(', ') || 'nothing'}`);
    }
    return wrong;
  }

  removed(lines: readonly Line[], relative: (path: string) => string, asked: readonly string[], undoable: boolean): Wrong {
    const wrong: Wrong = codesOf(lines).map((code) => `remove: ${code}`);
    const told = itemsOf(lines).filter(({ kind }) => kind !== 'directory').map(({ path }) => relative(path as string)).sort();
    if (told.join() !== [...asked].sort().join()) wrong.push(`removed ${told.join(' ')}, asked ${asked.join(' ')}`);
    const changes: Change[] = [];
    for (const name of asked) this.#set(changes, name, null);
    for (const change of changes) change.wasLast = this.namesOf(change.before!).length === 0;
    this.#remember(lines, 'remove', undoable, changes);
    return wrong;
  }

  /** @param reachable names whose folder was there */
  undone(lines: readonly Line[], relative: (path: string) => string, { id, changes, undoable, command }: Done, reachable: ReadonlySet<string>): Wrong {
    const wrong: Wrong = codesOf(lines).includes('Internal') ? ['undo: Internal'] : [];
    this.done.splice(this.done.findIndex((one) => one.id === id), 1);
    const results = new Map(itemsOf(lines).map(({ path, result, action }) => [relative(path as string), { result, action }]));
    for (const change of changes.toReversed()) {
      const { name, before } = change;
      const now = this.names.get(name) ?? null;
      const { result, action } = results.get(name) ?? {};
      // A name that a copy made and that is the last one of its file by now holds data that nothing else does: it stays
      const isLast = command === 'copy' && now !== null && this.namesOf(now).length === 1;
      const may = this.#isAsLeft(change) && !isLast;
      if (result === undefined) wrong.push(`undo says nothing of ${name}`);
      if (result === 'impossible' && may && reachable.has(name) && this.#isKept(change, command, undoable)) wrong.push(`undo of ${name} should be possible`);
      if (action === 'removed') {
        if (before !== null || !may) wrong.push(`${name} was removed, and is not what was made`);
        this.names.delete(name);
      } else if (action === 'restored') {
        if (before === null || !(may || now === null)) wrong.push(`${name} was replaced, and is not what was made`);
        else this.names.set(name, before);
      } else if (result === 'undone' && now !== before) wrong.push(`${name} is said to be undone and is not`);
    }
    return wrong;
  }

  /** Whether a name still leads to what the operation left there, unchanged since. */
  #isAsLeft({ name, after, versionAfter }: Change): boolean {
    return (this.names.get(name) ?? null) === after && (after === null || after.version === versionAfter);
  }

  /** Whether what stood there can be had: without doubt, not perhaps. */
  #isKept({ before, after, versionBefore, wasLast }: Change, command: string, undoable: boolean): boolean {
    if (before === null) return this.namesOf(after!).length > 1;
    if (command === 'detach') return before.version === versionBefore;
    return command !== 'remove' || (undoable && wasLast);
  }

  #set(changes: Change[], name: string, after: File | null): void {
    const before = this.names.get(name) ?? null;
    changes.push({ name, before, after, wasLast: false, versionBefore: before?.version ?? 0, versionAfter: after?.version ?? 0 });
    if (after === null) this.names.delete(name);
    else this.names.set(name, after);
  }

  #remember(lines: readonly Line[], command: string, undoable: boolean, changes: Change[]): void {
    const { operationId } = lines[0]!;
    if (typeof operationId === 'string') this.done.push({ id: operationId, command, undoable, changes });
  }
}

const codesOf = (lines: readonly Line[]): string[] => lines.filter(({ type }) => type === 'error').map(({ code, message }) => (code === 'Internal' ? `Internal (${message})` : String(code)));

const itemsOf = (lines: readonly Line[]): Line[] => lines.filter(({ type }) => type === 'item');

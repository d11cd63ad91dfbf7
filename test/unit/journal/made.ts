import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { readEntry } from '../../../src/filesystem/entry.ts';
import { readState, type FileState } from '../../../src/filesystem/fileState.ts';
import type { Header, JournalLine } from '../../../src/journal/format.ts';

/** A state folder and a folder of files for each test; `place()` names what is in it. */
export function fresh(): { at(...names: string[]): string; write(name: string, text?: string): string; state(): string } {
  let folder: string;
  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-journal-')));
    fs.mkdirSync(path.join(folder, 'state', 'journal'), { recursive: true, mode: 0o700 });
    process.env['LINKKIT_STATE'] = path.join(folder, 'state');
  });
  afterEach(() => {
    delete process.env['LINKKIT_STATE'];
    fs.rmSync(folder, { recursive: true, force: true });
  });
  const at = (...names: string[]): string => path.join(folder, ...names);
  return {
    at,
    write(name, text = name) {
      fs.mkdirSync(path.dirname(at(name)), { recursive: true });
      fs.writeFileSync(at(name), text);
      return at(name);
    },
    state: () => at('state'),
  };
}

export const idOf = (number: number, day = '20261123'): string => `${day}T22450${String(number % 10)}123Z-x-${number}`;

/** The first line of an operation whose process is gone. */
export const headerOf = (operationId: string, more: Partial<Header> = {}): Header => ({
  type: 'operation', format: 1, operationId, command: 'copy', argv: ['copy'], cwd: '/', started: '2026-11-23T22:45:01.123Z', process: { pid: 999_999_999, start: 'x', host: os.hostname() }, trees: [], ...more,
});

export const end: JournalLine = { type: 'end', time: '2026-11-23T22:46:00.000Z', interrupted: false };

export const textOf = (lines: readonly object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** Writes a journal into the state folder. */
export function writeJournal(state: string, header: Header, lines: readonly object[], { isOpen = false } = {}): string {
  const file = path.join(state, 'journal', `${header.operationId}${isOpen ? '.open' : ''}.ndjson`);
  fs.writeFileSync(file, textOf([header, ...lines]));
  return file;
}

export const stateAt = (name: string): FileState => readState(name, readEntry(name));

import fs from 'node:fs';
import { LinkKitError } from '../contract/errors.ts';
import { faultPoint } from '../filesystem/faults.ts';
import { namesIfThere } from '../filesystem/folder.ts';
import { fromOsError } from '../filesystem/osError.ts';
import { isAlive } from '../filesystem/processes.ts';
import { formatVersion, type DoneLine, type Header, type LinkedLine, type StateLine, type StepLine } from './format.ts';
import { isHeader, readLine } from './lines.ts';
import { journalFile, journalPlace } from './places.ts';

/** What an operation is now. cutOff: its process is gone and it did not come to its end. */
export type OperationState = 'running' | 'done' | 'cutOff' | 'recovered' | 'undone';

/** A journal's name, and whether it was closed. */
export interface JournalName {
  operationId: string;
  isOpen: boolean;
}

/** An operation as its journal tells it. */
export interface Recorded {
  file: string;
  header: Header;
  /** In their order. */
  steps: StepLine[];
  done: Map<number, DoneLine>;
  linked: Map<number, LinkedLine[]>;
  end: StateLine | null;
  recovered: StateLine | null;
  undone: StateLine | null;
  state: OperationState;
  /** Lines that are no lines of a journal; half a last line is none of them. */
  damaged: number;
}

/** The journals of this user, oldest first; none where there is no folder yet. Throws a LinkKitError. */
export function listJournals(): JournalName[] {
  return namesIfThere(journalPlace()).flatMap((name) => {
    const [, operationId, open] = /^(\w[\w-]*?)(\.open)?\.ndjson$/.exec(name) ?? [];
    return operationId === undefined ? [] : [{ operationId, isOpen: open !== undefined }];
  }).sort((one, other) => (one.operationId < other.operationId ? -1 : 1));
}

/** The journal of one operation, by its id; null where there is none. */
export const findJournal = (id: string): JournalName | null => listJournals().find(({ operationId }) => operationId === id) ?? null;

/** One journal, whole; also where it has just been closed. Throws NotFound, JournalDamaged where not even its first line can be read. */
export function readJournal({ operationId, isOpen }: JournalName): Recorded {
  const file = journalFile(journalPlace(), operationId, { isOpen });
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (isOpen && (error as NodeJS.ErrnoException).code === 'ENOENT') return readJournal({ operationId, isOpen: false });
    throw fromOsError(error, file);
  }
  return parseJournal(file, text);
}

/** Throws JournalDamaged; NotFound where the operation was cut off before its first line was whole: it has done nothing. */
export function parseJournal(file: string, text: string): Recorded {
  const lines = text.split('\n');
  lines.pop(); // '' behind the last line, or the half of one that a crash left
  if (lines.length === 0) throw new LinkKitError('NotFound', { path: file, message: 'The operation was cut off before it began; it has changed nothing.', hint: null });
  const header = readLine(lines[0]!);
  if (header === null || !isHeader(header)) throw new LinkKitError('JournalDamaged', { path: file, message: 'The first line of the journal cannot be read.' });
  if (header.format > formatVersion) throw new LinkKitError('JournalDamaged', { path: file, message: `The journal is of format ${header.format}; this LinkKit reads up to ${formatVersion}.`, hint: 'Use the newer LinkKit that wrote it.' });
  const found: Recorded = { file, header, steps: [], done: new Map(), linked: new Map(), end: null, recovered: null, undone: null, state: 'running', damaged: 0 };
  for (const one of lines.slice(1)) take(found, readLine(one));
  found.state = stateOf(found);
  return found;
}

function take(found: Recorded, line: ReturnType<typeof readLine>): void {
  switch (line?.type) {
    case 'step': return void found.steps.push(line);
    case 'done': return void found.done.set(line.step, line);
    case 'linked': return void found.linked.set(line.step, [...(found.linked.get(line.step) ?? []), line]);
    case 'end': return void (found.end = line);
    case 'recovered': return void (found.recovered = line);
    case 'undone': return void (found.undone = line);
    default: found.damaged += 1;
  }
}

function stateOf({ header, end, recovered, undone }: Recorded): OperationState {
  if (undone) return 'undone';
  if (recovered) return 'recovered';
  if (end) return 'done';
  return isAlive(header.process) ? 'running' : 'cutOff';
}

/** Adds a line to a journal that nobody writes any more: that it was recovered or undone. Half a last line goes. Throws a LinkKitError. */
export function addState({ file }: Recorded, line: StateLine): void {
  try {
    faultPoint('journal.state');
    const handle = fs.openSync(file, 'r+');
    try {
      const end = fs.readFileSync(handle).lastIndexOf(0x0a) + 1;
      fs.ftruncateSync(handle, end);
      fs.writeSync(handle, `${JSON.stringify(line)}\n`, end);
      fs.fdatasyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
  } catch (error) {
    throw fromOsError(error, file);
  }
}

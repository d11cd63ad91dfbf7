import fs from 'node:fs';
import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';
import { entryOrNull } from '../filesystem/entry.ts';
import { faultPoint } from '../filesystem/faults.ts';
import { namesIfThere } from '../filesystem/folder.ts';
import { fromOsError, withPath } from '../filesystem/osError.ts';
import { removeIfThere } from '../filesystem/replace.ts';
import { isLinks } from './format.ts';
import { isKeep } from './keepsFolder.ts';
import { journalFile, journalPlace } from './places.ts';
import { listJournals, readJournal, type JournalName } from './read.ts';

/** An operation can be taken back for so long. */
export const oldestDays = 90;
/** And as long as it is among so many. */
export const mostJournals = 1_000;
/** And as long as what only the keeps still hold takes no more than this part of its volume. */
export const mostOfVolume = 0.1;

/** Removes journals that are too old or too many, with what they kept; those of running operations and of cut-off ones stay. Throws a LinkKitError. */
export function prune(keepPlaces: Iterable<string>, now = Date.now()): void {
  const journals = listJournals();
  const closed = journals.filter(({ isOpen }) => !isOpen);
  for (const name of journals) if (name.isOpen && startedBefore(name, now - 86_400_000) && neverBegan(name)) removeIfThere(journalFile(journalPlace(), name.operationId, name));
  const tooMany = closed.slice(0, Math.max(0, closed.length - mostJournals));
  for (const name of closed) if (tooMany.includes(name) || startedBefore(name, now - oldestDays * 86_400_000)) forget(name);
  for (const place of keepPlaces) limitSpace(place, closed.filter((name) => !tooMany.includes(name)));
}

/** Whether its process was killed before the first line was whole: there is nothing to recover, and nothing to list. */
function neverBegan(name: JournalName): boolean {
  try {
    readJournal(name);
    return false;
  } catch (error) {
    if (error instanceof LinkKitError) return error.code === 'NotFound';
    throw error;
  }
}

/** An operation's id begins with when it started: 20261123T224501123Z-… */
function startedBefore({ operationId }: JournalName, time: number): boolean {
  const [, year, month, day, hour, minute] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/.exec(operationId) ?? [];
  return year !== undefined && Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)) < time;
}

/** Removes one journal and what it kept. */
function forget(name: JournalName): void {
  withPath(journalPlace(), () => faultPoint('prune'));
  for (const folder of keptFolders(name)) removeKeeps(folder);
  removeIfThere(journalFile(journalPlace(), name.operationId, name));
}

/** The folders among the keeps that an operation filled; none where its journal cannot be read. */
export function keptFolders(name: JournalName): string[] {
  try {
    const { steps } = readJournal(name);
    const folders = new Set(steps.flatMap((step) => (isLinks(step) || step.keep === undefined ? [] : [path.dirname(step.keep)])));
    // Whatever a journal says: only what lies among keeps, and is this operation's own
    return [...folders].filter((folder) => isKeep(folder) && path.basename(folder) === name.operationId);
  } catch (error) {
    if (error instanceof LinkKitError && error.code === 'JournalDamaged') return [];
    throw error;
  }
}

function removeKeeps(folder: string): void {
  for (const file of namesIfThere(folder)) removeIfThere(path.join(folder, file));
  try {
    fs.rmdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw fromOsError(error, folder);
  }
}

/** In one folder of keeps the oldest go first, until what is held by nothing but the keeps takes no more than its part of the volume; the newest stay, for they were asked for just now. */
function limitSpace(place: string, closed: readonly JournalName[]): void {
  const { blocks, bsize } = fs.statfsSync(place);
  const held = namesIfThere(place).sort().map((id) => ({ id, bytes: bytesHeld(path.join(place, id)) }));
  let total = held.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { id, bytes } of held.slice(0, -1)) {
    if (total <= blocks * bsize * mostOfVolume) break;
    const name = closed.find(({ operationId }) => operationId === id);
    if (name === undefined || bytes === 0) continue;
    forget(name);
    total -= bytes;
  }
}

/** Bytes on the disk that nothing but these keeps holds. */
function bytesHeld(folder: string): number {
  let bytes = 0;
  for (const file of namesIfThere(folder)) {
    const entry = entryOrNull(path.join(folder, file));
    if (entry?.linkCount === 1) bytes += entry.allocated;
  }
  return bytes;
}

import fs from 'node:fs';
import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import { taskSchema, type TaskDefinition } from '../../contract/tasks.ts';
import { isElevated } from '../../filesystem/elevation.ts';
import { entryOrNull } from '../../filesystem/entry.ts';
import { namesIfThere } from '../../filesystem/folder.ts';
import { withPath } from '../../filesystem/osError.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { privateFolder } from '../../filesystem/privateFolder.ts';
import { stateFolder } from '../../filesystem/state.ts';
import { writerAmongUsers } from '../../filesystem/writers.ts';
import { writeWhole } from '../../filesystem/writeWhole.ts';
import { readJsonDocument } from '../jsonDocument.ts';

/** A folder a task: its definition, and its runs. */
const storeFolder = (): string => path.join(stateFolder(), 'tasks');
export const taskFolder = (name: string): string => path.join(storeFolder(), name);
export const definitionFile = (name: string): string => path.join(taskFolder(name), 'task.json');

/** What a task may be called: it stands in the service's command line, where %, $ and quotes mean something, and is a folder's name. Throws Usage. */
export function checkName(name: string): void {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(name) || name.endsWith('.') || /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name)) throw new LinkKitError('Usage', { message: `A task cannot be called '${name}'.`, hint: 'Use letters, digits, dots, dashes and underscores, 64 at most.' });
}

/** The task of that name. Throws NotFound, InvalidFile, and UnsafeLocation where an elevated run would take orders from an ordinary user. */
export function readTask(name: string): TaskDefinition {
  refuseUnknown(name);
  const writer = isElevated() ? writerAmongUsers(definitionFile(name)) : null;
  if (writer !== null) throw new LinkKitError('UnsafeLocation', { path: writer.path, message: `${writer.who} may write this, and so decide what an elevated task does; it is not run.`, hint: 'Let administrators alone write there, and register the task again.' });
  return readJsonDocument(definitionFile(name), taskSchema).value;
}

/** Throws Usage, NotFound. */
export function refuseUnknown(name: string): void {
  checkName(name);
  if (entryOrNull(definitionFile(name)) === null) throw new LinkKitError('NotFound', { message: `There is no task '${name}'.`, hint: `linkkit task list shows them${isWindows ? '; those of elevated tasks from an elevated prompt' : ''}.` });
}

/** Every task by its name; one that cannot be read is told, and the others are given. */
export function readTasks(fail: (error: LinkKitError) => void): TaskDefinition[] {
  return namesIfThere(storeFolder()).sort().flatMap((name) => {
    try {
      return entryOrNull(definitionFile(name)) === null ? [] : [readTask(name)];
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      fail(error);
      return [];
    }
  });
}

/** Writes a task down, in place of one of that name; gives what takes that back. Throws a LinkKitError. */
export async function writeTask(task: TaskDefinition): Promise<{ isNew: boolean; takeBack(): Promise<void> }> {
  for (const folder of [stateFolder(), storeFolder(), taskFolder(task.name)]) privateFolder(folder);
  const file = definitionFile(task.name);
  const write = (bytes: Buffer): Promise<void> => writeWhole(file, bytes, entryOrNull(file));
  const before = entryOrNull(file) === null ? null : withPath(file, () => fs.readFileSync(file));
  await write(Buffer.from(`${JSON.stringify(task, null, 2)}\n`));
  return { isNew: before === null, takeBack: async () => (before === null ? deleteTask(task.name) : write(before)) };
}

/** Takes a task away with its runs. */
export const deleteTask = (name: string): void => withPath(taskFolder(name), () => fs.rmSync(taskFolder(name), { recursive: true, force: true, maxRetries: 3 }));

import fs from 'node:fs';
import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import { taskSchema, type TaskDefinition } from '../../contract/tasks.ts';
import { entryOrNull } from '../../filesystem/entry.ts';
import { namesIfThere } from '../../filesystem/folder.ts';
import { withPath } from '../../filesystem/osError.ts';
import { privateFolder } from '../../filesystem/privateFolder.ts';
import { stateFolder } from '../../filesystem/state.ts';
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

/** The task of that name. Throws NotFound, InvalidFile. */
export function readTask(name: string): TaskDefinition {
  checkName(name);
  if (entryOrNull(definitionFile(name)) === null) throw new LinkKitError('NotFound', { message: `There is no task '${name}'.`, hint: 'linkkit task list shows them.' });
  return readJsonDocument(definitionFile(name), taskSchema).value;
}

/** Every task by its name; one that cannot be read is told, and the others are given. */
export function readTasks(fail: (error: LinkKitError) => void): TaskDefinition[] {
  return namesIfThere(storeFolder()).sort().flatMap((name) => {
    try {
      return entryOrNull(definitionFile(name)) === null ? [] : [readJsonDocument(definitionFile(name), taskSchema).value];
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      fail(error);
      return [];
    }
  });
}

/** Writes a task down, in place of one of that name. Throws a LinkKitError. */
export async function writeTask(task: TaskDefinition): Promise<void> {
  for (const folder of [stateFolder(), storeFolder(), taskFolder(task.name)]) privateFolder(folder);
  const file = definitionFile(task.name);
  await writeWhole(file, Buffer.from(`${JSON.stringify(task, null, 2)}\n`), entryOrNull(file));
}

/** Takes a task away with its runs. */
export const deleteTask = (name: string): void => withPath(taskFolder(name), () => fs.rmSync(taskFolder(name), { recursive: true, force: true, maxRetries: 3 }));

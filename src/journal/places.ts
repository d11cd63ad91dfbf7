import path from 'node:path';
import { privateFolder } from '../filesystem/privateFolder.ts';
import { stateFolder } from '../filesystem/state.ts';
import { cannotWrite } from './cannotWrite.ts';

/** Where this user's journals lie, made if need be. Throws a LinkKitError: UnsafeLocation, WriteError … */
export function journalFolder(): string {
  const folder = journalPlace();
  try {
    privateFolder(folder);
  } catch (error) {
    throw cannotWrite(error, folder);
  }
  return folder;
}

/** The same without making it. */
export const journalPlace = (): string => path.join(stateFolder(), 'journal');

/** An operation's journal; while it runs its name says so, so that those cut off are found without reading any. */
export const journalFile = (folder: string, id: string, { isOpen }: { isOpen: boolean }): string => path.join(folder, `${id}${isOpen ? '.open' : ''}.ndjson`);

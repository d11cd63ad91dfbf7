import fs from 'node:fs';
import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import { entryOrNull } from '../../filesystem/entry.ts';
import { absolutePath } from '../../filesystem/paths.ts';
import { machineFolder, stateFolder } from '../../filesystem/state.ts';
import { writerAmongUsers } from '../../filesystem/writers.ts';

/** Which pin files a command works on. */
export interface PinPlaces {
  /** --file */
  file: string | null;
  /** --machine */
  machine: boolean;
}

const userFile = (): string => path.join(stateFolder(), 'pins.json');
/** The pin file of this machine. */
export const machineFile = (): string => path.join(machineFolder(), 'pins.json');

/** The one file that new pins go to. */
export const ownFile = ({ file, machine }: PinPlaces, cwd: string): string => (file !== null ? absolutePath(file, cwd) : machine ? machineFile() : userFile());

/**
 * The files that are read: the one that is named, or those of this machine and of this user that are there. Throws NotFound for a named
 * one that is not, UnsafeLocation for one of the machine that others than administrators can write.
 */
export function filesToRead(places: PinPlaces, cwd: string): string[] {
  const named = places.file !== null || places.machine;
  const files = named ? [ownFile(places, cwd)] : [...new Set([machineFile(), userFile()])];
  const there = files.filter((file) => entryOrNull(file) !== null);
  if (named && there.length === 0) throw new LinkKitError('NotFound', { path: files[0]!, message: 'There is no such pin file.', hint: 'linkkit pin add makes one.' });
  for (const file of there) if (file === machineFile()) refuseOpen(file);
  return there;
}

function refuseOpen(file: string): void {
  const writer = writerAmongUsers(fs.realpathSync.native(file));
  if (writer !== null) throw new LinkKitError('UnsafeLocation', { path: file, message: `The pins of the machine lie where ${writer.who} may write (${writer.path}); nothing of them is read.`, hint: 'Let administrators alone write there.' });
}

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
 * The files that are read: the one that is named, or those of this machine and of this user that are there. One of the machine that others
 * than administrators can write is `refused` and left out; where it is the one that is named, that is thrown. Throws NotFound for a named
 * one that is not there.
 */
export function filesToRead(places: PinPlaces, cwd: string, refused: LinkKitError[]): string[] {
  const named = places.file !== null || places.machine;
  const files = named ? [ownFile(places, cwd)] : [...new Set([machineFile(), userFile()])];
  const there = files.filter((file) => entryOrNull(file) !== null);
  if (named && there.length === 0) throw new LinkKitError('NotFound', { path: files[0]!, message: 'There is no such pin file.', hint: 'linkkit pin add makes one.' });
  return there.filter((file) => {
    const error = file === machineFile() ? whyOpen(file) : null;
    if (error !== null && named) throw error;
    if (error !== null) refused.push(error);
    return error === null;
  });
}

function whyOpen(file: string): LinkKitError | null {
  const writer = writerAmongUsers(fs.realpathSync.native(file));
  return writer && new LinkKitError('UnsafeLocation', { path: file, message: `The pins of the machine lie where ${writer.who} may write (${writer.path}); nothing of them is read.`, hint: 'Let administrators alone write there.' });
}

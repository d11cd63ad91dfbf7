import fs from 'node:fs';
import { LinkKitError } from '../../contract/errors.ts';
import { copyFileTo } from '../../filesystem/copyFile.ts';
import { entryOrNull, type Entry } from '../../filesystem/entry.ts';
import { faultPoint } from '../../filesystem/faults.ts';
import { stateOf, type FileState } from '../../filesystem/fileState.ts';
import { makeUnfinishedFolder } from '../../filesystem/folder.ts';
import { inPlace } from '../../filesystem/heldPath.ts';
import { withPath } from '../../filesystem/osError.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { putMetadata } from '../../filesystem/putMetadata.ts';
import { removeExactly, replaceByNew, temporaryBeside } from '../../filesystem/replace.ts';
import { makeJunction, makeSymbolicLink } from '../../filesystem/symbolicLink.ts';
import type { Step } from '../../journal/format.ts';
import { createHardLink } from '../../links/create.ts';
import { deleteFile } from '../../native/windows.ts';

/** How one change is taken back: the step that is written down first, and the act. */
export interface Deed {
  action: 'removed' | 'restored';
  step: Step;
  /** What stands under the path then, as far as is known ahead; null: nothing. */
  result: Entry | null;
  /** Throws a LinkKitError; the path is then as it was. What could not be put back of metadata is returned. */
  act(): Promise<LinkKitError[]> | LinkKitError[];
  /** What may set its own times only when all else is back. */
  finish?: () => LinkKitError[];
}

/** A name that was made goes; only that very file loses it. */
export function removal(name: string, entry: Entry, from: string | undefined): Deed {
  const temporary = temporaryBeside(name);
  return {
    action: 'removed',
    step: { act: 'remove', path: name, temporary, was: stateOf(entry), ...(from === undefined ? {} : { from }) },
    result: null,
    act() {
      removeExactly(name, entry, temporary);
      return [];
    },
  };
}

/** A folder that was made goes; the system refuses one that is not empty. */
export function folderRemoval(name: string, entry: Entry): Deed {
  return {
    action: 'removed',
    step: { act: 'removeFolder', path: name, was: stateOf(entry) },
    result: null,
    act() {
      inPlace(name, (at) => withPath(name, () => {
        faultPoint('folder.remove');
        if (isWindows) deleteFile(name, entry.fileId);
        else fs.rmdirSync(at(name));
      }));
      return [];
    },
  };
}

/** A file gets its name back from another of its names; what stands there since, and nothing else, gives way. */
export function restoration(name: string, from: string, file: Entry, standing: Entry | null, otherName: string | undefined): Deed {
  const temporary = standing === null ? undefined : temporaryBeside(name);
  return {
    action: 'restored',
    step: { act: 'restore', path: name, from, was: standing && stateOf(standing), ...(temporary === undefined ? {} : { temporary }) },
    result: file,
    async act() {
      if (temporary === undefined) {
        createHardLink(from, name, file);
        return [];
      }
      // In one: where the folder is another one by now, no temporary name stays behind in it
      await replaceByNew(name, temporary, (link) => createHardLink(from, link, file), { expected: standing!, otherName });
      return [];
    },
  };
}

/** A name gets a copy of what stands under it, of its own, with the owner, rights, attributes and times that it had. */
export function separation(name: string, standing: Entry, was: FileState, otherName: string | undefined): Deed {
  const temporary = temporaryBeside(name);
  return {
    action: 'restored',
    step: { act: 'detach', path: name, temporary, was: stateOf(standing), others: otherName === undefined ? [] : [otherName] },
    result: { ...asEntry(was), linkCount: 1 },
    async act() {
      const { lost } = await copyFileTo(name, name, { temporary, replaces: standing, otherName, metadata: was.metadata });
      return lost;
    },
  };
}

/** A symbolic link or junction that was removed is made again. */
export function linkAgain(name: string, text: string, was: FileState): Deed {
  const metadata = was.metadata;
  const isFolderLink = metadata !== undefined && 'attributes' in metadata && (metadata.attributes & 0x10) !== 0;
  return {
    action: 'restored',
    step: { act: 'makeLink', path: name, from: text, was: null },
    result: { ...asEntry(was), linkCount: 1 },
    act() {
      if (entryOrNull(name) !== null) throw new LinkKitError('WouldOverwrite', { path: name });
      if (was.kind === 'junction') makeJunction(text, name);
      else makeSymbolicLink(text, name, isFolderLink);
      return metadata ? putMetadata(name, metadata, { isLink: true }) : [];
    },
  };
}

/** A folder that was removed is made again; its rights and times come when all in it is back. */
export function folderAgain(name: string, was: FileState): Deed {
  return {
    action: 'restored',
    step: { act: 'makeFolder', path: name, was: null },
    result: asEntry(was),
    act() {
      makeUnfinishedFolder(name);
      return [];
    },
    finish: () => finishFolder(name, was),
  };
}

/** Also for one that an earlier undo has made, and was cut off. */
export function finishFolder(name: string, { metadata }: FileState): LinkKitError[] {
  return metadata !== undefined && entryOrNull(name)?.kind === 'directory' ? putMetadata(name, metadata, { isLink: false }) : [];
}

const asEntry = ({ kind, volume, fileId, linkCount, size }: FileState): Entry => ({ kind, volume, fileId, linkCount, size, allocated: size, offline: false, attributes: 0, reparseTag: 0, modified: 0, changed: 0 });

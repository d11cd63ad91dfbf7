import path from 'node:path';
import type { CopyItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { foldCase } from '../../filesystem/caseSensitivity.ts';
import { entryOrNull, isSameFile, readEntry, type Entry } from '../../filesystem/entry.ts';
import { realPath } from '../../filesystem/folder.ts';
import { replaceByNew } from '../../filesystem/replace.ts';
import { isSameLinkText, linkText, makeLinkAgain } from '../../filesystem/symbolicLink.ts';
import { createHardLink } from '../../links/create.ts';
import type { CopyRun } from './options.ts';

/**
 * A symbolic link or junction of a tree, made again with its target text verbatim, never followed. A symbolic link
 * to a file that may not be made for want of the privilege is hard-linked itself.
 */
export function keepReparsePoint(run: CopyRun, source: string, target: string, link: Entry): CopyItem {
  const kind = link.kind === 'junction' ? 'junction' : 'symlink';
  const item = (method: CopyItem['method'], linkCount = 1): CopyItem => ({ source, destination: target, kind, method, size: 0, linkCount });
  const existing = entryOrNull(target);
  if (existing) {
    if (isSameFile(existing, link) || (existing.kind === kind && isSameLinkText(source, target))) return item('already', existing.linkCount);
    if (existing.kind === 'directory') throw new LinkKitError('WouldOverwrite', { path: target, message: 'A folder stands under this name; a link never replaces it.', hint: 'Choose another name.' });
    if (run.options.onExists === 'error') throw new LinkKitError('WouldOverwrite', { path: target });
    if (run.options.onExists === 'skip') return item('skipped', existing.linkCount);
  }
  if (existing) refuseLinkToItself(linkText(source), target, existing);
  if (run.options.dryRun) return item(existing ? 'replaced' : kind);
  const made = existing ? replaceByNew(target, (temporary) => makeAgain(source, temporary, link)) : makeAgain(source, target, link);
  return item(existing ? 'replaced' : made ? 'hardlink' : kind, made?.linkCount);
}

/** Null where the link was made anew; else it is the source itself under one more name. */
function makeAgain(source: string, place: string, link: Entry): Entry | null {
  try {
    makeLinkAgain(source, place, link);
    return null;
  } catch (error) {
    if (!mayBeHardLinked(error, link)) throw error;
    return linkOr(error, source, place, link);
  }
}

/** A link with this text must not take the place of the very file that it leads to: the file would be gone, and the link lead to itself. */
export function refuseLinkToItself(text: string, target: string, existing: Entry): void {
  const folder = realPath(path.dirname(target));
  const end = followed(path.resolve(folder, text));
  if (end === null || !isSameFile(readEntry(end), existing)) return;
  const isOtherName = existing.linkCount > 1 && foldCase(end) !== foldCase(path.join(folder, path.basename(target)));
  if (!isOtherName) throw new LinkKitError('SameName', { path: target, message: 'The link leads to the file under this name; it cannot take its place.' });
}

/** Where a path leads, links followed; null where it leads nowhere. */
function followed(name: string): string | null {
  try {
    return realPath(name);
  } catch (error) {
    if (error instanceof LinkKitError) return null;
    throw error;
  }
}

/** The link itself under one more name; where that cannot be, the reason why it was not made anew is the one to tell. */
function linkOr(reason: unknown, source: string, place: string, link: Entry): Entry {
  try {
    return createHardLink(source, place, link);
  } catch (error) {
    if (error instanceof LinkKitError && error.code === 'VerificationFailed') throw error;
    throw reason;
  }
}

const isDirectoryLink = 0x10;

const mayBeHardLinked = (error: unknown, link: Entry): boolean =>
  error instanceof LinkKitError && (error.code === 'PrivilegeRequired' || error.osError === 50) && link.kind === 'symlink' && (link.attributes & isDirectoryLink) === 0;

import type { CopyItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { entryOrNull, isSameFile, type Entry } from '../../filesystem/entry.ts';
import { replaceBy, temporaryBeside } from '../../filesystem/replace.ts';
import { isSameLinkText, makeLinkAgain } from '../../filesystem/symbolicLink.ts';
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
  const method = existing ? 'replaced' : kind;
  if (run.options.dryRun) return item(method);
  const place = existing ? temporaryBeside(target) : target;
  try {
    makeLinkAgain(source, place, link);
  } catch (error) {
    if (!mayBeHardLinked(error, link)) throw error;
    const made = linkOr(error, source, place, link);
    if (existing) replaceBy(place, target);
    return item(existing ? 'replaced' : 'hardlink', made.linkCount);
  }
  if (existing) replaceBy(place, target);
  return item(method);
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

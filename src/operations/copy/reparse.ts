import path from 'node:path';
import type { CopyItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { foldCase } from '../../filesystem/caseSensitivity.ts';
import { entryOrNull, isSameFile, readEntry, type Entry } from '../../filesystem/entry.ts';
import { realPath } from '../../filesystem/folder.ts';
import { replaceByNew } from '../../filesystem/replace.ts';
import { isSameLinkText, linkText, makeLinkAgain } from '../../filesystem/symbolicLink.ts';
import { hasDirectoryAttribute } from '../../filesystem/windowsKind.ts';
import type { Step } from '../../journal/format.ts';
import type { Journal } from '../../journal/journal.ts';
import { createHardLink } from '../../links/create.ts';
import type { CopyRun } from './options.ts';
import { beginNew, madeNew, replace, type Cover } from './steps.ts';

/**
 * A symbolic link or junction of a tree, made again with its target text verbatim, never followed. A symbolic link
 * to a file that may not be made for want of the privilege is hard-linked itself.
 */
export async function keepReparsePoint(run: CopyRun, source: string, target: string, link: Entry, cover: Cover | null): Promise<CopyItem> {
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
  if (existing) {
    let made: Entry | null = null;
    await replace(run, cover, source, target, existing, async (temporary, how) => (await replaceByNew(target, temporary, (name) => (made = makeAgain(source, name, link)), how)).way);
    return item('replaced', (made as Entry | null)?.linkCount);
  }
  const made = await newLink(run.journal!, cover, source, target, (name) => makeAgain(source, name, link));
  return item(made ? 'hardlink' : kind, made?.linkCount);
}

/** Makes a link where nothing stands: the step is on the disk before. Throws a LinkKitError. */
export async function newLink<T>(journal: Journal, cover: Cover | null, from: string, target: string, make: (name: string) => T): Promise<T> {
  const wanted: Step = { act: 'makeLink', path: target, from, was: null };
  const step = await beginNew(journal, cover, wanted);
  try {
    const made = make(target);
    madeNew(journal, cover, step, readEntry(target));
    return made;
  } catch (error) {
    journal.notDone(step, wanted, error);
    throw error;
  }
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

/** As many links as one path may lead through (Linux: 40, Windows: 63). */
const mostLinks = 63;

/**
 * A link with this text must not take the place of the very file that it leads to, nor of a link on the way there: what
 * stood there would be gone, and the link lead to itself.
 */
export function refuseLinkToItself(text: string, target: string, existing: Entry): void {
  const own = trueName(target);
  let at = path.resolve(path.dirname(own), text);
  for (let links = 0; links < mostLinks; links += 1) {
    for (let above = path.dirname(at); path.dirname(above) !== above; above = path.dirname(above)) if (isThis(entryOrNull(above))) throw leadsToItself(target);
    const entry = entryOrNull(at);
    // Another name of the file keeps the data
    if (isThis(entry) && !(existing.linkCount > 1 && foldCase(trueName(at)) !== foldCase(own))) throw leadsToItself(target);
    if (entry?.kind !== 'symlink' && entry?.kind !== 'junction') return;
    at = path.resolve(realPath(path.dirname(at)), linkText(at));
  }

  function isThis(entry: Entry | null): boolean {
    return entry !== null && isSameFile(entry, existing);
  }
}

const trueName = (name: string): string => path.join(realPath(path.dirname(name)), path.basename(name));

const leadsToItself = (path: string): LinkKitError => new LinkKitError('SameName', { path, message: 'The link leads to what stands under this name; it cannot take its place.' });

/** The link itself under one more name; where that cannot be, the reason why it was not made anew is the one to tell. */
function linkOr(reason: unknown, source: string, place: string, link: Entry): Entry {
  try {
    return createHardLink(source, place, link);
  } catch (error) {
    if (error instanceof LinkKitError && error.code === 'VerificationFailed') throw error;
    throw reason;
  }
}

const mayBeHardLinked = (error: unknown, link: Entry): boolean =>
  error instanceof LinkKitError && (error.code === 'PrivilegeRequired' || error.osError === 50) && link.kind === 'symlink' && !hasDirectoryAttribute(link.attributes);

import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import { identityKey, readAskedEntry, readEntry, type Entry } from '../../filesystem/entry.ts';
import { realPath } from '../../filesystem/folder.ts';
import { absolutePath } from '../../filesystem/paths.ts';
import { isTemporary } from '../../filesystem/replace.ts';
import { childFolder } from '../../filesystem/walk/childFolder.ts';
import type { Folder, FolderContents } from '../../filesystem/walk/folder.ts';
import { kinds } from '../../filesystem/walk/listing.ts';
import { walk, type WalkRoot } from '../../filesystem/walk/walk.ts';
import { isKeep } from '../../journal/keepsFolder.ts';
import { keptNames } from '../../journal/keptNames.ts';
import { below } from '../../links/linkBatch.ts';
import type { OperationEvent } from '../operation.ts';
import type { DetachRun, SharedFile } from './options.ts';

/** The files of several names under what was asked about, by identity. Files with one name are items at once; nothing is changed. */
export async function* findShared(run: DetachRun): AsyncGenerator<OperationEvent | readonly OperationEvent[], Map<string, SharedFile>> {
  const shared = new Map<string, SharedFile>();
  const roots: WalkRoot<string>[] = [];
  const seen = new Set<string>();
  for (const text of run.options.path) {
    try {
      const name = absolutePath(text, run.context.cwd);
      const entry = readAskedEntry(name);
      if (entry.kind === 'directory' && !run.options.recurse) throw new LinkKitError('DirectoryNotSupported', { path: name, message: 'This is a folder.', hint: 'Add --recurse to detach the files in it.' });
      if (entry.kind === 'directory') roots.push({ folder: { path: name, raw: null }, context: '' });
      else take(run, shared, seen, name, entry);
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      run.events.push({ type: 'error', ...error.toFinding() });
    }
  }
  yield run.events.splice(0);
  const enter = (child: Folder, name: string, parent: string): string | null => {
    const relative = parent === '' ? name : below(parent, name);
    return run.keeps(relative, true) && !(name === 'keeps' && isKeep(child.path)) ? relative : null;
  };
  for await (const { folder, context, contents, error } of walk(roots, { detail: 'counted', enter, signal: run.context.signal })) {
    if (error) run.events.push({ type: 'error', ...error.toFinding() });
    else takeFolder(run, shared, seen, folder, context, contents);
    if (run.events.length > 0) yield run.events.splice(0);
    yield { type: 'progress', done: run.counts.files, total: null, unit: 'files', path: folder.path };
  }
  dropUnshared(run, shared);
  yield run.events.splice(0);
  return shared;
}

function takeFolder(run: DetachRun, shared: Map<string, SharedFile>, seen: Set<string>, folder: Folder, relative: string, { listing, failures }: FolderContents): void {
  for (const failure of failures) run.events.push({ type: 'error', ...failure.toFinding() });
  for (let index = 0; index < listing.length; index += 1) {
    if (listing.kind(index) !== kinds.file) continue;
    const name = listing.name(index);
    if (isTemporary(name) || !run.keeps(relative === '' ? name : below(relative, name), false)) continue;
    const child = childFolder(folder, listing, index, name);
    try {
      if (child.raw !== null || !name.isWellFormed()) throw new LinkKitError('NameNotRepresentable', { path: child.path.toWellFormed() });
      // Without a count the file itself is asked
      if (listing.linkCount(index) === 1) already(run, child.path, listing.size(index));
      else take(run, shared, seen, child.path, readEntry(child.path));
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      run.events.push({ type: 'error', ...error.toFinding() });
    }
  }
}

function take(run: DetachRun, shared: Map<string, SharedFile>, seen: Set<string>, name: string, entry: Entry): void {
  if (entry.kind !== 'file') throw new LinkKitError('UnsupportedReparsePoint', { path: name, message: 'This is no file with data of its own (a link, a pipe or the like); it is left alone.', hint: 'Name the file that it leads to.' });
  if (entry.linkCount === 1) return already(run, name, entry.size);
  if (entry.offline) throw new LinkKitError('OfflineFile', { path: name });
  // The same name by two paths is one: names inside are counted
  if (run.options.path.length > 1 && seen.size === seen.add(realPath(name)).size) return;
  const file = shared.get(identityKey(entry));
  if (file) file.names.push(name);
  else shared.set(identityKey(entry), { entry, names: [name] });
}

/** Those whose other names are among the keeps only are no shared files; of the others, the link count is without those. */
function dropUnshared(run: DetachRun, shared: Map<string, SharedFile>): void {
  const places = new Map([...shared.values()].map(({ entry, names }) => [entry.volume, path.dirname(names[0]!)]));
  const kept = new Map([...places.values()].flatMap((place) => [...keptNames(place)]));
  for (const [key, file] of shared) {
    file.entry = { ...file.entry, linkCount: file.entry.linkCount - (kept.get(key) ?? 0) };
    const hasOthers = file.entry.linkCount > (run.options.onlyOutside ? file.names.length : 1);
    if (hasOthers) continue;
    shared.delete(key);
    for (const name of file.names) already(run, name, file.entry.size);
  }
}

/** An item of a name that has its own data already. */
export function already(run: DetachRun, name: string, size: number): void {
  run.counts.files += 1;
  run.counts.already += 1;
  run.events.push({ type: 'item', path: name, method: 'already', size, linkedTo: null, rename: null });
}

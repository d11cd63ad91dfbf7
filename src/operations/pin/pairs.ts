import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import { entryOrNull } from '../../filesystem/entry.ts';
import { isTemporary } from '../../filesystem/replace.ts';
import { childPath } from '../../filesystem/walk/childFolder.ts';
import { kinds } from '../../filesystem/walk/listing.ts';
import { walk } from '../../filesystem/walk/walk.ts';
import { isWindows } from '../../filesystem/platform.ts';
import type { Pin } from './pins.ts';

/** One name that is to lead to one source. */
export interface PinPair {
  pin: Pin;
  source: string;
  target: string;
  /** Of a pin of a folder its target, in which folders are made as they are needed; null: the target is one name. */
  top: string | null;
}

/** The pairs of a pin, with all of one source side by side: of a folder that is pinned by hard links one for each file below it. */
export async function* pairsOf(pin: Pin, signal: AbortSignal, fail: (error: LinkKitError) => void): AsyncGenerator<PinPair[], void> {
  if (pin.as !== 'hardlink' || entryOrNull(pin.source)?.kind !== 'directory') {
    yield pin.targets.map((target) => ({ pin, source: pin.source, target, top: null }));
    return;
  }
  for await (const { folder, context, contents, error } of walk([{ folder: { path: pin.source, raw: null }, context: '' }], { detail: 'names', enter: (_, name, above) => path.join(above, name), signal })) {
    if (error !== null) {
      if (error.code !== 'NotFound') fail(error);
      continue;
    }
    contents.failures.forEach(fail);
    const { listing } = contents;
    for (let index = 0; index < listing.length; index += 1) {
      const name = listing.name(index);
      if (listing.kind(index) === kinds.directory || isTemporary(name)) continue;
      const at = isWindows ? path.join(folder.path, name) : childPath(folder.path, name);
      if (!listing.isText(index)) fail(new LinkKitError('NameNotRepresentable', { path: at.toWellFormed() }));
      else if (listing.kind(index) === kinds.file) yield pin.targets.map((target) => ({ pin, source: at, target: path.join(target, context, name), top: target }));
      else fail(new LinkKitError('UnsupportedReparsePoint', { path: at, message: 'In a folder that is pinned only files with data of their own are linked.', hint: 'Move the link elsewhere, or pin it by itself with --as symlink.' }));
    }
  }
}

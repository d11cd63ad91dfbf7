import path from 'node:path';
import type { ScanCounts, ScanSet } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { fileIdText } from '../../filesystem/identity.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { hasDirectoryAttribute } from '../../filesystem/windowsKind.ts';
import { childFolder } from '../../filesystem/walk/childFolder.ts';
import type { Folder } from '../../filesystem/walk/folder.ts';
import { kinds, type Listing } from '../../filesystem/walk/listing.ts';
import { walk, type Walked, type WalkRoot } from '../../filesystem/walk/walk.ts';
import { isKeep, keepsFolders } from '../../journal/keepsFolder.ts';
import { addKept } from '../../journal/keptNames.ts';
import { nameFilter } from '../nameFilter.ts';
import type { OperationContext, OperationEvent } from '../operation.ts';
import { LinkedFiles, setItem, withReachableNames, type FileFacts, type LinkedFile } from './linkedFiles.ts';
import { all, Measure } from './measure.ts';
import { noCounts, type ScanOptions } from './options.ts';
import { readRoots, type Root } from '../roots.ts';

/** A folder on the way, and where it lies below the path asked about. */
interface Context {
  /** The measured folder that it counts for: the one above, until it is read and measured by itself. */
  node: number;
  isMeasured: boolean;
  /** Where it is one of the paths asked about and was come by. */
  root: Root | null;
  depth: number;
  relative: string;
  /** Its place among the volumes seen; on POSIX each entry has its device. */
  volume: number;
}

/** Whoever is told also gives signals and other requests their turn; each time costs as much as a dozen files. */
const tellEveryMs = 20;

/** Link sets and weights of folders, by walking through them. */
export async function* scanFolders(options: ScanOptions, context: OperationContext): AsyncGenerator<OperationEvent | readonly OperationEvent[], ScanCounts> {
  const keeps = await nameFilter(options.include, options.exclude);
  const isFiltered = options.include.length + options.exclude.length > 0;
  const counts = noCounts();
  const measure = new Measure();
  const linked = new LinkedFiles();
  const events: OperationEvent[] = [];
  /** On Windows an entry's device is the place of its volume here; as items have it. */
  const volumes: string[] = [];
  const numbers = new Map<string, number>();
  /** Names among the keeps, which are left out. */
  const kept = new Map<string, number>();
  const keepsRead = new Set<string>();
  let looked = 0;
  let told = performance.now();

  /** The paths asked about that were not come by yet, and the folders that hold one. */
  const asked = readRoots(options.path, context.cwd, (error) => events.push(finding(error)));
  for (const root of asked.values()) readKeeps(root);
  const holders = new Set([...asked.keys()].map((one) => path.dirname(one)));
  // Those within others are come by, but for what lies behind a mount or in a folder that is left out: that has its own round
  while (asked.size > 0 && !context.signal.aborted) yield* walkRoots([...asked.values()].filter((root) => !isWithinAnother(root.path)));
  if (events.length > 0) yield events.splice(0);
  yield* giveRest();
  const { folders, total } = measure.results(path.sep);
  if (options.folders && !context.signal.aborted) yield folders.map((folder): OperationEvent => ({ type: 'item', ...folder }));
  return { ...total, sets: counts.sets, keeps: counts.keeps };

  function isWithinAnother(one: string): boolean {
    for (let at = one, above = path.dirname(at); above !== at; [at, above] = [above, path.dirname(above)]) if (asked.get(above)?.entry.kind === 'directory') return true;
    return false;
  }

  async function* walkRoots(some: readonly Root[]): AsyncGenerator<OperationEvent | readonly OperationEvent[], void> {
    const starts: WalkRoot<Context>[] = [];
    for (const root of some) {
      asked.delete(root.path);
      if (root.entry.kind === 'directory') starts.push({ folder: { path: root.path, raw: null }, context: { node: all, isMeasured: true, root: null, depth: 0, relative: '', volume: volumeNumber(root) } });
      else addFileRoot(root);
    }
    for await (const walked of walk(starts, { detail: 'counted', enter, signal: context.signal })) {
      take(walked);
      looked += walked.contents?.listing.length ?? 0;
      if (events.length > 0) yield events.splice(0);
      if (performance.now() - told < tellEveryMs) continue;
      told = performance.now();
      yield { type: 'progress', done: looked, total: null, unit: 'files', path: walked.folder.path.toWellFormed() };
    }
    if (events.length > 0) yield events.splice(0);
  }

  function enter(child: Folder, name: string, above: Context): Context | null {
    if (name === 'keeps' && isKeep(child.path)) {
      readKeepsIn(child.path);
      return null;
    }
    const relative = isFiltered ? (above.relative === '' ? name : `${above.relative}${path.sep}${name}`) : '';
    if (isFiltered && !keeps(relative, true)) return null;
    const root = asked.get(child.path) ?? null;
    asked.delete(child.path);
    const depth = root ? 0 : above.depth + 1;
    return { node: above.node, isMeasured: root !== null || depth <= options.depth, root, depth, relative, volume: above.volume };
  }

  function take({ folder, context: own, contents, error }: Walked<Context>): void {
    if (error !== null) {
      if (error.code === 'CrossVolume' && own.root) asked.set(own.root.path, own.root);
      // One that was come by and is gone since is no more missed than a file
      if (error.code !== 'NotFound' || own.depth === 0) events.push(finding(error));
      return;
    }
    for (const failure of contents.failures) events.push(finding(failure));
    if (own.isMeasured) own.node = measured(folder, own);
    const { listing } = contents;
    const hasRoots = asked.size > 0 && holders.has(folder.path);
    for (let index = 0; index < listing.length; index += 1) {
      if (listing.kind(index) === kinds.directory || hasDirectoryAttribute(listing.attributes(index))) continue;
      if (isFiltered && !keeps(own.relative === '' ? listing.name(index) : `${own.relative}${path.sep}${listing.name(index)}`, false)) continue;
      const linkCount = listing.linkCount(index);
      const at = hasRoots ? path.join(folder.path, listing.name(index)) : '';
      const node = hasRoots && asked.delete(at) ? measure.add(at, 0, own.node) : own.node;
      if (linkCount <= 1) measure.addFile(node, 1, 1, listing.size(index), listing.allocated(index));
      if (linkCount > 1 || isListed(linkCount)) addLinked(folder, own.volume, node, listing, index);
    }
  }

  /** On the volume of a path asked about; what lies in that path itself was asked for. */
  function readKeeps(root: Root): void {
    try {
      const folder = root.entry.kind === 'directory' ? root.path : path.dirname(root.path);
      if (!isKeep(root.path)) keepsFolders(folder).forEach(readKeepsIn);
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      events.push(finding(error));
    }
  }

  function readKeepsIn(place: string): void {
    if (keepsRead.size < keepsRead.add(place).size) addKept(kept, place);
  }

  /** A folder that is read is weighed; one whose path cannot be written only with the one above. */
  function measured({ path: at, raw }: Folder, { node, depth }: Context): number {
    if (raw === null && at.isWellFormed()) return measure.add(at, depth, node);
    if (options.folders) events.push(finding(new LinkKitError('NameNotRepresentable', { path: at.toWellFormed() })));
    return node;
  }

  function volumeNumber({ volumeName: name, entry }: Root): number {
    if (!numbers.has(name)) numbers.set(name, volumes.push(entry.volume) - 1);
    return numbers.get(name)!;
  }

  function addLinked(folder: Folder, volume: number, node: number, listing: Listing, index: number): void {
    const text = listing.name(index);
    const isText = folder.raw === null && listing.isText(index);
    if (!isText && isWanted({ linkCount: listing.linkCount(index), size: listing.size(index) })) events.push(finding(new LinkKitError('NameNotRepresentable', { path: childFolder(folder, listing, index).path.toWellFormed() })));
    addName(
      {
        device: isWindows ? volume : listing.device(index),
        fileId: listing.fileId(index),
        linkCount: listing.linkCount(index),
        size: listing.size(index),
        allocated: listing.allocated(index),
        reparseTag: listing.reparseTag(index),
      },
      node,
      prefixOf(folder.path),
      isText ? text : '',
    );
  }

  function addFileRoot(root: Root): void {
    const { path: at, entry: { linkCount, size, allocated, volume, fileId, reparseTag } } = root;
    const node = measure.add(at, 0, all);
    if (isFiltered && !keeps(path.basename(at), false)) return;
    if (linkCount <= 1) measure.addFile(node, 1, 1, size, allocated);
    if (linkCount <= 1 && !isListed(linkCount)) return;
    const [device, id] = isWindows ? [volumeNumber(root), BigInt(`0x${fileId}`)] : [Number(volume), BigInt(fileId)];
    addName({ device, fileId: id, linkCount, size, allocated, reparseTag }, node, prefixOf(path.dirname(at)), path.basename(at));
  }

  function addName(facts: FileFacts, node: number, folder: string, text: string): void {
    const file = linked.add(facts, node, options.sets ? folder : '', options.sets ? text : '');
    if (file === null) return;
    weigh(file);
    if (isWanted(file)) events.push({ type: 'item', ...withReachableNames(setOf(file, 0)) });
  }

  function weigh({ nodes, linkCount, size, allocated }: LinkedFile): void {
    if (linkCount > 1) measure.addLinked(nodes, linkCount, size, allocated);
  }

  /** Whether files of so many names are among the items; 0 is a file that was not to be opened: it has one at least. */
  function isListed(linkCount: number): boolean {
    return options.sets && Math.max(1, linkCount) >= options.minLinks;
  }

  function isWanted({ linkCount, size }: Pick<LinkedFile, 'linkCount' | 'size'>): boolean {
    return isListed(linkCount) && size >= options.minSize;
  }

  function setOf(file: LinkedFile, keepsOfIt: number): ScanSet {
    counts.sets += 1;
    return setItem({ ...file, ...identityOf(file), keeps: keepsOfIt });
  }

  function identityOf({ device, fileId }: LinkedFile): { volume: string; fileId: string } {
    return isWindows ? { volume: volumes[device]!, fileId: fileIdText(fileId) } : { volume: String(device), fileId: String(fileId) };
  }

  function keepsOf(file: LinkedFile): number {
    if (kept.size === 0) return 0;
    const { volume, fileId } = identityOf(file);
    return Math.min(kept.get(`${volume}:${fileId}`) ?? 0, Math.max(0, file.linkCount - file.seen));
  }

  /** The files that have names elsewhere. */
  async function* giveRest(): AsyncGenerator<OperationEvent | readonly OperationEvent[], void> {
    // The engines are loaded only for those who ask
    const resolve = options.resolve ? (await import('./outsideNames.ts')).outsideNames(context.signal) : null;
    for (const file of linked.rest()) {
      weigh(file);
      const keepsOfIt = keepsOf(file);
      counts.keeps += keepsOfIt;
      if (!isWanted({ linkCount: file.linkCount - keepsOfIt, size: file.size })) continue;
      if (context.signal.aborted) return;
      const item = setOf(file, keepsOfIt);
      yield { type: 'item', ...withReachableNames({ ...item, ...(resolve && (yield* resolve(item))) }) };
    }
  }
}

/** A folder's path with a separator behind it. */
const prefixOf = (folder: string): string => (folder.endsWith(path.sep) ? folder : folder + path.sep);

const finding = (error: LinkKitError): OperationEvent => ({ type: 'error', ...error.toFinding() });

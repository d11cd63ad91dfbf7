import path from 'node:path';
import type { PinCounts } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import type { ConflictRule, PinKind } from '../../contract/pinWords.ts';
import { pinFileSchema, type PinFile, type PinSpec } from '../../contract/pins.ts';
import { foldCase } from '../../filesystem/caseSensitivity.ts';
import { entryOrNull } from '../../filesystem/entry.ts';
import { makeFolder } from '../../filesystem/folder.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { absolutePath } from '../../filesystem/paths.ts';
import { isElevated } from '../../filesystem/elevation.ts';
import { letAllRead, privateFolder } from '../../filesystem/privateFolder.ts';
import { machineFolder, stateFolder } from '../../filesystem/state.ts';
import { isOneVolume } from '../../filesystem/volume.ts';
import { newJsonDocument, readJsonDocument, type JsonDocument } from '../jsonDocument.ts';
import type { Operation, OperationEvent } from '../operation.ts';
import { remove } from '../remove/remove.ts';
import { repairThese } from './check.ts';
import { filesToRead, machineFile, ownFile, type PinPlaces } from './places.ts';
import { pairsOf } from './pairs.ts';
import { chosen, pinsOf, written, type Pin } from './pins.ts';
import { fail, lookAt, newRun, tell } from './run.ts';

export interface AddOptions extends PinPlaces {
  source: string;
  targets: readonly string[];
  /** null: the name of the first target, without what stands before it. */
  name: string | null;
  as: PinKind;
  rule: ConflictRule;
  dryRun: boolean;
}

/**
 * Declares a pin, and makes its links as repair would. Refused as a whole (throws) where the source is not there, where it cannot be linked to
 * a target, and for a name or a target that is pinned already; nothing is changed then.
 */
export const addPin: Operation<AddOptions, PinCounts> = async function* (options, context) {
  const file = ownFile(options, context.cwd);
  const at = (text: string): string => absolutePath(text, context.cwd);
  const [source, targets] = [at(options.source), options.targets.map(at)];
  refuseImpossible(source, targets, options.as);
  const spec: PinSpec = {
    name: options.name ?? path.basename(targets[0]!),
    source: written(source, file),
    targets: targets.map((target) => written(target, file)),
    ...(options.as !== 'hardlink' && { as: options.as }),
    ...(options.rule !== 'ask' && { onConflict: options.rule }),
  };
  const document = entryOrNull(file) === null ? newJsonDocument(file, '{\n  "pins": []\n}\n', pinFileSchema) : readJsonDocument(file, pinFileSchema);
  // What is wrong with it already is told by its own lines
  pinsOf(document);
  const text = document.edited(['pins', document.value.pins.length], spec);
  // Read as it will be read again: bad names, and what is there twice, are found before anything is written
  const pin = pinsOf(newJsonDocument(file, text, pinFileSchema)).at(-1)!;
  if (!options.dryRun) await writeFirst(file, () => document.write(text));
  return yield* repairThese([pin], { rule: null, dryRun: options.dryRun }, context);
};

function refuseImpossible(source: string, targets: readonly string[], as: PinKind): void {
  const entry = entryOrNull(source);
  if (entry === null) throw new LinkKitError('NotFound', { path: source });
  if (as === 'junction' && entry.kind !== 'directory') throw new LinkKitError('JunctionNeedsFolder', { path: source });
  for (const target of targets) {
    if (entry.kind === 'directory' && foldCase(target + path.sep).startsWith(foldCase(source + path.sep))) throw new LinkKitError('DestinationInsideSource', { path: target });
    const folder = path.dirname(target);
    if (entryOrNull(folder) === null) throw new LinkKitError('ParentNotFound', { path: folder, hint: 'Create the folder first.' });
    if (as === 'hardlink' && !isOneVolume(source, entry, folder)) throw new LinkKitError('CrossVolume', { path: target, hint: 'Pin it with --as symlink.' });
  }
}

/** The state folder is its owner's alone; a file elsewhere lies in a folder of the person's own. That of the machine is read by all. */
async function writeFirst(file: string, write: () => Promise<void>): Promise<void> {
  const isNew = entryOrNull(file) === null;
  if (path.dirname(file) === stateFolder()) privateFolder(stateFolder());
  else if (entryOrNull(path.dirname(file)) === null) makeFolder(path.dirname(file), true);
  await write();
  if (isNew && isWindows && isElevated() && file === machineFile()) [machineFolder(), file].forEach(letAllRead);
}

/** Takes pins out of their file. The links stay; with `deleteLinks` those that are links go, as remove --undoable would do it. */
export const removePins: Operation<PinPlaces & { names: readonly string[]; deleteLinks: boolean; dryRun: boolean }, PinCounts> = async function* ({ names, deleteLinks, dryRun, ...places }, context) {
  const refused: LinkKitError[] = [];
  const documents = filesToRead(places, context.cwd, refused).map((file) => readJsonDocument(file, pinFileSchema));
  const pins = chosen(documents.flatMap(pinsOf), names);
  const run = newRun(context, { dryRun });
  for (const error of refused) run.events.push({ type: 'error', ...error.toFinding() });
  const links: string[] = [];
  for (const pin of pins) {
    run.counts.pins += 1;
    for await (const pairs of pairsOf(pin, context.signal, (error) => fail(run, error))) {
      for (const pair of pairs) {
        const found = await lookAt(run, pair);
        if (!found) continue;
        if (found.state === 'linked' && (found.target?.kind !== 'directory')) links.push(pair.target);
        tell(run, found, 'none');
      }
      yield run.events.splice(0);
    }
  }
  if (context.signal.aborted) return run.counts;
  if (!dryRun) for (const document of documents) await removeFrom(document, pins.filter(({ file }) => file === document.name));
  if (deleteLinks && links.length > 0) yield* removeLinks(links, dryRun, context);
  return run.counts;
};

/** The last link of a file goes, too: its source still leads to the data. Items of remove are not told; its errors are. */
async function* removeLinks(path: readonly string[], dryRun: boolean, context: Parameters<typeof remove>[1]): AsyncGenerator<OperationEvent | readonly OperationEvent[], void> {
  const events = remove({ path, allNames: false, yes: false, keepData: true, toRecycleBin: false, recurse: false, undoable: true, dryRun }, context);
  for (;;) {
    const { value, done } = await events.next();
    if (done) return;
    for (const event of Array.isArray(value) ? (value as readonly OperationEvent[]) : [value as OperationEvent]) if (event.type === 'error' || event.type === 'warning') yield event;
  }
}

async function removeFrom(document: JsonDocument<PinFile>, pins: readonly Pin[]): Promise<void> {
  if (pins.length === 0) return;
  let left = document;
  for (const { index } of [...pins].sort((one, other) => other.index - one.index)) left = newJsonDocument(document.name, left.edited(['pins', index], undefined), pinFileSchema);
  await document.write(left.text);
}

import type { ScanSet } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { readEntry } from '../../filesystem/entry.ts';
import { isKeep } from '../../journal/keepsFolder.ts';
import { allEngines, chooseEngine } from '../../links/engines.ts';
import { namesOfFile } from '../../links/namesOfFile.ts';
import type { OperationEvent } from '../operation.ts';

type Outside = Pick<ScanSet, 'namesOutside' | 'engine' | 'complete'>;

/**
 * Finds the names of files that lie outside of what was scanned, by the sibling engines; one serves for all sets, so that
 * each folder of the volume is looked at once. A file that cannot be asked about any more is an error, and its set stays as it is.
 */
export function outsideNames(signal: AbortSignal): (item: ScanSet) => AsyncGenerator<OperationEvent, Outside | null> {
  const engines = allEngines(null);
  return async function* (item) {
    const [path] = item.namesInside;
    if (path === undefined || item.outsideCount === 0) return null;
    try {
      const file = { path, entry: readEntry(path) };
      const { engine, reason } = await chooseEngine(engines, 'auto', file);
      if (engine === null) throw new LinkKitError('EngineNotAvailable', { path, message: `Names outside cannot be found: ${reason}.` });
      const found = yield* namesOfFile(engine, file, signal);
      if (found === null) return null;
      const inside = new Set(item.namesInside);
      return { namesOutside: found.names.filter((name) => !inside.has(name) && !isKeep(name)), engine: engine.name, complete: found.complete };
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      yield { type: 'error', ...error.toFinding() };
      return null;
    }
  };
}

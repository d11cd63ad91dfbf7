import fs from 'node:fs';
import path from 'node:path';
import type { PinCounts } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { entryOrNull } from '../../filesystem/entry.ts';
import type { Operation } from '../operation.ts';
import { readChosen, type PinChoice } from './check.ts';
import { pairsOf } from './pairs.ts';
import type { Pin } from './pins.ts';
import { fail, lookAt, newRun, tell, type PinRun } from './run.ts';
import type { Found } from './state.ts';

/** Many changes come at once: the names are looked at when so long nothing has come. */
const quietMs = 150;

/**
 * Looks at the pins, and again at every change until it is stopped; tells each target at first, and then whenever its state is another one.
 * The pin files are read anew each time; one that is wrong then is told, and what was read before holds.
 */
export const watchPins: Operation<PinChoice & { everySeconds: number }, PinCounts> = async function* ({ everySeconds, ...options }, context) {
  const { signal } = context;
  const refused: LinkKitError[] = [];
  let pins = readChosen(options, context.cwd, refused);
  let changes = watchFolders(pins);
  let told: string | null = null;
  const known = new Map<string, Found['state']>();
  try {
    for (;;) {
      const run = newRun(context);
      for (const error of [...refused.splice(0), ...changes.refused.splice(0)]) run.events.push({ type: 'warning', ...error.toFinding() });
      await lookAtAll(run, pins, known);
      yield run.events.splice(0);
      if (!signal.aborted) await changes.next(everySeconds * 1000, signal);
      if (signal.aborted) return run.counts;
      const now = readAgain(options, context.cwd);
      if (now instanceof LinkKitError) {
        if (told !== now.message) yield { type: 'warning', ...now.toFinding() };
        told = now.message;
      } else if (JSON.stringify(now) !== JSON.stringify(pins)) {
        changes.close();
        [pins, changes, told] = [now, watchFolders(now), null];
      }
    }
  } finally {
    changes.close();
  }
};

function readAgain(options: PinChoice, cwd: string): Pin[] | LinkKitError {
  try {
    return readChosen(options, cwd, []);
  } catch (error) {
    if (!(error instanceof LinkKitError)) throw error;
    return error;
  }
}

async function lookAtAll(run: PinRun, pins: readonly Pin[], known: Map<string, Found['state']>): Promise<void> {
  for (const pin of pins) {
    run.counts.pins += 1;
    for await (const pairs of pairsOf(pin, run.context.signal, (error) => fail(run, error))) {
      for (const pair of pairs) {
        const found = await lookAt(run, pair);
        if (!found) continue;
        const before = run.events.length;
        tell(run, found, 'none');
        if (known.get(pair.target) === found.state) run.events.length = before;
        known.set(pair.target, found.state);
      }
    }
  }
}

/** Tells when something changes in the folders of sources and targets; where the system cannot tell, only the clock does, and that is said. */
function watchFolders(pins: readonly Pin[]): { refused: LinkKitError[]; next(ms: number, signal: AbortSignal): Promise<void>; close(): void } {
  const refused: LinkKitError[] = [];
  let wake = (): void => undefined;
  let isChanged = false;
  const changed = (): void => {
    isChanged = true;
    wake();
  };
  const watchers = [...foldersOf(pins)].flatMap(([folder, recursive]) => {
    try {
      const watcher = fs.watch(folder, { recursive, persistent: true }, changed);
      watcher.on('error', changed);
      return [watcher];
    } catch (error) {
      refused.push(new LinkKitError('EngineNotAvailable', { path: folder, message: `The system tells of no changes here (${(error as NodeJS.ErrnoException).code}); the pins are looked at by the clock alone.`, hint: 'Shorten --every.', osError: (error as NodeJS.ErrnoException).code ?? null, cause: error }));
      return [];
    }
  });
  return {
    refused,
    async next(ms, signal) {
      const wait = (most: number): Promise<void> => new Promise((resolve) => {
        const stop = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', stop);
          resolve();
        };
        const timer = setTimeout(stop, most);
        wake = stop;
        signal.addEventListener('abort', stop);
      });
      if (!isChanged) await wait(ms);
      // Until it is quiet: an editor writes, renames and deletes in a row
      while (isChanged && !signal.aborted) {
        isChanged = false;
        await wait(quietMs);
      }
    },
    close: () => watchers.forEach((watcher) => watcher.close()),
  };
}

function foldersOf(pins: readonly Pin[]): Map<string, boolean> {
  const folders = new Map<string, boolean>();
  for (const { file, source, targets } of pins) {
    for (const name of [file, source, ...targets]) {
      const isFolder = entryOrNull(name)?.kind === 'directory';
      if (entryOrNull(path.dirname(name)) !== null) folders.set(path.dirname(name), folders.get(path.dirname(name)) ?? false);
      if (isFolder) folders.set(name, true);
    }
  }
  return folders;
}

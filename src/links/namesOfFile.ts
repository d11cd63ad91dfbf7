import { LinkKitError, type Finding } from '../contract/errors.ts';
import { foldCase } from '../filesystem/caseSensitivity.ts';
import { isWindows } from '../filesystem/platform.ts';
import { leadsTo } from './leadsTo.ts';
import type { NamedFile, SearchEvent, SiblingEngine } from './siblingEngine.ts';

/** A file's own name as its folder spells it, and all its names: its own first, the others in ordinal order. */
export interface OrderedNames {
  path: string;
  names: string[];
  complete: boolean;
}

/**
 * Asks one engine. Each name that text cannot carry comes out as a NameNotRepresentable error, and makes the answer
 * incomplete. Null where the search was interrupted. Throws ChangedDuringOperation where the name asked about is gone.
 */
export async function* namesOfFile(
  engine: SiblingEngine,
  file: NamedFile,
  signal: AbortSignal,
): AsyncGenerator<SearchEvent | ({ type: 'error' } & Finding), OrderedNames | null> {
  const found = yield* engine.find(file, signal);
  if (signal.aborted) return null;
  for (const path of found.unrepresentable) yield { type: 'error', ...new LinkKitError('NameNotRepresentable', { path }).toFinding() };

  const names = new Set(found.names);
  const own = names.has(file.path) ? file.path : isWindows ? found.names.find((name) => foldCase(name) === foldCase(file.path)) : undefined;
  if (own === undefined && !leadsTo(file.path, file)) throw new LinkKitError('ChangedDuringOperation', { path: file.path });
  const path = own ?? file.path;
  names.delete(path);
  return { path, names: [path, ...[...names].sort()], complete: found.complete };
}

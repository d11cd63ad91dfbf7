import type { Finding } from '../contract/errors.ts';
import type { Entry } from '../filesystem/entry.ts';

export type EngineName = 'api' | 'layout' | 'fsutil' | 'scan' | 'mft';

/** A file whose other names are wanted. */
export interface NamedFile {
  /** One of its names, absolute, spelled as the volume spells it. */
  path: string;
  entry: Entry;
}

export interface Availability {
  works: boolean;
  /** Why not; null where it works. */
  reason: string | null;
}

export interface FoundNames {
  /** Every name found, each checked to be the file's where the engine's word is not enough; without the file's own only where that is gone. */
  names: string[];
  /** False where the file has further names, or may have. */
  complete: boolean;
  /** Names that text cannot carry, as near as it comes. */
  unrepresentable: string[];
}

/** What a search has to tell while it goes on. */
export type SearchEvent =
  | { type: 'progress'; done: number; total: number | null; unit: 'files' | 'records'; path: string }
  | ({ type: 'warning' } & Finding);

/** One way to find the names of a file. An engine lives for one call of an operation, and may keep what it has seen for the files that follow. */
export interface SiblingEngine {
  readonly name: EngineName;
  /** It reads a whole volume before its first answer: for one file that is far too much. */
  readonly readsVolume?: boolean;
  /** Why this system does not have it at all; null where it has. */
  missing(): string | null;
  /** Whether it works on this system and on this file's volume: tried, and remembered for the volume. */
  available(file: NamedFile): Promise<Availability>;
  /** Every name of one file. Throws a LinkKitError where the file cannot be asked about. */
  find(file: NamedFile, signal: AbortSignal): AsyncGenerator<SearchEvent, FoundNames>;
}

export const works: Availability = { works: true, reason: null };
export const fails = (reason: string): Availability => ({ works: false, reason });

/** An engine's `available`: whether the system has it, and whether it works on the file's volume, tried once a volume. */
export function availableWhere(missing: () => string | null, tryOn: (file: NamedFile) => Availability | Promise<Availability>): SiblingEngine['available'] {
  const volumes = new Map<string, Availability>();
  return async (file) => {
    const reason = missing();
    if (reason !== null) return fails(reason);
    let answer = volumes.get(file.entry.volume);
    if (!answer) volumes.set(file.entry.volume, (answer = await tryOn(file)));
    return answer;
  };
}

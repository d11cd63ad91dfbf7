import { isElevated } from '../filesystem/elevation.ts';
import { apiEngine } from './apiEngine.ts';
import { fsutilEngine } from './fsutilEngine.ts';
import { layoutEngine } from './layoutEngine.ts';
import { mftEngine } from './mftEngine.ts';
import { scanEngine } from './scanEngine.ts';
import type { EngineName, NamedFile, SiblingEngine } from './siblingEngine.ts';

/**
 * All engines, in the order in which `auto` tries them: the file system's own answer first, the search last, which works
 * everywhere. `mft` is for those who name it: what it reads may be older than what the file system has in mind.
 */
export function allEngines(root: string | null): SiblingEngine[] {
  return [apiEngine(), layoutEngine(), fsutilEngine(), scanEngine(root), mftEngine()];
}

/** From so many files on it is quicker to read the whole volume than to ask for one after the other. */
const manyFiles = 1_000;

/** Whether `auto` may read a whole volume for so many files: that needs administrator rights, too. */
export const mayReadVolume = (files: number): boolean => files >= manyFiles && isElevated();

/**
 * The engine of that name, or for `auto` the first that works for the file; with the reason where the one asked for does not.
 * `volumes`: whether `auto` may take one that reads a whole volume.
 */
export async function chooseEngine(
  engines: readonly SiblingEngine[],
  wanted: EngineName | 'auto',
  file: NamedFile,
  volumes = false,
): Promise<{ engine: SiblingEngine; reason: null } | { engine: null; reason: string }> {
  let reason = 'there is no such engine';
  for (const engine of engines) {
    if (wanted === 'auto' ? engine.readsVolume && !volumes : wanted !== engine.name) continue;
    const answer = await engine.available(file);
    if (answer.works) return { engine, reason: null };
    reason = answer.reason ?? 'it does not work here';
  }
  return { engine: null, reason };
}

import { apiEngine } from './apiEngine.ts';
import { fsutilEngine } from './fsutilEngine.ts';
import { scanEngine } from './scanEngine.ts';
import type { EngineName, NamedFile, SiblingEngine } from './siblingEngine.ts';

/** All engines, in the order in which `auto` tries them: the file system's own answer first, the search last. */
export function allEngines(root: string | null): SiblingEngine[] {
  return [apiEngine(), fsutilEngine(), scanEngine(root)];
}

/** The engine of that name, or for `auto` the first that works for the file; with the reason where the one asked for does not. */
export async function chooseEngine(
  engines: readonly SiblingEngine[],
  wanted: EngineName | 'auto',
  file: NamedFile,
): Promise<{ engine: SiblingEngine; reason: null } | { engine: null; reason: string }> {
  let reason = 'there is no such engine';
  for (const engine of engines) {
    if (wanted !== 'auto' && wanted !== engine.name) continue;
    const answer = await engine.available(file);
    if (answer.works) return { engine, reason: null };
    reason = answer.reason ?? 'it does not work here';
  }
  return { engine: null, reason };
}

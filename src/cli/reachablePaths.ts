import { isWindows } from '../filesystem/platform.ts';
import { reachablePath } from '../filesystem/paths.ts';

const fields = ['path', 'source', 'destination', 'names', 'remaining', 'resume'] as const;

/** The line with its paths as the contract spells them: whoever passes them on reaches these files and no others. */
export function withReachablePaths<L extends object>(line: L): L {
  if (!isWindows) return line;
  const changed = { ...line } as Record<string, unknown>;
  for (const field of fields) {
    const value = changed[field];
    if (typeof value === 'string') changed[field] = reachablePath(value);
    else if (Array.isArray(value)) changed[field] = value.map(reachablePath);
  }
  return changed as L;
}

import path from 'node:path';
import picomatch from 'picomatch';
import { isWindows } from '../../filesystem/platform.ts';

/**
 * Whether a file or folder takes part, by its path below the source. A glob without a slash is held against the
 * name alone, at any depth; one with a slash against the path from the source on. An excluded folder is not entered;
 * --include chooses among files only.
 */
export function nameFilter(include: readonly string[], exclude: readonly string[]): (relative: string, isFolder: boolean) => boolean {
  const included = anyOf(include);
  const excluded = anyOf(exclude);
  return (relative, isFolder) => {
    const name = isWindows ? relative.replaceAll('\\', '/') : relative;
    if (excluded?.(name)) return false;
    return isFolder || !included || included(name);
  };
}

function anyOf(globs: readonly string[]): ((name: string) => boolean) | null {
  if (globs.length === 0) return null;
  const tests = globs.map((glob) => {
    const slashed = isWindows ? glob.replaceAll('\\', '/') : glob;
    const matches = picomatch(slashed.replace(/^\.?\//, '').replace(/\/$/, ''), { dot: true, nocase: isWindows });
    return slashed.includes('/') ? matches : (name: string) => matches(path.posix.basename(name));
  });
  return (name) => tests.some((matches) => matches(name));
}

import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';
import { isWindows } from '../filesystem/platform.ts';

/** Whether a file or a folder takes part, by its path below what was asked about. */
export type NameFilter = (relative: string, isFolder: boolean) => boolean;

type Picomatch = typeof import('picomatch');

/**
 * Whether a file or folder takes part, by its path below the source. A glob without a slash is held against the
 * name alone, at any depth; one with a slash against the path from the source on. An excluded folder is not entered;
 * --include chooses among files only. Throws Usage for a glob that cannot be read.
 */
export async function nameFilter(include: readonly string[], exclude: readonly string[]): Promise<NameFilter> {
  if (include.length + exclude.length === 0) return () => true;
  const { default: picomatch } = await import('picomatch'); // only for those who ask: it takes a while to load
  const included = anyOf(include, picomatch);
  const excluded = anyOf(exclude, picomatch);
  return (relative, isFolder) => {
    const name = isWindows ? relative.replaceAll('\\', '/') : relative;
    if (excluded?.(name)) return false;
    return isFolder || !included || included(name);
  };
}

function anyOf(globs: readonly string[], picomatch: Picomatch): ((name: string) => boolean) | null {
  if (globs.length === 0) return null;
  const tests = globs.map((glob) => {
    const slashed = (isWindows ? glob.replaceAll('\\', '/') : glob).replace(/(?<=.)\/$/s, '');
    const matches = compiled(picomatch, slashed.replace(/^\.?\/|^\.$/, ''), glob);
    return slashed.includes('/') ? matches : (name: string) => matches(path.posix.basename(name));
  });
  return (name) => tests.some((matches) => matches(name));
}

/** picomatch makes a broken pattern one that matches nothing, unless it is told to say so. Flag s: a name may begin with a line break. */
function compiled(picomatch: Picomatch, pattern: string, glob: string): (name: string) => boolean {
  try {
    return picomatch(pattern, { dot: true, nocase: isWindows, flags: isWindows ? 'is' : 's', debug: true });
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error;
    throw new LinkKitError('Usage', { message: `The pattern '${glob}' is not understood.`, hint: 'Write it as *.dll, docs/** or a name.', cause: error });
  }
}

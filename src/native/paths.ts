import { Win32Error, win32 } from './win32Error.ts';

const prefix = '\\\\?\\';

/** What a path must not hold to be put behind `\\?\` as it is: slashes, doubled separators, `.` and `..`, a separator at its end. */
const needsNormalizing = /\/|\\\\|\\\.{1,2}(?:\\|$)|.\\$/;

/**
 * The form in which a path goes to Windows: an absolute path (`C:\a`, `\\server\share\a`) becomes `\\?\C:\a`,
 * `\\?\UNC\server\share\a`, so that long paths, trailing dots and spaces and names like `CON` mean what they say.
 * Paths that begin with `\\?\` or `\\.\` pass through unchanged. A separator at the end is dropped, but for a root's.
 * Throws a Win32Error 123 for a NUL inside, a TypeError for a path that is not absolute (the caller's mistake).
 */
export function toNativePath(path: string): string {
  if (path.includes('\0')) throw new Win32Error('toNativePath', win32.INVALID_NAME, path);
  if (path.startsWith(prefix) || path.startsWith('\\\\.\\')) return path;
  if (/^[A-Za-z]:[\\/]/.test(path)) {
    const rest = segments(path.slice(3));
    return `${prefix}${path.slice(0, 2)}\\${rest}`;
  }
  if (/^[\\/]{2}[^\\/]/.test(path)) return `${prefix}UNC\\${segments(path.slice(2))}`;
  throw new TypeError(`not an absolute Windows path: ${path}`);
}

/** The part behind the root with single backslashes and without `.` and `..`; behind `\\?\` Windows takes all of them for names. */
function segments(path: string): string {
  if (!needsNormalizing.test(`\\${path}`)) return path;
  const kept: string[] = [];
  for (const segment of path.split(/[\\/]+/)) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  return kept.join('\\');
}

const deviceName = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:[ ]*[.:]|[ ]*$)/i;

/**
 * A path as a person reads it: without `\\?\`, unless Windows would then understand something else
 * (a name that ends in a dot or a space, a device name such as `NUL`, a volume's GUID path).
 */
export function displayPath(path: string): string {
  if (!path.startsWith(prefix)) return path;
  const rest = path.slice(prefix.length);
  if (rest.split('\\').some((name) => /[. ]$/.test(name) || deviceName.test(name))) return path;
  if (/^[A-Za-z]:\\/.test(rest)) return rest;
  if (/^UNC\\/i.test(rest)) return `\\\\${rest.slice(4)}`;
  return path;
}

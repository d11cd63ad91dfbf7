import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';
import { displayPath, toNativePath } from '../native/windows.ts';
import { isWindows } from './platform.ts';

/**
 * A path as the person wrote it → an absolute one, relative to `cwd`. Names are never changed: trailing dots
 * and spaces, Unicode forms and `\\?\` prefixes stay. Throws Usage for an empty path and for a NUL character.
 */
export function absolutePath(text: string, cwd: string): string {
  if (text === '') throw new LinkKitError('Usage', { message: 'An empty path names no file.', hint: 'Leave it out, or write . for the current folder.' });
  if (text.includes('\0')) throw new LinkKitError('Usage', { message: 'A path cannot hold a NUL character.', path: text.replaceAll('\0', '\\0'), hint: null });
  if (!text.isWellFormed()) throw new LinkKitError('NameNotRepresentable', { path: text.toWellFormed() });
  return isWindows ? plainWindowsPath(resolveWindows(text, cwd)) : path.resolve(cwd, text);
}

/** Drive-relative paths (`C:x`) are relative to that drive's own current folder, as in cmd.exe: path.resolve knows it. */
function resolveWindows(text: string, cwd: string): string {
  const driveRelative = /^[a-zA-Z]:(?![\\/])/.test(text);
  return driveRelative && text.slice(0, 2).toLowerCase() !== cwd.slice(0, 2).toLowerCase() ? path.win32.resolve(text) : path.win32.resolve(cwd, text);
}

/** Without `\\?\` where the same path can be reached without it; a volume GUID path keeps it. */
export function plainWindowsPath(text: string): string {
  const drive = /^\\\\\?\\([a-zA-Z]:(?:\\|$).*)$/s.exec(text);
  if (drive) return drive[1]!;
  const unc = /^\\\\\?\\UNC\\(.*)$/is.exec(text);
  return unc ? `\\\\${unc[1]}` : text;
}

/**
 * A path as the contract spells it: with `\\?\` where Windows could not reach it otherwise (a name that ends in a dot or a
 * space, a device name), else as it is. Text that is no absolute path stays.
 */
export const reachablePath = (text: string): string => (isWindows && /^(?:[A-Za-z]:|\\)\\/.test(text) ? displayPath(toNativePath(text)) : text);

/** Whether a text ends with a separator, by which a person says "a folder". */
export const endsWithSeparator = (text: string): boolean => (isWindows ? /[\\/]$/ : /\/$/).test(text);

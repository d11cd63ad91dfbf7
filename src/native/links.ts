import { isMissing } from './handles.ts';
import { fileInformation } from './fileInformation.ts';
import { kernel32, lastError } from './kernel32.ts';
import { toNativePath } from './paths.ts';
import { Win32Error, win32 } from './win32Error.ts';

/** Gives `existing` the further name `newName`. Throws Win32Error: 183 name taken, 17 other volume, 1142 too many links, 1 not possible here. */
export function createHardLink(newName: string, existing: string): void {
  if (!kernel32.CreateHardLinkW(toNativePath(newName), toNativePath(existing), null)) throw lastError('CreateHardLinkW', newName);
}

const FLAG_DIRECTORY = 1;
const FLAG_ALLOW_UNPRIVILEGED = 2;

/**
 * Makes a symbolic link whose target text is `target`, verbatim. Throws Win32Error: 1314 without the privilege.
 * `allowUnprivileged` asks for the way of Developer Mode. The link is opened again: where the call reported a success
 * and made nothing (Wine 8 does), the error is 50, not supported.
 */
export function createSymbolicLink(link: string, target: string, isDirectory: boolean, allowUnprivileged = true): void {
  const kind = isDirectory ? FLAG_DIRECTORY : 0;
  const path = toNativePath(link);
  let made = kernel32.CreateSymbolicLinkW(path, target, kind + (allowUnprivileged ? FLAG_ALLOW_UNPRIVILEGED : 0));
  if (!made && allowUnprivileged && kernel32.GetLastError() === win32.INVALID_PARAMETER) {
    made = kernel32.CreateSymbolicLinkW(path, target, kind); // before Windows 10 1703 the flag was not known
  }
  if (!made) throw lastError('CreateSymbolicLinkW', link);
  if (reparseTagOf(link) === 0) throw new Win32Error('CreateSymbolicLinkW', win32.NOT_SUPPORTED, link);
}

function reparseTagOf(path: string): number {
  try {
    return fileInformation(path).reparseTag;
  } catch (error) {
    if (error instanceof Win32Error && isMissing(error.code)) return 0;
    throw error;
  }
}

import fs from 'node:fs';
import { isWindows } from './platform.ts';

let answer: boolean | undefined;

/**
 * Whether this process has administrator (Windows) or root rights. Asked without FFI, because where FFI's
 * native part may be loaded from depends on it: on Windows only administrators may list System32\config.
 * The kernel's own name of the Windows folder is used; an environment variable could be a user's.
 */
export function isElevated(): boolean {
  answer ??= isWindows ? listsSystemConfiguration() : process.geteuid?.() === 0;
  return answer;
}

function listsSystemConfiguration(): boolean {
  try {
    fs.readdirSync('\\\\?\\GLOBALROOT\\SystemRoot\\System32\\config');
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // EPERM, EACCES: not elevated. ENOENT, UNKNOWN: Wine, which has no such name and no elevation either.
    if (code === undefined) throw error;
    return false;
  }
}

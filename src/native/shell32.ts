import { loadKoffi } from './koffi.ts';
import { lazyLibrary } from './library.ts';

interface Shell32 {
  SHFileOperationW(operation: object): number;
}

/** Defines SHFILEOPSTRUCTW (shellapi.h, 64-bit); once, for koffi knows one type of a name. */
const defined = (): string => {
  structure ??= loadKoffi().struct('SHFILEOPSTRUCTW', { hwnd: 'void *', wFunc: 'uint32', pFrom: 'void *', pTo: 'void *', fFlags: 'uint16', fAnyOperationsAborted: 'int', hNameMappings: 'void *', lpszProgressTitle: 'void *' });
  return 'SHFILEOPSTRUCTW *';
};
let structure: unknown;

let bound: Shell32 | undefined;
const shell32 = (): Shell32 => (bound ??= lazyLibrary<Shell32>('shell32.dll', { SHFileOperationW: ['int', [defined()]] }));

const FO_DELETE = 3;
/** No window, no question, undo means the recycle bin, no error box, and a page's folder of pictures stays where it is. */
const FLAGS = 0x4 + 0x10 + 0x40 + 0x400 + 0x2000;

/**
 * Asks the shell to move a file or a folder into the recycle bin: an absolute path of less than 260 characters, without a prefix.
 * Where there is no bin, or the file is too large for it, the shell deletes it all the same, and does not say so.
 * @returns 0, or the shell's own number of what went wrong (some are no Win32 errors: 0x78 access denied, 0xB7 too long). Throws Win32Error.
 */
export function shellRecycle(path: string): number {
  // Two NULs end the list
  const from = Buffer.from(`${path}\0\0`, 'utf16le');
  return shell32().SHFileOperationW({ hwnd: null, wFunc: FO_DELETE, pFrom: from, pTo: null, fFlags: FLAGS, fAnyOperationsAborted: 0, hNameMappings: null, lpszProgressTitle: null });
}

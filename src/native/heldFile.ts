import { fileIdentity } from './fileInformation.ts';
import { access, openHandle } from './handles.ts';
import { kernel32 } from './kernel32.ts';

/**
 * Opens a file so that nobody can write to it, or begin to, until `close`; reading, renaming and removing its names stay allowed. A link
 * itself is opened, not what it leads to. Throws Win32Error: 32 where somebody has it open for writing, or does not let it be read.
 */
export function holdFromWriters(path: string): { fileId: string; close(): void } {
  const handle = openHandle(path, access.genericRead, { deniesWriters: true });
  let isOpen = true;
  const close = (): void => {
    if (isOpen) kernel32.CloseHandle(handle);
    isOpen = false;
  };
  try {
    return { fileId: fileIdentity(handle, path).fileId, close };
  } catch (error) {
    close();
    throw error;
  }
}

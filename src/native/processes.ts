import { kernel32, lastError } from './kernel32.ts';
import { win32 } from './win32Error.ts';

const PROCESS_QUERY_LIMITED_INFORMATION = 0x1000;
const STILL_ACTIVE = 259;

/**
 * When a process began (FILETIME), which with its id names it for good: ids are used again. Null where no such process
 * runs; 'unknown' where one runs that may not be asked. Throws Win32Error.
 */
export function processStart(id: number): bigint | 'unknown' | null {
  const handle = kernel32.OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, 0, id);
  if (handle === 0) {
    const error = lastError('OpenProcess');
    if (error.code === win32.ACCESS_DENIED) return 'unknown';
    if (error.code === win32.INVALID_PARAMETER) return null;
    throw error;
  }
  try {
    const [created, ended, inKernel, inUser, exitCode] = [Buffer.alloc(8), Buffer.alloc(8), Buffer.alloc(8), Buffer.alloc(8), Buffer.alloc(4)];
    if (!kernel32.GetExitCodeProcess(handle, exitCode)) throw lastError('GetExitCodeProcess');
    if (exitCode.readUInt32LE(0) !== STILL_ACTIVE) return null;
    if (!kernel32.GetProcessTimes(handle, created, ended, inKernel, inUser)) throw lastError('GetProcessTimes');
    return created.readBigUInt64LE(0);
  } finally {
    kernel32.CloseHandle(handle);
  }
}

import { advapi32 } from './advapi32.ts';
import { kernel32, lastError } from './kernel32.ts';
import { Win32Error, win32 } from './win32Error.ts';

const TOKEN_QUERY = 0x8;
const TOKEN_ADJUST_PRIVILEGES = 0x20;
/** TOKEN_INFORMATION_CLASS (winnt.h). */
const TokenPrivileges = 3;
const TokenElevation = 20;
const SE_PRIVILEGE_ENABLED = 0x2;

export type PrivilegeState = 'enabled' | 'held' | 'missing';

/** The token of this process, open for `rights`. Throws Win32Error. */
export function withToken<T>(rights: number, use: (token: number) => T): T {
  const out = Buffer.alloc(8);
  if (!advapi32.OpenProcessToken(kernel32.GetCurrentProcess(), rights, out)) throw lastError('OpenProcessToken');
  const token = Number(out.readBigUInt64LE(0));
  try {
    return use(token);
  } finally {
    kernel32.CloseHandle(token);
  }
}

/** Whether this process runs elevated, by its token. Throws Win32Error. */
export function isElevated(): boolean {
  const elevation = Buffer.alloc(4);
  const returned = Buffer.alloc(4);
  return withToken(TOKEN_QUERY, (token) => {
    if (!advapi32.GetTokenInformation(token, TokenElevation, elevation, 4, returned)) throw lastError('GetTokenInformation');
    return elevation.readUInt32LE(0) !== 0;
  });
}

/** A privilege by its name, such as `SeCreateSymbolicLinkPrivilege`: enabled, held but not enabled, or not in the token. */
export function privilegeState(name: string): PrivilegeState {
  const luid = privilegeLuid(name);
  if (luid === null) return 'missing';
  return withToken(TOKEN_QUERY, (token) => {
    const returned = Buffer.alloc(4);
    let privileges = Buffer.alloc(4 + 12 * 64);
    if (!advapi32.GetTokenInformation(token, TokenPrivileges, privileges, privileges.length, returned)) {
      if (kernel32.GetLastError() !== win32.INSUFFICIENT_BUFFER) throw lastError('GetTokenInformation');
      privileges = Buffer.alloc(returned.readUInt32LE(0));
      if (!advapi32.GetTokenInformation(token, TokenPrivileges, privileges, privileges.length, returned)) throw lastError('GetTokenInformation');
    }
    for (let entry = 0; entry < privileges.readUInt32LE(0); entry += 1) {
      const at = 4 + entry * 12; // LUID_AND_ATTRIBUTES
      if (privileges.readBigUInt64LE(at) !== luid) continue;
      return privileges.readUInt32LE(at + 8) & SE_PRIVILEGE_ENABLED ? 'enabled' : 'held';
    }
    return 'missing';
  });
}

/** Whether the token has the privilege, enabled or not. */
export function hasPrivilege(name: string): boolean {
  return privilegeState(name) !== 'missing';
}

/** Enables a privilege for this process; false where the token does not hold it. Throws Win32Error for anything else. */
export function enablePrivilege(name: string): boolean {
  const luid = privilegeLuid(name);
  if (luid === null) return false;
  const state = Buffer.alloc(16); // TOKEN_PRIVILEGES with one entry
  state.writeUInt32LE(1, 0);
  state.writeBigUInt64LE(luid, 4);
  state.writeUInt32LE(SE_PRIVILEGE_ENABLED, 12);
  return withToken(TOKEN_QUERY + TOKEN_ADJUST_PRIVILEGES, (token) => {
    if (!advapi32.AdjustTokenPrivileges(token, 0, state, state.length, null, null)) throw lastError('AdjustTokenPrivileges');
    const result = kernel32.GetLastError(); // a success, too, leaves its outcome there
    if (result !== 0 && result !== win32.NOT_ALL_ASSIGNED) throw new Win32Error('AdjustTokenPrivileges', result);
    return result === 0;
  });
}

/** Null where this system knows no privilege of that name. */
function privilegeLuid(name: string): bigint | null {
  const luid = Buffer.alloc(8);
  if (advapi32.LookupPrivilegeValueW(null, name, luid)) return luid.readBigUInt64LE(0);
  if (kernel32.GetLastError() === win32.NO_SUCH_PRIVILEGE) return null;
  throw lastError('LookupPrivilegeValueW', name);
}

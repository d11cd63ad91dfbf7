import { lazyLibrary } from './library.ts';

interface Advapi32 {
  AdjustTokenPrivileges(token: number, disableAll: number, state: Buffer, length: number, previous: null, returned: null): number;
  GetFileSecurityW(path: string, information: number, descriptor: Buffer | null, length: number, needed: Buffer): number;
  GetTokenInformation(token: number, informationClass: number, information: Buffer, length: number, returned: Buffer): number;
  LookupPrivilegeValueW(system: null, name: string, luid: Buffer): number;
  OpenProcessToken(process: number, access: number, token: Buffer): number;
  SetFileSecurityW(path: string, information: number, descriptor: Buffer): number;
}

/** advapi32.dll: the signatures, and nothing else. */
export const advapi32 = lazyLibrary<Advapi32>('advapi32.dll', {
  AdjustTokenPrivileges: ['int', ['intptr_t', 'int', 'void *', 'uint32', 'void *', 'void *']],
  GetFileSecurityW: ['int', ['str16', 'uint32', 'void *', 'uint32', 'void *']],
  GetTokenInformation: ['int', ['intptr_t', 'int', 'void *', 'uint32', 'void *']],
  LookupPrivilegeValueW: ['int', ['void *', 'str16', 'void *']],
  OpenProcessToken: ['int', ['intptr_t', 'uint32', 'void *']],
  SetFileSecurityW: ['int', ['str16', 'uint32', 'void *']],
});

import { lazyLibrary } from './library.ts';
import { Win32Error } from './win32Error.ts';

interface Ntdll {
  NtQueryInformationFile(handle: number, ioStatus: Buffer, information: Buffer, length: number, informationClass: number): number;
  RtlNtStatusToDosError(status: number): number;
}

/** ntdll.dll: the signatures, and nothing else. What a function gives back is an NTSTATUS as an unsigned number. */
export const ntdll = lazyLibrary<Ntdll>('ntdll.dll', {
  NtQueryInformationFile: ['uint32', ['intptr_t', 'void *', 'void *', 'uint32', 'int']],
  RtlNtStatusToDosError: ['uint32', ['uint32']],
});

/** An NTSTATUS as the Win32Error that Win32 would make of it. */
export const ntError = (call: string, status: number, path: string | null): Win32Error => new Win32Error(call, ntdll.RtlNtStatusToDosError(status), path);

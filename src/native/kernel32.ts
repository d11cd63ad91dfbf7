import { lazyLibrary, type Asynchronous } from './library.ts';
import { Win32Error } from './win32Error.ts';

/** Handles are plain numbers (they fit 32 bits by Windows' promise); INVALID_HANDLE_VALUE is -1. Memory goes in and out in Buffers. */
interface Kernel32 {
  CloseHandle(handle: number): number;
  CopyFileExW: Asynchronous<(from: string, to: string, progress: null, data: null, cancel: Buffer | null, flags: number) => number>;
  CreateDirectoryW(path: string, security: null): number;
  CreateFileW(path: string, access: number, share: number, security: null, disposition: number, flags: number, template: number): number;
  CreateHardLinkW(newName: string, existing: string, security: null): number;
  CreateSymbolicLinkW(link: string, target: string, flags: number): number;
  DeleteFileW(path: string): number;
  DeviceIoControl(handle: number, code: number, input: Buffer | null, inputSize: number, output: Buffer | null, outputSize: number, returned: Buffer, overlapped: null): number;
  FindClose(handle: number): number;
  FindFirstFileNameW(path: string, flags: number, length: Buffer, name: Buffer): number;
  FindFirstStreamW(path: string, level: number, data: Buffer, flags: number): number;
  FindNextFileNameW(handle: number, length: Buffer, name: Buffer): number;
  FindNextStreamW(handle: number, data: Buffer): number;
  GetConsoleOutputCP(): number;
  GetCurrentProcess(): number;
  GetDriveTypeW(root: string): number;
  GetExitCodeProcess(process: number, exitCode: Buffer): number;
  GetFileInformationByHandle(handle: number, information: Buffer): number;
  GetFileInformationByHandleEx(handle: number, informationClass: number, information: Buffer, size: number): number;
  GetFinalPathNameByHandleW(handle: number, path: Buffer, characters: number, flags: number): number;
  GetLastError(): number;
  GetOEMCP(): number;
  GetProcessTimes(process: number, created: Buffer, ended: Buffer, inKernel: Buffer, inUser: Buffer): number;
  GetSystemDirectoryW(path: Buffer, characters: number): number;
  GetVolumeInformationByHandleW(handle: number, label: Buffer, labelCharacters: number, serial: Buffer, longestName: Buffer, flags: Buffer, fileSystem: Buffer, fileSystemCharacters: number): number;
  GetVolumeInformationW(root: string, label: Buffer, labelCharacters: number, serial: Buffer, longestName: Buffer, flags: Buffer, fileSystem: Buffer, fileSystemCharacters: number): number;
  GetVolumeNameForVolumeMountPointW(mount: string, name: Buffer, characters: number): number;
  GetVolumePathNameW(path: string, root: Buffer, characters: number): number;
  MoveFileExW(from: string, to: string, flags: number): number;
  MultiByteToWideChar(codePage: number, flags: number, bytes: Buffer, byteCount: number, text: Buffer | null, characters: number): number;
  OpenFileById(hint: number, id: Buffer, access: number, share: number, security: null, flags: number): number;
  OpenProcess(access: number, inherit: number, id: number): number;
  RemoveDirectoryW(path: string): number;
  SetFileInformationByHandle(handle: number, informationClass: number, information: Buffer, size: number): number;
}

/** kernel32.dll: the signatures, and nothing else. What is made of them is in the files beside this one. */
export const kernel32 = lazyLibrary<Kernel32>('kernel32.dll', {
  CloseHandle: ['int', ['intptr_t']],
  CopyFileExW: ['int', ['str16', 'str16', 'void *', 'void *', 'void *', 'uint32']],
  CreateDirectoryW: ['int', ['str16', 'void *']],
  CreateFileW: ['intptr_t', ['str16', 'uint32', 'uint32', 'void *', 'uint32', 'uint32', 'intptr_t']],
  CreateHardLinkW: ['int', ['str16', 'str16', 'void *']],
  CreateSymbolicLinkW: ['uint8', ['str16', 'str16', 'uint32']],
  DeleteFileW: ['int', ['str16']],
  DeviceIoControl: ['int', ['intptr_t', 'uint32', 'void *', 'uint32', 'void *', 'uint32', 'void *', 'void *']],
  FindClose: ['int', ['intptr_t']],
  FindFirstFileNameW: ['intptr_t', ['str16', 'uint32', 'void *', 'void *']],
  FindFirstStreamW: ['intptr_t', ['str16', 'int', 'void *', 'uint32']],
  FindNextFileNameW: ['int', ['intptr_t', 'void *', 'void *']],
  FindNextStreamW: ['int', ['intptr_t', 'void *']],
  GetConsoleOutputCP: ['uint32', []],
  GetCurrentProcess: ['intptr_t', []],
  GetDriveTypeW: ['uint32', ['str16']],
  GetExitCodeProcess: ['int', ['intptr_t', 'void *']],
  GetFileInformationByHandle: ['int', ['intptr_t', 'void *']],
  GetFileInformationByHandleEx: ['int', ['intptr_t', 'int', 'void *', 'uint32']],
  GetFinalPathNameByHandleW: ['uint32', ['intptr_t', 'void *', 'uint32', 'uint32']],
  GetLastError: ['uint32', []],
  GetOEMCP: ['uint32', []],
  GetProcessTimes: ['int', ['intptr_t', 'void *', 'void *', 'void *', 'void *']],
  GetSystemDirectoryW: ['uint32', ['void *', 'uint32']],
  GetVolumeInformationByHandleW: ['int', ['intptr_t', 'void *', 'uint32', 'void *', 'void *', 'void *', 'void *', 'uint32']],
  GetVolumeInformationW: ['int', ['str16', 'void *', 'uint32', 'void *', 'void *', 'void *', 'void *', 'uint32']],
  GetVolumeNameForVolumeMountPointW: ['int', ['str16', 'void *', 'uint32']],
  GetVolumePathNameW: ['int', ['str16', 'void *', 'uint32']],
  MoveFileExW: ['int', ['str16', 'str16', 'uint32']],
  MultiByteToWideChar: ['int', ['uint32', 'uint32', 'void *', 'int', 'void *', 'int']],
  OpenFileById: ['intptr_t', ['intptr_t', 'void *', 'uint32', 'uint32', 'void *', 'uint32']],
  OpenProcess: ['intptr_t', ['uint32', 'int', 'uint32']],
  RemoveDirectoryW: ['int', ['str16']],
  SetFileInformationByHandle: ['int', ['intptr_t', 'int', 'void *', 'uint32']],
});

/** The Win32Error of the call that has just failed. koffi keeps GetLastError's value from one call to the next. */
export function lastError(call: string, path: string | null = null): Win32Error {
  return new Win32Error(call, kernel32.GetLastError(), path);
}

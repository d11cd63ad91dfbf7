/** A failed Win32 call, with the system's own number: GetLastError, or the RtlNtStatusToDosError of an NTSTATUS. */
export class Win32Error extends Error {
  readonly code: number;
  readonly call: string;
  readonly path: string | null;

  constructor(call: string, code: number, path: string | null = null) {
    super(`${call} failed with error ${code}${path === null ? '' : ` (${path})`}`);
    this.name = 'Win32Error';
    this.code = code;
    this.call = call;
    this.path = path;
  }
}

/** The numbers that this folder itself looks at (winerror.h). */
export const win32 = {
  INVALID_FUNCTION: 1,
  FILE_NOT_FOUND: 2,
  PATH_NOT_FOUND: 3,
  ACCESS_DENIED: 5,
  INVALID_DATA: 13,
  NO_MORE_FILES: 18,
  SHARING_VIOLATION: 32,
  HANDLE_EOF: 38,
  NOT_SUPPORTED: 50,
  INVALID_PARAMETER: 87,
  CALL_NOT_IMPLEMENTED: 120,
  INSUFFICIENT_BUFFER: 122,
  INVALID_NAME: 123,
  INVALID_LEVEL: 124,
  PROC_NOT_FOUND: 127,
  DIR_NOT_ROOT: 144,
  MORE_DATA: 234,
  FILE_INVALID: 1006,
  NOT_ALL_ASSIGNED: 1300,
  NO_SUCH_PRIVILEGE: 1313,
  PRIVILEGE_NOT_HELD: 1314,
  NOT_A_REPARSE_POINT: 4390,
} as const;

const unsupported: ReadonlySet<number> = new Set([
  win32.INVALID_FUNCTION,
  win32.NOT_SUPPORTED,
  win32.INVALID_PARAMETER,
  win32.CALL_NOT_IMPLEMENTED,
  win32.INVALID_LEVEL,
  win32.PROC_NOT_FOUND,
]);

/** Whether a thrown thing says that this Windows or this file system does not know the call, so that another way may be tried. */
export function isUnsupported(error: unknown): boolean {
  return error instanceof Win32Error && unsupported.has(error.code);
}

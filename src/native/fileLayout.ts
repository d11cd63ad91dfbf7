import { access, openHandle } from './handles.ts';
import { kernel32, lastError } from './kernel32.ts';
import { volumeName, volumePathName } from './volumes.ts';
import { win32 } from './win32Error.ts';

const FSCTL_QUERY_FILE_LAYOUT = 0x9_0277;

/** Flags of QUERY_FILE_LAYOUT_INPUT (ntifs.h); its other fields are 0: no filter. */
const RESTART = 0x1;
const INCLUDE_NAMES = 0x2;
const inputSize = 32;

/** A volume of a million files then takes some 30 calls. */
const outputSize = 4 * 1024 * 1024;

/**
 * The name under which the volume of a path is opened as a whole: `\\.\C:`, or the volume's own where it is mounted in a
 * folder; null where there is none (a share, a subst drive). Throws Win32Error.
 */
export function volumeDevice(path: string): string | null {
  const mount = volumePathName(path);
  const name = volumeName(mount);
  if (name === null) return null;
  return /^[A-Za-z]:\\$/.test(mount) ? `\\\\.\\${mount.slice(0, 2)}` : name.slice(0, -1);
}

/**
 * What the file system itself tells of every file of a volume with all its names, one answer after the other, each to be
 * given to parseFileLayout before the next is asked for: they share their memory.
 * Throws Win32Error: 5 without administrator rights, 1 or 87 (isUnsupported) where the file system has no such call.
 */
export function* fileLayoutAnswers(device: string): Generator<Buffer, void> {
  const handle = openHandle(device, access.genericRead, { wholeVolume: true });
  try {
    const input = Buffer.alloc(inputSize);
    const output = Buffer.alloc(outputSize);
    const returned = Buffer.alloc(4);
    for (let flags = INCLUDE_NAMES + RESTART; ; flags = INCLUDE_NAMES) {
      input.writeUInt32LE(flags, 4);
      if (!kernel32.DeviceIoControl(handle, FSCTL_QUERY_FILE_LAYOUT, input, input.length, output, output.length, returned, null)) {
        const error = lastError('FSCTL_QUERY_FILE_LAYOUT', device);
        if (error.code === win32.HANDLE_EOF) return;
        throw error;
      }
      yield output.subarray(0, returned.readUInt32LE(0));
    }
  } finally {
    kernel32.CloseHandle(handle);
  }
}

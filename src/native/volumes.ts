import { access, filledText, textUntilNul, withHandle } from './handles.ts';
import { kernel32, lastError } from './kernel32.ts';
import { displayPath, toNativePath } from './paths.ts';
import { isUnsupported, win32, Win32Error } from './win32Error.ts';

/** The mount point that a path lies under, with a separator at its end: `C:\`, `C:\mounted\`, `\\server\share\`. Throws Win32Error. */
export function volumePathName(path: string): string {
  const native = toNativePath(path);
  for (let characters = native.length + 64; ; characters *= 2) {
    const root = Buffer.alloc(characters * 2);
    if (kernel32.GetVolumePathNameW(native, root, characters)) return displayPath(withSeparator(textUntilNul(root)));
    const error = lastError('GetVolumePathNameW', path);
    if (error.code !== win32.INSUFFICIENT_BUFFER && error.code !== 206) throw error;
    if (characters > 65_536) throw error;
  }
}

/** The volume's own name, `\\\\?\\Volume{GUID}\\`, by the root of a mount; null where it has none (a share, a subst drive). */
export function volumeName(mount: string): string | null {
  const name = Buffer.alloc(2 * 64);
  return kernel32.GetVolumeNameForVolumeMountPointW(withSeparator(mount), name, 64) ? textUntilNul(name) : null;
}

const withSeparator = (path: string): string => (path.endsWith('\\') ? path : `${path}\\`);

/** VOLUME_NAME_DOS, VOLUME_NAME_NONE of GetFinalPathNameByHandleW. */
const withDrive = 0;
export const withoutVolume = 4;

/** Where a path really leads, as the volume spells it: subst drives, short names and links on the way resolved. */
export interface FinalPathNames {
  /** With the drive letter; with `\\?\Volume{…}\` where it has none. */
  full: string;
  /** From the root of its volume: `\folder\name`. */
  fromRoot: string;
}

/** A link that stands under the path itself is not followed. Throws Win32Error. */
export function finalPathNames(path: string): FinalPathNames {
  return withHandle(path, access.readAttributes, {}, (handle) => {
    return { full: finalPathName(handle, path, withDrive), fromRoot: finalPathName(handle, path, withoutVolume) };
  });
}

/** The path of what a handle leads to, in one of the forms above; `path` is what an error names. Throws Win32Error. */
export function finalPathName(handle: number, path: string, form: number): string {
  return displayPath(filledText('GetFinalPathNameByHandleW', path, (text, characters) => kernel32.GetFinalPathNameByHandleW(handle, text, characters, form)));
}

/** The same, or null where Windows cannot say (Wine: a path of more than 260 characters). Throws Win32Error. */
export function finalPathNamesOrNull(path: string): FinalPathNames | null {
  try {
    return finalPathNames(path);
  } catch (error) {
    if (isUnsupported(error) || (error instanceof Win32Error && error.code === win32.MORE_DATA)) return null;
    throw error;
  }
}

export interface VolumeInformation {
  /** `NTFS`, `ReFS`, `FAT32`, `exFAT`, … */
  fileSystem: string;
  serial: number;
  /** FILE_SUPPORTS_HARD_LINKS 0x400000, FILE_SUPPORTS_REPARSE_POINTS 0x80, FILE_READ_ONLY_VOLUME 0x80000, … */
  flags: number;
  label: string;
}

/** What the volume says of itself on which `path` lies; links are followed. Throws Win32Error. */
export function volumeInformation(path: string): VolumeInformation {
  const label = Buffer.alloc(522);
  const fileSystem = Buffer.alloc(522);
  const serial = Buffer.alloc(4);
  const longestName = Buffer.alloc(4);
  const flags = Buffer.alloc(4);
  const answers = [label, 261, serial, longestName, flags, fileSystem, 261] as const;
  withHandle(path, access.readAttributes, { followReparse: true }, (handle) => {
    if (kernel32.GetVolumeInformationByHandleW(handle, ...answers)) return;
    const error = lastError('GetVolumeInformationByHandleW', path);
    // Wine asks the drive's device, which a Unix mount inside a drive has not; old redirectors answer for a root only
    if (!isUnsupported(error) || !kernel32.GetVolumeInformationW(driveRoot(path), ...answers)) throw error;
  });
  return {
    fileSystem: textUntilNul(fileSystem),
    serial: serial.readUInt32LE(0),
    flags: flags.readUInt32LE(0),
    label: textUntilNul(label),
  };
}

/** `C:\` or `\\server\share\` of a path. */
const driveRoot = (path: string): string => withSeparator(/^(?:[A-Za-z]:|\\\\[^\\]+\\[^\\]+)/.exec(displayPath(toNativePath(path)))?.[0] ?? path);

const driveTypes = ['unknown', 'none', 'removable', 'fixed', 'remote', 'cdrom', 'ramdisk'] as const;
export type DriveType = (typeof driveTypes)[number];

/** What kind of drive a root is on; `none` where nothing is there. */
export function driveType(root: string): DriveType {
  return driveTypes[kernel32.GetDriveTypeW(withSeparator(toNativePath(root)))] ?? 'unknown';
}

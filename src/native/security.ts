import { advapi32 } from './advapi32.ts';
import { kernel32, lastError } from './kernel32.ts';
import { toNativePath } from './paths.ts';
import { win32 } from './win32Error.ts';

/** The parts of a security descriptor that are asked for or set. */
export interface SecurityParts {
  owner?: boolean;
  group?: boolean;
  dacl?: boolean;
}

const OWNER = 0x1;
const GROUP = 0x2;
const DACL = 0x4;
const PROTECTED_DACL = 0x8000_0000;

/** SECURITY_DESCRIPTOR_CONTROL, at byte 2 of a self-relative descriptor. */
const SE_DACL_AUTO_INHERIT_REQ = 0x100;
const SE_DACL_AUTO_INHERITED = 0x400;
const SE_DACL_PROTECTED = 0x1000;

const bits = (parts: SecurityParts): number => (parts.owner ? OWNER : 0) + (parts.group ? GROUP : 0) + (parts.dacl ? DACL : 0);

/** A file's or folder's self-relative security descriptor, as raw bytes; owner, group and DACL unless told. Throws Win32Error. */
export function getSecurity(path: string, parts: SecurityParts = { owner: true, group: true, dacl: true }): Buffer {
  const native = toNativePath(path);
  const needed = Buffer.alloc(4);
  for (let descriptor = Buffer.alloc(1024); ; descriptor = Buffer.alloc(needed.readUInt32LE(0))) {
    if (advapi32.GetFileSecurityW(native, bits(parts), descriptor, descriptor.length, needed)) {
      const size = needed.readUInt32LE(0);
      return size > 0 && size < descriptor.length ? descriptor.subarray(0, size) : descriptor;
    }
    if (kernel32.GetLastError() !== win32.INSUFFICIENT_BUFFER || needed.readUInt32LE(0) <= descriptor.length) {
      throw lastError('GetFileSecurityW', path);
    }
  }
}

/**
 * Sets the named parts of a descriptor that getSecurity gave, on this one file or folder: nothing is propagated to what
 * lies in a folder, and whether the DACL is protected from inheritance, or was inherited, is kept as it was.
 * Throws Win32Error: 1307 or 1314 where the owner may not be set.
 */
export function setSecurity(path: string, descriptor: Buffer, parts: SecurityParts): void {
  const copy = Buffer.from(descriptor);
  const control = copy.readUInt16LE(2);
  // Windows drops AUTO_INHERITED unless the request flag stands beside it
  if (control & SE_DACL_AUTO_INHERITED) copy.writeUInt16LE(control | SE_DACL_AUTO_INHERIT_REQ, 2);
  const protect = parts.dacl && control & SE_DACL_PROTECTED ? PROTECTED_DACL : 0;
  if (!advapi32.SetFileSecurityW(toNativePath(path), bits(parts) + protect, copy)) throw lastError('SetFileSecurityW', path);
}

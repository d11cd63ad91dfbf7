import { isElevated } from '../filesystem/elevation.ts';
import { isWindows } from '../filesystem/platform.ts';
import { hasPrivilege } from '../native/windows.ts';

/** Privileges that decide what LinkKit can do: make symbolic links, carry owners and rights, read the MFT. */
const wanted = ['SeCreateSymbolicLinkPrivilege', 'SeBackupPrivilege', 'SeRestorePrivilege', 'SeSecurityPrivilege', 'SeTakeOwnershipPrivilege', 'SeManageVolumePrivilege'];

/** Those that this process holds, enabled or not; `administrator` or `root` first where it has all rights. */
export function heldPrivileges(): string[] {
  const all = isElevated() ? [isWindows ? 'administrator' : 'root'] : [];
  return isWindows ? [...all, ...wanted.filter(hasPrivilege)] : all;
}

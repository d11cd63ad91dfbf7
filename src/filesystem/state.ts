import fs from 'node:fs';
import path from 'node:path';
import os from 'node:os';
import { isElevated } from './elevation.ts';
import { isWindows } from './platform.ts';

/**
 * The folder for journals, caches and native parts: per user; for elevated Windows runs one in ProgramData.
 * `LINKKIT_STATE` overrides it and is ignored where an elevated run would then read what an ordinary user
 * can write (DESIGN.md, Where things are kept). Nothing is created here.
 */
export function stateFolder(): string {
  const override = process.env['LINKKIT_STATE'];
  if (isWindows) {
    if (isElevated()) return machineFolder();
    return override ? path.resolve(override) : path.join(os.homedir(), 'AppData', 'Local', 'LinkKit');
  }
  if (override && (!isElevated() || onlyRootWrites(path.resolve(override)))) return path.resolve(override);
  const base = process.env['XDG_STATE_HOME'];
  return path.join(base && path.isAbsolute(base) && !isElevated() ? base : path.join(os.homedir(), '.local', 'state'), 'linkkit');
}

/** Whether the folder, or the nearest one above it that exists, belongs to root and no one else may write there. */
function onlyRootWrites(folder: string): boolean {
  let found;
  try {
    found = fs.lstatSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return onlyRootWrites(path.dirname(folder));
    throw error;
  }
  return found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0;
}

/**
 * The folder that native parts are loaded from. In an elevated Windows run it lies under Program Files, where only
 * administrators may write from the start; in ProgramData anyone may make a folder before us and keep it as his own.
 */
export const nativeFolder = (): string => path.join(isWindows && isElevated() ? path.join(systemDrive(), 'Program Files', 'Common Files', 'LinkKit') : stateFolder(), 'native');

/** The drive that Windows is on, by the kernel's own name of its folder: an environment variable could be a user's. */
function systemDrive(): string {
  return path.parse(fs.realpathSync.native('\\\\?\\GLOBALROOT\\SystemRoot')).root;
}

/** The folder of what holds for the whole machine, which administrators write and all read. Nothing is created here. */
export const machineFolder = (): string => (isWindows ? path.join(isElevated() ? systemDrive() : `${process.env['SystemDrive'] ?? 'C:'}\\`, 'ProgramData', 'LinkKit') : '/etc/linkkit');

/** A folder that every user of this machine can write to, each his own entries: for what all must see. It is trusted with nothing. */
export const publicFolder = (): string => (isWindows ? path.join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'LinkKit-shared') : path.join('/tmp', '.linkkit'));

// @ts-check
// Volumes in image files: making, mounting (through FUSE), unmounting. Plain Node >= 20, no dependencies.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../src/packaging/paths.mjs';
import { findProgram } from './packages.mjs';

/** Each volume has a folder here, `<process id>-<name>`, with its image and its mount point. */
export const volumesFolder = join(cacheFolder, 'ntfs');

/** xfs: at least 300 MiB. @typedef {'ntfs' | 'exfat' | 'tmpfs' | 'xfs'} FileSystem */

/** @param {string} name @param {string[]} args @returns {string} what it wrote */
function run(name, ...args) {
  const program = findProgram(name);
  if (!program) throw new Error(`${name} is not installed`);
  const result = spawnSync(program, args, { encoding: 'utf8' });
  if (result.status === 0) return result.stdout;
  throw new Error(`${name} ${args.join(' ')} failed: ${result.stderr}${result.stdout}${result.error?.message ?? ''}`.trim());
}

/**
 * Makes and mounts a volume.
 * @param {string} name @param {FileSystem} fileSystem @param {number} sizeMiB
 * @returns {string} the mount point
 * @throws {Error} with the tool's own words
 */
export function mountVolume(name, fileSystem, sizeMiB) {
  const folder = join(volumesFolder, `${process.pid}-${name}`);
  const image = join(folder, 'image');
  const mount = join(folder, 'mount');
  mkdirSync(mount, { recursive: true });
  try {
    if (fileSystem === 'tmpfs') {
      run('mount', '-t', 'tmpfs', '-o', `size=${sizeMiB}m`, 'tmpfs', mount);
      return mount;
    }
    const file = openSync(image, 'w');
    ftruncateSync(file, sizeMiB * 2 ** 20);
    closeSync(file);
    if (fileSystem === 'ntfs') {
      run('mkntfs', '-F', '-Q', '-q', image);
      run('ntfs-3g', '-o', 'streams_interface=windows,noatime', image, mount);
    } else if (fileSystem === 'xfs') {
      run('mkfs.xfs', '-q', '-m', 'reflink=1', image);
      run('mount', '-o', 'loop', image, mount);
    } else {
      run('mkfs.exfat', image);
      // exfat-fuse takes a block device only. The loop device goes away by itself with its last user.
      const device = run('losetup', '--find', '--show', image).trim();
      try {
        run('mount.exfat-fuse', '-o', 'noatime', device, mount);
      } finally {
        run('losetup', '--detach', device);
      }
    }
    return mount;
  } catch (error) {
    unmountVolume(folder);
    throw error;
  }
}

/**
 * Gives a volume a serial number that Wine answers with.
 * @param {string} mount @param {number} serial
 */
export function setWindowsSerial(mount, serial) {
  writeFileSync(join(mount, '.windows-serial'), `${serial.toString(16).padStart(8, '0')}\n`);
}

/** Unmounts a volume and deletes its image. @param {string} folder the folder that holds image and mount */
export function unmountVolume(folder) {
  const mount = join(folder, 'mount');
  for (let tries = 0; isMounted(mount) && tries < 20; tries++) {
    const lazy = tries === 19 ? ['-l'] : [];
    spawnSync('umount', [...lazy, mount]);
    if (isMounted(mount)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
  if (!isMounted(mount)) rmSync(folder, { recursive: true, force: true });
}

/** @param {string} mount @returns {boolean} */
function isMounted(mount) {
  const escaped = mount.replaceAll(' ', '\\040');
  return readFileSync('/proc/self/mounts', 'utf8').split('\n').some((line) => line.split(' ')[1] === escaped);
}

/** @param {number} id @returns {boolean} whether a process runs */
export function isRunning(id) {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

/** Unmounts what runs that were killed have left, and everything of the given process. @param {number} [ownId] */
export function unmountLeftovers(ownId) {
  if (!existsSync(volumesFolder)) return;
  for (const name of readdirSync(volumesFolder)) {
    const id = parseInt(name, 10);
    if (id === ownId || !isRunning(id)) unmountVolume(join(volumesFolder, name));
  }
}

// @ts-check
// The Debian packages of the bench. Plain Node >= 20, no dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What the bench runs, and the package it is in. @type {Record<string, string>} */
const programs = {
  '/usr/lib/wine/wine64': 'wine64',
  wine: 'wine',
  'ntfs-3g': 'ntfs-3g',
  fusermount3: 'fuse3',
  setfattr: 'attr',
  '/usr/bin/time': 'time',
  'x86_64-w64-mingw32-gcc': 'gcc-mingw-w64-x86-64',
  'mount.exfat-fuse': 'exfat-fuse',
  'mkfs.exfat': 'exfatprogs',
  'mkfs.xfs': 'xfsprogs',
};

const folders = [...new Set([...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin', '/usr/local/sbin'])];

/** @param {string} name @returns {string | null} the program's full path */
export function findProgram(name) {
  if (name.startsWith('/')) return existsSync(name) ? name : null;
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null;
}

/** @returns {string[]} the packages whose program is not on this machine */
export function missingPackages() {
  return Object.entries(programs).filter(([program]) => !findProgram(program)).map(([, name]) => name);
}

/**
 * Installs what is missing, where this can be done without asking: as root, on a system with apt.
 * @param {(line: string) => void} say
 * @returns {string | null} why something could not be installed
 */
export function ensurePackages(say) {
  const missing = missingPackages();
  if (missing.length === 0) return null;
  if (process.getuid?.() !== 0) return `not root, so these packages cannot be installed: ${missing.join(' ')}`;
  if (!findProgram('apt-get')) return `no apt-get here to install ${missing.join(' ')}`;
  say(`apt-get install ${missing.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (/** @type {string[]} */ ...args) => spawnSync('apt-get', ['-q', ...args], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26 });
  apt('update');
  const run = apt('install', '-y', '--no-install-recommends', ...missing);
  if (run.status !== 0) {
    // One package that is not to be had must not keep the others away.
    for (const name of missing) apt('install', '-y', '--no-install-recommends', name);
  }
  const still = missingPackages();
  return still.length === 0 ? null : `apt-get could not install ${still.join(' ')}: ${run.stderr.trim().split('\n').at(-1) ?? ''}`;
}

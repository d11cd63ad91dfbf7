// @ts-check
// Where things lie while LinkKit is built and tested. Plain Node >= 20, no dependencies.
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Everything fetched or made on the way; ignored by git, may be deleted at any time. */
export const cacheFolder = join(root, '.cache');

/** What `npm run build` makes; ignored by git. */
export const distFolder = join(root, 'dist');

/** The Node version that is inside the exe and that builds and tests it. */
export const nodeVersion = '22.23.3';

/** @typedef {'linux-x64' | 'win-x64'} Platform */

/** The platforms an exe is built for. */
export const platforms = /** @type {const} */ (['linux-x64', 'win-x64']);

/** This machine's platform in the words above. */
export const hostPlatform = process.platform === 'win32' ? 'win-x64' : 'linux-x64';

/**
 * The Node program of the pinned version.
 * @param {'linux-x64' | 'win-x64'} platform
 * @returns {string} an absolute path; there once the toolchain has run
 */
export function nodeProgram(platform = hostPlatform) {
  return join(cacheFolder, 'node', `${nodeVersion}-${platform}`, 'bin', platform === 'win-x64' ? 'node.exe' : 'node');
}

/**
 * koffi's native module for a platform.
 * @param {'linux-x64' | 'win-x64'} platform
 * @returns {string} an absolute path; there once the toolchain has run
 */
export function koffiNative(platform) {
  return join(cacheFolder, 'koffi', platform, platform === 'win-x64' ? 'win32_x64' : 'linux_x64', 'koffi.node');
}

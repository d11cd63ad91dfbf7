// What was built from what: a step is left out only when its inputs and its outputs are those of the last time.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { cacheFolder, root } from './paths.mjs';

interface Stamp {
  inputs: string;
  /** Path (from the project's folder) → size and time of the last change. */
  outputs: Record<string, string>;
}

const folder = join(cacheFolder, 'build', 'stamps');

/** Every file at or under the given paths, in a fixed order. */
export function filesUnder(...paths: string[]): string[] {
  return paths.flatMap((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) return [];
    if (!found.isDirectory()) return [path];
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  });
}

/** One hash over the names and contents of files and over further values. */
export function hashOf(files: string[], ...values: string[]): string {
  const hash = createHash('sha256');
  for (const value of values) hash.update(`${value}\0`);
  for (const file of files) hash.update(`${relative(root, file)}\0`).update(createHash('sha256').update(readFileSync(file)).digest());
  return hash.digest('hex');
}

const state = (file: string) => {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? `${found.size} ${found.mtimeMs}` : 'missing';
};

/** Whether a step made its outputs from exactly these inputs and nobody has changed them since. */
export function isUpToDate(step: string, inputs: string): boolean {
  let stamp: Stamp;
  try {
    stamp = JSON.parse(readFileSync(join(folder, `${step}.json`), 'utf8')) as Stamp;
  } catch {
    return false;
  }
  return stamp.inputs === inputs && Object.entries(stamp.outputs).every(([path, wanted]) => state(join(root, path)) === wanted);
}

/** Notes that a step is done. */
export function setUpToDate(step: string, inputs: string, outputs: string[]): void {
  const stamp: Stamp = { inputs, outputs: Object.fromEntries(outputs.map((file) => [relative(root, file), state(file)])) };
  const file = join(folder, `${step}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(stamp, null, 2));
  renameSync(`${file}.${process.pid}`, file);
}

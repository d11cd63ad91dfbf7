import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../../src/packaging/paths.mjs';
import type { Bench, Part } from './setup.mjs';

/** The name of a part of the bench. */
export type PartName = keyof Bench;

/** What the set-up found and made (.cache/bench.json). @throws {Error} where the set-up has not run */
export function bench(): Bench {
  const file = path.join(cacheFolder, 'bench.json');
  if (!fs.existsSync(file)) throw new Error('The bench is not set up: run npm test, or node test/support/setup.mjs');
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Bench;
}

/** One part of the bench. */
export function part(name: PartName): Part {
  return bench()[name];
}

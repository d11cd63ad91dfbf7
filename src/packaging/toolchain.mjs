// @ts-check
// What every other script stands on: node_modules as the lockfile says, Node 22 for both platforms, koffi for both.
// Plain Node >= 20, no dependencies; idempotent; silent and quick when there is nothing to do.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provideDownloads } from './downloads.mjs';
import { npmCiDue, runNpm } from './npm.mjs';
import { koffiNative, nodeProgram, platforms } from './paths.mjs';

/**
 * Makes the toolchain ready.
 * @param {(line: string) => void} say told one line a step that is really done
 * @returns {{worked: boolean}} whether there was anything to do
 * @throws {Error} when a package cannot be had or is not the pinned one
 */
export function ensureToolchain(say = (line) => console.error(`toolchain: ${line}`)) {
  let worked = false;
  const due = npmCiDue();
  if (due) {
    say(`npm ci (${due})`);
    runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
    worked = true;
  }
  worked = provideDownloads(say) || worked;
  const missing = platforms.flatMap((platform) => [nodeProgram(platform), koffiNative(platform)]).find((path) => !existsSync(path));
  if (missing) throw new Error(`The toolchain is incomplete, ${missing} is missing: delete .cache and try again`);
  return { worked };
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const started = Date.now();
  const { worked } = ensureToolchain();
  console.error(`toolchain: ${worked ? 'ready' : 'nothing to do'} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

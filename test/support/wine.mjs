// @ts-check
// The Wine prefix of the bench, and how Windows programs are run in it. Plain Node >= 20, no dependencies.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../src/packaging/paths.mjs';

/** The prefix: a Windows of the bench's own, nothing of the user's. */
export const winePrefix = join(cacheFolder, 'wine');

const ready = join(winePrefix, '.linkkit-ready');

/** Wine's program itself (Debian's `wine` is a shell script around it), or null where there is none. */
export function wineProgram() {
  const fixed = ['/usr/lib/wine/wine64', '/usr/lib64/wine/wine64'];
  const onPath = (process.env['PATH'] ?? '').split(':').flatMap((folder) => [join(folder, 'wine64'), join(folder, 'wine')]);
  return [...fixed, ...onPath].find((file) => existsSync(file)) ?? null;
}

/** What Wine and .NET under Wine need in the environment (FACTS.md, The bench). @returns {Record<string, string>} */
export function wineEnvironment() {
  return { WINEPREFIX: winePrefix, WINEDEBUG: '-all', DOTNET_EnableWriteXorExecute: '0', NODE_SKIP_PLATFORM_CHECK: '1' };
}

/**
 * Runs a Windows program to its end; its output goes through files, because Node for Windows dies under Wine on a Unix pipe.
 * @param {string} program @param {string[]} args
 * @returns {{status: number | null, output: string}}
 */
export function runWine(program, args) {
  const wine = wineProgram();
  if (!wine) throw new Error('There is no Wine');
  mkdirSync(cacheFolder, { recursive: true });
  const file = join(cacheFolder, `wine-output-${process.pid}`);
  const output = openSync(file, 'w');
  try {
    const run = spawnSync(wine, [program, ...args], { env: { ...process.env, ...wineEnvironment() }, stdio: ['ignore', output, output], timeout: 180_000 });
    return { status: run.status, output: readFileSync(file, 'utf8') };
  } finally {
    closeSync(output);
    rmSync(file, { force: true });
  }
}

/**
 * Keeps Wine's server and its services up between the programs of a run: each program would else start them anew, and
 * one that is first does not yet know the drives' serials. They go by themselves when nothing ran for some seconds.
 */
export function keepWineUp() {
  const server = [`${wineProgram()}`.replace(/wine(64)?$/, 'wineserver$1'), `${wineProgram()}`.replace(/wine(64)?$/, 'wineserver')].find((file) => existsSync(file));
  if (!server) return; // only slower
  spawnSync(server, ['-p20'], { env: { ...process.env, ...wineEnvironment() }, stdio: 'ignore' });
  runWine('cmd.exe', ['/c', 'vol', 'C:']);
}

/**
 * Makes the prefix where it is not there yet.
 * @param {(line: string) => void} say
 * @throws {Error} when Wine does not get that far
 */
export function ensureWinePrefix(say) {
  const wine = wineProgram();
  if (!wine) throw new Error('There is no Wine');
  if (existsSync(ready) && readFileSync(ready, 'utf8') === wine) return;
  say('a Wine prefix in .cache/wine');
  rmSync(winePrefix, { recursive: true, force: true });
  mkdirSync(winePrefix, { recursive: true });
  const boot = runWine('wineboot.exe', ['-i']);
  const version = runWine('reg.exe', ['add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f']);
  if (version.status !== 0) throw new Error(`Wine could not be set up: wineboot ended with ${boot.status}, reg with ${version.status}: ${boot.output}${version.output}`);
  writeFileSync(ready, wine);
}

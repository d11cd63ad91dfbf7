// @ts-check
// Running npm on any platform, and knowing whether `npm ci` is due. Plain Node >= 20, no dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';

/** @returns {{program: string, first: string[], shell: boolean}} how npm is called here */
function npmCommand() {
  const fromNpm = process.env.npm_execpath;
  const besideNode = [
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const script = [fromNpm, ...besideNode].find((path) => path && /npm-cli\.c?js$/.test(path) && existsSync(path));
  if (script) return { program: process.execPath, first: [script], shell: false };
  return process.platform === 'win32'
    ? { program: 'npm.cmd', first: [], shell: true }
    : { program: 'npm', first: [], shell: false };
}

/**
 * Runs npm in a folder; its output is shown only when it fails.
 * @param {string[]} args @param {string} cwd
 * @returns {string} what it wrote to stdout
 * @throws {Error} when npm is missing or ends with an error
 */
export function runNpm(args, cwd = root) {
  const { program, first, shell } = npmCommand();
  const env = Object.fromEntries(
    // npm hands its own settings down as npm_config_*; an outer `npm --prefix`, say, must not steer the inner one.
    Object.entries(process.env).filter(([name]) => !/^npm_(config_(prefix|local_prefix|dry_run)|lifecycle|package)/i.test(name)),
  );
  const run = spawnSync(program, [...first, ...args], { cwd, env, shell, encoding: 'utf8', maxBuffer: 64 * 2 ** 20, windowsHide: true });
  if (run.error) throw new Error(`npm could not be started: ${run.error.message}`);
  if (run.status !== 0) throw new Error(`npm ${args.join(' ')} failed (${run.status}):\n${run.stderr}\n${run.stdout}`);
  return run.stdout;
}

/** @param {any} entry a lockfile's entry @returns {boolean} whether npm installs it on this machine */
function isForHere(entry) {
  const allows = (/** @type {string[] | undefined} */ list, /** @type {string} */ value) => !list || list.includes(value);
  return !entry.optional || (allows(entry.os, process.platform) && allows(entry.cpu, process.arch) && !entry.libc && Boolean(entry.os));
}

/**
 * Whether node_modules is what the lockfile says, judged by npm's own record of what it installed.
 * @returns {string | null} why `npm ci` is due, or null when it is not
 */
export function npmCiDue() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return 'nothing is installed yet';
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || !isForHere(entry)) continue;
    if (installed[path]?.integrity !== entry.integrity) return `${path} is not what the lockfile says`;
    if (!existsSync(join(root, path, 'package.json'))) return `${path} is missing`;
  }
  const stray = Object.keys(installed).find((path) => !(path in wanted));
  return stray ? `${stray} is not in the lockfile` : null;
}

// @ts-check
// `npm start`: the toolchain and the build where they are due, then the exe. Plain Node >= 20, no dependencies.
// Without arguments a demonstration on real files; with arguments (`npm start -- copy A B`) that command.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from './build.mjs';
import { distFolder, hostPlatform, root } from './paths.mjs';
import { allocated, readable } from './space.mjs';

const exe = join(distFolder, hostPlatform === 'win-x64' ? 'linkkit.exe' : 'linkkit');

/** Runs the exe on this terminal. @param {string[]} args @param {string} cwd @returns {number} its exit code */
function linkkit(args, cwd) {
  const run = spawnSync(exe, args, { cwd, stdio: 'inherit' });
  if (run.error) throw run.error;
  return run.status ?? 1;
}

/** Shows a command and runs it in the project's folder. @param {string[]} args */
function show(...args) {
  console.log(`\n> linkkit ${args.join(' ')}`);
  const code = linkkit(args, root);
  if (code !== 0) throw new Error(`linkkit ended with exit code ${code}`);
}

/** The main job on real input: a second tree of this project's node_modules that takes no space for its files. */
function demonstrate() {
  const source = join(root, 'node_modules');
  const demo = join(root, '.demo');
  const copy = join(demo, 'node_modules');
  // Only names are deleted: every file in there has another one in node_modules.
  rmSync(demo, { recursive: true, force: true });
  mkdirSync(demo);

  const before = allocated(source);
  show('copy', relative(root, source), relative(root, copy));
  show('siblings', relative(root, join(copy, 'zod', 'package.json')));

  const both = allocated(source, copy);
  const program = relative(root, exe);
  console.log(`
What the copy cost: ${readable(both.bytes - before.bytes)} for its folders. Its ${allocated(copy).names.toLocaleString('en-US')} files took nothing:
an ordinary copy would have taken ${readable(before.bytes)}. (Allocated bytes, each file counted once.)
Mind that both names are the same file: a program that writes into one writes into the other.

How to go on:
  npm start -- copy A B          a linked copy of a folder or file of yours, seen from where you stand
  npm start -- siblings FILE     every other name of a file
  npm start -- scan FOLDER       what a folder really weighs, and its files with several names
  npm start -- doctor .          what works on this volume
  npm start -- --help            all commands; each has --help with examples
  ${program}${' '.repeat(Math.max(1, 31 - program.length))}the program itself; dist${hostPlatform === 'win-x64' ? '\\' : '/'}LinkKit is the PowerShell module
  npm test                       all tests`);
}

try {
  await build(['--no-tests', '--no-check', '--quiet', '--only', hostPlatform]);
  if (!existsSync(exe)) throw new Error(`The build made no ${exe}`);
  const args = process.argv.slice(2);
  if (args.length > 0) process.exitCode = linkkit(args, process.env['INIT_CWD'] ?? process.cwd());
  else demonstrate();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

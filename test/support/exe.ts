import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { part } from './bench.ts';
import { wineEnvironment, wineProgram } from './wine.mjs';

/** What is run: the Linux exe, the Windows exe under Wine, or the Windows exe on Windows. */
export type Target = 'linux' | 'wine' | 'windows';

export interface RunOptions {
  target: Target;
  /** Default: shipped. */
  build?: 'shipped' | 'test';
  /** Text or bytes on stdin; none: an empty one. */
  stdin?: string | Uint8Array;
  /** Added to this process's environment; undefined takes one away. */
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** Milliseconds until the process is killed; default 60,000. */
  timeout?: number;
}

export interface RunResult {
  /** Null when the process was killed. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** The lines of stdout as NDJSON; throws where one is no JSON. */
  readonly lines: Line[];
}

/** A line of the contract, read without trust. */
export type Line = { type: string } & Record<string, any>;

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

/** The targets that can run on this machine, for `describe.each(targets())`. */
export function targets(): Target[] {
  if (process.platform === 'win32') return ['windows'];
  return part('wine').available ? ['linux', 'wine'] : ['linux'];
}

/** The built exe's file, as this machine names it. */
export function exePath(target: Target, build: 'shipped' | 'test' = 'shipped'): string {
  return path.join(dist, ...(build === 'test' ? ['test'] : []), target === 'linux' ? 'linkkit' : 'linkkit.exe');
}

/** A path of this machine as the target's programs name it. */
export function pathFor(target: Target, file: string): string {
  return target === 'wine' ? `Z:${file.replaceAll('/', '\\')}` : file;
}

/**
 * Runs the exe to its end, with a state folder of its own that is deleted afterwards. stdin, stdout and stderr are files:
 * under Wine a Unix pipe kills Node for Windows (FACTS.md), and the same way everywhere keeps the targets comparable.
 */
export async function runLinkkit(args: readonly string[], options: RunOptions): Promise<RunResult> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-run-'));
  const file = (name: string) => path.join(folder, name);
  fs.writeFileSync(file('stdin'), options.stdin ?? '');
  const handles = [fs.openSync(file('stdin'), 'r'), fs.openSync(file('stdout'), 'w'), fs.openSync(file('stderr'), 'w')];
  try {
    const { program, first, env } = command(options, file('state'));
    const child = spawn(program, [...first, ...args], { stdio: handles, env, cwd: options.cwd, windowsHide: true });
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), options.timeout ?? 60_000);
      child.on('error', reject);
      child.on('close', (code) => {
        clearTimeout(timer);
        resolve(code);
      });
    });
    return result(exitCode, fs.readFileSync(file('stdout'), 'utf8'), fs.readFileSync(file('stderr'), 'utf8'));
  } finally {
    for (const handle of handles) fs.closeSync(handle);
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Starts the exe with pipes, for a conversation; not under Wine. The state folder is the test's to give, by env. */
export function startLinkkit(args: readonly string[], options: Omit<RunOptions, 'stdin' | 'timeout'>): ChildProcessWithoutNullStreams {
  if (options.target === 'wine') throw new Error('Under Wine the exe cannot be given pipes: use runLinkkit with stdin');
  const { program, first, env } = command(options, options.env?.['LINKKIT_STATE']);
  return spawn(program, [...first, ...args], { stdio: 'pipe', env, cwd: options.cwd, windowsHide: true });
}

/** Runs the exe with ndjson and sends it SIGINT as soon as its first item has come. Not under Wine, which takes no signal for it. */
export async function interruptAtFirstItem(args: readonly string[], state: string): Promise<{ exitCode: number | null; lines: Line[] }> {
  const child = spawn(exePath('linux'), [...args, '--output', 'ndjson'], { env: { ...process.env, LINKKIT_STATE: state }, stdio: ['ignore', 'pipe', 'inherit'] });
  let [out, isStopped] = ['', false];
  child.stdout.on('data', (piece: Buffer) => {
    out += String(piece);
    if (isStopped || !out.includes('"item"')) return;
    isStopped = true;
    child.kill('SIGINT');
  });
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { exitCode, lines: result(exitCode, out, '').lines };
}

function command(options: RunOptions, state: string | undefined): { program: string; first: string[]; env: NodeJS.ProcessEnv } {
  const exe = exePath(options.target, options.build);
  const stateFolder = state === undefined ? {} : { LINKKIT_STATE: pathFor(options.target, state) };
  const env: NodeJS.ProcessEnv = { ...process.env, ...stateFolder, ...(options.target === 'wine' ? wineEnvironment() : {}), ...options.env };
  for (const name of Object.keys(env)) if (env[name] === undefined) delete env[name];
  return options.target === 'wine' ? { program: wineProgram() ?? 'wine', first: [exe], env } : { program: exe, first: [], env };
}

function result(exitCode: number | null, stdout: string, stderr: string): RunResult {
  return {
    exitCode,
    stdout,
    stderr,
    get lines() {
      return stdout.split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as Line);
    },
  };
}

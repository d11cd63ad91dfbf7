import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, koffiNative, nodeProgram } from '../../../src/packaging/paths.mjs';
import type * as native from '../../../src/native/windows.ts';
import { part } from '../bench.ts';
import { pathFor } from '../exe.ts';
import { wineEnvironment, wineProgram } from '../wine.mjs';
import { buildStandIn } from './build.mjs';

type FunctionName = { [Name in keyof typeof native]: (typeof native)[Name] extends (...args: never[]) => unknown ? Name : never }[keyof typeof native];
/** A function of src/native, or readWindowsFolder with a path and a detail. */
export type NativeCall = [name: FunctionName | 'readWindowsFolder', ...args: unknown[]];

export interface NativeAnswer {
  value?: any;
  error?: { name: string; code: number | null; call: string | null; path: string | null; message: string };
}

/** Whether Windows functions can be called here at all: on Windows, or under Wine. */
export const hasWindows = (): boolean => process.platform === 'win32' || part('wine').available;

/** A path of this machine as Windows programs name it. */
export const windowsPath = (file: string): string => pathFor(process.platform === 'win32' ? 'windows' : 'wine', file);

/**
 * Calls functions of src/native one after the other in a Windows process; bigints come back as {bigint}, bytes as {hex}.
 * `together`: none waits for the one before it, so that what is asynchronous runs at the same time.
 */
export function callNative(calls: readonly NativeCall[], env: Record<string, string> = {}, { together = false } = {}): NativeAnswer[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-native-'));
  const output = path.join(folder, 'output');
  const handle = fs.openSync(output, 'w');
  try {
    const bigints = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? { bigint: String(value) } : value);
    fs.writeFileSync(path.join(folder, 'calls'), JSON.stringify(calls, bigints));
    const host = fileURLToPath(new URL('nativeHost.mjs', import.meta.url));
    const files = [host, path.join(folder, 'calls'), path.join(folder, 'answers'), koffiNative('win-x64')].map(windowsPath);
    const [program, first] = process.platform === 'win32' ? [nodeProgram('win-x64'), []] : [wineProgram()!, [nodeProgram('win-x64')]];
    const wine = process.platform === 'win32' ? {} : wineEnvironment();
    const run = spawnSync(program, [...first, '--disable-warning=ExperimentalWarning', ...files, ...(together ? ['together'] : [])], {
      env: { ...process.env, ...wine, ...env },
      stdio: ['ignore', handle, handle],
      timeout: 120_000,
    });
    if (run.status !== 0) throw new Error(`the Windows process ended with ${run.status}: ${fs.readFileSync(output, 'utf8')}`);
    return JSON.parse(fs.readFileSync(path.join(folder, 'answers'), 'utf8')) as NativeAnswer[];
  } finally {
    fs.closeSync(handle);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

export interface StandIn {
  /** The environment in which a test build uses the stand-in. */
  env: Record<string, string>;
  /** The calls that were made of it, a line each, since the last look. */
  calls(): string[];
}

/** What the stand-in answers about one file, named as the exe names it; see the head of standin.c. */
export interface StandInFile {
  /** With a `*` at its end: all whose path begins so. */
  path: string;
  names?: string[];
  streams?: string[];
  /** FindFirstFileNameW and FindFirstStreamW fail with this number. */
  error?: number;
  /** The tag of a reparse point, or all of its data. */
  tag?: number;
  reparse?: Buffer;
  /** Attributes that the file has besides its own. */
  attributes?: number;
  /** The size that its folder's listing gives it. */
  listedSize?: number;
  /** A self-relative security descriptor. */
  security?: Buffer;
  /** Its rights, once set, forbid to set anything more. */
  guarded?: boolean;
  /** The names it may have. */
  limit?: number;
  /** A hard link under this name becomes a copy. */
  copied?: boolean;
  /** What NtQueryInformationFile gives of its hard links: FILE_LINKS_INFORMATION. */
  hardLinks?: Buffer;
  /** Its 64-bit id, by which OpenFileById opens it. */
  id?: bigint;
  /** Of a volume (`\\\\.\\C:`): the answers of FSCTL_QUERY_FILE_LAYOUT, one after the other; a number is an error. */
  layout?: readonly (Buffer | number)[];
  /** The parts of it that take space. */
  ranges?: readonly { start: number; length: number }[];
  /** Flags of its volume besides its own. */
  volumeFlags?: number;
  /** Functions that fail for it, with their numbers. */
  fails?: Record<string, number>;
}

function answerLines({ path: file, names = [], streams = [], error, tag, reparse, attributes, listedSize, security, guarded, limit, copied, hardLinks, id, layout = [], ranges, volumeFlags, fails = {} }: StandInFile): string[] {
  const line = (letter: string, value: unknown): string[] => (value === undefined ? [] : [`${letter} ${value}`]);
  return [
    `F ${file}`,
    ...line('E', error),
    ...names.map((name) => `N ${name}`),
    ...streams.map((name) => `S ${name}`),
    ...line('T', tag?.toString(16)),
    ...line('R', reparse?.toString('hex')),
    ...line('A', attributes?.toString(16)),
    ...line('B', listedSize),
    ...line('D', security?.toString('hex')),
    ...line('G', guarded ? 1 : undefined),
    ...line('L', limit),
    ...line('C', copied ? 1 : undefined),
    ...line('H', hardLinks?.toString('hex')),
    ...line('I', id?.toString(16)),
    ...layout.map((answer) => `Q ${typeof answer === 'number' ? `!${answer}` : answer.toString('hex')}`),
    ...line('Z', ranges && Buffer.from(new BigInt64Array(ranges.flatMap(({ start, length }) => [BigInt(start), BigInt(length)])).buffer).toString('hex')),
    ...line('W', volumeFlags?.toString(16)),
    ...Object.entries(fails).map(([name, number]) => `X ${name} ${number}`),
  ];
}

/**
 * A stand-in for the calls that Wine lacks or only plays, with its answers in a folder of this machine.
 * @param fsutil the bytes that `fsutil hardlink list` prints; without them the real one is called
 */
export function standIn(folder: string, files: readonly StandInFile[], fsutil?: Buffer): StandIn {
  const dll = buildStandIn({ cacheFolder });
  const [answers, log, text] = ['answers', 'log', 'fsutil'].map((name) => path.join(folder, `standin-${name}`)) as [string, string, string];
  fs.writeFileSync(answers, Buffer.from(`${files.flatMap(answerLines).join('\n')}\n`, 'utf16le'));
  if (fsutil) fs.writeFileSync(text, fsutil);
  return {
    env: {
      LINKKIT_TEST_DLL: windowsPath(dll),
      LINKKIT_STANDIN_ANSWERS: windowsPath(answers),
      LINKKIT_STANDIN_LOG: windowsPath(log),
      ...(fsutil && { LINKKIT_STANDIN_SYSTEM32: windowsPath(path.join(path.dirname(dll), 'system32')), LINKKIT_STANDIN_FSUTIL: windowsPath(text) }),
    },
    calls() {
      const made = fs.existsSync(log) ? fs.readFileSync(log, 'utf8').split('\n').filter(Boolean) : [];
      fs.rmSync(log, { force: true });
      return made;
    },
  };
}

import { standIn, type StandInFile } from '../support/standin/native.ts';
import type { RunResult } from '../support/exe.ts';
import type { Where } from './where.ts';

/** A run of the Windows exe's test build in which the stand-in plays what Wine cannot. */
export interface Played extends RunResult {
  /** The calls of the functions that are played, a line each. */
  calls: string[];
}

/** Runs the exe's test build under Wine with these answers of the stand-in; see test/support/standin/standin.c. */
export async function runPlayed(w: Where, files: readonly StandInFile[], args: readonly string[]): Promise<Played> {
  const dll = standIn(w.folder, files);
  dll.calls();
  const { exitCode, stdout, stderr, lines } = await w.run([...args, '--output', 'ndjson'], { build: 'test', env: dll.env });
  return { exitCode, stdout, stderr, lines, calls: dll.calls() };
}

/** The calls of one function, as the fields that it logs. */
export const callsOf = ({ calls }: Played, name: string): Record<string, string>[] =>
  calls
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => Object.fromEntries([...line.matchAll(/(\w+)=(.*?)(?= \w+=|$)/g)].map(([, field, value]) => [field!, value!])));

/** A path as it goes to Windows. */
export const native = (path: string): string => `\\\\?\\${path}`;

/** The `error` lines, with what they must hold. */
export const errorsOf = ({ lines }: RunResult): unknown[] => lines.filter(({ type }) => type === 'error').map(({ code, osError, path }) => ({ code, osError, path }));

/** Reparse data by [MS-FSCC] 2.1.2.4 and 2.1.2.5, names without a NUL behind them, the print name first: not in the way LinkKit writes it. */
function reparseData(tag: number, substitute: string, print: string, flags: Buffer): Buffer {
  const [first, second] = [Buffer.from(print, 'utf16le'), Buffer.from(substitute, 'utf16le')];
  const data = Buffer.alloc(16);
  data.writeUInt32LE(tag, 0);
  data.writeUInt16LE(8 + flags.length + first.length + second.length, 4);
  data.writeUInt16LE(first.length, 8);
  data.writeUInt16LE(second.length, 10);
  data.writeUInt16LE(0, 12);
  data.writeUInt16LE(first.length, 14);
  return Buffer.concat([data, flags, first, second]);
}

/** A symbolic link as another program may have written it. */
export const symlinkTo = (target: string, { relative = true, print = target } = {}): Buffer =>
  reparseData(0xa000_000c, relative ? target : `\\??\\${target}`, print, Buffer.from([relative ? 1 : 0, 0, 0, 0]));

/** A junction as another program may have written it. */
export const junctionTo = (target: string, print = target): Buffer => reparseData(0xa000_0003, `\\??\\${target}`, print, Buffer.alloc(0));

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { pathFor, type Line, type RunResult } from '../support/exe.ts';
import { type Where } from './where.ts';

/** What a journal says of one file. */
export interface State {
  kind: string;
  volume: string;
  fileId: string;
  linkCount: number;
  size: number;
  modified: string;
  metadata?: Record<string, unknown>;
}

/** A journal made by hand, in a state folder of its own: what an operation says that it did, whatever the disk says. */
export interface Recorded {
  id: string;
  /** The state folder, for node:fs. */
  state: string;
  lines: Line[];
  /** A run of the exe that finds this journal. */
  run(args: readonly string[], options?: { build?: 'test'; env?: Record<string, string> }): Promise<RunResult>;
  /** Writes the lines; `cutOff`: without an end, by a process that is gone. */
  write(how?: { cutOff?: boolean; tail?: string }): string;
  /** A name among keeps on the volume, for node:fs and for the exe. */
  keep(number: number): { here: string; there: string };
}

let number = 0;

export function recorded(place: Where, command = 'copy', { id = `20261123T22450112${(number += 1) % 10}Z-${process.pid.toString(36)}-${number}`, trees = ['.'], state = stateFolder() }: { id?: string; trees?: string[]; state?: string } = {}): Recorded {
  const keeps = ['.linkkit', 'me', 'keeps', id];
  const header = {
    type: 'operation', format: 1, operationId: id, command, argv: [command, '--', 'a', 'b'], cwd: place.there(), started: '2026-11-23T22:45:01.123Z',
    process: { pid: 999_999_999, start: 'long ago', host: os.hostname() },
    trees: trees.map((tree) => ({ path: tree === '.' ? place.there().replace(/[\\/]$/, '') : place.there(...tree.split('/')), use: 'write' })),
  };
  const lines: Line[] = [];
  return {
    id,
    state,
    lines,
    run: (args, { env = {}, ...options } = {}) => place.run([...args], { ...options, env: { LINKKIT_STATE: pathFor(place.target, state), ...env } }),
    write({ cutOff = false, tail = '' } = {}) {
      const end = cutOff ? [] : [{ type: 'end', time: '2026-11-23T22:45:02.000Z', interrupted: false }];
      fs.mkdirSync(path.join(state, 'journal'), { recursive: true, mode: 0o700 });
      const file = path.join(state, 'journal', `${id}${cutOff ? '.open' : ''}.ndjson`);
      fs.writeFileSync(file, `${[header, ...lines, ...end].map((line) => JSON.stringify(line)).join('\n')}\n${tail}`, { mode: 0o600 });
      return file;
    },
    keep(of) {
      fs.mkdirSync(place.here(...keeps), { recursive: true, mode: 0o700 });
      return { here: place.here(...keeps, String(of)), there: place.there(...keeps, String(of)) };
    },
  };
}

/** A state folder that several runs of one test share. */
export function stateFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-undo-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'state');
}

/** What the exe would write down of files. */
export async function statesOf(place: Where, ...names: string[]): Promise<State[]> {
  const { lines } = await place.run(['siblings', '--count-only', '--output', 'ndjson', ...names.map((name) => place.there(...name.split('/')))]);
  return names.map((name, index) => {
    const { volume, fileId, linkCount, size } = lines.filter(({ type }) => type === 'item')[index]!;
    const { mtimeMs, mtimeNs } = { mtimeMs: fs.lstatSync(place.here(name)).mtimeMs, mtimeNs: fs.lstatSync(place.here(name), { bigint: true }).mtimeNs };
    const isLink = fs.lstatSync(place.here(name)).isSymbolicLink();
    return { kind: isLink ? 'symlink' : 'file', volume, fileId, linkCount, size, modified: place.target === 'linux' ? String(mtimeMs) : String(mtimeNs / 100n + 116_444_736_000_000_000n) };
  });
}

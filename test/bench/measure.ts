import { spawnSync } from 'node:child_process';

/** The middle one; of an even number the mean of the two. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Seconds that one program takes, its start included. Throws when it fails. */
export function secondsOf(program: string, args: readonly string[], cwd?: string): number {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return seconds;
}

/** One row of the README's table. */
export interface Row {
  what: string;
  ours: string;
  peer: string;
  result: string;
  goal: string;
}

/** Runs both sides in turn, so that both meet the same weather; medians and their ratio. */
export function sideBySide(what: string, rounds: number, goal: string, ours: () => number, peer: () => number, peerName: string): Row {
  const [mine, theirs]: [number[], number[]] = [[], []];
  ours();
  peer();
  for (let round = 0; round < rounds; round += 1) {
    mine.push(ours());
    theirs.push(peer());
  }
  const [left, right] = [median(mine), median(theirs)];
  return { what, ours: readable(left), peer: `${peerName}: ${readable(right)}`, result: `${(left / right).toFixed(2)} ×`, goal };
}

const readable = (seconds: number): string => (seconds < 1 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(2)} s`);

import { spawnSync } from 'node:child_process';

/** The middle one; of an even number the mean of the two. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** What one run of a program costs: its start included, and the most memory it had at once. */
export interface Cost {
  seconds: number;
  /** Of all its threads, user and system. */
  cpuSeconds: number;
  mebibytes: number;
}

/** Runs a program under GNU time, which knows its peak memory. Throws when it fails. */
export function costOf(program: string, args: readonly string[], { cwd, env = {} }: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Cost {
  const started = process.hrtime.bigint();
  const { status, stderr, error } = spawnSync('/usr/bin/time', ['-f', '%M %U %S', program, ...args], { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  const [kibibytes, user, system] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number) as [number, number, number];
  return { seconds, cpuSeconds: user + system, mebibytes: kibibytes / 1024 };
}

/** One row of the README's table. */
export interface Row {
  what: string;
  ours: string;
  peer: string;
  result: string;
  goal: string;
}

/** Runs both sides in turn, so that both meet the same weather; medians and the ratio of their times. */
export function sideBySide(what: string, rounds: number, goal: string, ours: () => Cost, peer: () => Cost, peerName: string): Row {
  const [mine, theirs]: [Cost[], Cost[]] = [[], []];
  ours();
  peer();
  for (let round = 0; round < rounds; round += 1) {
    mine.push(ours());
    theirs.push(peer());
  }
  const [left, right] = [middle(mine), middle(theirs)];
  return { what, ours: readable(left), peer: `${peerName}: ${readable(right)}`, result: `${(left.seconds / right.seconds).toFixed(2)} ×`, goal };
}

export const middle = (costs: readonly Cost[]): Cost => ({ cpuSeconds: median(costs.map(({ cpuSeconds }) => cpuSeconds)), seconds: median(costs.map(({ seconds }) => seconds)), mebibytes: median(costs.map(({ mebibytes }) => mebibytes)) });

export const readable = ({ seconds, mebibytes }: Cost): string => `${seconds < 1 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(2)} s`}, ${mebibytes.toFixed(0)} MiB`;

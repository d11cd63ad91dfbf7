import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathFor, type RunResult } from '../support/exe.ts';
import type { Box } from './box.ts';

/** A run with its fault points; see src/filesystem/faults.ts. */
export interface FaultRun extends RunResult {
  /** Names of the points passed, in their order. */
  points: string[];
  /** It ended without its last line: it was killed. */
  killed: boolean;
}

/** Runs the exe's test build; at the point of this number it is killed, or the system's error is thrown there. */
export async function runWithFaults(box: Box, args: readonly string[], at: number | null = null, error?: string): Promise<FaultRun> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-faults-'));
  try {
    const file = path.join(folder, 'points');
    fs.writeFileSync(file, '');
    const env = { LINKKIT_TEST_FAULTS: pathFor(box.place.target, file), ...(at === null ? {} : { LINKKIT_TEST_FAULT_AT: String(at) }), ...(error === undefined ? {} : { LINKKIT_TEST_FAULT_ERROR: error }) };
    const { exitCode, stdout, stderr } = await box.run(args, { env });
    const points = fs.readFileSync(file, 'utf8').split('\n').slice(0, -1);
    const lines = stdout.split('\n').filter((line) => line !== '').flatMap((line) => (line.endsWith('}') ? [JSON.parse(line)] : []));
    return { exitCode, stdout, stderr, lines, points, killed: lines.at(-1)?.type !== 'summary' };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Does a thing for each of some numbers, two at a time: the bench has two cores. Throws when all have been tried, with what each that failed says. */
export async function forEach(numbers: readonly number[], action: (number: number) => Promise<void>): Promise<void> {
  const left = [...numbers];
  const failures: string[] = [];
  const worker = async (): Promise<void> => {
    for (let number = left.shift(); number !== undefined; number = left.shift()) {
      try {
        await action(number);
      } catch (error) {
        const { message, actual } = error as Error & { actual?: unknown };
        failures.push(`${message}: ${typeof actual === 'string' ? actual : JSON.stringify(actual)}`);
      }
    }
  };
  await Promise.all([worker(), worker()]);
  if (failures.length > 0) throw new Error(`${failures.length} of ${numbers.length}: ${failures.slice(0, 5).join('\n')}`);
}

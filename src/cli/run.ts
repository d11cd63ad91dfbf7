import { errorCodes } from '../contract/errorCodes.ts';
import { findingOf, LinkKitError } from '../contract/errors.ts';
import { exitCodes, type ExitCode } from '../contract/exitCodes.ts';
import { schemaVersion } from '../contract/schemaVersion.ts';
import type { Counts, OperationContext, OperationEvent } from '../operations/operation.ts';
import { argumentsOf } from './argumentsOf.ts';
import type { Command, OperationCommand, Values } from './command.ts';
import { withReachablePaths } from './reachablePaths.ts';
import type { LineSink } from './output/sink.ts';

/** At most ten progress lines a second. */
const progressEveryMs = 100;
/** Longer than this no run keeps the event loop from signals, other requests and writing. */
const turnEveryMs = 20;

/** Runs one command: start, its events as they come, and a summary in every case. Gives the exit code. */
export async function runCommand(
  command: OperationCommand,
  values: Values,
  context: Omit<OperationContext, 'mark'>,
  sink: LineSink,
  input: AsyncIterable<string> | null,
): Promise<ExitCode> {
  const started = performance.now();
  const dryRun = values['dry-run'] === true;
  const operationId = command.changes && !dryRun ? newOperationId() : null;
  const mark = operationId === null ? null : { id: operationId, command: command.name, argv: argumentsOf(command, values), cwd: context.cwd, waitSeconds: Number(values['wait'] ?? 0) };
  let failed = 0;
  let warnings = 0;
  /** Whether nothing came of the run but errors that say that this machine or volume cannot do it. */
  let cannotHere = true;
  /** Whether nothing came of the run but input that nobody could have understood. */
  let badInput = true;
  let counts: Counts = command.noCounts;
  let refused: ExitCode | null = null;
  await sink.line({ type: 'start', schemaVersion, version: __VERSION__, command: command.name, operationId, dryRun });
  try {
    const events = await command.run(values, { ...context, mark }, input);
    let lastTurn = performance.now();
    let lastProgress = lastTurn;
    for (;;) {
      const { value: event, done } = await events.next();
      if (done) {
        counts = event;
        break;
      }
      const now = performance.now();
      for (const one of Array.isArray(event) ? (event as readonly OperationEvent[]) : [event as OperationEvent]) {
        if (one.type === 'progress') {
          if (now - lastProgress < progressEveryMs) continue;
          lastProgress = now;
          await sink.line(withReachablePaths({ ...one, secondsLeft: secondsLeft(one, now - started) }));
          continue;
        }
        if (one.type === 'plan') {
          await sink.plan?.(withReachablePaths(one));
          continue;
        }
        if (one.type === 'error') failed += 1;
        if (one.type === 'warning') warnings += 1;
        if (one.type === 'item' || (one.type === 'error' && errorCodes[one.code].exitCode !== exitCodes.cannotHere.code)) cannotHere = false;
        if (one.type === 'item' || (one.type === 'error' && one.code !== 'Usage' && one.code !== 'InvalidInputLine')) badInput = false;
        const written = sink.line(withReachablePaths(one) as Parameters<LineSink['line']>[0]);
        if (written) await written;
      }
      if (now - lastTurn >= turnEveryMs) {
        lastTurn = now;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  } catch (error) {
    failed += 1;
    const finding = findingOf(error);
    refused = errorCodes[finding.code].exitCode;
    await sink.line(withReachablePaths({ type: 'error', ...finding }));
  }
  const lost = sink.lost?.() ?? null;
  if (lost) {
    failed += 1;
    badInput = cannotHere = false;
    await sink.line({ type: 'error', ...lost.toFinding() });
  }
  const interrupted = context.signal.aborted;
  const own = refused === null && failed === 0 ? command.exitCodeOf?.(counts) : undefined;
  const exitCode = interrupted ? exitCodes.interrupted.code : (own ?? refused ?? failureCode(failed, cannotHere, badInput));
  const seconds = Math.round(performance.now() - started) / 1000;
  await sink.line(withReachablePaths({ type: 'summary', ok: exitCode === 0, exitCode, operationId, dryRun, interrupted, failed, warnings, seconds, ...counts }));
  await sink.end();
  return exitCode;
}

/** By the rate so far; null where the total or the rate is not known. */
const secondsLeft = ({ done, total }: { done: number; total: number | null }, elapsedMs: number): number | null =>
  total === null || done === 0 ? null : Math.round((elapsedMs / 100) * (Math.max(0, total - done) / done)) / 10;

function failureCode(failed: number, cannotHere: boolean, badInput: boolean): ExitCode {
  if (failed === 0) return exitCodes.done.code;
  if (badInput) return exitCodes.wrongCall.code;
  return cannotHere ? exitCodes.cannotHere.code : exitCodes.someFailed.code;
}

let operations = 0;

/** Sorts by time, and no two processes have one: 20261123T224501123Z-4f2-1 (time, process id, number within the process). */
const newOperationId = (): string => `${new Date().toISOString().replace(/[-:.]/g, '')}-${process.pid.toString(36)}-${(operations += 1)}`;

/** A call that was refused before its command ran (null: it names none): the contract's lines all the same. */
export async function refuse(error: unknown, command: Command | null, sink: LineSink): Promise<ExitCode> {
  const finding = findingOf(error);
  const exitCode = error instanceof LinkKitError ? errorCodes[finding.code].exitCode : exitCodes.someFailed.code;
  await sink.line({ type: 'start', schemaVersion, version: __VERSION__, command: command?.name ?? '', operationId: null, dryRun: false });
  await sink.line({ type: 'error', ...finding });
  await sink.line({ type: 'summary', ok: false, exitCode, operationId: null, dryRun: false, interrupted: false, failed: 1, warnings: 0, seconds: 0, ...(command?.kind === 'operation' ? command.noCounts : {}) });
  await sink.end();
  return exitCode;
}

import type { TaskRunCounts } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { exitCodes, type ExitCode } from '../../contract/exitCodes.ts';
import type { Line } from '../../contract/lines.ts';
import type { Operation, OperationContext, OperationEvent } from '../operation.ts';
import { reportFailure } from './eventLog.ts';
import { RunLog } from './runLog.ts';
import { readTask } from './taskStore.ts';

/** Runs a LinkKit command as the command line would, in this process; its lines go to `tell`. */
export type Execute = (argv: readonly string[], context: Omit<OperationContext, 'mark'>, tell: (line: Line) => void) => Promise<ExitCode>;

/** Runs the steps of a task, each on its condition, and writes the run's log. One exit code: the greatest of its steps. */
export const runTask = (execute: Execute): Operation<{ name: string }, TaskRunCounts> =>
  async function* ({ name }, context) {
    const task = readTask(name);
    const log = new RunLog(name, task.keepRuns, new Date());
    const counts: TaskRunCounts = { steps: 0, failedSteps: 0, bytesFreed: 0, worst: 0, log: log.path };
    let worst: ExitCode = exitCodes.done.code;
    let previous: ExitCode = exitCodes.done.code;
    const errors: string[] = [];
    try {
      for (const [index, { run, onlyIf }] of task.steps.entries()) {
        const item = { name, step: index + 1, argv: run };
        if (context.signal.aborted || (onlyIf === 'previousSucceeded' && previous !== 0)) {
          yield { type: 'item', ...item, result: 'skipped', exitCode: null, operationId: null, bytesFreed: 0, seconds: 0 };
          continue;
        }
        const work = new Step();
        yield* work.run(execute, run, { ...context, cwd: task.cwd }, log);
        const { exitCode, summary } = work;
        previous = exitCode!;
        worst = worse(worst, previous);
        counts.steps += 1;
        if (previous !== 0) counts.failedSteps += 1;
        const freed = typeof summary?.['bytesFreed'] === 'number' ? summary['bytesFreed'] : 0;
        counts.bytesFreed += freed;
        errors.push(...work.errors);
        yield { type: 'item', ...item, result: previous === 0 ? 'succeeded' : 'failed', exitCode: previous, operationId: summary?.operationId ?? null, bytesFreed: freed, seconds: summary?.seconds ?? 0 };
      }
      counts.worst = worst;
      log.add({ type: 'end', ended: new Date().toISOString(), exitCode: worst, bytesFreed: counts.bytesFreed });
    } finally {
      log.close();
    }
    if (task.eventLog && worst !== 0) {
      try {
        await reportFailure(name, worst, errors);
      } catch (error) {
        if (!(error instanceof LinkKitError)) throw error;
        yield { type: 'warning', ...error.toFinding() };
      }
    }
    return counts;
  };

const worse = (one: ExitCode, other: ExitCode): ExitCode => (other > one ? other : one);

/** One command while it runs: its errors and warnings are told on. */
class Step {
  exitCode: ExitCode | null = null;
  summary: (Line & { type: 'summary' }) | null = null;
  readonly errors: string[] = [];
  readonly #events: OperationEvent[] = [];

  async *run(execute: Execute, argv: readonly string[], context: Omit<OperationContext, 'mark'>, log: RunLog): AsyncGenerator<readonly OperationEvent[], void> {
    let wake = (): void => undefined;
    let failure: unknown = null;
    const work = execute(argv, context, (line) => {
      log.add(line);
      this.#take(line);
      wake();
    }).then(
      (code) => void (this.exitCode = code),
      (error: unknown) => void (failure = error),
    );
    while (this.exitCode === null && failure === null) {
      await Promise.race([work, new Promise<void>((resolve) => (wake = resolve))]);
      yield this.#events.splice(0);
    }
    yield this.#events.splice(0); // what came while the last ones were told
    if (failure !== null) throw failure;
  }

  #take(line: Line): void {
    if (line.type === 'summary') this.summary = line;
    else if (line.type === 'error') {
      this.errors.push(`${line.code}: ${line.message}`);
      // The step has failed: as one thing, and with its own exit code
      this.#events.push({ ...line, type: 'warning' });
    } else if (line.type === 'warning') this.#events.push(line);
    else if (line.type === 'progress') this.#events.push({ type: 'progress', done: line.done, total: line.total, unit: line.unit, path: line.path });
  }
}

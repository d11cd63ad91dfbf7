import fs from 'node:fs';
import path from 'node:path';
import type { Line } from '../../contract/lines.ts';
import { namesIfThere } from '../../filesystem/folder.ts';
import { withPath } from '../../filesystem/osError.ts';
import { privateFolder } from '../../filesystem/privateFolder.ts';
import { isAlive, ownProcess, type ProcessMark } from '../../filesystem/processes.ts';
import { taskFolder } from './taskStore.ts';

/** The first and the last line of a run's log; between them stand the lines of its commands without their items and progress. */
export interface RunHeader {
  type: 'run';
  task: string;
  started: string;
  process: ProcessMark;
}
export interface RunEnd {
  type: 'end';
  ended: string;
  exitCode: number;
  bytesFreed: number;
}

/** What a log says of a run. */
export interface RecordedRun {
  file: string;
  started: string;
  ended: string | null;
  exitCode: number | null;
  bytesFreed: number | null;
  /** Its process has not come to the end of the log, and runs no more. */
  isCutOff: boolean;
  operationIds: string[];
  /** Messages of its errors. */
  errors: string[];
}

const runsFolder = (name: string): string => path.join(taskFolder(name), 'runs');

/** The log of a run, line by line; each is on its way to the disk before the next. */
export class RunLog {
  readonly #file: number;
  readonly path: string;

  /** Begins a log; logs of earlier runs beyond `keep` go. Throws a LinkKitError. */
  constructor(name: string, keep: number, now: Date) {
    privateFolder(runsFolder(name));
    this.path = path.join(runsFolder(name), `${now.toISOString().replace(/[-:.]/g, '')}-${process.pid.toString(36)}.ndjson`);
    this.#file = withPath(this.path, () => fs.openSync(this.path, 'ax', 0o600));
    this.add({ type: 'run', task: name, started: now.toISOString(), process: ownProcess() });
    for (const old of logsOf(name).slice(0, -keep)) withPath(old, () => fs.rmSync(old, { force: true }));
  }

  add(line: RunHeader | RunEnd | Line): void {
    if (line.type === 'item' || line.type === 'progress') return;
    withPath(this.path, () => fs.writeSync(this.#file, `${JSON.stringify(line)}\n`));
  }

  close(): void {
    withPath(this.path, () => {
      fs.fsyncSync(this.#file);
      fs.closeSync(this.#file);
    });
  }
}

/** Logs of a task, the oldest first. */
const logsOf = (name: string): string[] => namesIfThere(runsFolder(name)).filter((one) => one.endsWith('.ndjson')).sort().map((one) => path.join(runsFolder(name), one));

/** The last run of a task, null where it never ran. A last line that was cut off is passed over. */
export function lastRun(name: string): RecordedRun | null {
  const file = logsOf(name).at(-1);
  if (file === undefined) return null;
  const lines = withPath(file, () => fs.readFileSync(file, 'utf8')).split('\n').flatMap((text) => {
    try {
      return text === '' ? [] : [JSON.parse(text) as RunHeader | RunEnd | Line];
    } catch {
      return []; // the line that a crash cut off: the run is told as such
    }
  });
  const header = lines.find((line): line is RunHeader => line.type === 'run');
  const end = lines.find((line): line is RunEnd => line.type === 'end');
  if (!header) return { file, started: new Date(0).toISOString(), ended: null, exitCode: null, bytesFreed: null, isCutOff: true, operationIds: [], errors: [] };
  return {
    file,
    started: header.started,
    ended: end?.ended ?? null,
    exitCode: end?.exitCode ?? null,
    bytesFreed: end?.bytesFreed ?? null,
    isCutOff: end === undefined && !isAlive(header.process),
    operationIds: lines.flatMap((line) => (line.type === 'summary' && line.operationId !== null ? [line.operationId] : [])),
    errors: lines.flatMap((line) => (line.type === 'error' ? [`${line.code}: ${line.message}${line.path === null ? '' : ` (${line.path})`}`] : [])),
  };
}

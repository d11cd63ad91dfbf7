import type { TaskCounts, TaskItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { profileSchema, type TaskDefinition, type TaskStep } from '../../contract/tasks.ts';
import { entryOrNull } from '../../filesystem/entry.ts';
import { isElevated } from '../../filesystem/elevation.ts';
import { absolutePath } from '../../filesystem/paths.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { machineFolder, stateFolder } from '../../filesystem/state.ts';
import { writerAmongUsers } from '../../filesystem/writers.ts';
import { readJsonDocument } from '../jsonDocument.ts';
import type { Operation } from '../operation.ts';
import { machineFile } from '../pin/places.ts';
import { lastRun } from './runLog.ts';
import { describe, lastDue, nextDue, scheduleFrom, type ScheduleOptions } from './schedule.ts';
import { register, registrationOf, start, startCommand, unregister, unregisterCommand } from './service.ts';
import { checkName, deleteTask, definitionFile, readTask, readTasks, refuseUnknown, writeTask } from './taskStore.ts';

export interface RegisterOptions extends ScheduleOptions {
  name: string;
  /** The command that it runs; none where there is a profile. */
  command: readonly string[];
  profile: string | null;
  runAs: 'user' | 'system';
  whenLoggedOff: boolean;
  elevated: boolean;
  onBatteries: boolean;
  timeLimitMinutes: number;
  keepRuns: number;
  eventLog: boolean;
  print: boolean;
  dryRun: boolean;
  /** Throws Usage for what is no command that a task could run. */
  check(argv: readonly string[]): Promise<void>;
}

/** Writes a task into the store and gives it to the system's service. Refused as a whole (throws) for what could not run, or is not safe as SYSTEM. */
export const registerTask: Operation<RegisterOptions, TaskCounts> = async function* (options, { cwd }) {
  const { name, print, dryRun } = options;
  checkName(name);
  const task: TaskDefinition = {
    format: 1,
    name,
    steps: await stepsOf(options, cwd),
    cwd,
    schedule: scheduleFrom(options),
    runAs: options.runAs,
    whenLoggedOff: options.whenLoggedOff,
    elevated: options.elevated,
    onBatteries: options.onBatteries,
    timeLimitMinutes: options.timeLimitMinutes,
    keepRuns: options.keepRuns,
    eventLog: options.eventLog,
    created: new Date().toISOString(),
  };
  refuseWrongRights(task, print || dryRun);
  if (!isWindows && (task.runAs === 'system' || task.elevated) && !print) throw new LinkKitError('EngineNotAvailable', { message: 'Here a task runs as its user; timers of the system are the administrator\'s.', hint: 'linkkit task register --print shows what they need.' });
  const registration = registrationOf(task);
  const change = { name, schedule: describe(task.schedule), ...registration };
  if (print || dryRun) {
    yield { type: 'item', ...change, action: print ? 'printed' : 'planned' };
    return { tasks: 1 };
  }
  if (isWindows && !task.whenLoggedOff && task.runAs === 'user') yield { type: 'warning', ...new LinkKitError('LogonRequired').toFinding() };
  if (isWindows && process.env['LINKKIT_STATE'] !== undefined && !isElevated()) yield { type: 'warning', ...new LinkKitError('NotFound', { path: stateFolder(), message: 'The task lies where LINKKIT_STATE says; the Task Scheduler finds it there only if that variable is set for your account.', hint: 'Register without it, or set it in the account\'s environment.' }).toFinding() };
  const written = await writeTask(task);
  try {
    const told = await register(task, registration);
    if (told) yield { type: 'warning', ...told.toFinding() };
  } catch (error) {
    await written.takeBack(); // what the service had, it has
    throw error;
  }
  yield { type: 'item', ...change, action: written.isNew ? 'registered' : 'replaced' };
  return { tasks: 1 };
};

async function stepsOf({ command, profile, check }: RegisterOptions, cwd: string): Promise<TaskStep[]> {
  if ((command.length > 0) === (profile !== null)) throw new LinkKitError('Usage', { message: 'A task runs one command, given after --, or the steps of a --profile.', hint: 'Write linkkit task register nightly --at 1:30 -- dedupe D:\\ISO.' });
  if (profile === null) {
    await check(command);
    return [{ run: [...command] }];
  }
  const document = readJsonDocument(absolutePath(profile, cwd), profileSchema);
  for (const [index, { run }] of document.value.steps.entries()) {
    try {
      await check(run);
    } catch (error) {
      if (!(error instanceof LinkKitError)) throw error;
      throw document.wrong(['steps', index, 'run'], error.message, error.hint ?? undefined);
    }
  }
  return document.value.steps;
}

/**
 * What SYSTEM or an elevated task runs and reads must not be for others to write: the exe, the task, and every file that a step names. And
 * the task must look for its definition where it is put: elevated runs have a store of their own. Throws UnsafeLocation, PrivilegeRequired, Usage.
 */
function refuseWrongRights({ name, steps, cwd, runAs, elevated }: TaskDefinition, isTrial: boolean): void {
  if (runAs !== 'system' && !elevated) {
    if (isWindows && isElevated()) throw new LinkKitError('Usage', { message: 'From an elevated prompt the task would lie where only elevated runs look for it, and this one runs with ordinary rights.', hint: 'Add --elevated, or register it from an ordinary prompt.' });
    return;
  }
  const read = steps.flatMap(({ run }) => run.flatMap((word, index) => [/^--(?:file|apply)=(.+)$/s.exec(word)?.[1], /^--(?:file|apply)$/.test(run[index - 1] ?? '') ? word : undefined]).filter((one) => one !== undefined));
  // Of what LinkKit makes itself, privateFolder sees to it that nobody else has made it before
  const ownFiles = [[stateFolder(), definitionFile(name)], [machineFolder(), machineFile()]].flatMap(([folder, file]) => (entryOrNull(folder!) === null ? [] : [file!]));
  for (const file of [process.execPath, ...ownFiles, ...read.map((text) => absolutePath(text, cwd))]) {
    const writer = writerAmongUsers(file);
    if (writer !== null) throw new LinkKitError('UnsafeLocation', { path: file, message: `${runAs === 'system' ? 'A task of SYSTEM' : 'An elevated task'} would read this, and ${writer.who} may write ${writer.path === file ? 'it' : writer.path}.`, hint: 'Install LinkKit under Program Files, and keep what it reads where administrators alone write.' });
  }
  if (isWindows && !isElevated() && !isTrial) throw new LinkKitError('PrivilegeRequired', { message: 'Such a task is registered by an administrator.', hint: 'Run it from an elevated prompt.' });
}

/** Every task with its last run and its next. */
export const listTasks: Operation<{ names: readonly string[] }, TaskCounts> = async function* ({ names }) {
  const errors: LinkKitError[] = [];
  const tasks = names.length > 0 ? names.map(readTask) : readTasks((error) => errors.push(error));
  yield errors.map((error) => ({ type: 'error' as const, ...error.toFinding() }));
  for (const task of tasks) yield { type: 'item', ...itemOf(task, new Date()) };
  return { tasks: tasks.length };
};

/** After its time a task may start so much later: the machine was asleep, or the service delays it. */
const graceMs = 15 * 60_000;

function itemOf(task: TaskDefinition, now: Date): TaskItem {
  const run = lastRun(task.name);
  const due = lastDue(task.schedule, new Date(now.getTime() - graceMs));
  // A run that was still at work then has let it pass: never two at once
  const isMissed = due !== null && due > new Date(task.created) && (run === null || new Date(run.ended ?? run.started) < due);
  const state = run !== null && run.ended === null && !run.isCutOff ? 'running' : isMissed ? 'missed' : run === null ? 'never' : run.isCutOff ? 'cutOff' : run.exitCode === 0 ? 'done' : 'failed';
  return {
    name: task.name,
    schedule: describe(task.schedule),
    runAs: task.runAs,
    lastRun: run?.started ?? null,
    nextRun: nextDue(task.schedule, now)?.toISOString() ?? null,
    lastExit: run?.exitCode ?? null,
    state,
    bytesFreed: run?.bytesFreed ?? null,
    steps: task.steps.map(({ run: argv }) => argv),
    operationIds: run?.operationIds ?? [],
    errors: run?.errors ?? [],
    log: run?.file ?? null,
  };
}

/** Has the service start a task now. */
export const startTask: Operation<{ name: string; dryRun: boolean }, TaskCounts> = async function* ({ name, dryRun }) {
  const task = readTask(name);
  if (!dryRun) await start(name);
  yield { type: 'item', name, schedule: describe(task.schedule), definition: null, command: startCommand(name), action: dryRun ? 'planned' : 'started' };
  return { tasks: 1 };
};

/** Takes tasks out of the service and the store, with the logs of their runs. */
export const unregisterTasks: Operation<{ names: readonly string[]; dryRun: boolean }, TaskCounts> = async function* ({ names, dryRun }) {
  names.forEach(refuseUnknown);
  for (const name of names) {
    const schedule = scheduleOf(name);
    if (!dryRun) {
      const told = await unregister(name);
      if (told) yield { type: 'warning', ...told.toFinding() };
      deleteTask(name);
    }
    yield { type: 'item', name, schedule, definition: null, command: unregisterCommand(name), action: dryRun ? 'planned' : 'unregistered' };
  }
  return { tasks: names.length };
};

/** In words; of a task that cannot be read any more, that: it can be taken away all the same. */
function scheduleOf(name: string): string {
  try {
    return describe(readTask(name).schedule);
  } catch (error) {
    if (!(error instanceof LinkKitError)) throw error;
    return `unknown (${error.code})`;
  }
}

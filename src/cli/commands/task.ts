import type { ExitCode } from '../../contract/exitCodes.ts';
import type { TaskChangeItem, TaskItem, TaskRunCounts, TaskRunItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import type { OperationCommand, Values } from '../command.ts';
import { changingOptions } from '../changingOptions.ts';
import { shellWord } from '../output/shellWord.ts';
import { count, onTerminal, readableBytes, readableSeconds } from '../output/units.ts';

const shown = (word: string): string => shellWord(word, process.platform === 'win32');
const noTasks = { tasks: 0 };
const dryRun = { 'dry-run': changingOptions['dry-run'] };
const defaults = { keepRuns: 30, timeLimitHours: 24 };

const changeView: OperationCommand['view'] = {
  item: (line) => {
    const { name, schedule, action, definition, command } = line as unknown as TaskChangeItem;
    if (action === 'printed') return `${(definition ?? '').split('\n').map(onTerminal).join('\n')}\n# ${onTerminal(command.map(shown).join(' '))}`;
    return `${action === 'planned' ? 'would be ' : ''}${action === 'planned' ? 'done' : action}: ${onTerminal(name)}, ${schedule}`;
  },
  summary: () => null,
};

const register: OperationCommand = {
  kind: 'operation',
  changes: false,
  noCounts: noTasks,
  name: 'task register',
  summary: 'Have a LinkKit command run by the Task Scheduler (systemd elsewhere).',
  positionals: [{ name: 'name', describe: 'what it is called', many: false }, { name: 'command', describe: 'behind --: any LinkKit command with its arguments', many: true, optional: true }],
  options: {
    at: { type: 'string', value: 'TIME', describe: 'the time of the day: 1:30' },
    daily: { type: 'boolean', describe: 'every day, as with --at alone' },
    weekly: { type: 'string', value: 'DAYS', describe: 'on these days: monday,friday or mo,fr' },
    every: { type: 'string', value: 'TIME', describe: 'again and again: 30m, 2h' },
    'on-logon': { type: 'boolean', describe: 'when you log on' },
    'on-idle': { type: 'boolean', describe: 'when the machine is idle (Windows)' },
    request: { type: 'string', value: 'JSON', describe: 'for programs: in place of a command a request of serve' },
    profile: { type: 'string', value: 'FILE', describe: 'in place of a command: a JSON file of several steps' },
    'run-as': { type: 'string', choices: ['user', 'system'], default: 'user', describe: 'as whom (Windows)' },
    elevated: { type: 'boolean', describe: 'with the full rights of an administrator (Windows)' },
    'when-logged-off': { type: 'boolean', describe: 'also while you are not logged on; no password is kept (Windows)' },
    'on-batteries': { type: 'boolean', describe: 'also while a portable runs on batteries' },
    'time-limit': { type: 'number', value: 'HOURS', describe: `end it after so long, 0 never (${defaults.timeLimitHours} when left out)` },
    'keep-runs': { type: 'number', value: 'N', describe: `logs of so many runs are kept (${defaults.keepRuns} when left out)` },
    'event-log': { type: 'boolean', describe: 'write failures into the event log of Windows' },
    print: { type: 'boolean', describe: 'show what the service would get, and the command; register nothing' },
    ...dryRun,
  },
  examples: [
    ['linkkit task register nightly --at 1:30 -- dedupe D:\\ISO --keep oldest', 'every night'],
    ['linkkit task register pins --every 30m -- pin repair', 'again and again'],
    ['linkkit task register nightly --at 1:30 --profile nightly.json', 'several steps'],
    ['linkkit task register nightly --at 1:30 --print -- pin check', 'the XML, and the command that registers it'],
  ],
  view: changeView,
  async run(values, context) {
    const { registerTask } = await import('../../operations/task/tasks.ts');
    const { checkArguments, requestArguments } = await import('../execute.ts');
    const text = (name: string): string | null => (values[name] as string | undefined) ?? null;
    const isOn = (name: string): boolean => values[name] === true;
    return registerTask({
      name: values['name'] as string,
      command: commandFrom(values, requestArguments),
      at: text('at'), daily: isOn('daily'), weekly: text('weekly'), every: text('every'), onLogon: isOn('on-logon'), onIdle: isOn('on-idle'),
      profile: text('profile'),
      runAs: values['run-as'] as 'user' | 'system',
      elevated: isOn('elevated'), whenLoggedOff: isOn('when-logged-off'), onBatteries: isOn('on-batteries'),
      timeLimitMinutes: 60 * ((values['time-limit'] as number | undefined) ?? defaults.timeLimitHours),
      keepRuns: Math.max(1, (values['keep-runs'] as number | undefined) ?? defaults.keepRuns),
      eventLog: isOn('event-log'), print: isOn('print'), dryRun: isOn('dry-run'),
      check: checkArguments,
    }, context);
  },
};

function commandFrom(values: Values, ofRequest: (text: string) => string[]): readonly string[] {
  const [words, request] = [values['command'] as readonly string[], values['request'] as string | undefined];
  if (request === undefined) return words;
  if (words.length > 0) throw new LinkKitError('Usage', { message: 'A task runs one command; --request is another.' });
  return ofRequest(request);
}

const list: OperationCommand = {
  kind: 'operation',
  changes: false,
  noCounts: noTasks,
  name: 'task list',
  summary: 'Show the tasks: when they run, and what came of the last run.',
  positionals: [{ name: 'name', describe: 'names of tasks; all where none is given', many: true, optional: true }],
  options: {},
  examples: [['linkkit task list', 'all of them'], ['linkkit task list nightly --output json', 'for programs']],
  view: { item: (line) => taskText(line as unknown as TaskItem), summary: (line) => (line['tasks'] === 0 && line['exitCode'] === 0 ? 'There is no task. linkkit task register makes one.' : null) },
  async run(values, context) {
    const { listTasks } = await import('../../operations/task/tasks.ts');
    return listTasks({ names: (values['name'] ?? []) as readonly string[] }, context);
  },
};

const words: Readonly<Record<TaskItem['state'], string>> = { never: 'never ran', running: 'running', done: 'succeeded', failed: 'failed', cutOff: 'was cut off', missed: 'did not start when it was due' };

function taskText({ name, schedule, state, lastRun, nextRun, lastExit, bytesFreed, steps, errors, log }: TaskItem): string {
  const local = (time: string): string => new Date(time).toLocaleString('sv-SE').slice(0, 16);
  return [
    `${onTerminal(name)}: ${schedule}; ${words[state]}${lastExit !== null && lastExit !== 0 ? ` with exit code ${lastExit}` : ''}`,
    ...steps.map((argv) => `  linkkit ${onTerminal(argv.map(shown).join(' '))}`),
    `  last run ${lastRun === null ? 'none' : local(lastRun)}${bytesFreed ? `, ${readableBytes(bytesFreed)} freed` : ''}; next ${nextRun === null ? 'by its event' : local(nextRun)}`,
    ...errors.slice(0, 3).map((error) => `  ${onTerminal(error)}`),
    ...(errors.length > 3 ? [`  and ${count(errors.length - 3, 'error')} more: ${onTerminal(log ?? '')}`] : []),
  ].join('\n');
}

const named = (name: string, summary: string, many: boolean, example: string, run: OperationCommand['run']): OperationCommand => ({
  kind: 'operation',
  changes: false,
  noCounts: noTasks,
  name,
  summary,
  positionals: [{ name: 'name', describe: many ? 'names of tasks' : 'the name of a task', many }],
  options: dryRun,
  examples: [[`linkkit ${name} nightly`, example]],
  view: changeView,
  run,
});

const start = named('task start', 'Have the service start a task now.', false, 'now, and not at its time', async (values, context) => {
  const { startTask } = await import('../../operations/task/tasks.ts');
  return startTask({ name: values['name'] as string, dryRun: values['dry-run'] === true }, context);
});

const unregister = named('task unregister', 'Take tasks away, with the logs of their runs.', true, 'it runs no more', async (values, context) => {
  const { unregisterTasks } = await import('../../operations/task/tasks.ts');
  return unregisterTasks({ names: values['name'] as readonly string[], dryRun: values['dry-run'] === true }, context);
});

const runTask: OperationCommand = {
  kind: 'operation',
  changes: false,
  noCounts: { steps: 0, failedSteps: 0, bytesFreed: 0, worst: 0, log: null },
  name: 'task run',
  summary: 'Run a task here and now: what the service calls.',
  positionals: [{ name: 'name', describe: 'the name of a task', many: false }],
  options: {},
  examples: [['linkkit task run nightly', 'with its exit code; the log of the run is kept']],
  view: {
    item: (line) => {
      const { step, argv, result, exitCode, bytesFreed, seconds } = line as unknown as TaskRunItem;
      return `${step}. linkkit ${onTerminal(argv.map(shown).join(' '))}: ${result}${exitCode === null || exitCode === 0 ? '' : `, exit code ${exitCode}`}${bytesFreed > 0 ? `, ${readableBytes(bytesFreed)} freed` : ''}, ${readableSeconds(seconds)}`;
    },
    summary: (line) => {
      const { steps, failedSteps, log } = line as unknown as TaskRunCounts;
      return log === null ? null : `${count(steps, 'step')}, ${failedSteps} failed. The log: ${onTerminal(log)}`;
    },
  },
  exitCodeOf: (counts) => counts['worst'] as ExitCode,
  async run(values, context) {
    const { runTask: operation } = await import('../../operations/task/run.ts');
    const { execute } = await import('../execute.ts');
    return operation(execute)({ name: values['name'] as string }, context);
  },
};

/** The commands for tasks, in the order of the help. */
export const taskCommands: readonly OperationCommand[] = [register, list, start, unregister, runTask];

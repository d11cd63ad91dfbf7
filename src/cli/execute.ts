import { LinkKitError } from '../contract/errors.ts';
import type { Line } from '../contract/lines.ts';
import type { Execute } from '../operations/task/run.ts';
import { argumentsOf } from './argumentsOf.ts';
import { checkValues } from './checkValues.ts';
import type { OperationCommand, Values } from './command.ts';
import { commands } from './commands/index.ts';
import { withLog } from './output/log.ts';
import { refuse, runCommand } from './run.ts';
import { readRequest } from './serve.ts';

/** Runs an argument list as the command line would, in this process. */
export const execute: Execute = async (argv, context, tell) => {
  const sink = { line: (line: Line) => tell(line), end: () => undefined };
  try {
    const { command, values } = await parsed(argv);
    return await runCommand(command, values, context, withLog(sink, values, context.cwd), null);
  } catch (error) {
    return refuse(error, null, sink);
  }
};

/** The argument list of a request of serve. Throws Usage, InvalidInputLine. */
export function requestArguments(text: string): string[] {
  const { command: name, options } = readRequest(text);
  const command = commands.find((one) => one.name === name);
  if (command?.kind !== 'operation') throw new LinkKitError('Usage', { message: `There is no command '${name}'.` });
  return argumentsOf(command, checkValues(command, options));
}

/** Throws Usage for what is no command that runs to its end by itself. */
export async function checkArguments(argv: readonly string[]): Promise<void> {
  await parsed(argv);
}

async function parsed(argv: readonly string[]): Promise<{ command: OperationCommand; values: Values }> {
  const { parseCommandLine } = await import('./commandLine.ts');
  const found = await parseCommandLine(argv);
  if ('text' in found || found.command.kind !== 'operation') throw new LinkKitError('Usage', { message: `A task cannot run 'linkkit ${argv.slice(0, 2).join(' ')}'.`, hint: 'Give it a command that does something and ends.' });
  if (found.command.name.startsWith('task ') || found.command.name === 'pin watch') throw new LinkKitError('Usage', { message: `A task cannot run 'linkkit ${found.command.name}'.`, hint: found.command.name === 'pin watch' ? 'Let it run pin check or pin repair.' : 'Put the steps of both into one profile.' });
  if (found.values['stdin'] === true) throw new LinkKitError('Usage', { message: 'A task has no standard input; --stdin cannot be used.' });
  return { command: found.command, values: found.values };
}

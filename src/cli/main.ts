import { LinkKitError } from '../contract/errors.ts';
import { exitCodes, type ExitCode } from '../contract/exitCodes.ts';
import { fromOsError } from '../filesystem/osError.ts';
import type { OperationContext } from '../operations/operation.ts';
import type { HumanView, OperationCommand, Values } from './command.ts';
import type { Parsed } from './commandLine.ts';
import { commandOf } from './commands/index.ts';
import { inputLines } from './inputLines.ts';
import { findingText, human } from './output/human.ts';
import { json } from './output/json.ts';
import { ndjson } from './output/ndjson.ts';
import type { LineSink } from './output/sink.ts';
import { textStream, type TextStream } from './output/stream.ts';
import { outputs, type OutputName } from './outputs.ts';
import { refuse, runCommand } from './run.ts';

const silent: HumanView = { item: () => null, summary: () => null };

/** Arguments in, exit code out; it never throws and never calls process.exit. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  const control = new AbortController();
  const stop = (): void => control.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  const out = textStream(process.stdout, stop);
  // Nobody reads it, or its disk is full: what it would have said is lost, and the work goes on
  process.stderr.on('error', () => undefined);
  const exitCode = await run(args, out, control.signal);
  if (!out.failure()) return exitCode;
  process.stderr.write(findingText({ type: 'error', ...fromOsError(out.failure(), 'standard output').toFinding() }));
  return exitCodes.someFailed.code;
}

async function run(args: readonly string[], out: TextStream, signal: AbortSignal): Promise<ExitCode> {
  // Programs ask for the version to see whether this is the exe they know: the parser is not loaded for it
  if (args.length === 1 && args[0] === '--version') return printed(out, __VERSION__);
  let parsed: Parsed;
  let cwd: string;
  try {
    cwd = currentFolder();
    const { parseCommandLine } = await import('./commandLine.ts');
    parsed = await parseCommandLine(args);
  } catch (error) {
    return refuse(error, commandOf(args) ?? null, sinkFor(outputNamed(args), out, silent, ''));
  }
  if ('text' in parsed) return printed(out, parsed.text);
  const { command, values, output } = parsed;
  if (command.kind === 'operation') return operate(command, values, output, out, { signal, cwd });
  try {
    if (command.kind === 'text') return await printed(out, await command.print(values));
    const { serve } = await import('./serve.ts');
    await serve(process.stdin, out, cwd, signal);
    return exitCodes.done.code;
  } catch (error) {
    return refuse(error, command, sinkFor('text', out, silent, ''));
  }
}

async function operate(command: OperationCommand, values: Values, output: OutputName, out: TextStream, context: Omit<OperationContext, 'mark'>): Promise<ExitCode> {
  const screen = sinkFor(output, out, command.view, command.name);
  try {
    const { withLog } = await import('./output/log.ts');
    const sink = withLog(screen, values, context.cwd);
    const input = values['stdin'] === true ? inputLines(process.stdin, context.signal) : null;
    return await runCommand(command, values, context, sink, input);
  } catch (error) {
    return refuse(error, command, screen);
  }
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch (error) {
    throw new LinkKitError('NotFound', { message: 'The current folder does not exist any more.', hint: 'Go to a folder that exists (cd), and run again.', osError: 'ENOENT', cause: error });
  }
}

function sinkFor(output: OutputName, out: TextStream, view: HumanView, verb: string): LineSink {
  if (output === 'ndjson') return ndjson(out);
  if (output === 'json') return json(out);
  return human(out, view, verb);
}

async function printed(out: TextStream, text: string): Promise<ExitCode> {
  await out.write(`${text}\n`);
  await out.flush();
  return exitCodes.done.code;
}

/** The output a refused call asked for, as far as it can be read from it. */
function outputNamed(args: readonly string[]): OutputName {
  const at = args.findIndex((arg) => arg === '--output' || arg.startsWith('--output='));
  const name = at < 0 ? '' : args[at] === '--output' ? args[at + 1] : args[at]!.slice('--output='.length);
  return outputs.find((one) => one === name) ?? 'text';
}

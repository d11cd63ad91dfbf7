import yargs, { type Argv } from 'yargs';
import { LinkKitError } from '../contract/errors.ts';
import { checkValues } from './checkValues.ts';
import { usageOf, type Command, type OptionSpec, type Values } from './command.ts';
import { commands } from './commands/index.ts';
import { outputs, type OutputName } from './outputs.ts';

export type Parsed = { command: Command; values: Values; output: OutputName } | { text: string };

/** Arguments as the person wrote them → a command with checked values, or a text to print (help, version). Throws Usage. */
export async function parseCommandLine(args: readonly string[]): Promise<Parsed> {
  let chosen: { command: Command; argv: Record<string, unknown> } | undefined;
  const parser = withCommands(base(), (command, argv) => {
    chosen = { command, argv };
  });
  let text = '';
  let failure: Error | undefined;
  await parser.parse([...args], {}, (error: Error | undefined | null, _argv: unknown, output: string) => {
    failure = error ?? undefined;
    text = output;
  });
  if (failure) throw new LinkKitError('Usage', { message: sentence(failure.message) });
  if (!chosen) return { text };
  if (text !== '') return { text };
  return { command: chosen.command, ...read(chosen.command, chosen.argv) };
}

const base = (): Argv =>
  yargs([])
    .scriptName('linkkit')
    .usage('linkkit: hard links made safe and useful\n\nlinkkit <command> [options]')
    // Paths are data: nothing in them may be read as a number, an object or a negation (FACTS.md, Command line).
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'boolean-negation': false,
      'camel-case-expansion': false,
      'strip-aliased': true,
      'populate--': true,
    })
    .exitProcess(false)
    .strict()
    .demandCommand(1, 'Name a command.')
    .recommendCommands()
    .version(__VERSION__)
    .help()
    .alias({ help: 'h', version: 'v' })
    .completion('completion-words', false as never)
    .wrap(Math.min(110, process.stdout.columns ?? 100));

function withCommands(parser: Argv, chosen: (command: Command, argv: Record<string, unknown>) => void): Argv {
  for (const command of commands) {
    parser.command(
      `${command.name}${command.positionals.length > 0 ? ' [paths..]' : ''}`,
      command.summary,
      (inner) => describe(inner, command),
      (argv) => chosen(command, argv as Record<string, unknown>),
    );
  }
  return parser;
}

function describe(parser: Argv, command: Command): Argv {
  parser.usage(`${usageOf(command)} [options]\n\n${command.summary}`);
  if (command.positionals.length > 0) {
    parser.positional('paths', {
      type: 'string',
      array: true,
      describe: command.positionals.map(({ name, describe: text }) => `${name}: ${text}`).join('; '),
    });
  }
  for (const [name, spec] of Object.entries({ ...command.options, ...outputOption(command) })) parser.option(name, yargsOption(spec));
  for (const [line, what] of command.examples) parser.example(line, what);
  return parser;
}

const outputOption = (command: Command): Record<string, OptionSpec> =>
  command.kind === 'operation' ? { output: { type: 'string', choices: outputs, default: 'text', describe: 'for people, one JSON document, or a JSON object a line' } } : {};

function yargsOption(spec: OptionSpec): Record<string, unknown> {
  const type = spec.type === 'boolean' ? 'boolean' : 'string';
  return {
    type,
    describe: spec.value ? `${spec.describe} [${spec.value}]` : spec.describe,
    ...(spec.type === 'strings' ? { array: true } : {}),
    ...(spec.type !== 'boolean' ? { requiresArg: true } : {}),
    ...(spec.choices ? { choices: spec.choices } : {}),
    ...(spec.default !== undefined ? { default: spec.default } : {}),
  };
}

/** yargs cannot split `<source..> <destination>` itself: the places that take one are filled from both ends. */
function read(command: Command, argv: Record<string, unknown>): { values: Values; output: OutputName } {
  const words = [...((argv['paths'] as string[] | undefined) ?? []), ...((argv['--'] as string[] | undefined) ?? [])].map(String);
  const raw: Record<string, unknown> = {};
  const many = command.positionals.findIndex((place) => place.many);
  const last = many < 0 ? [] : command.positionals.slice(many + 1);
  const tail = last.length > 0 && words.length > last.length ? words.splice(-last.length) : [];
  command.positionals.forEach((place, index) => {
    if (index === many) raw[place.name] = words.splice(0);
    else if (many >= 0 && index > many) raw[place.name] = tail[index - many - 1];
    else raw[place.name] = words.shift();
  });
  if (words.length > 0) throw new LinkKitError('Usage', { message: `'${words[0]}' is one argument too many.`, hint: `Usage: ${usageOf(command)}` });
  for (const name of Object.keys(command.options)) if (argv[name] !== undefined) raw[name] = argv[name];
  const output = argv['output'] ?? 'text';
  if (typeof output !== 'string' || !outputs.includes(output as OutputName)) {
    throw new LinkKitError('Usage', { message: `--output takes one of ${outputs.join(', ')}, once.` });
  }
  return { values: checkValues(command, raw), output: output as OutputName };
}

/** yargs' message as one sentence. */
function sentence(message: string): string {
  const text = message.replace(/\s*\n\s*/g, ' ').trim();
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

import yargs, { type Argv } from 'yargs';
import { LinkKitError } from '../contract/errors.ts';
import { checkValues } from './checkValues.ts';
import { usageOf, type Command, type OptionSpec, type Values } from './command.ts';
import { commandOf, commands, groups } from './commands/index.ts';
import { outputs, type OutputName } from './outputs.ts';

export type Parsed = { command: Command; values: Values; output: OutputName } | { text: string };

/** Arguments as the person wrote them → a command with checked values, or a text to print (help, version). Throws Usage. */
export async function parseCommandLine(args: readonly string[]): Promise<Parsed> {
  const command = commandOf(args);
  refuseBuiltIn(args);
  // yargs' own commands draw the whole help for every call, which costs as much as all else: each command is a parser of its own
  const { argv, text } = await parse(...(command ? ([oneCommand(command), withSwitches(command, args.slice(command.name.split(' ').length))] as const) : commandsFor(args)));
  if (text !== '') return { text };
  if (!command) throw new LinkKitError('Usage', { message: 'Name a command first.' });
  return { command, ...read(command, argv) };
}

/**
 * yargs reads `--dry-run=yes` as false, and takes a file named `false` behind a switch for its value: a switch with a value
 * is refused here, and every other one is written so that nothing after it can be taken. Throws Usage.
 */
function withSwitches(command: Command, args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.map((arg, index) => {
    const [, name, value] = /^--([^=]+)(=.*)?$/s.exec(arg) ?? [];
    if (name === undefined || command.options[name]?.type !== 'boolean' || (end >= 0 && index > end)) return arg;
    if (value !== undefined) throw new LinkKitError('Usage', { message: `--${name} takes no value.`, hint: `Leave the value out; without --${name} it is off.` });
    return `${arg}=true`;
  });
}

/** yargs takes the names of what every object has (--constructor) for options of its own. Throws Usage. */
function refuseBuiltIn(args: readonly string[]): void {
  const end = args.indexOf('--');
  for (const arg of end < 0 ? args : args.slice(0, end)) {
    const [, name] = /^--?([^=]+)/.exec(arg) ?? [];
    if (name !== undefined && name in {}) throw new LinkKitError('Usage', { message: `Unknown argument: ${name}.` });
  }
}

async function parse(parser: Argv, args: readonly string[]): Promise<{ argv: Record<string, unknown>; text: string }> {
  let found: { argv: Record<string, unknown>; text: string } | undefined;
  await parser.parse([...args], {}, (error: Error | undefined | null, argv: unknown, text: string) => {
    if (error) throw new LinkKitError('Usage', { message: sentence(error.message) });
    found = { argv: argv as Record<string, unknown>, text };
  });
  return found ?? { argv: {}, text: '' };
}

const base = (): Argv =>
  // A folder of its own, because it would else ask for the current one, which may be gone
  yargs([], '.')
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
    .detectLocale(false)
    .exitProcess(false)
    .version(__VERSION__)
    .help()
    .alias({ help: 'h', version: 'v' })
    .wrap(Math.min(110, process.stdout.columns ?? 100));

/** The help of all commands, or of those of a group. */
function commandsFor(args: readonly string[]): readonly [Argv, readonly string[]] {
  const group = args[0] !== undefined && Object.hasOwn(groups, args[0]) ? args[0] : null;
  if (group === null) return [listOf('linkkit', 'LinkKit: hard links made safe and useful.', commands.filter(({ name }) => !name.includes(' ')).map((command) => [usageOf(command).slice('linkkit '.length), command.summary]).concat(Object.entries(groups).map(([name, summary]) => [`${name} <command>`, summary]))), args];
  const own = commands.filter(({ name }) => name.startsWith(`${group} `));
  return [listOf(`linkkit ${group}`, groups[group]!, own.map((command) => [usageOf(command).slice(`linkkit ${group} `.length), command.summary])), args.slice(1)];
}

function listOf(script: string, about: string, list: readonly (readonly string[])[]): Argv {
  const parser = base().scriptName(script).usage(`${about}\n\n${script} <command> [options]; ${script} <command> --help shows the options.`).strict().demandCommand(1, 'Name a command.').recommendCommands();
  for (const [usage, summary] of list) parser.command(usage!, summary!, {}, () => undefined);
  return parser;
}

function oneCommand(command: Command): Argv {
  const places = command.positionals.map(({ name, describe }) => `  ${name.padEnd(13)}${describe}`).join('\n');
  const parser = base()
    .scriptName(`linkkit ${command.name}`)
    .usage(`${usageOf(command)} [options]\n\n${command.summary}${places && `\n\n${places}`}`)
    .strictOptions();
  for (const [name, spec] of Object.entries({ ...command.options, ...outputOption(command) })) parser.option(name, yargsOption(spec));
  for (const [line, what] of command.examples) parser.example(line, what);
  return parser;
}

const outputOption = (command: Command): Record<string, OptionSpec> =>
  command.kind === 'operation' ? { output: { type: 'string', choices: outputs, default: 'text', describe: 'for people, one JSON document, or a JSON object a line' } } : {};

function yargsOption(spec: OptionSpec): Record<string, unknown> {
  return {
    type: spec.type === 'boolean' ? 'boolean' : 'string',
    describe: spec.value ? `${spec.describe} [${spec.value}]` : spec.describe,
    ...(spec.type === 'strings' ? { array: true } : {}),
    ...(spec.type !== 'boolean' ? { requiresArg: true } : {}),
    ...(spec.choices ? { choices: spec.choices } : {}),
    ...(spec.default !== undefined ? { default: spec.default } : {}),
  };
}

/** yargs cannot split `<source..> <destination>` itself: the places that take one are filled from the end. */
function read(command: Command, argv: Record<string, unknown>): { values: Values; output: OutputName } {
  const words = [...(argv['_'] as string[]), ...((argv['--'] as string[] | undefined) ?? [])];
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
  if (!outputs.includes(output as OutputName)) throw new LinkKitError('Usage', { message: `--output takes one of ${outputs.join(', ')}, once.` });
  return { values: checkValues(command, raw), output: output as OutputName };
}

/** yargs' message as one sentence. */
function sentence(message: string): string {
  const text = message.replace(/\s*\n\s*/g, ' ').trim();
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

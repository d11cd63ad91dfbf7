import type { ExitCode } from '../contract/exitCodes.ts';
import type { Counts, OperationContext, OperationEvent } from '../operations/operation.ts';

/** One option of a command, in one place for the command line, for serve, for help and for completion. */
export interface OptionSpec {
  type: 'string' | 'strings' | 'number' | 'bytes' | 'boolean';
  describe: string;
  choices?: readonly string[];
  default?: string;
  /** Word in help for the value: --root FOLDER. */
  value?: string;
}

/** An argument without a dash; at most one of a command takes many. */
export interface PositionalSpec {
  name: string;
  describe: string;
  many: boolean;
  /** May be left out. */
  optional?: boolean;
}

/** Checked values under their long names: a text, a number (bytes, too), a truth, or for `strings` and many a list. */
export type Values = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** How a command's lines read for a person; null prints nothing. */
export interface HumanView {
  item(item: Record<string, unknown>, dryRun: boolean): string | null;
  summary(summary: Record<string, unknown>): string | null;
  /** What is about to be done. */
  plan?(plan: Record<string, unknown>, dryRun: boolean): string | null;
}

interface CommonParts {
  /** One word, or two: of a group of commands its word first. */
  name: string;
  summary: string;
  positionals: readonly PositionalSpec[];
  options: Readonly<Record<string, OptionSpec>>;
  examples: readonly (readonly [command: string, what: string])[];
}

/** A command that yields the contract's lines. */
export interface OperationCommand extends CommonParts {
  kind: 'operation';
  /** It changes the disk: it gets an operation id and has `dry-run`. */
  changes: boolean;
  view: HumanView;
  /** The summary's own counts when nothing was done: a refused call has them too. */
  noCounts: Counts;
  /** The exit code where nothing failed: a finding (1), or that of what was run. */
  exitCodeOf?(counts: Counts): ExitCode;
  /** Loads the operation only now: a start reads no more of the program than it needs. `input`: standard input's lines, for the commands that can read from it; null in serve. */
  run(values: Values, context: OperationContext, input: AsyncIterable<string> | null): Promise<AsyncGenerator<OperationEvent | readonly OperationEvent[], Counts>>;
}

/** A command that prints one text. */
export interface TextCommand extends CommonParts {
  kind: 'text';
  print(values: Values): string | Promise<string>;
}

/** The command that answers requests until its standard input closes. */
export interface ServeCommand extends CommonParts {
  kind: 'serve';
}

export type Command = OperationCommand | TextCommand | ServeCommand;

/** The usage line: linkkit copy <source..> <destination>. */
export function usageOf(command: Command): string {
  const places = command.positionals.map(({ name, many, optional }) => {
    const word = `${name}${many ? '..' : ''}`;
    return optional ? ` [${word}]` : ` <${word}>`;
  });
  return `linkkit ${command.name}${places.join('')}`;
}

import { LinkKitError } from '../contract/errors.ts';
import { checkValues } from './checkValues.ts';
import type { Command } from './command.ts';
import { commands } from './commands/index.ts';
import { inputLines } from './inputLines.ts';
import { withLog } from './output/log.ts';
import { ndjson } from './output/ndjson.ts';
import type { TextStream } from './output/stream.ts';
import { refuse, runCommand } from './run.ts';

type RequestId = string | number | null;

/**
 * Answers requests, one JSON object a line, until standard input closes; several run at once, each reply line
 * carries its `request`. The end of input lets the running ones end; an aborted `signal` cancels them.
 */
export async function serve(input: AsyncIterable<Buffer> & { destroy?(): unknown }, out: TextStream, cwd: string, signal: AbortSignal): Promise<void> {
  const running = new Map<RequestId, AbortController>();
  const open = new Set<Promise<unknown>>();
  signal.addEventListener('abort', () => running.forEach((one) => one.abort()));
  for await (const line of inputLines(input, signal)) {
    if (line.trim() === '') continue;
    const answer = handle(line);
    open.add(answer);
    void answer.finally(() => open.delete(answer));
  }
  await Promise.all(open);
  await out.flush();

  async function handle(line: string): Promise<void> {
    let request: RequestId = null;
    let command: Command | null = commands.find(({ kind }) => kind === 'serve')!;
    try {
      const message = readObject(line);
      request = requestOf(message);
      if (message['cancel'] === true) {
        running.get(request)?.abort();
        return;
      }
      if (signal.aborted) return;
      const { command: asked, options } = commandOf(message);
      command = commands.find(({ name }) => name === asked) ?? null;
      if (command?.kind !== 'operation') throw new LinkKitError('Usage', { message: `serve has no command '${asked}'.`, hint: null });
      if (running.has(request)) throw new LinkKitError('Usage', { message: `The request ${JSON.stringify(request)} is still running; give each its own name.`, hint: null });
      const values = checkValues(command, options);
      const sink = withLog(ndjson(out, request), values, cwd);
      const control = new AbortController();
      running.set(request, control);
      try {
        await runCommand(command, values, { signal: control.signal, cwd }, sink, null);
      } finally {
        running.delete(request);
      }
    } catch (error) {
      await refuse(error, command, ndjson(out, request));
    }
  }
}

/** Command and options of a request. Throws InvalidInputLine. */
export const readRequest = (text: string): { command: string; options: Record<string, unknown> } => commandOf(readObject(text));

function readObject(line: string): Record<string, unknown> {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) throw wrong('A request is one JSON object a line; this line is no JSON.');
    throw error;
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) throw wrong('A request is a JSON object.');
  return message as Record<string, unknown>;
}

function requestOf({ request }: Record<string, unknown>): string | number {
  if (typeof request !== 'string' && typeof request !== 'number') throw wrong("A request needs 'request', a text or a number.");
  return request;
}

function commandOf({ command, options = {} }: Record<string, unknown>): { command: string; options: Record<string, unknown> } {
  if (typeof command !== 'string') throw wrong("A request needs 'command', the name of a command.");
  if (typeof options !== 'object' || options === null || Array.isArray(options)) throw wrong("'options' is an object.");
  return { command, options: options as Record<string, unknown> };
}

const wrong = (message: string): LinkKitError =>
  new LinkKitError('InvalidInputLine', { message, hint: 'Write {"request": 1, "command": "siblings", "options": {"path": ["..."]}}.' });

import { LinkKitError } from '../contract/errors.ts';

/** Lines of --stdin → paths: one JSON string or {"path": "..."} a line; a bad line comes out as an InvalidInputLine error. */
export async function* pathLines(lines: AsyncIterable<string>): AsyncGenerator<string | LinkKitError> {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() !== '') yield readPath(line, number);
  }
}

function readPath(line: string, number: number): string | LinkKitError {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return new LinkKitError('InvalidInputLine', { message: `Line ${number} of standard input is no JSON: ${line.slice(0, 80)}` });
  }
  const path = typeof value === 'object' && value !== null ? (value as { path?: unknown }).path : value;
  return typeof path === 'string' ? path : new LinkKitError('InvalidInputLine', { message: `Line ${number} of standard input holds no path: ${line.slice(0, 80)}` });
}

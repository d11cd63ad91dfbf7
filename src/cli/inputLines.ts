import { StringDecoder } from 'node:string_decoder';

/** Standard input as lines, without their line ends; a byte order mark at the start is skipped. A last line needs no line end. An aborted `signal` ends it, also while nothing comes. */
export async function* inputLines(stream: AsyncIterable<Buffer | string> & { destroy?(): unknown }, signal?: AbortSignal): AsyncGenerator<string> {
  signal?.addEventListener('abort', () => stream.destroy?.());
  try {
    yield* lines(stream);
  } catch (error) {
    if (!signal?.aborted) throw error; // a stream that was destroyed ends with an error
  }
}

async function* lines(stream: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let first = true;
  for await (const piece of stream) {
    rest += typeof piece === 'string' ? piece : decoder.write(piece);
    if (first && rest !== '') {
      first = false;
      if (rest.startsWith('\uFEFF')) rest = rest.slice(1);
    }
    const whole = rest.split('\n');
    rest = whole.pop()!;
    for (const line of whole) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}

import { StringDecoder } from 'node:string_decoder';

/** Standard input as lines, without their line ends; a byte order mark at the start is skipped. A last line needs no line end. */
export async function* inputLines(stream: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let first = true;
  for await (const piece of stream) {
    rest += typeof piece === 'string' ? piece : decoder.write(piece);
    if (first && rest !== '') {
      first = false;
      if (rest.startsWith('\uFEFF')) rest = rest.slice(1);
    }
    const lines = rest.split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}

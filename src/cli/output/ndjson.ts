import type { LineSink } from './sink.ts';
import type { TextStream } from './stream.ts';

/** One JSON object a line; `request` is put into each in replies of serve. */
export function ndjson(out: TextStream, request?: string | number | null): LineSink {
  return {
    line: (line) => out.write(`${JSON.stringify(request === undefined ? line : { request, ...line })}\n`),
    end: () => out.flush(),
  };
}

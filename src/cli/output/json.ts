import type { Line } from '../../contract/lines.ts';
import type { LineSink } from './sink.ts';
import type { TextStream } from './stream.ts';

/** One document {start, items, warnings, errors, summary} at the end. */
export function json(out: TextStream): LineSink {
  const document: { start: object | null; items: object[]; warnings: object[]; errors: object[]; summary: object | null } = {
    start: null,
    items: [],
    warnings: [],
    errors: [],
    summary: null,
  };
  return {
    line(line: Line) {
      const { type, ...fields } = line;
      if (type === 'start') document.start = fields;
      else if (type === 'item') document.items.push(fields);
      else if (type === 'warning') document.warnings.push(fields);
      else if (type === 'error') document.errors.push(fields);
      else if (type === 'summary') document.summary = fields;
    },
    async end() {
      await out.write(`${JSON.stringify(document, null, 2)}\n`);
      await out.flush();
    },
  };
}

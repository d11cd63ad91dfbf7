import fs from 'node:fs';
import { fromOsError } from '../../filesystem/osError.ts';
import type { LineSink } from './sink.ts';

/** The ndjson lines, appended to a file, whatever the output on screen. Throws (with the file's path) when it cannot be opened. */
export function log(path: string): LineSink {
  let file: number;
  try {
    file = fs.openSync(path, 'a');
  } catch (error) {
    throw fromOsError(error, path);
  }
  return {
    line(line) {
      if (line.type === 'progress') return;
      try {
        fs.writeSync(file, `${JSON.stringify(line)}\n`);
      } catch (error) {
        throw fromOsError(error, path);
      }
    },
    end() {
      fs.closeSync(file);
    },
  };
}

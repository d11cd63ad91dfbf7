import fs from 'node:fs';
import { LinkKitError } from '../../contract/errors.ts';
import { fromOsError } from '../../filesystem/osError.ts';
import { absolutePath } from '../../filesystem/paths.ts';
import type { Values } from '../command.ts';
import { allOf, type LineSink } from './sink.ts';

/** The sink, and beside it the log that `--log FILE` asks for. Throws Usage, ParentNotFound … for a log that cannot be opened. */
export function withLog(sink: LineSink, values: Values, cwd: string): LineSink {
  const path = values['log'];
  return typeof path === 'string' ? allOf([sink, log(absolutePath(path, cwd))]) : sink;
}

/** The ndjson lines, appended to a file, whatever the output on screen. Throws (with the file's path) when it cannot be opened. */
function log(path: string): LineSink {
  let file: number;
  try {
    file = fs.openSync(path, 'a');
  } catch (error) {
    throw cannotOpen(fromOsError(error, path), path);
  }
  let lost: LinkKitError | null = null;
  return {
    line(line) {
      if (line.type === 'progress' || lost) return;
      try {
        fs.writeSync(file, `${JSON.stringify(line)}\n`);
      } catch (error) {
        lost = fromOsError(error, path); // the work goes on: the summary's exit code and an error line tell of it
      }
    },
    lost: () => lost,
    end() {
      fs.closeSync(file);
    },
  };
}

const cannotOpen = ({ code, message, osError, cause }: LinkKitError, path: string): LinkKitError =>
  new LinkKitError(code === 'NotFound' ? 'ParentNotFound' : code, { path, osError, cause, message: `The log cannot be opened: ${message}`, hint: 'Name a file that you may write to, in a folder that exists.' });

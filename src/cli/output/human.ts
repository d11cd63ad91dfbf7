import { styleText } from 'node:util';
import type { ErrorLine, WarningLine } from '../../contract/lines.ts';
import type { HumanView } from '../command.ts';
import { liveProgress } from './progress.ts';
import type { LineSink } from './sink.ts';
import type { TextStream } from './stream.ts';
import { onTerminal } from './units.ts';

/** Text for people: answers on standard output; errors, warnings and the live progress on standard error. */
export function human(out: TextStream, view: HumanView, verb: string): LineSink {
  const progress = liveProgress(process.stderr, verb);
  let dryRun = false;
  return {
    line(line) {
      if (line.type === 'progress') return progress.show(line);
      if (line.type === 'start') {
        dryRun = line.dryRun;
        return undefined;
      }
      if (line.type === 'error' || line.type === 'warning') {
        progress.hide();
        // What was answered before comes before it, where both go to one terminal or file
        return out.flush().then(() => void process.stderr.write(findingText(line)));
      }
      if (line.type === 'summary') progress.hide();
      const text = line.type === 'item' ? view.item(line, dryRun) : view.summary(line);
      if (text === null) return undefined;
      progress.hide();
      return out.write(`${text}\n`);
    },
    async plan(plan) {
      const text = view.plan?.(plan, dryRun) ?? null;
      if (text === null) return;
      progress.hide();
      await out.write(`${text}\n`);
      await out.flush();
    },
    end: () => out.flush(),
  };
}

/** An error or a warning: the path, what happened, the system's number, what to do next. */
export function findingText(line: Omit<ErrorLine | WarningLine, 'request'>): string {
  const colour = line.type === 'error' ? 'red' : 'yellow';
  const head = styleText(colour, `${line.type}: `, { stream: process.stderr });
  const where = line.path === null ? '' : `${onTerminal(line.path)}: `;
  const number = line.osError === null ? '' : `, system error ${line.osError}`;
  const hint = line.hint === null ? '' : `       ${onTerminal(line.hint)}\n`;
  return `${head}${where}${onTerminal(line.message)} (${line.code}${number})\n${hint}`;
}

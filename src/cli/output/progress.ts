import type { Ora } from 'ora';
import type { ProgressLine } from '../../contract/lines.ts';
import { onTerminal, readableBytes, readableCount, readableSeconds } from './units.ts';

/** Nothing is drawn for work that ends before this. */
const showAfterMs = 150;

/** A live line on standard error with count, rate and time left; nothing at all when that is no terminal, or one that cannot redraw a line. */
export interface LiveProgress {
  show(line: ProgressLine): Promise<void>;
  /** Takes the line off the screen, so that something else can be printed; the next `show` draws it again. */
  hide(): void;
}

/** Made per run; ora is loaded only when there is something to draw. */
export function liveProgress(stream: NodeJS.WriteStream, verb: string): LiveProgress {
  const started = performance.now();
  let spinner: Ora | undefined;
  return {
    async show(line) {
      if (!stream.isTTY || performance.now() - started < showAfterMs) return;
      if (!spinner) {
        const { default: ora } = await import('ora');
        spinner = ora({ stream, discardStdin: false });
      }
      if (!spinner.isEnabled) return; // TERM=dumb, CI: ora would write a new line each time
      spinner.text = progressText(verb, line, (performance.now() - started) / 1000, stream.columns ?? 80);
      if (!spinner.isSpinning) spinner.start();
      spinner.render();
    },
    hide() {
      if (spinner?.isSpinning) spinner.stop();
    },
  };
}

/** 'Copying  12,345 of 60,000 files (20%), 41,000 files/s, 1.2 s left  C:\…' cut to the width. */
export function progressText(verb: string, line: ProgressLine, seconds: number, width: number): string {
  const amount = (value: number): string => (line.unit === 'bytes' ? readableBytes(value) : readableCount(value));
  const unit = line.unit === 'bytes' ? '' : ` ${line.unit}`;
  const rate = seconds > 0 ? line.done / seconds : 0;
  const parts = [
    line.total === null ? `${amount(line.done)}${unit}` : `${amount(line.done)} of ${amount(line.total)}${unit}${line.total > 0 ? ` (${Math.floor((100 * line.done) / line.total)}%)` : ''}`,
    `${amount(Math.round(rate))}${unit}/s`,
    ...(line.secondsLeft === null ? [] : [`${readableSeconds(line.secondsLeft)} left`]),
  ];
  const text = `${verb} ${parts.join(', ')}${line.path === null ? '' : `  ${onTerminal(line.path)}`}`;
  return text.length > width - 4 ? `${text.slice(0, Math.max(0, width - 5))}…` : text;
}

import type { LinkKitError } from '../../contract/errors.ts';
import type { Line } from '../../contract/lines.ts';

/** Where the lines of one run go: a renderer for people, for programs, a log, or several of them. */
export interface LineSink {
  /** Takes a line; a promise when the reader is slower than we are. */
  line(line: Line): void | Promise<void>;
  /** Takes what is about to be done, and comes back when it is on the screen; only sinks for people have this. */
  plan?(plan: Record<string, unknown>): Promise<void>;
  /** Ends the output; called once, after the summary. */
  end(): void | Promise<void>;
  /** Why lines were lost on the way, where they were and the run need not end for it (a log). */
  lost?(): LinkKitError | null;
}

/** One sink out of several. */
export function allOf(sinks: readonly LineSink[]): LineSink {
  return {
    async line(line) {
      for (const sink of sinks) await sink.line(line);
    },
    async plan(plan) {
      for (const sink of sinks) await sink.plan?.(plan);
    },
    async end() {
      for (const sink of sinks) await sink.end();
    },
    lost: () => sinks.map((sink) => sink.lost?.() ?? null).find((error) => error !== null) ?? null,
  };
}

/** What one script did; the JSON that test/support/host/Report.cs writes. */
export interface Report {
  /** Completed, Failed (a terminating error), Stopped. */
  state: 'Completed' | 'Failed' | 'Stopped';
  seconds: number;
  /** How long the stop took until the pipeline was at its end. */
  stopSeconds: number;
  /** Output objects: plain values as they are, objects of properties as objects, other .NET objects as text. */
  output: unknown[];
  /** Each output object's type names, the nearest first. */
  types: string[][];
  errors: ReportedError[];
  warnings: string[];
  verbose: string[];
  progress: ReportedProgress[];
  /** Lines shown by the host, without colours. */
  host: string[];
  /** Those of them that -WhatIf wrote. */
  whatIf: string[];
  /** The questions that were asked (-Confirm). */
  prompts: string[];
}

export interface ReportedError {
  id: string;
  category: string;
  target: string | null;
  message: string | null;
  exception: string | null;
  details: string | null;
  action: string | null;
  position: string | null;
  stack: string | null;
  /** It ended the script. */
  terminating: boolean;
}

export interface ReportedProgress {
  activity: string;
  status: string;
  percent: number;
  secondsLeft: number;
  current: string | null;
  completed: boolean;
}

export interface RunOptions {
  /** Stops the pipeline as Ctrl+C does: that many milliseconds after the start; negative: after the first output. */
  stopAfterMs?: number;
  /** The answer to confirmations: 0 yes, 2 no. */
  choice?: number;
  /** A new runspace; without it the one of the script before is used. */
  fresh?: boolean;
  /** The PowerShell location, as the engine names it. */
  location?: string;
  /** Another module file instead of the built one; null imports none. */
  module?: string | null;
}

/** One output object with these properties. */
export type Item = Record<string, unknown>;

/** The output as objects of properties. */
export const items = (report: Report): Item[] => report.output as Item[];

/** A report's errors as short lines for a comparison: id, category, target. */
export const errorLines = (report: Report): string[] => report.errors.map(({ id, category, target }) => `${id} ${category} ${target ?? '-'}`);

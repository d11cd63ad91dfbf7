import type { FileState } from '../filesystem/fileState.ts';
import type { ProcessMark } from '../filesystem/processes.ts';

/** The version of the lines below. A journal of a newer one is listed and not touched. */
export const formatVersion = 1;

/** The first line: which operation this is. Times are ISO 8601 UTC. */
export interface Header {
  type: 'operation';
  format: number;
  operationId: string;
  command: string;
  argv: readonly string[];
  cwd: string;
  started: string;
  process: ProcessMark;
  /** What it works on: absolute paths. */
  trees: readonly Tree[];
}

export interface Tree {
  path: string;
  /** read: only looked at, others may look at it, too. */
  use: 'read' | 'write';
}

/**
 * What a step is about to do:
 * makeFolder; link (a further name, where nothing stood); copy (data under a name where nothing stood); makeLink (a symbolic
 * link or junction); replace (something takes the place of what stands there); detach (the same with data of its own);
 * merge (the name becomes one of `from`, whose bytes are the same);
 * remove, removeFolder, recycle; restore (a kept file gets its name back); links: many names of one folder, see Links.
 */
export type Act = 'makeFolder' | 'link' | 'copy' | 'makeLink' | 'replace' | 'detach' | 'merge' | 'remove' | 'removeFolder' | 'recycle' | 'restore';

/** One change of one name. It is on the disk before the change begins. */
export interface Step {
  act: Act;
  /** The name that changes. */
  path: string;
  /** What it is made from. */
  from?: string;
  /** The temporary name beside `path` that the new thing gets first: gone after the step, or a leftover. */
  temporary?: string;
  /** What stood under `path`; null: nothing. */
  was?: FileState | null;
  /** The second name that `was` gets among the keeps before the change. */
  keep?: string;
  /** Other names of `was`, as far as they are known. */
  others?: readonly string[];
}

/** Further names in one folder for files of another, where nothing stands under any of them. */
export interface Links {
  act: 'links';
  source: string;
  target: string;
  names: readonly string[];
}

/** An intent in the file; `step` is its number. */
export type StepLine = { type: 'step'; step: number } & (Step | Links);

/** What became of a step: the state under its path now (null: nothing), or why it failed (and changed nothing). */
export interface DoneLine {
  type: 'done';
  step: number;
  now?: FileState | null;
  failed?: string;
  /** How a file was replaced, see replace.ts. */
  rename?: string;
}

/** The names of a `links` step that were made: their places in `names`, and what is there, side by side. */
export interface LinkedLine {
  type: 'linked';
  step: number;
  volume: string;
  at: readonly number[];
  fileId: readonly (string | number)[];
  size: readonly number[];
  modified: readonly (string | number)[];
}

/** The end, or what was done to the operation later. `by`: the operation that took it back; `left`: what that could not, by the keys of undo/changes.ts. */
export type StateLine = { type: 'end' | 'recovered' | 'undone'; time: string; by?: string; interrupted?: boolean; left?: readonly string[] };

export type JournalLine = Header | StepLine | DoneLine | LinkedLine | StateLine;

export const isLinks = (step: Step | Links): step is Links => step.act === 'links';

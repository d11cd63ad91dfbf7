import type { DoneLine, Header, JournalLine, LinkedLine, StateLine, Step, StepLine } from './format.ts';

const acts: Readonly<Record<Step['act'], true>> = { makeFolder: true, link: true, copy: true, makeLink: true, replace: true, detach: true, merge: true, remove: true, removeFolder: true, recycle: true, restore: true };

type Unread = Readonly<Record<string, unknown>>;

/** A journal's line; null where it is none, or has not the fields that such a line has. */
export function readLine(text: string): JournalLine | null {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof line !== 'object' || line === null) return null;
  const found = line as Unread;
  return isHeader(found) || isStep(found) || isDone(found) || isLinked(found) || isState(found) ? found : null;
}

/** Also of a newer format: then only its first fields are looked at. */
export const isHeader = (line: object): line is Header => {
  const { type, format, operationId, command, argv, cwd, started, process, trees } = line as Unread;
  return type === 'operation' && isCount(format) && isText(operationId) && isText(command) && isTexts(argv) && isText(cwd) && isText(started)
    && isOf(process, ({ pid, start, host }) => isCount(pid) && isText(start) && isText(host))
    && Array.isArray(trees) && trees.every((tree) => isOf(tree, ({ path, use }) => isText(path) && (use === 'read' || use === 'write')));
};

function isStep(line: object): line is StepLine {
  const { type, step, act, path, from, temporary, was, keep, others, source, target, names } = line as Unread;
  if (type !== 'step' || !isCount(step)) return false;
  if (act === 'links') return isText(source) && isText(target) && isTexts(names);
  return isText(act) && Object.hasOwn(acts, act) && isText(path) && isMaybe(from, isText) && isMaybe(temporary, isText) && isMaybe(keep, isText) && isMaybe(others, isTexts) && isMaybe(was, isStateOrNull);
}

function isDone(line: object): line is DoneLine {
  const { type, step, now, failed } = line as Unread;
  return type === 'done' && isCount(step) && isMaybe(failed, isText) && isMaybe(now, isStateOrNull);
}

function isLinked(line: object): line is LinkedLine {
  const { type, step, volume, at, fileId, size, modified } = line as Unread;
  return type === 'linked' && isCount(step) && isText(volume) && isList(at, isCount)
    && isList(fileId, isWord) && isList(size, isCount) && isList(modified, isWord) && [fileId, size, modified].every(({ length }) => length === at.length);
}

function isState(line: object): line is StateLine {
  const { type, time, left } = line as Unread;
  return (type === 'end' || type === 'recovered' || type === 'undone') && isText(time) && isMaybe(left, isTexts);
}

const isStateOrNull = (value: unknown): boolean =>
  value === null || isOf(value, ({ kind, volume, fileId, linkCount, size, modified }) => isText(kind) && isText(volume) && isText(fileId) && isCount(linkCount) && isCount(size) && isText(modified) && /^-?[\d.e+-]+$/.test(modified));

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isWord = (value: unknown): value is string | number => isText(value) || typeof value === 'number';
const isList = <T>(value: unknown, isOne: (one: unknown) => one is T): value is T[] => Array.isArray(value) && value.every(isOne);
const isTexts = (value: unknown): value is string[] => isList(value, isText);
const isMaybe = (value: unknown, is: (value: unknown) => boolean): boolean => value === undefined || is(value);
const isOf = (value: unknown, is: (value: Unread) => boolean): boolean => typeof value === 'object' && value !== null && is(value as Unread);

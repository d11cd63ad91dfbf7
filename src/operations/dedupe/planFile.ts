import fs from 'node:fs';
import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import { planSet, type DedupeItem, type PlanSet } from '../../contract/items.ts';
import { schemaVersion } from '../../contract/schemaVersion.ts';
import { entryOrNull, readEntry } from '../../filesystem/entry.ts';
import { withPath } from '../../filesystem/osError.ts';
import { absolutePath } from '../../filesystem/paths.ts';
import { writeWhole } from '../../filesystem/writeWhole.ts';
import { liesInSystemFolder } from '../duplicates/systemFolders.ts';
import type { MergeFile, MergeSet } from './candidates.ts';
import { skip, type MergeRun } from './mergeRun.ts';

/** Other lines of the ndjson of duplicates and dedupe. */
const passedOver: ReadonlySet<unknown> = new Set(['start', 'progress', 'warning', 'error', 'summary', 'plan']);

/** The sets that a plan names. Throws InvalidFile where it cannot be read, InvalidInputLine for a line that is not understood. */
export function readPlan(file: string, cwd: string): PlanSet[] {
  const name = absolutePath(file, cwd);
  const bytes = withPath(name, () => fs.readFileSync(name));
  // Windows PowerShell writes UTF-16 by `>`
  const text = bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le', 2) : bytes.toString('utf8').replace(/^\ufeff/, '');
  return text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : setIn(line, `Line ${index + 1} of ${name}`)));
}

/** The same of one set as JSON. */
export const readSet = (text: string): PlanSet[] => setIn(text, '--set');

function setIn(line: string, where: string): PlanSet[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new LinkKitError('InvalidInputLine', { message: `${where} is no JSON: ${(error as Error).message}.`, hint: expected, cause: error });
  }
  if (passedOver.has((value as { type?: unknown } | null)?.type)) return [];
  const found = planSet.safeParse(value);
  if (found.success) return [found.data];
  const [issue] = found.error.issues;
  throw new LinkKitError('InvalidInputLine', { message: `${where} is no set: ${issue!.path.join('.') || 'the line'}: ${issue!.message}.`, hint: expected });
}

const expected = 'Write a set a line as duplicates --output ndjson does: {"size": 1, "leader": {"path": "...", "fileId": "..."}, "followers": [{"path": "...", "fileId": "..."}]}.';

/** Files of planned sets as they stand on the disk now; what is not what the plan says is told when it comes to be merged. */
export function filesOfPlan(run: MergeRun, plan: readonly PlanSet[], cwd: string): MergeSet[] {
  return plan.map(({ size, hash, leader, followers }) => {
    const files = new Map<string, MergeFile>();
    let volume = '';
    for (const { path: text, fileId } of [leader, ...followers.filter(({ result }) => result !== 'skipped' && result !== 'failed')]) {
      const name = absolutePath(text, cwd);
      if (liesInSystemFolder(name)) {
        skip(run, 'SystemFolder');
        continue;
      }
      if (volume === '') volume = volumeOrNone(name);
      const file = files.get(fileId);
      if (file) file.names = [...new Set([...file.names, name])];
      else files.set(fileId, { names: [name], fileId, volume });
    }
    return { volume, size, hash: hash ?? null, files: [...files.values()] };
  });
}

/** '' for what is not there: it is told when it comes to be merged. */
function volumeOrNone(name: string): string {
  try {
    return readEntry(name).volume;
  } catch (error) {
    if (error instanceof LinkKitError) return '';
    throw error;
  }
}

/** The folders that a plan works in, none within another. */
export function foldersOf(sets: readonly MergeSet[]): string[] {
  const folders = [...new Set(sets.flatMap(({ files }) => files.flatMap(({ names }) => names.map((name) => path.dirname(name)))))].sort();
  const outer: string[] = [];
  for (const folder of folders) {
    const last = outer.at(-1);
    if (last === undefined || !(folder + path.sep).startsWith(last.endsWith(path.sep) ? last : last + path.sep)) outer.push(folder);
  }
  return outer;
}

/** Writes a plan, in place of one that was there. Throws a LinkKitError; the file is then as it was. */
export async function writePlan(file: string, cwd: string, items: readonly DedupeItem[]): Promise<void> {
  const name = absolutePath(file, cwd);
  const lines = [{ type: 'plan', schemaVersion, created: new Date().toISOString() }, ...items.map((item) => ({ type: 'item', ...item }))];
  await writeWhole(name, Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')), entryOrNull(name));
}

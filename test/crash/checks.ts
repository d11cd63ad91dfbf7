import fs from 'node:fs';
import path from 'node:path';
import type { Box } from './box.ts';
import { isTemporary, manifestOf, thingAt, type Manifest, type Thing } from './manifest.ts';

const same = (one: Thing | undefined, other: Thing | undefined): boolean =>
  one?.kind === other?.kind && one?.content === other?.content && (one?.kind !== 'file' || (one.mode === other?.mode && one.modified === other.modified));

/** Whether two names are one file in a manifest. */
const together = (manifest: Manifest, one: string, other: string): boolean => {
  const [left, right] = [manifest.get(one), manifest.get(other)];
  return left?.kind === 'file' && right?.kind === 'file' && left.identity === right.identity;
};

/**
 * What a run that was cut off must not have done, as sentences; none where all is well. `before` and `after` are what was there and
 * what a run to the end makes: each name is one or the other, and names share data only where they did before or do after.
 */
export function wrongAfterCut(now: Manifest, before: Manifest, after: Manifest): string[] {
  const wrong: string[] = [];
  for (const name of new Set([...now.keys(), ...before.keys(), ...after.keys()])) {
    if (isTemporary(name)) continue;
    const [is, was, wanted] = [now.get(name), before.get(name), after.get(name)];
    if (!same(is, was) && !same(is, wanted)) wrong.push(`${name}: neither what was there nor what was wanted, but ${text(is)} (was ${text(was)}, wanted ${text(wanted)})`);
  }
  const files = [...now].filter(([name, { kind }]) => kind === 'file' && !isTemporary(name)).map(([name]) => name);
  const groups = new Map<string, string[]>();
  for (const name of files) groups.set(now.get(name)!.identity, [...(groups.get(now.get(name)!.identity) ?? []), name]);
  for (const names of groups.values()) {
    for (const name of names.slice(1)) if (!together(before, names[0]!, name) && !together(after, names[0]!, name)) wrong.push(`${names[0]} and ${name} share data, as they never did and should not`);
  }
  return wrong;
}

const text = (thing: Thing | undefined): string => (thing ? `${thing.kind} ${thing.content.slice(0, 8)} ${thing.mode.toString(8)} ${thing.modified}` : 'nothing');

/** A journal as anyone can read it: one JSON object a line. */
export interface PlainJournal {
  id: string;
  isOpen: boolean;
  lines: Record<string, any>[];
}

/** The journals of a box. Throws where one has a line that is no JSON, but for half a last one. */
export function journalsOf(box: Box): PlainJournal[] {
  const folder = path.join(box.state, 'journal');
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder).sort().map((name) => {
    const lines = fs.readFileSync(path.join(folder, name), 'utf8').split('\n');
    lines.pop();
    return { id: name.replace(/(\.open)?\.ndjson$/, ''), isOpen: name.endsWith('.open.ndjson'), lines: lines.map((line) => JSON.parse(line) as Record<string, any>) };
  });
}

/** Names that differ between two manifests and that no step of a journal speaks of. */
export function notInJournal(box: Box, now: Manifest, before: Manifest, journals: readonly PlainJournal[]): string[] {
  const spoken = new Set(journals.flatMap(({ lines }) => lines.flatMap((line) => (line['type'] !== 'step' ? [] : line['act'] === 'links' ? (line['names'] as string[]).map((name) => join(box, line['target'], name)) : [line['path']]))));
  return [...new Set([...now.keys(), ...before.keys()])]
    .filter((name) => !isTemporary(name) && !sameNow(now.get(name), before.get(name)))
    .filter((name) => !spoken.has(box.there(box.here(name))));
}

const join = (box: Box, folder: string, name: string): string => `${folder}${box.place.target === 'linux' ? '/' : '\\'}${name}`;

const sameNow = (one: Thing | undefined, other: Thing | undefined): boolean => one?.kind === other?.kind && one?.content === other?.content && (one?.kind !== 'file' || one.identity === other?.identity);

/** Locks of this box's operations; those of dead owners hold nothing, and the next operation on the volume takes them away. */
export function locksOf(box: Box): string[] {
  const ids = journalsOf(box).map(({ id }) => id);
  return [path.join(box.place.root, '.linkkit'), '/tmp/.linkkit'].flatMap((folder) => namesIn(path.join(folder, 'locks'))).filter((lock) => ids.some((id) => lock.startsWith(id)));
}

/** What no run may leave behind once the next one is over: temporary names, open journals, keeps that nothing needs. */
export function leftovers(box: Box): string[] {
  const found: string[] = [];
  for (const folder of [box.folder, box.other, box.state]) for (const name of manifestOf(folder).keys()) if (isTemporary(name)) found.push(path.join(folder, name));
  const journals = journalsOf(box);
  for (const { isOpen, id } of journals) if (isOpen) found.push(`the journal ${id} is open`);
  const keeps = new Map(journals.flatMap(({ lines }) => lines.flatMap(({ keep, path: name }) => (keep === undefined ? [] : [[box.back(keep as string), box.back(name as string)] as const]))));
  for (const [name, own] of keeps) if (isThere(name) && isThere(own) && thingAt(name).identity === thingAt(own).identity) found.push(`${name} keeps what ${own} still is`);
  const inVolume = path.join(box.place.root, '.linkkit');
  const kept = [...namesIn(path.join(box.state, 'keeps')).map((id) => path.join(box.state, 'keeps', id)), ...journals.flatMap(({ id }) => namesIn(inVolume).map((user) => path.join(inVolume, user, 'keeps', id)))];
  for (const folder of kept) {
    for (const name of namesIn(folder)) if (!keeps.has(path.join(folder, name))) found.push(`${path.join(folder, name)} is kept for nothing`);
  }
  return found;
}

const isThere = (file: string): boolean => fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined;

/** None where it is not there: other tests' runs make and remove what is at a volume's root. */
function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** What stands under one name. Read by node:fs alone: nothing of the code under test has a part in it. */
export interface Thing {
  kind: 'file' | 'folder' | 'link' | 'other';
  /** SHA-256 of a file's bytes; a link's text, in which a path into the manifest's folder stands as `<here>`; '' of others. */
  content: string;
  /** Of the file, to tell which names are one; differs from tree to tree. */
  identity: string;
  mode: number;
  /** Whole microseconds since 1970. */
  modified: number;
}

/** Every name below a folder, relative to it. */
export type Manifest = Map<string, Thing>;

/** How temporary names of LinkKit begin (README); here once more, so that a change of it shows. */
export const isTemporary = (name: string): boolean => path.basename(name).startsWith('.~linkkit-');

export function manifestOf(folder: string, below = '', found: Manifest = new Map()): Manifest {
  for (const name of fs.readdirSync(path.join(folder, below))) {
    const relative = path.join(below, name);
    const thing = thingAt(path.join(folder, relative));
    if (thing.kind === 'link') thing.content = thing.content.replace(folder, '<here>');
    found.set(relative, thing);
    if (thing.kind === 'folder') manifestOf(folder, relative, found);
  }
  return found;
}

export function thingAt(file: string): Thing {
  const found = fs.lstatSync(file, { bigint: true });
  const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : found.isSymbolicLink() ? 'link' : 'other';
  const content = kind === 'file' ? hashOf(fs.readFileSync(file)) : kind === 'link' ? fs.readlinkSync(file) : '';
  return { kind, content, identity: `${found.dev}:${found.ino}`, mode: Number(found.mode & 0o7777n), modified: Number(found.mtimeNs / 1000n) };
}

export const hashOf = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** The part of a manifest that lies in (or is) one of these names. */
export const within = (manifest: Manifest, names: readonly string[]): Manifest => new Map([...manifest].filter(([name]) => isWithin(name, names)));

/** The rest of it. */
export const outside = (manifest: Manifest, names: readonly string[]): Manifest => new Map([...manifest].filter(([name]) => !isWithin(name, names)));

const isWithin = (name: string, names: readonly string[]): boolean => names.some((one) => name === one || name.startsWith(one + path.sep));

/** What of a manifest two trees can have in common, by name: for each file the names that share its data. Times are those of files. `loose`: whichever names share data; `without`: names of which metadata is not looked at. */
export function likeness(manifest: Manifest, { loose = false, without = [] as readonly string[] } = {}): Record<string, string> {
  const groups = new Map<string, string[]>();
  for (const [name, { kind, identity }] of manifest) if (kind === 'file') groups.set(identity, [...(groups.get(identity) ?? []), name]);
  return Object.fromEntries([...manifest].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, { kind, content, identity, mode, modified }]) => {
    const shared = (groups.get(identity) ?? []).filter((other) => other !== name).sort();
    const metadata = kind === 'link' || without.includes(name) ? '' : ` ${mode.toString(8)}${kind === 'file' ? ` ${modified}` : ''}`;
    return [name, `${kind} ${content.slice(0, 12)}${metadata}${shared.length > 0 && !loose ? ` = ${shared.join(' = ')}` : ''}`];
  }));
}

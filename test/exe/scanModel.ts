import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect } from 'vitest';
import type { ScanCounts, ScanFolder, ScanSet } from '../../src/contract/items.ts';
import type { RunResult } from '../support/exe.ts';
import { itemsOf, summaryOf, type Where } from './where.ts';

/** A name of a file, as find(1) tells of it. */
export interface FoundName {
  path: string;
  inode: string;
  links: number;
  size: number;
  allocated: number;
}

export interface ModelOptions {
  depth?: number;
  minLinks?: number;
  minSize?: number;
  /** Names among the keeps, by inode. */
  kept?: ReadonlyMap<string, number>;
  /** Whether a name takes part; an excluded folder is not entered. */
  keeps?: (name: string, isFolder: boolean) => boolean;
}

/** What a scan should say, by paths of this machine. */
export interface Model {
  sets: Omit<ScanSet, 'itemKind' | 'volume' | 'fileId' | 'streams' | 'reparseTag' | 'engine' | 'namesOutside'>[];
  folders: Omit<ScanFolder, 'itemKind'>[];
  counts: ScanCounts;
}

function find(folder: string, ...what: string[]): string[] {
  const { stdout, status, stderr } = spawnSync('find', [folder, '-xdev', ...what], { maxBuffer: 2 ** 30, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  if (status !== 0) throw new Error(String(stderr));
  return stdout.toString().split('\0').filter((one) => one !== '');
}

/** Every name below a folder that is no folder's, and every folder. */
export function listing(folder: string): { names: FoundName[]; folders: string[] } {
  const names = find(folder, '!', '-type', 'd', '-printf', '%i %n %s %b %p\\0').map((line) => {
    const [, inode, links, size, blocks, name] = /^(\d+) (\d+) (\d+) (\d+) (.*)$/s.exec(line)!;
    return { path: name!, inode: inode!, links: Number(links), size: Number(size), allocated: Number(blocks) * 512 };
  });
  return { names, folders: find(folder, '-type', 'd', '-printf', '%p\\0') };
}

const isBelow = (inner: string, folder: string): boolean => inner === folder || inner.startsWith(`${folder}/`);

/** A naive reading of what scan promises: for every folder all names are looked at again. `roots` are true paths, each once. */
export function model({ names, folders }: ReturnType<typeof listing>, roots: readonly string[], { depth = 0, minLinks = 2, minSize = 0, kept = new Map<string, number>(), keeps = () => true }: ModelOptions = {}): Model {
  /** Whether nothing between a folder and what lies in it is left out. */
  const leadsTo = (from: string, to: string, isFolder: boolean): boolean => {
    if (from === to) return isFolder || keeps(path.basename(to), false);
    const parts = to.slice(from.length + 1).split('/');
    return isBelow(to, from) && parts.every((part, index) => keeps(part, index < parts.length - 1 || isFolder));
  };
  const nearest = (to: string): string | undefined => roots.filter((root) => isBelow(to, root)).sort((one, other) => other.length - one.length)[0];
  const takesPart = (to: string, isFolder: boolean): boolean => nearest(to) !== undefined && leadsTo(nearest(to)!, to, isFolder);
  const depthOf = (folder: string): number => folder.slice(nearest(folder)!.length).split('/').length - 1;

  const inside = names.filter((name) => takesPart(name.path, false));
  const files = [...Map.groupBy(inside, ({ inode }) => inode).values()];
  const weight = (own: readonly FoundName[]) => {
    const each = [...Map.groupBy(own, ({ inode }) => inode).values()];
    const sum = (of: (file: FoundName[]) => number): number => each.reduce((total, file) => total + of(file), 0);
    const [unique, freeable] = [sum(([one]) => one!.size), sum((file) => (file.length === file[0]!.links ? file[0]!.size : 0))];
    return { files: own.length, apparentBytes: sum((file) => file.length * file[0]!.size), uniqueBytes: unique, freeableBytes: freeable, sharedBytes: unique - freeable, allocatedBytes: sum(([one]) => one!.allocated) };
  };
  const measured = [...new Set([...folders.filter((one) => takesPart(one, true) && depthOf(one) <= depth), ...roots])];
  const keepsOf = ({ inode }: FoundName): number => kept.get(inode) ?? 0;
  const sets = files.filter(([one]) => one!.links - keepsOf(one!) >= minLinks && one!.size >= minSize).map((file) => {
    const { links, size, allocated } = file[0]!;
    const others = links - keepsOf(file[0]!);
    return { linkCount: links, size, allocatedSize: allocated, namesInside: file.map((name) => name.path).sort(), outsideCount: others - file.length, keeps: keepsOf(file[0]!), complete: others === file.length, bytesSaved: (file.length - 1) * size };
  });
  const { sharedBytes: _, allocatedBytes: __, ...total } = weight(inside);
  return {
    sets,
    folders: measured.map((one) => ({ path: one, depth: depthOf(one), ...weight(inside.filter((name) => leadsTo(one, name.path, false))) })),
    counts: { ...total, keeps: files.reduce((sum, [one]) => sum + keepsOf(one!), 0), sets: sets.length, bytesSaved: total.apparentBytes - total.uniqueBytes },
  };
}

/** A path of this machine as the exe gives it back. */
export function shown(w: Where, file: string): string {
  if (w.target === 'linux') return file;
  const text = w.there(path.relative(w.folder, file)).replace(/(?<=[^:])\\$/, '');
  return /[. ](\\|$)/.test(text) ? `\\\\?\\${text}` : text;
}

/** Everything a run said of sets, folders and sums, against the model; `only` leaves one kind of item away. */
export function expectScan(w: Where, result: RunResult, expected: Model, only?: 'set' | 'folder'): void {
  const by = <T extends { path?: string; namesInside?: string[] }>(items: readonly T[]): T[] => [...items].sort((one, other) => (key(one) < key(other) ? -1 : 1));
  const key = ({ path: own, namesInside }: { path?: string; namesInside?: string[] }): string => own ?? namesInside!.join('\n');
  const items = itemsOf(result);
  // On Windows `\\?\` stands before some of the names after they were put in order
  const inOrder = (names: readonly string[]): readonly string[] => (w.target === 'linux' ? names : [...names].sort());
  const found = (kind: string) => by(items.filter(({ itemKind }) => itemKind === kind).map((item) => ({ ...item, ...(kind === 'set' && { namesInside: inOrder(item['namesInside'] as string[]) }) }) as Record<string, any>));
  const sets = expected.sets.map((set) => ({ ...set, namesInside: set.namesInside.map((name) => shown(w, name)).sort() }));
  const folders = expected.folders.map((folder) => ({ ...folder, path: shown(w, folder.path) }));
  expect(found('set').map(({ type: _, itemKind: __, volume: ___, fileId: ____, streams, reparseTag, engine, namesOutside, ...rest }) => [rest, streams, reparseTag, engine, namesOutside])).toEqual(only === 'folder' ? [] : by(sets).map((set) => [set, null, 0, null, null]));
  expect(found('folder').map(({ type: _, itemKind: __, ...rest }) => rest)).toEqual(only === 'set' ? [] : by(folders));
  expect(summaryOf(result)).toMatchObject({ ...expected.counts, sets: only === 'folder' ? 0 : expected.counts.sets });
  // A folder stands directly before what lies in it
  const paths = items.filter(({ itemKind }) => itemKind === 'folder').map(({ path: own }) => String(own).replace(/^\\\\\?\\/, '').replaceAll(w.target === 'linux' ? '/' : '\\', '\0'));
  expect(paths).toEqual([...paths].sort());
}

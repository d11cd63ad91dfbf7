import type { DuplicatesItem } from '../../contract/items.ts';
import { reachablePath } from '../../filesystem/paths.ts';
import type { KeepRule } from './options.ts';
import type { DuplicateFile, DuplicateSet, LinkGroup } from './set.ts';

export interface GroupOptions {
  keep: KeepRule;
  isolate: boolean;
}

/** Counts a file that is left out, by its reason. */
export type Skip = (reason: string, files: number) => void;

/**
 * Which files of a set become names of which: one group with its leader, and with `isolate` as many as files lie within one path. A file
 * in a reference leads and never follows; nor does one that has names elsewhere, for it would be parted from those and free nothing.
 */
export function groupsOf(set: DuplicateSet, { keep, isolate }: GroupOptions, skip: Skip): LinkGroup[] {
  const files = [...set.files].sort(byRule(keep));
  const groups: { leader: DuplicateFile; followers: DuplicateFile[] }[] = [];
  for (const file of files) {
    const group = groups.find(({ leader, followers }) => !isolate || [leader, ...followers].every(({ roots }) => !roots.some((root) => file.roots.includes(root))));
    if (!group) groups.push({ leader: file, followers: [] });
    else if (file.isReference) skip('Reference', 1);
    else if (hasOthers(file)) skip('NamesOutside', 1);
    else group.followers.push(file);
  }
  if (isolate) skip('Isolated', groups.length - 1);
  const { volume, size, hash } = set;
  return groups.filter(({ followers }) => followers.length > 0).map(({ leader, followers }) => ({ volume, size, hash, leader, followers }));
}

/** The leader first: a reference before all, then by the rule, then by age, then by name. */
const byRule = (keep: KeepRule) => (one: DuplicateFile, other: DuplicateFile): number =>
  Number(other.isReference) - Number(one.isReference) || rules[keep](one, other) || rules.oldest(one, other) || rules['first-path'](one, other);

const rules: Readonly<Record<KeepRule, (one: DuplicateFile, other: DuplicateFile) => number>> = {
  // One with names elsewhere can only lead
  'most-linked': (one, other) => Number(hasOthers(other)) - Number(hasOthers(one)) || other.linkCount - one.linkCount,
  oldest: (one, other) => compare(one.modified, other.modified),
  newest: (one, other) => compare(other.modified, one.modified),
  'first-path': (one, other) => one.roots[0]! - other.roots[0]! || compare(one.names[0]!, other.names[0]!),
  shallowest: (one, other) => depth(one) - depth(other),
};

/** Whether it has names that were not found. */
const hasOthers = ({ linkCount, names }: DuplicateFile): boolean => linkCount > names.length;

const compare = <T>(one: T, other: T): number => (one < other ? -1 : one > other ? 1 : 0);

const depth = ({ names }: DuplicateFile): number => Math.min(...names.map((name) => name.split(/[\\/]/).length));

/** The item of a group. */
export const itemOf = ({ volume, size, hash, leader, followers }: LinkGroup): DuplicatesItem => ({
  volume,
  size,
  hash,
  leader: { path: reachablePath(leader.names[0]!), fileId: leader.fileId },
  followers: followers.flatMap(({ names, fileId }) => names.map((name) => ({ path: reachablePath(name), fileId }))),
  reclaimable: size * followers.length,
});

import fs from 'node:fs';
import path from 'node:path';
import { findProgram } from '../support/packages.mjs';
import { makeDuplicateTree, makeLargePairs, makeManyFiles } from './duplicateTree.ts';
import { costOf, middle, readable, type Cost, type Row } from './measure.ts';

/** Others that find files with the same bytes, told to do nothing else; rmlint, as root, puts a file in the place of /dev/null, so it writes one of its own. */
const peers: readonly { name: string; program: string; args(tree: string): string[]; goal: { many: string; large: string } }[] = [
  { name: '`jdupes -r -q`', program: 'jdupes', args: (tree) => ['-r', '-q', tree], goal: { many: '≤ 0.6, CPU ≤ 1.0', large: '≤ 1.0' } },
  { name: '`rdfind -dryrun true`', program: 'rdfind', args: (tree) => ['-dryrun', 'true', '-makeresultsfile', 'false', tree], goal: { many: '', large: '' } },
  { name: '`fdupes -r -q`', program: 'fdupes', args: (tree) => ['-r', '-q', tree], goal: { many: '', large: '' } },
  { name: '`rmlint`', program: 'rmlint', args: (tree) => ['-o', 'json:rmlint.json', '-T', 'df', tree], goal: { many: '', large: '' } },
  { name: '`hardlink -c -n` (util-linux)', program: 'hardlink', args: (tree) => ['-c', '-n', '-q', tree], goal: { many: '', large: '' } },
];

/** Finding duplicates: LinkKit and all its peers in turn, so that all meet the same weather; ratios of medians. */
export function duplicates({ work, exe, rounds, quick }: { work: string; exe: string; rounds: number; quick: boolean }): Row[] {
  const count = quick ? 600 : 60_000;
  const many = makeDuplicateTree(path.join(work, `duplicates-${count}`), count);
  const [pairs, size] = quick ? [2, 2 ** 20] : [10, 51 * 2 ** 20];
  const large = makeLargePairs(path.join(work, `pairs-${pairs}`), pairs, size);
  return [
    ...against(`\`linkkit duplicates --no-cache\`, ${count.toLocaleString('en-US')} files, 40 % of them copies`, many, 'many'),
    ...against(`the same, ${2 * pairs} files of ${size / 2 ** 20} MiB, half of the pairs with a late difference`, large, 'large'),
    cached(),
    memory(),
  ];

  function against(what: string, tree: string, kind: 'many' | 'large'): Row[] {
    const there = peers.map((peer) => ({ ...peer, file: findProgram(peer.program), costs: [] as Cost[] }));
    const mine: Cost[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const own = costOf(exe, ['duplicates', tree, '--no-cache', '--output', 'ndjson']);
      // The first round warms up
      if (round > 0) mine.push(own);
      for (const { file, args, costs } of there) {
        if (file === null) continue;
        const cost = costOf(file, args(tree), { cwd: work });
        if (round > 0) costs.push(cost);
      }
    }
    const left = middle(mine);
    return there.map(({ name, file, costs, goal }) => {
      if (file === null) return { what, ours: readable(left), peer: `${name}: not measured, it is not installed`, result: '', goal: '' };
      const right = middle(costs);
      return { what, ours: readable(left), peer: `${name}: ${readable(right)}`, result: `${(left.seconds / right.seconds).toFixed(2)} ×, CPU ${(left.cpuSeconds / right.cpuSeconds).toFixed(2)} ×`, goal: goal[kind] };
    });
  }

  /** A search that remembers, and the next one of the same files. */
  function cached(): Row {
    const cache = path.join(process.env['LINKKIT_STATE']!, 'cache');
    const [first, second]: [Cost[], Cost[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      fs.rmSync(cache, { recursive: true, force: true });
      first.push(costOf(exe, ['duplicates', many, '--output', 'ndjson']));
      second.push(costOf(exe, ['duplicates', many, '--output', 'ndjson']));
    }
    const [left, right] = [middle(second), middle(first)];
    return { what: 'the second search of the same files, with the cache', ours: readable(left), peer: `the first: ${readable(right)}`, result: `${(left.seconds / right.seconds).toFixed(2)} ×`, goal: '≤ 0.3' };
  }

  /** The most memory of several searches of very many files; the first is cold. */
  function memory(): Row {
    const folders = quick ? 2 : 1000;
    const tree = makeManyFiles(path.join(work, `many-${folders}`), folders);
    const costs = [0, 1, 2].map(() => costOf(exe, ['duplicates', tree, '--no-cache', '--output', 'ndjson']));
    const most = Math.max(...costs.map(({ mebibytes }) => mebibytes));
    return { what: `\`linkkit duplicates --no-cache\`, ${(folders * 1000).toLocaleString('en-US')} files of 20,000 sizes: the most memory of three runs`, ours: readable(middle(costs)), peer: '', result: `${((most * 2 ** 20) / 1e6).toFixed(0)} MB`, goal: '≤ 400 MB' };
  }
}

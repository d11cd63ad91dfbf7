// What folders weigh, against a reading that asks every folder of every file anew.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { all, Measure } from '../../../../src/operations/scan/measure.ts';

/** A folder tree (each folder's parent by its number, -1 for none), and files with the folders that their names lie in. */
const worlds = fc.integer({ min: 1, max: 12 }).chain((folders) =>
  fc.record({
    parents: fc.tuple(...Array.from({ length: folders }, (_, index) => fc.integer({ min: -1, max: index - 1 }))),
    files: fc.array(
      fc.record({
        nodes: fc.array(fc.integer({ min: 0, max: folders - 1 }), { minLength: 1, maxLength: 6 }),
        elsewhere: fc.integer({ min: 0, max: 2 }),
        size: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 2 ** 40 })),
        allocated: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 2 ** 40 }) }, { weight: 1, arbitrary: fc.constant(Number.NaN) }),
      }),
      { maxLength: 25 },
    ),
  }),
);
type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

function naive({ parents, files }: World): Record<string, unknown>[] {
  const isIn = (folder: number, top: number): boolean => top === -1 || folder === top || (folder !== -1 && isIn(parents[folder]!, top));
  return [-1, ...parents.keys()].map((top) => {
    const sums = { files: 0, apparentBytes: 0, uniqueBytes: 0, freeableBytes: 0, sharedBytes: 0, allocatedBytes: 0 };
    for (const { nodes, elsewhere, size, allocated } of files) {
      const names = nodes.filter((node) => isIn(node, top)).length;
      if (names === 0) continue;
      sums.files += names;
      sums.apparentBytes += names * size;
      sums.uniqueBytes += size;
      sums[names === nodes.length + elsewhere ? 'freeableBytes' : 'sharedBytes'] += size;
      sums.allocatedBytes += allocated;
    }
    return { ...sums, allocatedBytes: Number.isNaN(sums.allocatedBytes) ? null : sums.allocatedBytes };
  });
}

const pathOf = (parents: readonly number[], folder: number): string => (folder === -1 ? '' : `${pathOf(parents, parents[folder]!)}/${folder}`);
const depthOf = (parents: readonly number[], folder: number): number => (parents[folder] === -1 ? 0 : 1 + depthOf(parents, parents[folder]!));

test('any files in any folders: every folder and the sums of all as a naive reading has them', () => {
  let shared = 0;
  fc.assert(
    fc.property(worlds, (world) => {
      const measure = new Measure();
      const numbers: number[] = [];
      for (const [folder, parent] of world.parents.entries()) numbers.push(measure.add(pathOf(world.parents, folder), depthOf(world.parents, folder), parent === -1 ? all : numbers[parent]!));
      for (const { nodes, elsewhere, size, allocated } of world.files) {
        // A file of one name may come either way
        if (nodes.length === 1 && size % 2 === 0) measure.addFile(numbers[nodes[0]!]!, 1, 1 + elsewhere, size, allocated);
        else measure.addLinked(nodes.map((node) => numbers[node]!), nodes.length + elsewhere, size, allocated);
      }
      const { folders, total } = measure.results('/');
      const [whole, ...each] = naive(world);
      const { sharedBytes, allocatedBytes: _, ...sums } = whole as Record<string, number>;
      expect(total).toEqual({ ...sums, bytesSaved: sums['apparentBytes']! - sums['uniqueBytes']! });
      const expected = each.map((one, folder) => ({ itemKind: 'folder', path: pathOf(world.parents, folder), depth: depthOf(world.parents, folder), ...one }));
      const inOrder = (one: { path: string }, other: { path: string }): number => (one.path.replaceAll('/', '\0') < other.path.replaceAll('/', '\0') ? -1 : 1);
      expect(folders).toEqual(expected.sort(inOrder));
      shared += sharedBytes! > 0 ? 1 : 0;
    }),
    { seed: 20_261, numRuns: 500 },
  );
  expect(shared).toBeGreaterThan(100);
});

test('what lies in a folder stands directly behind it, whatever its name begins with', () => {
  const measure = new Measure();
  for (const path of ['/a b', '/a', '/a/z', '/a-b', '/a.b/c', '/a/b', '/a.b']) measure.add(path, 0, all);
  expect(measure.results('/').folders.map(({ path }) => path)).toEqual(['/a', '/a/b', '/a/z', '/a b', '/a-b', '/a.b', '/a.b/c']);
});

test('more bytes than a number carries exactly are as many as it carries', () => {
  const measure = new Measure();
  const folder = measure.add('/a', 0, all);
  for (let file = 0; file < 3; file += 1) measure.addFile(folder, 1, 1, 2 ** 52, 2 ** 52);
  const { uniqueBytes, allocatedBytes } = measure.results('/').folders[0]!;
  expect([uniqueBytes, allocatedBytes]).toEqual([Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);
});

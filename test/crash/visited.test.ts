// Every fault point that stands in the source is passed by some scenario: the ones to be killed at are all that there are.
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../src/packaging/paths.mjs';
import { closePlace, openPlace, places, type Place } from './box.ts';
import { countPoints } from './killed.ts';
import { scenarios } from './scenarios.ts';

const opened: Place[] = [];
beforeAll(() => {
  for (const name of places) opened.push(openPlace(name));
});
afterAll(() => opened.forEach(closePlace));

/** The names of the points in the source. */
function pointsInSource(): string[] {
  const folder = path.join(root, 'src');
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return [...new Set(files.flatMap((name) => [...fs.readFileSync(path.join(folder, name), 'utf8').matchAll(/faultPoint\('([^']+)'\)/g)].map(([, point]) => point!)))].sort();
}

test('every fault point is passed', { timeout: 300_000 }, async ({ annotate }) => {
  const visited = new Set<string>();
  let count = 0;
  for (const place of opened) {
    for (const scenario of scenarios.filter(({ on }) => on.includes(place.name as never))) {
      const { points } = await countPoints(scenario, place);
      count += points.length;
      for (const point of points) visited.add(point);
    }
  }
  // Between the shell’s deletion and what is put back, names are gone: test/exe/removeRecycleBin.test.ts kills there, and undo brings them back
  const elsewhere = ['recycle', 'recycle.back'];
  expect(pointsInSource().filter((point) => !visited.has(point) && !elsewhere.includes(point))).toEqual([]);
  await annotate(`${count} fault points passed in ${scenarios.length} scenarios, under ${visited.size} names`);
});

// What the other commands really write down, taken back.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { pathFor, targets } from '../support/exe.ts';
import { stateFolder } from './recorded.ts';
import { codes, itemsOf, sameFile, summaryOf, where, type Where } from './where.ts';

const has = (name: string): boolean => commands.some((one) => one.name === name);

function tree(place: Where): void {
  for (const name of ['a', '-b [1].txt', 'sub/c', 'sub/deep/d', 'single']) place.write(`in/${name}`, `data of ${name}`);
  for (const [from, to] of [['a', 'in/sub/a again'], ['sub/c', 'out/c'], ['sub/deep/d', 'in/d again']] as const) {
    fs.mkdirSync(path.dirname(place.here(to)), { recursive: true });
    fs.linkSync(place.here('in', from), place.here(to));
  }
}

describe.each(targets())('undo (%s)', (target) => {
  test('of detach: the names share their data again', async () => {
    const place = where(target);
    tree(place);
    const env = { LINKKIT_STATE: pathFor(target, stateFolder()) };
    const before = place.snapshot();
    const detached = await place.run(['detach', '--recurse', place.there('in'), '--output', 'ndjson'], { env });
    expect([codes(detached), detached.exitCode]).toEqual([[], 0]);
    expect(sameFile(place.here('in/sub/c'), place.here('out/c'))).toBe(false);
    const done = await place.run(['undo', summaryOf(detached)['operationId'] as string, '--output', 'ndjson'], { env });
    expect([codes(done), done.exitCode]).toEqual([[], 0]);
    expect(groups(place)).toEqual(groupsOf(before));
    for (const [name, text] of Object.entries(before)) expect(place.snapshot()[name]?.replace(/^\d+ \d+ /, '')).toBe(text.replace(/^\d+ \d+ /, ''));
  });

  test.skipIf(!has('remove')).each([['--undoable', true], ['without', false]])('of remove, %s: names come back where the data is still there', async (_how, undoable) => {
    const place = where(target);
    tree(place);
    const env = { LINKKIT_STATE: pathFor(target, stateFolder()) };
    for (const folder of ['in/sub/deep', 'in/sub', 'in']) fs.utimesSync(place.here(folder), 1e9, 1.1e9 + folder.length);
    const before = place.snapshot();
    const removed = await place.run(['remove', '--recurse', ...(undoable ? ['--undoable'] : []), place.there('in'), '--output', 'ndjson'], { env });
    expect([codes(removed), removed.exitCode]).toEqual([[], 0]);
    expect(fs.existsSync(place.here('in'))).toBe(false);
    const done = await place.run(['undo', summaryOf(removed)['operationId'] as string, '--output', 'ndjson'], { env });
    if (undoable) {
      expect([codes(done), done.exitCode]).toEqual([[], 0]);
      expect(place.snapshot()).toEqual(before);
      expect(['in/sub/deep', 'in/sub', 'in'].map((folder) => fs.statSync(place.here(folder)).mtimeMs)).toEqual(['in/sub/deep', 'in/sub', 'in'].map((folder) => 1.1e12 + 1000 * folder.length));
    } else {
      // Data whose last name was removed is gone; what lives on outside is linked again
      expect(itemsOf(done).filter(({ result }) => result === 'impossible').map(({ path: name }) => name)).not.toContain(place.there('in', 'sub', 'c'));
      expect(sameFile(place.here('in/sub/c'), place.here('out/c'))).toBe(true);
      expect(fs.existsSync(place.here('in/single'))).toBe(false);
    }
  });
});

/** Names that share data, together. */
const groupsOf = (snapshot: Record<string, string>): string[] =>
  [...Map.groupBy(Object.entries(snapshot).filter(([, text]) => text !== 'folder'), ([, text]) => text.split(' ')[0]).values()].map((names) => names.map(([name]) => name).sort().join('|')).sort();
const groups = (place: Where): string[] => groupsOf(place.snapshot());

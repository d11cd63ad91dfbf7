// Names among the keeps are no names of a person's: siblings and scan leave them out and say how many there are.
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { pathFor, targets } from '../support/exe.ts';
import { canMakeVolume } from '../support/ntfs.ts';
import { makeNtfsImage, type NtfsImage } from '../support/ntfsImages.ts';
import { linkkit } from './mountedImage.ts';
import { recorded, stateFolder } from './recorded.ts';
import { expectScan, listing, model, shown } from './scanModel.ts';
import { codes, itemsOf, summaryOf, where, type Where } from './where.ts';

/** Replaces files by a copy, so that what stood there is kept. */
async function replaced(place: Where, state: string, ...names: string[]): Promise<void> {
  for (const name of names) place.write(`new/${name}`, `new ${name}`);
  const done = await place.run(['copy', place.there('new'), place.there('in'), '--exact', '--on-exists', 'replace', '--output', 'ndjson'], { env: { LINKKIT_STATE: pathFor(place.target, state) } });
  expect([codes(done), done.exitCode]).toEqual([[], 0]);
  fs.rmSync(place.here('new'), { recursive: true });
}

/** in: `a` with one other name, `b` with two, `c` with one outside, `d` with none; then a, b, c, d are replaced. */
async function tree(place: Where, state: string): Promise<Map<string, string>> {
  for (const [index, name] of ['a', 'b', 'c', 'd'].entries()) place.write(`in/${name}`, name.repeat(1_000 * (index + 1)));
  for (const [name, other] of [['a', 'in/a2'], ['b', 'in/b2'], ['b', 'in/sub/b3'], ['c', 'out/c2'], ['c', 'in/c3']] as const) {
    fs.mkdirSync(path.dirname(place.here(other)), { recursive: true });
    fs.linkSync(place.here(`in/${name}`), place.here(other));
  }
  const inodes = new Map(['a', 'b', 'c'].map((name) => [name, String(fs.statSync(place.here(`in/${name}`)).ino)]));
  await replaced(place, state, 'a', 'b', 'c', 'd');
  return inodes;
}

describe.each(targets())('keeps, %s', (target) => {
  test('siblings gives the other names, and how many are kept; it is complete all the same', async () => {
    const place = where(target);
    const state = stateFolder();
    await tree(place, state);
    const env = { LINKKIT_STATE: pathFor(target, state) };
    const names = ['in/a2', 'in/b2', 'in/c3', 'in/a'].map((name) => place.there(...name.split('/')));
    const result = await place.run(['siblings', ...names, '--output', 'ndjson'], { env });
    expect([codes(result), result.exitCode]).toEqual([[], 0]);
    expect(itemsOf(result).map((item) => [item['names'], item['keeps'], item['linkCount'], item['complete']])).toEqual([
      [[names[0]], 1, 2, true], [[names[1], place.there('in', 'sub', 'b3')], 1, 3, true], [[names[2], place.there('out', 'c2')], 1, 3, true], [[names[3]], 0, 1, true],
    ]);
    expect((await place.run(['siblings', names[0]!], { env })).stdout).toContain('1 more name among the keeps');
    expect(itemsOf(await place.run(['siblings', names[0]!, '--count-only', '--output', 'ndjson'], { env }))).toMatchObject([{ keeps: null, linkCount: 2 }]);
  });

  test('scan leaves them out of sets and counts, and does not call freed what they hold', async () => {
    const place = where(target);
    const state = stateFolder();
    const inodes = await tree(place, state);
    const env = { LINKKIT_STATE: pathFor(target, state) };
    const kept = new Map([...inodes.values()].map((inode) => [inode, 1]));
    const expected = model(listing(place.folder), [place.here('in')], { kept, depth: 1 });
    expect(expected.sets.map(({ linkCount, namesInside }) => [linkCount, namesInside.length])).toEqual([[3, 2], [3, 1]]);
    const result = await place.run(['scan', shown(place, place.here('in')), '--depth', '1', '--output', 'ndjson'], { env });
    expect([codes(result), result.exitCode]).toEqual([[], 0]);
    expectScan(place, result, expected);
    expect(summaryOf(result)).toMatchObject({ keeps: 3, sets: 2 });

    const resolved = await place.run(['scan', shown(place, place.here('in')), '--resolve', '--sets-only', '--output', 'ndjson'], { env });
    const byCount = itemsOf(resolved).map(({ namesOutside, outsideCount, keeps, complete }) => [namesOutside, outsideCount, keeps, complete]);
    expect(byCount.sort()).toEqual([[[place.there('out', 'c2')], 1, 1, true], [null, 0, 1, true]].sort());
    expect((await place.run(['scan', shown(place, place.here('in'))], { env })).stdout).toMatch(/3 names among the keeps of LinkKit, for undo, are left out/);
  });

  test('a folder of keeps in what is scanned is not entered; one that is named itself is', async () => {
    const place = where(target);
    place.write('a', 'aaaa');
    place.write('b', 'bb');
    const { keep } = recorded(place);
    fs.linkSync(place.here('a'), keep(1).here);
    fs.linkSync(place.here('a'), place.here('a2'));
    fs.linkSync(place.here('b'), keep(2).here);
    place.write('.linkkit/me/keeps/not an operation', 'of a person');
    place.write('keeps/mine', 'of a person');
    const all = listing(place.folder);
    const isOutside = (name: string): boolean => !name.includes('/.linkkit/me/keeps');
    const kept = new Map([...new Set(all.names.filter(({ path: name }) => !isOutside(name)).map(({ inode }) => inode))].map((inode) => [inode, 1]));
    const result = await place.run(['scan', place.there().replace(/[\\/]$/, ''), '--depth', '9', '--output', 'ndjson']);
    expectScan(place, result, model({ names: all.names.filter(({ path: name }) => isOutside(name)), folders: all.folders.filter(isOutside) }, [place.folder], { kept, depth: 9 }));
    expect(summaryOf(result)).toMatchObject({ keeps: 2, sets: 1, files: 4 });
    const inside = await place.run(['scan', keep(1).there.replace(/[\\/]1$/, ''), '--output', 'ndjson']);
    expect([codes(inside), itemsOf(inside).filter(({ itemKind }) => itemKind === 'set').map(({ outsideCount, keeps }) => [outsideCount, keeps])]).toEqual([[], [[2, 0], [1, 0]]]);
  });
});

describe.skipIf(!canMakeVolume('ntfs'))('keeps in an image', () => {
  const images: NtfsImage[] = [];
  afterAll(() => images.forEach((image) => image.remove()));

  test('scan and siblings leave them out', async () => {
    const operation = '20261123T224501123Z-4f2-1';
    const image = makeNtfsImage('keeps', {}, (folder) => {
      const keeps = path.join(folder, '.linkkit', 'me', 'keeps', operation);
      fs.mkdirSync(keeps, { recursive: true });
      for (const [name, others] of [['a', []], ['b', ['b2']], ['c', []]] as const) {
        fs.writeFileSync(path.join(folder, name), name.repeat(5_000));
        for (const other of others) fs.linkSync(path.join(folder, name), path.join(folder, other));
        if (name !== 'c') fs.linkSync(path.join(folder, name), path.join(keeps, name));
      }
      fs.mkdirSync(path.join(folder, 'keeps', operation), { recursive: true });
      fs.linkSync(path.join(folder, 'c'), path.join(folder, 'keeps', operation, 'no keep'));
    });
    images.push(image);
    const result = await linkkit(['scan', '--image', image.image, '--depth', '9']);
    const sets = itemsOf(result).filter(({ itemKind }) => itemKind === 'set');
    expect(sets.map(({ namesInside, outsideCount, keeps, linkCount, complete }) => [namesInside, outsideCount, keeps, linkCount, complete])).toEqual([
      [['\\b', '\\b2'], 0, 1, 3, true], [['\\c', `\\keeps\\${operation}\\no keep`], 0, 0, 2, true],
    ]);
    expect(summaryOf(result)).toMatchObject({ keeps: 2, files: 5, freeableBytes: 5_000, uniqueBytes: 15_000 });
    expect(itemsOf(result).filter(({ itemKind }) => itemKind === 'folder').map((item) => item['path'])).toEqual(['\\', '\\.linkkit', '\\.linkkit\\me', '\\keeps', `\\keeps\\${operation}`]);
    const siblings = await linkkit(['siblings', '--image', image.image, '\\a', '\\b', '\\c']);
    expect(itemsOf(siblings).map(({ names, keeps, complete }) => [names, keeps, complete])).toEqual([[['\\a'], 1, true], [['\\b', '\\b2'], 1, true], [['\\c', `\\keeps\\${operation}\\no keep`], 0, true]]);
  });
});

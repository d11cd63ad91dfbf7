import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { targets } from '../support/exe.ts';
import { canMakeVolume, extraVolume, type Volume } from '../support/ntfs.ts';
import { seeded } from '../support/ntfsImageFillings.ts';
import { winePrefix } from '../support/wine.mjs';
import { expectScan, listing, model } from './scanModel.ts';
import { makeTree } from './scanTrees.ts';
import { codes, itemsOf, summaryOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];

describe.skipIf(!canMakeVolume('ntfs')).each(targets())('scan of volumes of their own, %s', (target) => {
  const forWindows = target !== 'linux';
  const volumes: Volume[] = [];
  const volume = (name: string, options = {}): Volume => {
    const one = extraVolume(name, options);
    volumes.push(one);
    return one;
  };
  afterAll(() => volumes.forEach((one) => one.remove()));
  const at = (one: Volume, ...names: string[]): string => (forWindows ? [one.windows, ...names].join('\\') : path.join(one.linux, ...names));

  test('--resolve finds the names elsewhere, and tells by what and whether these are all', async () => {
    const one = volume(`resolve-${target}`);
    for (const folder of ['in', 'out/deep', 'other']) fs.mkdirSync(path.join(one.linux, folder), { recursive: true });
    const random = seeded(7);
    const files = Array.from({ length: 12 }, (_, index) => path.join(one.linux, 'in', `f${index}`));
    for (const [index, file] of files.entries()) {
      fs.writeFileSync(file, 'x'.repeat(index));
      for (let link = 0; link < index % 5; link += 1) fs.linkSync(file, path.join(one.linux, ['in', 'out/deep', 'other', '.'][Math.floor(random() * 4)]!, `\u00e9 ${index}-${link}`));
    }
    const result = await where(target).run(['scan', at(one, 'in'), '--resolve', ...nd]);
    expect([codes(result), result.exitCode]).toEqual([[], 0]);
    const sets = itemsOf(result).filter(({ itemKind }) => itemKind === 'set') as { namesInside: string[]; namesOutside: string[] | null; outsideCount: number; engine: string | null; complete: boolean }[];
    expect(sets).toHaveLength(9);
    for (const { namesInside, namesOutside, outsideCount, engine, complete } of sets) {
      const name = path.join(one.linux, 'in', namesInside[0]!.slice(at(one, 'in').length + 1));
      const all = execFileSync('find', [one.linux, '-samefile', name], { encoding: 'utf8' }).trim().split('\n').map((file) => at(one, ...path.relative(one.linux, file).split('/')));
      const elsewhere = all.filter((file) => !file.startsWith(at(one, 'in', ''))).sort();
      expect([namesInside, namesOutside, outsideCount, engine, complete]).toEqual([all.filter((file) => file.startsWith(at(one, 'in', ''))).sort(), elsewhere.length ? elsewhere : null, elsewhere.length, elsewhere.length ? expect.stringMatching(/^(api|fsutil|scan)$/) : null, true]);
    }
    expect(sets.filter((set) => set.namesOutside !== null).length).toBeGreaterThan(5);
  });

  test('a whole volume by its root', async () => {
    const one = volume(`root-${target}`);
    makeTree(one.linux, seeded(41), { forWindows, count: 40 });
    const root = forWindows ? `${one.windows}\\` : one.linux;
    const w = { ...where(target), folder: one.linux, there: (name: string) => (name === '' ? root : at(one, ...name.split('/'))) };
    const result = await w.run(['scan', root, '--depth', '1', '--min-links', '1', ...nd]);
    expect([codes(result), result.exitCode]).toEqual([[], 0]);
    expectScan(w as Where, result, model(listing(one.linux), [one.linux], { depth: 1, minLinks: 1 }));
  });

  /** Volumes that are in every respect alike, their files' numbers too, with what a scan of them is to say. */
  function twoAlike(names: string, serial: number[]) {
    const two = serial.map((one, index) => volume(`${names}${index}-${target}`, { serial: one }));
    for (const { linux } of two) {
      fs.mkdirSync(path.join(linux, 'd'));
      fs.writeFileSync(path.join(linux, 'd', 'a'), 'abc');
      fs.linkSync(path.join(linux, 'd', 'a'), path.join(linux, 'd', 'b'));
      fs.linkSync(path.join(linux, 'd', 'a'), path.join(linux, 'out'));
    }
    const numbers = two.map(({ linux }) => fs.statSync(path.join(linux, 'd', 'a')).ino);
    expect(numbers[0]).toBe(numbers[1]);
    return two;
  }

  async function expectTwo(two: readonly Volume[], env = {}): Promise<Set<unknown>> {
    const volumesSeen = new Set<unknown>();
    for (const asked of [two.map((one) => at(one, 'd')), two.flatMap((one) => [at(one, 'd', 'a'), at(one, 'd', 'b')])]) {
      const result = await where(target).run(['scan', ...asked, ...nd], { env });
      const sets = itemsOf(result).filter(({ itemKind }) => itemKind === 'set');
      expect(sets.map(({ namesInside, outsideCount }) => [namesInside, outsideCount])).toEqual(two.map((one) => [[at(one, 'd', 'a'), at(one, 'd', 'b')], 1]));
      expect(itemsOf(result).filter(({ itemKind }) => itemKind === 'folder')).toHaveLength(asked.length);
      expect(summaryOf(result)).toMatchObject({ sets: 2, files: 4, apparentBytes: 12, uniqueBytes: 6, freeableBytes: 0 });
      for (const set of sets) volumesSeen.add(set['volume']);
    }
    return volumesSeen;
  }

  test('files and folders of two volumes with one number are two', async () => {
    expect((await expectTwo(twoAlike('alike', [0x4c4b_7001, 0x4c4b_7002]))).size).toBe(2);
  });

  test.runIf(target === 'wine')('also where the volumes have one serial number, which is copied with a disk', async () => {
    const two = twoAlike('copied', [0x4c4b_7777, 0x4c4b_7777]);
    // Wine answers with the serial numbers of drives that were there when it started: a prefix of their own
    const prefix = `${winePrefix}-scan-${process.pid}`;
    try {
      execFileSync('cp', ['-al', winePrefix, prefix]);
      expect([...(await expectTwo(two, { WINEPREFIX: prefix }))]).toEqual(['000000004C4B7777']);
    } finally {
      execFileSync('rm', ['-rf', prefix]);
    }
  });
});

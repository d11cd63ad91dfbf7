import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { part } from '../support/bench.ts';
import { pathFor, runLinkkit, type RunResult } from '../support/exe.ts';
import { canMakeVolume } from '../support/ntfs.ts';
import { changeNtfsImage, makeNtfsImage, type NtfsImage } from '../support/ntfsImages.ts';
import { differences, firstTen, foldersOf, recordOf, setsOf } from '../support/ntfsImageCompare.ts';
import { fillTree } from '../support/ntfsImageFillings.ts';
import { setReparsePoint } from '../support/ntfsImageKinds.ts';
import { modelFiles, modelFolders } from '../support/ntfsImageModel.ts';
import { codes, expectContract, itemsOf } from './where.ts';

async function scan(image: string, ...more: string[]): Promise<RunResult> {
  const result = await runLinkkit(['scan', '--image', image, ...more, '--output', 'ndjson'], { target: 'linux' });
  expectContract(result.lines);
  return result;
}

describe.skipIf(!canMakeVolume('ntfs'))('scan of folders of an image', () => {
  let image: NtfsImage;
  beforeAll(() => {
    image = makeNtfsImage('folders', {}, fillTree(1500, 21));
  });
  afterAll(() => image.remove());

  const isIn = (folder: string, name: string): boolean => name.startsWith(`${folder}\\`);
  /** Folders with much below them, at several depths. */
  const folders = (): string[] => {
    const below = (folder: string) => image.listing.filter(({ path: at }) => isIn(folder, at)).length;
    const all = image.listing.filter(({ kind }) => kind === 'd').map(({ path: at }) => at);
    return [1, 2, 3, 4].flatMap((depth) => all.filter((at) => at.split('\\').length - 1 === depth).sort((one, other) => below(other) - below(one)).slice(0, 1));
  };

  test('names inside and outside, and weights, of one folder at each depth', async () => {
    const files = modelFiles(image);
    expect(folders().length).toBe(4);
    for (const folder of folders()) {
      const result = await scan(image.image, folder, '--min-links', '1', '--depth', '9999', '--resolve');
      const sets = new Map(setsOf(result.lines).map((set) => [recordOf(set), set]));
      const model = [...files.values()].filter(({ names }) => names.some((name) => isIn(folder, name)));
      expect([...sets.keys()].sort((one, other) => one - other)).toEqual(model.map(({ record }) => record).sort((one, other) => one - other));
      const wrong = model.flatMap(({ record, names }) => {
        const { namesInside, namesOutside, outsideCount, complete } = sets.get(record)!;
        const [inside, outside] = [names.filter((name) => isIn(folder, name)), names.filter((name) => !isIn(folder, name))];
        const is = { namesInside, namesOutside, outsideCount, complete };
        const should = { namesInside: inside, namesOutside: outside, outsideCount: outside.length, complete: true };
        return JSON.stringify(is) === JSON.stringify(should) ? [] : [`record ${record} is ${JSON.stringify(is)} and should be ${JSON.stringify(should)}`];
      });
      expect(firstTen(wrong)).toEqual([]);
      // A folder weighs the same whatever was asked about: its depth alone depends on that.
      const weights = modelFolders(image, files, (record) => sets.get(record)?.allocatedSize ?? 0);
      const wanted = [...weights].filter(([at]) => at === folder || isIn(folder, at)).map(([at, weight]) => ({ itemKind: 'folder', path: at, ...weight, depth: weight.depth - weights.get(folder)!.depth }));
      const byPath = (one: { path?: unknown }, other: { path?: unknown }): number => (String(one.path) < String(other.path) ? -1 : 1);
      const found = foldersOf(result.lines).sort(byPath);
      expect(found.length).toBe(wanted.length);
      expect(found).toMatchObject(wanted.sort(byPath));
      expect(result.exitCode).toBe(0);
    }
  });

  test('least links, least bytes and depth take away what they should and change nothing else', async () => {
    const files = [...modelFiles(image).values()];
    const weights = modelFolders(image, modelFiles(image), () => 0);
    for (const [links, bytes, depth] of [[2, 0, 0], [3, 100, 1], [1, 4000, 2], [6, 0, 0]] as const) {
      const { lines } = await scan(image.image, '--min-links', String(links), '--min-size', String(bytes), '--depth', String(depth));
      const records = setsOf(lines).map(recordOf).sort((one, other) => one - other);
      expect(records).toEqual(files.filter(({ names, size }) => names.length >= links && size >= bytes).map(({ record }) => record).sort((one, other) => one - other));
      expect(foldersOf(lines).map(({ path: at, files: count, uniqueBytes }) => [at, count, uniqueBytes]).sort()).toEqual(
        [...weights].filter(([, weight]) => weight.depth <= depth).map(([at, weight]) => [at, weight.files, weight.uniqueBytes]).sort(),
      );
    }
  });

  test('a folder that is not there', async () => {
    const result = await scan(image.image, '\\no such folder');
    expect([codes(result), result.exitCode]).toEqual([['NotFound'], 1]);
  });

  test.skipIf(!part('wine').available)('the Windows exe says the same of an image as the Linux one', async () => {
    const items = async (target: 'linux' | 'wine') => {
      const args = ['scan', '--image', pathFor(target, image.image), '--min-links', '1', '--depth', '9999', '--output', 'ndjson'];
      return itemsOf(await runLinkkit(args, { target }));
    };
    const windows = await items('wine');
    expect(windows.length).toBeGreaterThan(1500);
    expect(windows).toEqual(await items('linux'));
  });

  // ntfs-3g does not look into a folder with a reparse point, so the listing is taken before it gets one.
  test('a folder that the cloud keeps (a reparse point that leads nowhere else) is a folder like others', async () => {
    const cloud = makeNtfsImage('cloud', {}, (mount) => {
      fs.mkdirSync(path.join(mount, 'cloud', 'below'), { recursive: true });
      for (const name of ['one', 'below/two']) fs.writeFileSync(path.join(mount, 'cloud', name), name);
      fs.linkSync(path.join(mount, 'cloud', 'one'), path.join(mount, 'link'));
    });
    changeNtfsImage(cloud, (mount) => setReparsePoint(path.join(mount, 'cloud'), 0x9000_001a, Buffer.alloc(40, 1)));
    const { lines } = await scan(cloud.image, '--min-links', '1', '--depth', '9999');
    expect(firstTen(differences(cloud, lines))).toEqual([]);
    cloud.remove();
  });
});

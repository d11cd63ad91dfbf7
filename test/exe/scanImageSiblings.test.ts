import { afterAll, describe, expect, test } from 'vitest';
import type { SiblingsItem } from '../../src/contract/items.ts';
import { runLinkkit } from '../support/exe.ts';
import { canMakeVolume } from '../support/ntfs.ts';
import { firstTen } from '../support/ntfsImageCompare.ts';
import { fillDosNames, fillManyNames, fillTree } from '../support/ntfsImageFillings.ts';
import { fillUnicode } from '../support/ntfsImageKinds.ts';
import { modelFiles } from '../support/ntfsImageModel.ts';
import { makeNtfsImage, type NtfsImage } from '../support/ntfsImages.ts';
import { codes, expectContract, itemsOf } from './where.ts';

const images: NtfsImage[] = [];

// What `siblings --image` says of every single name, against the listing: the same map of a volume, asked by path.
describe.skipIf(!canMakeVolume('ntfs'))('siblings of every file of an image', () => {
  afterAll(() => images.forEach((image) => image.remove()));

  const kinds: [string, (mount: string) => void][] = [['linked across folders', fillTree(800, 31)], ['of any Unicode', fillUnicode], ['with DOS names', fillDosNames], ['with 1,024 names', fillManyNames]];
  test.each(kinds)('%s', async (_, fill) => {
    const image = makeNtfsImage('siblings', {}, fill);
    images.push(image);
    // A backslash in a name, which only ntfs-3g can make, cannot be asked for: it parts names.
    const asked = image.listing.filter(({ kind, path, parent }) => kind === 'f' && !path.slice(parent.length + 1).includes('\\'));
    const result = await runLinkkit(['siblings', '--image', image.image, '--stdin', '--output', 'ndjson'], { target: 'linux', stdin: asked.map(({ path }) => `${JSON.stringify(path)}\n`).join('') });
    expectContract(result.lines);
    expect([...codes(result), result.exitCode]).toEqual([0]);
    const items = itemsOf(result) as unknown as SiblingsItem[];
    expect(items.length).toBe(asked.length);
    const files = modelFiles(image);
    const wrong = asked.flatMap(({ path, record }, index) => {
      const { path: about, fileId, linkCount, size, names, complete, volume } = items[index]!;
      const file = files.get(record)!;
      const is = { about, first: names[0], names: [...names].sort(), record: Number(BigInt(`0x${fileId}`) & 0xffff_ffff_ffffn), linkCount, size, complete, volume };
      const should = { about: path, first: path, names: file.names, record, linkCount: file.names.length, size: file.size, complete: true, volume: image.serial };
      return JSON.stringify(is) === JSON.stringify(should) ? [] : [`${JSON.stringify(is)} should be ${JSON.stringify(should)}`];
    });
    expect(firstTen(wrong)).toEqual([]);
  });
});

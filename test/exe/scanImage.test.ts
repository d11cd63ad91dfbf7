import { afterAll, describe, expect, test } from 'vitest';
import { runLinkkit, type RunResult } from '../support/exe.ts';
import { canMakeVolume } from '../support/ntfs.ts';
import { differences, differencesFromInfo, firstTen, foldersOf, recordOf, setsOf } from '../support/ntfsImageCompare.ts';
import { fillDeep, fillDosNames, fillFragmented, fillManyNames, fillReused, fillTree } from '../support/ntfsImageFillings.ts';
import { mftRuns, recordInfo, sequences } from '../support/ntfsImageInfo.ts';
import { fillKinds, fillLoneSurrogates, fillUnicode, reparseTags } from '../support/ntfsImageKinds.ts';
import { makeNtfsImage, type ImageOptions, type NtfsImage } from '../support/ntfsImages.ts';
import { codes, expectContract, summaryOf } from './where.ts';

const images: NtfsImage[] = [];

function made(name: string, options: ImageOptions, fill: (mount: string) => void): NtfsImage {
  const image = makeNtfsImage(name, options, fill);
  images.push(image);
  return image;
}

async function scan(image: string): Promise<RunResult> {
  const result = await runLinkkit(['scan', '--image', image, '--min-links', '1', '--depth', '9999', '--output', 'ndjson'], { target: 'linux' });
  expectContract(result.lines);
  return result;
}

/** The whole listing, a sample against ntfsinfo, and no word of damage. */
async function expectAsListed(image: NtfsImage): Promise<RunResult> {
  const result = await scan(image.image);
  expect(result.lines.filter(({ type }) => type === 'error')).toEqual([]);
  expect(firstTen(differencesFromInfo(image, result.lines))).toEqual([]);
  expect(result.exitCode).toBe(0);
  return expectListed(image, result);
}

function expectListed(image: NtfsImage, result: RunResult): RunResult {
  const { lines } = result;
  expect(lines.filter(({ type }) => type === 'warning')).toEqual([]);
  expect(firstTen(differences(image, lines))).toEqual([]);
  const root = foldersOf(lines).find(({ path }) => path === '\\')!;
  const { files, apparentBytes, uniqueBytes, freeableBytes } = root;
  expect(summaryOf(result)).toMatchObject({ sets: setsOf(lines).length, files, apparentBytes, uniqueBytes, freeableBytes, bytesSaved: apparentBytes - uniqueBytes });
  return result;
}

// The oracle is find(1) on a mount of the image by ntfs-3g, and ntfsinfo: both read it without any code of LinkKit.
describe.skipIf(!canMakeVolume('ntfs'))('scan of an image, against what ntfs-3g lists', () => {
  afterAll(() => images.forEach((image) => image.remove()));

  test('20,000 files, three in ten of them linked across 800 folders', async () => {
    await expectAsListed(made('tree', { sizeMiB: 128 }, fillTree(20_000, 1)));
  }, 120_000);

  test('1,024 names of a file, in records that extend its own by way of a list that is not resident', async () => {
    const image = made('names', {}, fillManyNames);
    const { lines } = await expectAsListed(image);
    const most = setsOf(lines).find(({ linkCount }) => linkCount === 1024)!;
    expect(recordInfo(image.image, recordOf(most))).toMatchObject({ hasAttributeList: true, isAttributeListResident: false });
  });

  test('names of 255 units, of any Unicode, that differ only in case, that are those of metafiles', async () => {
    await expectAsListed(made('unicode', {}, fillUnicode));
  });

  test('a DOS name is no name, whether the file is linked or not', async () => {
    const image = made('dos', {}, fillDosNames);
    await expectAsListed(image);
    const namespaces = image.listing.filter(({ kind }) => kind === 'f').flatMap(({ record }) => recordInfo(image.image, record).names.map(({ namespace }) => namespace));
    expect(new Set(namespaces)).toEqual(new Set(['DOS', 'Win32', 'POSIX', 'Win32 & DOS']));
  });

  test('a fragmented master file table that needs a list of attributes itself', async () => {
    const image = made('fragmented', { sizeMiB: 20, format: ['-c', '512'] }, fillFragmented(1500));
    expect(recordInfo(image.image, 0)).toMatchObject({ hasAttributeList: true, isAttributeListResident: false });
    expect(mftRuns(image.image)).toBeGreaterThan(100);
    await expectAsListed(image);
  });

  test('what was deleted is not listed, and who has its record now is', async () => {
    const image = made('reused', {}, fillReused);
    const sequenceOf = sequences(image.image);
    expect(Math.max(...image.listing.map(({ record }) => sequenceOf(record)))).toBeGreaterThan(2);
    await expectAsListed(image);
  });

  test('compressed, sparse, in a thousand pieces, with streams, reparse points', async () => {
    const image = made('kinds', { sizeMiB: 64 }, fillKinds);
    const { lines } = await expectAsListed(image);
    const named = (path: string) => setsOf(lines).find(({ namesInside }) => namesInside.includes(path))!;
    for (const [name, tag] of Object.entries(reparseTags)) if (name !== 'junction') expect([name, named(`\\links\\${name}`).reparseTag]).toEqual([name, tag]);
    expect(named('\\streams\\two')).toMatchObject({ streams: 2 });
    expect(named('\\streams\\many')).toMatchObject({ streams: 150, linkCount: 151 });
    expect(recordInfo(image.image, recordOf(named('\\pieces linked')))).toMatchObject({ hasAttributeList: true });
    expect(named('\\pieces\\small')).toMatchObject({ streams: 1 });
    // What is compressed or a hole takes less than its size.
    // A folder that leads elsewhere is no folder here.
    expect(image.listing.find(({ path }) => path === '\\links\\junction')).toMatchObject({ kind: 'l' });
    for (const name of ['\\text linked', '\\compressed\\zeros and noise', '\\sparse\\holes', '\\hole linked', '\\pieces linked']) expect([name, named(name).allocatedSize! < named(name).size]).toEqual([name, true]);
  });

  // ntfs-3g can have what Windows cannot: there each name is told, and counted all the same.
  test('200 folders in each other; names beyond 32,767 characters are told, not listed', async () => {
    const image = made('deep', { driver: 'lowntfs-3g' }, fillDeep);
    const result = await scan(image.image);
    expectListed(image, result);
    const tooLong = image.listing.filter(({ kind, path }) => kind === 'f' && path.length > 32_767);
    expect(tooLong.length).toBeGreaterThan(10);
    // Each file, and the first folder of those that are weighed with the one above them
    expect(codes(result)).toEqual([...tooLong, 'folder'].map(() => 'PathTooLong'));
    expect(Math.max(...image.listing.map(({ path }) => path.length))).toBeGreaterThan(50_000);
    expect(result.exitCode).toBe(1);
  });

  test('names with lone surrogates are told, not listed', async () => {
    const image = made('surrogates', {}, fillLoneSurrogates);
    const result = await scan(image.image);
    expectListed(image, result);
    const unwritable = image.listing.filter(({ path }) => !path.isWellFormed());
    expect(unwritable.length).toBe(5);
    expect(codes(result)).toEqual(unwritable.map(() => 'NameNotRepresentable'));
    expect(result.exitCode).toBe(1);
  });
});

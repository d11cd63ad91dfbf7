// Names of files of an image, without mounting it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canMakeVolume } from '../support/ntfs.ts';
import { answers, linkkit, mountedImage, ownFirst, stdinOf, type MountedImage } from './mountedImage.ts';
import { codes, itemsOf, summaryOf } from './where.ts';

describe.skipIf(!canMakeVolume('ntfs'))('siblings in an image', () => {
  let image: MountedImage['image'];
  let files: MountedImage['files'];
  beforeAll(() => {
    ({ image, files } = mountedImage('siblings-image'));
  });
  afterAll(() => image.remove());

  test('in the image: every file as find has it', async () => {
    const some = files;
    const asked = some.map(({ names }, index) => names[index % names.length]!);
    const result = await linkkit(['siblings', '--image', image.image, '--stdin'], { stdin: stdinOf(asked) });
    expect([codes(result), result.exitCode]).toEqual([[], 0]);
    expect(answers(result).map(({ names, linkCount, size, complete, engine }) => ({ names, linkCount, size, complete, engine }))).toEqual(
      some.map(({ names, size }, index) => ({ names: ownFirst(asked[index]!, names), linkCount: names.length, size, complete: true, engine: 'mft' })),
    );
    expect(summaryOf(result)).toMatchObject({ files: some.length, names: some.reduce((sum, { names }) => sum + names.length, 0), incomplete: 0 });
  });

  test('in the image a path in another case is spelled as the image spells it; slashes of both kinds, with and without the first', async () => {
    const folder = '\\Mixed \u00c9\\Case';
    const spellings = ['\\mIXED \u00e9\\cASE\\file \u00df.txt', 'mixed \u00c9/case/FILE \u00df.TXT', '/Mixed \u00c9//Case\\File \u00df.TXT', '\\MIXED \u00c9\\CASE\\FILE ss.txt'];
    const result = await linkkit(['siblings', '--image', image.image, ...spellings]);
    const names = ['File \u00df.TXT', 'File SS.TXT', 'other'].map((name) => `${folder}\\${name}`);
    expect(codes(result)).toEqual([]);
    expect(answers(result).map((item) => item.names)).toEqual([0, 0, 0, 1].map((own) => ownFirst(names[own]!, names)));
    expect(answers(result).map((item) => item.path)).toEqual([0, 0, 0, 1].map((own) => names[own]));
  });

  test('in the image a folder, a missing path and one below a file are errors of their own; other engines and a root are refused', async () => {
    const result = await linkkit(['siblings', '--image', image.image, '\\Mixed \u00c9', '\\', '\\no\\such', '\\untouched-a\\below', '\\untouched-a']);
    expect([result.exitCode, codes(result)]).toEqual([1, ['DirectoryNotSupported', 'DirectoryNotSupported', 'NotFound', 'NotFound']]);
    expect(result.lines.filter(({ type }) => type === 'error').map((line) => line['path'])).toEqual(['\\Mixed \u00c9', '\\', '\\no\\such', '\\untouched-a\\below']);
    expect(answers(result)).toMatchObject([{ path: '\\untouched-a', names: ['\\untouched-a', '\\untouched\\a'] }]);
    for (const more of [['--engine', 'api'], ['--engine', 'scan'], ['--root', '/']]) {
      const refused = await linkkit(['siblings', '--image', image.image, '\\untouched-a', ...more]);
      expect([refused.exitCode, codes(refused), itemsOf(refused)]).toEqual([2, ['Usage'], []]);
    }
    const missing = await linkkit(['siblings', '--image', `${image.image}.none`, '\\a']);
    expect([codes(missing), itemsOf(missing)]).toEqual([['NotFound'], []]);
  });
});

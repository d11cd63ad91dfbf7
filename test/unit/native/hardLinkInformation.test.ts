import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { part } from '../../support/bench.ts';
import { ntfsFolder, testVolume, type TwoNames } from '../../support/ntfs.ts';
import { linksInformation } from '../../support/standin/buffers.ts';
import { callNative, standIn, type StandInFile } from '../../support/standin/native.ts';

// The calling side of what Wine lacks, against a DLL that is as strict as Windows (test/support/standin/ids.c).
describe.skipIf(!part('standIn').available)('the hard links of a file by NtQueryInformationFile, against the stand-in', () => {
  let place: TwoNames;
  const there = (...names: string[]): string => [place.windows, ...names].join('\\');
  const fromRoot = (...names: string[]): string => there(...names).slice(2);
  const ask = (files: StandInFile[]) => {
    const dll = standIn(place.linux, files);
    dll.calls();
    const [answer] = callNative([['hardLinkNames', there('a')]], dll.env);
    return { answer: answer!, calls: dll.calls().filter((line) => /^(NtQuery|OpenFileById)/.test(line)) };
  };

  beforeAll(() => {
    place = ntfsFolder('hardLinks');
    fs.writeFileSync(path.join(place.linux, 'a'), '');
    fs.mkdirSync(path.join(place.linux, 'caf\u00e9 \ud83d\ude00', 'deep'), { recursive: true });
  });
  const folders = (): StandInFile[] => [
    { path: place.windows, id: 0x7_0000_0000_0041n },
    { path: there('caf\u00e9 \ud83d\ude00', 'deep'), id: 0xfff7_0000_0000_0042n },
    { path: `${testVolume().windows}\\`, id: 0x5_0000_0000_0005n },
  ];
  const [own, deep, root] = [0x7_0000_0000_0041n, BigInt.asIntN(64, 0xfff7_0000_0000_0042n), 0x5_0000_0000_0005n];

  test('names in three folders, the root of the volume too; each folder is opened once', () => {
    const hardLinks = linksInformation([{ parentId: own, name: 'a' }, { parentId: deep, name: 'x' }, { parentId: root, name: 'in root' }, { parentId: own, name: 'lone \ud800' }]);
    const { answer, calls } = ask([...folders(), { path: there('a'), hardLinks }]);
    expect(answer.error).toBeUndefined();
    expect(answer.value).toEqual({ names: [fromRoot('a'), fromRoot('caf\u00e9 \ud83d\ude00', 'deep', 'x'), '\\in root', fromRoot('lone \ud800')], unopened: 0, refusal: null });
    expect(calls).toEqual([
      expect.stringMatching(/^NtQueryInformationFile .*a length=4096 class=46 status=0$/),
      expect.stringMatching(/^OpenFileById id=7000000000041 access=80 flags=2200000 error=0$/),
      expect.stringMatching(/^OpenFileById id=fff7000000000042 .*error=0$/),
      expect.stringMatching(/^OpenFileById id=5000000000005 .*error=0$/),
    ]);
  });

  test('1,024 names: the buffer is grown to what is needed', () => {
    const links = Array.from({ length: 1024 }, (_, index) => ({ parentId: own, name: `${'\u00e9'.repeat(index % 250)}${index}` }));
    const { answer, calls } = ask([...folders(), { path: there('a'), hardLinks: linksInformation(links) }]);
    expect(answer.value).toEqual({ names: links.map(({ name }) => fromRoot(name)), unopened: 0, refusal: null });
    const queries = calls.filter((line) => line.startsWith('NtQuery'));
    expect(queries).toEqual([expect.stringMatching(/status=80000005$/), expect.stringMatching(/status=0$/)]);
    expect(Number(/length=(\d+)/.exec(queries[1]!)![1])).toBe(linksInformation(links).length);
  });

  test('a folder that may not be opened, or is gone, leaves its names out and is counted', () => {
    const hardLinks = linksInformation([{ parentId: own, name: 'a' }, { parentId: deep, name: 'x' }, { parentId: deep, name: 'y' }, { parentId: 99n, name: 'gone' }]);
    const files = folders().map((file) => (file.id === 0xfff7_0000_0000_0042n ? { ...file, fails: { OpenFileById: 5 } } : file));
    const { answer, calls } = ask([...files, { path: there('a'), hardLinks }]);
    expect(answer.value).toEqual({ names: [fromRoot('a')], unopened: 3, refusal: expect.objectContaining({ code: 5, call: 'OpenFileById', path: there('a') }) });
    expect(calls.map((line) => /error=(\d+)/.exec(line)?.[1]).filter(Boolean)).toEqual(['0', '5', '87']);
  });

  test.each([
    ['STATUS_INVALID_INFO_CLASS', 0xc000_0003, 87],
    ['STATUS_NOT_SUPPORTED', 0xc000_00bb, 50],
    ['STATUS_ACCESS_DENIED', 0xc000_0022, 5],
    ['STATUS_INFO_LENGTH_MISMATCH without an end', 0xc000_0004, 24],
  ])('%s is its Win32 number', (_what, status, code) => {
    const { answer } = ask([{ path: there('a'), fails: { NtQueryInformationFile: status } }]);
    expect(answer.error).toMatchObject({ name: 'Win32Error', call: 'NtQueryInformationFile', code, path: there('a') });
  });

  test('a damaged answer is error 13', () => {
    const hardLinks = linksInformation([{ parentId: own, name: 'a' }]);
    hardLinks.writeUInt32LE(3, 4);
    expect(ask([...folders(), { path: there('a'), hardLinks }]).answer.error).toMatchObject({ code: 13, path: there('a') });
  });
});

test.skipIf(!part('wine').available)('without the stand-in Wine does not know the class, which is said at the call', () => {
  const place = ntfsFolder('no-hard-links');
  fs.writeFileSync(path.join(place.linux, 'a'), '');
  const [answer] = callNative([['hardLinkNames', `${place.windows}\\a`]]);
  expect(answer!.error).toMatchObject({ call: 'NtQueryInformationFile', code: expect.toBeOneOf([1, 50, 87, 120]) });
});

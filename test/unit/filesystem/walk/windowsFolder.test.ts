import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kinds } from '../../../../src/filesystem/walk/listing.ts';
import { fromWtf8 } from '../../../../src/filesystem/walk/namesInFolder.ts';
import { part } from '../../../support/bench.ts';
import { ntfsFolder } from '../../../support/ntfs.ts';
import { callNative, hasWindows, standIn, windowsPath, type StandInFile } from '../../../support/standin/native.ts';

interface Listed {
  name: string;
  kind: number;
  fileId: { bigint: string };
  size: number;
  allocated: number;
  modified: { bigint: string };
  linkCount: number;
  reparseTag: number;
  offline: boolean;
}
type Answer = { entries: Listed[]; failures: { code: string; path: string; osError: number }[] };

const isWine = process.platform !== 'win32';
const kindOf = (found: fs.BigIntStats): number => (found.isDirectory() ? kinds.directory : kinds.file);
/** What a Windows process gives as a file id: Wine shows the inode as it is, ntfs-3g's inode is the record's number. */
const lowId = (id: string): bigint => BigInt(id) & 0xffff_ffff_ffffn;
const fileTime = (nanoseconds: bigint): bigint => nanoseconds / 100n + 116_444_736_000_000_000n;
const byName = (one: { name: string }, other: { name: string }): number => (one.name < other.name ? -1 : 1);

/** The folder as this process sees it. */
function expected(folder: string, detail: string) {
  return fs.readdirSync(folder).map((name) => {
    const found = fs.lstatSync(path.join(folder, name), { bigint: true });
    const isCounted = detail === 'counted' && found.isFile();
    return { name, kind: kindOf(found), id: found.ino & 0xffff_ffff_ffffn, modified: fileTime(found.mtimeNs), linkCount: isCounted ? Number(found.nlink) : 0, ...(found.isFile() && { size: Number(found.size) }) };
  }).sort(byName);
}

const seen = ({ entries }: Answer) =>
  entries.map(({ name, kind, fileId, modified, linkCount, size }) => ({ name, kind, id: lowId(fileId.bigint), modified: BigInt(modified.bigint), linkCount, ...(kind === kinds.file && { size }) })).sort(byName);

/** More than one page of 256 KiB, and each kind of name that the volume can have. */
function fill(folder: string): void {
  for (let index = 0; index < 2500; index += 1) fs.writeFileSync(path.join(folder, `${'n'.repeat(index % 190)}\u00e9\ud83d\ude00${index}`), 'x'.repeat(index % 7));
  const names = ['caf\u00e9', 'cafe\u0301', '\ud83d\ude00', 'both. ', ' lead', '%TEMP%', '[a]', '\u4e2d\u6587', '\u05d0\u200f', '...', '.hidden', 'L'.repeat(250)];
  for (const name of names) fs.writeFileSync(path.join(folder, name), name);
  for (const name of ['folder', 'f\u00f6lder ', 'other.dir']) fs.mkdirSync(path.join(folder, name));
  fs.linkSync(path.join(folder, 'caf\u00e9'), path.join(folder, 'folder', 'elsewhere'));
  fs.linkSync(path.join(folder, '[a]'), path.join(folder, 'third'));
  fs.linkSync(path.join(folder, '[a]'), path.join(folder, 'fourth'));
  fs.writeFileSync(path.join(folder, 'big'), '');
  fs.truncateSync(path.join(folder, 'big'), 5 * 2 ** 30);
}

describe.skipIf(!hasWindows())('a folder of Windows in one listing', () => {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-folder-'));
  const places = { 'this machine\'s disk': temporary, NTFS: '' };
  const windows: Record<string, string> = {};
  const list = (folder: string, detail: string, env = {}): Answer => {
    const [answer] = callNative([['readWindowsFolder', folder, detail]], env);
    if (answer!.error) throw new Error(JSON.stringify(answer!.error));
    return answer!.value as Answer;
  };

  beforeAll(() => {
    const ntfs = ntfsFolder('windowsFolder');
    places.NTFS = ntfs.linux;
    Object.assign(windows, { NTFS: ntfs.windows, 'this machine\'s disk': windowsPath(temporary) });
    for (const folder of Object.values(places)) fill(folder);
  });
  afterAll(() => {
    fs.rmSync(temporary, { recursive: true, force: true });
    fs.rmSync(places.NTFS, { recursive: true, force: true });
  });

  describe.each(['this machine\'s disk', 'NTFS'] as const)('%s', (place) => {
    test.each(['names', 'entries', 'counted'])('%s: as this process sees it', (detail) => {
      const answer = list(windows[place]!, detail);
      expect(answer.failures).toEqual([]);
      expect(answer.entries.length).toBeGreaterThan(2500);
      expect(seen(answer)).toEqual(expected(places[place], detail));
    });

    test('an empty folder is empty', () => {
      expect(list(`${windows[place]}\\other.dir`, 'counted')).toEqual({ entries: [], failures: [] });
    });
  });

  test('what is no folder, or not there, is an error', () => {
    const [missing, file] = callNative([['readWindowsFolder', `${windows['NTFS']}\\none`, 'names'], ['readWindowsFolder', `${windows['NTFS']}\\third`, 'names']]);
    expect(missing!.error).toMatchObject({ name: 'LinkKitError', code: 'NotFound', path: `${windows['NTFS']}\\none` });
    expect(file!.error).toMatchObject({ name: 'LinkKitError', code: 'NotFound' });
  });

  test.skipIf(!isWine).each(['names', 'counted'])('%s: a name with a separator in it is a failure, not another file', (detail) => {
    const { linux, windows: at } = ntfsFolder('windowsFolder-separator');
    fs.writeFileSync(path.join(linux, 'a'), '');
    fs.writeFileSync(path.join(linux, '..\\a'), '');
    const { entries, failures } = list(at, detail);
    expect(entries.map(({ name }) => name)).toEqual(['a']);
    expect(failures).toMatchObject([{ code: 'NameNotRepresentable', path: `${at}\\..\\a` }]);
  });

  describe.skipIf(!isWine || !part('standIn').available)('against the stand-in', () => {
    const small = () => {
      const { linux, windows: at } = ntfsFolder('windowsFolder-played');
      for (const name of ['plain', 'second', 'cloud', 'tape', 'wof', 'tag', 'symlink']) fs.writeFileSync(path.join(linux, name), name);
      fs.mkdirSync(path.join(linux, 'junction'));
      fs.linkSync(path.join(linux, 'plain'), path.join(linux, 'plain2'));
      const play = (files: StandInFile[]) => standIn(linux, files);
      const here = (answer: Answer): Answer => ({ ...answer, entries: answer.entries.filter(({ name }) => !name.startsWith('standin-')) });
      return { at, linux, play, here };
    };

    test('reparse points have their kinds; links are counted themselves, junctions and offline files are not opened', () => {
      const { at, play, here } = small();
      const dll = play([
        { path: `${at}\\cloud`, tag: 0x9000_101a, attributes: 0x40_0000 },
        { path: `${at}\\tape`, attributes: 0x1000 },
        { path: `${at}\\wof`, tag: 0x8000_0017 },
        { path: `${at}\\tag`, tag: 0x8000_0099 },
        { path: `${at}\\symlink`, tag: 0xa000_000c },
        { path: `${at}\\junction`, tag: 0xa000_0003 },
        // whoever opens one of these all the same is told
        ...['cloud', 'tape', 'junction'].map((name) => ({ path: `${at}\\${name}`, fails: { CreateFileW: 5 } })),
      ]);
      const { entries, failures } = here(list(at, 'counted', dll.env));
      expect(failures).toEqual([]);
      expect(Object.fromEntries(entries.map(({ name, kind, linkCount, offline, reparseTag }) => [name, [kind, linkCount, offline, reparseTag]]))).toEqual({
        plain: [kinds.file, 2, false, 0],
        plain2: [kinds.file, 2, false, 0],
        second: [kinds.file, 1, false, 0],
        cloud: [kinds.file, 0, true, 0x9000_101a],
        tape: [kinds.file, 0, true, 0],
        wof: [kinds.file, 1, false, 0x8000_0017],
        tag: [kinds.unsupported, 1, false, 0x8000_0099],
        symlink: [kinds.symlink, 1, false, 0xa000_000c],
        junction: [kinds.junction, 0, false, 0xa000_0003],
      });
    });

    test('sizes are the files\' own where each is opened, for a folder\'s are stale', () => {
      const { at, play, here } = small();
      const dll = play([{ path: `${at}\\plain2`, listedSize: 999 }]);
      const sizes = (detail: string) => here(list(at, detail, dll.env)).entries.filter(({ name }) => name.startsWith('plain')).map(({ name, size, allocated }) => [name, size, allocated < 999]).sort();
      expect(sizes('entries')).toEqual([['plain', 5, true], ['plain2', 999, false]]);
      expect(sizes('counted')).toEqual([['plain', 5, true], ['plain2', 5, true]]);
    });

    test('a file that refuses to be opened is a failure, one that is gone is none; both are listed', () => {
      const { at, play, here } = small();
      const dll = play([
        { path: `${at}\\plain`, fails: { CreateFileW: 5 } },
        { path: `${at}\\second`, fails: { CreateFileW: 2 } },
        { path: `${at}\\wof`, fails: { CreateFileW: 303 } },
      ]);
      const { entries, failures } = here(list(at, 'counted', dll.env));
      expect(failures).toMatchObject([{ code: 'AccessDenied', osError: 5, path: `${at}\\plain` }]);
      const counts = Object.fromEntries(entries.map(({ name, linkCount, size }) => [name, [linkCount, size]]));
      expect(counts).toMatchObject({ plain: [0, 5], plain2: [2, 5], second: [0, 6], wof: [0, 3], tag: [1, 3] });
    });

    test.each(['entries', 'counted'])('%s: where the file system does not know the listing with ids, the answer is the same', (detail) => {
      const unknown = standIn(places.NTFS, [{ path: windows['NTFS']!, fails: { 'GetFileInformationByHandleEx/11': 124 } }]);
      try {
        const answer = list(windows['NTFS']!, detail, unknown.env);
        expect(answer.failures).toEqual([]);
        expect(seen(answer)).toEqual(expected(places.NTFS, detail).map((entry) => (entry.name === 'standin-log' ? seen(answer).find(({ name }) => name === 'standin-log') : entry)));
        expect(unknown.calls().filter((line) => line.startsWith('GetFileInformationByHandleEx/'))).toEqual([expect.stringMatching(/^GetFileInformationByHandleEx\/11 .*error=124$/)]);
      } finally {
        for (const name of ['answers', 'log']) fs.rmSync(path.join(places.NTFS, `standin-${name}`), { force: true });
      }
    });

    test('that way a junction is not entered either', () => {
      const { at, linux, play } = small();
      fs.writeFileSync(path.join(linux, 'junction', 'inside'), '');
      const dll = play([{ path: `${at}\\junction`, tag: 0xa000_0003, fails: { 'GetFileInformationByHandleEx/11': 50 } }]);
      expect(list(`${at}\\junction`, 'counted', dll.env)).toEqual({ entries: [], failures: [] });
    });

    test('a failure on a further page is an error, not a shorter answer; pages are of 256 KiB', () => {
      const dll = standIn(temporary, [{ path: windows['this machine\'s disk']!, fails: { 'GetFileInformationByHandleEx/10': 23 } }]);
      const [answer] = callNative([['readWindowsFolder', windows['this machine\'s disk']!, 'names']], dll.env);
      expect(answer!.error).toMatchObject({ name: 'LinkKitError', code: 'ReadError' });
      expect(dll.calls().filter((line) => line.startsWith('GetFileInformationByHandleEx/'))).toEqual([
        expect.stringMatching(/^GetFileInformationByHandleEx\/11 .*size=262144 error=0$/),
        expect.stringMatching(/^GetFileInformationByHandleEx\/10 .*size=262144 error=23$/),
      ]);
    });
  });
});

test('names as libuv writes them', () => {
  expect(fromWtf8(Buffer.from('caf\u00e9 \ud83d\ude00'))).toBe('caf\u00e9 \ud83d\ude00');
  expect(fromWtf8(Buffer.from([0x61, 0xed, 0xa0, 0x80, 0x62]))).toBe('a\ud800b');
  expect(fromWtf8(Buffer.concat([Buffer.from('\ud7ff'), Buffer.from([0xed, 0xbf, 0xbf])]))).toBe('\ud7ff\udfff');
  expect(fromWtf8(Buffer.from([0xed, 0xb0, 0x80, 0xed, 0xa0, 0x81]))).toBe('\udc00\ud801');
});

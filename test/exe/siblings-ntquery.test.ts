import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { part } from '../support/bench.ts';
import { linksInformation } from '../support/standin/buffers.ts';
import type { StandInFile } from '../support/standin/native.ts';
import { errorsOf, runPlayed } from './played.ts';
import { codes, itemsOf, where, type Where } from './where.ts';

// Where FindFirstFileNameW is refused, the API is asked by NtQueryInformationFile: the stand-in plays both.
describe.skipIf(!part('standIn').available)('siblings by NtQueryInformationFile, against the stand-in', () => {
  const [own, other] = [0x2_0000_0000_0101n, 0x3_0000_0000_0102n];
  /** A file `a` with the names a, b and folder/c, and the folders by their ids. */
  function linked(w: Where): StandInFile[] {
    w.write('a', '1');
    fs.mkdirSync(w.here('folder'));
    fs.linkSync(w.here('a'), w.here('b'));
    fs.linkSync(w.here('a'), w.here('folder', 'c'));
    return [{ path: w.there(), id: own }, { path: w.there('folder'), id: other }];
  }
  const links = [{ parentId: other, name: 'c' }, { parentId: own, name: 'b' }, { parentId: own, name: 'a' }];
  const siblings = (w: Where, files: StandInFile[], ...more: string[]) => runPlayed(w, files, ['siblings', w.there('a'), ...more]);

  test.each([1, 50, 120])('FindFirstFileNameW fails with %i: auto stays with the API, and every name is found', async (error) => {
    const w = where('wine');
    const result = await siblings(w, [...linked(w), { path: w.there('a'), error, hardLinks: linksInformation(links) }]);
    expect(itemsOf(result)).toMatchObject([{ path: w.there('a'), names: [w.there('a'), w.there('b'), w.there('folder', 'c')], engine: 'api', complete: true, linkCount: 3 }]);
    expect(result.exitCode).toBe(0);
  });

  test('a folder that may not be opened leaves its names out, and the answer is incomplete', async () => {
    const w = where('wine');
    const [mine, theirs] = linked(w);
    const result = await siblings(w, [mine!, { ...theirs!, fails: { OpenFileById: 5 } }, { path: w.there('a'), error: 1, hardLinks: linksInformation(links) }]);
    expect(itemsOf(result)).toMatchObject([{ names: [w.there('a'), w.there('b')], engine: 'api', complete: false, linkCount: 3 }]);
    expect(result.lines.filter(({ type }) => type === 'warning')).toMatchObject([{ code: 'AccessDenied', osError: 5, path: w.there('a'), message: expect.stringContaining('left out: 1') }]);
    expect(result.exitCode).toBe(0);
  });

  test('fewer names than the link count are incomplete; where no name is the asked one, each is looked at', async () => {
    const w = where('wine');
    const folders = linked(w);
    w.write('stranger', '2');
    const few = await siblings(w, [...folders, { path: w.there('a'), error: 1, hardLinks: linksInformation(links.slice(1)) }]);
    expect(itemsOf(few)).toMatchObject([{ names: [w.there('a'), w.there('b')], complete: false }]);
    const strange = linksInformation([{ parentId: own, name: 'b' }, { parentId: own, name: 'stranger' }, { parentId: other, name: 'c' }]);
    const looked = await siblings(w, [...folders, { path: w.there('a'), error: 1, hardLinks: strange }]);
    expect(itemsOf(looked)).toMatchObject([{ names: [w.there('a'), w.there('b'), w.there('folder', 'c')], complete: false }]);
  });

  test('a name that text cannot carry is an error', async () => {
    const w = where('wine');
    const result = await siblings(w, [...linked(w), { path: w.there('a'), error: 1, hardLinks: linksInformation([...links, { parentId: own, name: '\udc00' }]) }]);
    expect(itemsOf(result)).toMatchObject([{ names: [w.there('a'), w.there('b'), w.there('folder', 'c')], complete: false }]);
    expect([result.exitCode, codes(result)]).toEqual([1, ['NameNotRepresentable']]);
  });

  test('where neither is known, auto goes on; asked for, the reason names both', async () => {
    const w = where('wine');
    const files = [...linked(w), { path: w.there('a'), error: 50, fails: { NtQueryInformationFile: 0xc000_0003 } }];
    const auto = await siblings(w, files, '--root', w.there());
    expect(itemsOf(auto)).toMatchObject([{ engine: 'scan', complete: true }]);
    const asked = await siblings(w, files, '--engine', 'api');
    expect([asked.exitCode, codes(asked)]).toEqual([3, ['EngineNotAvailable']]);
    const { message } = asked.lines.find(({ type }) => type === 'error')!;
    expect(message).toMatch(/FindFirstFileNameW fails on this volume with error 50, NtQueryInformationFile fails on this volume with error 87/);
  });

  test('an answer that is damaged is an error of that file, and a refused one keeps its number', async () => {
    const w = where('wine');
    const folders = linked(w);
    const damaged = linksInformation(links);
    damaged.writeUInt32LE(0x7fff_ffff, 8 + 16);
    const result = await siblings(w, [...folders, { path: w.there('a'), error: 1, hardLinks: damaged }]);
    expect(errorsOf(result)).toEqual([{ code: 'ReadError', osError: 13, path: w.there('a') }]);
    const refused = await siblings(w, [...folders, { path: w.there('a'), error: 1, fails: { NtQueryInformationFile: 0xc000_0022 } }]);
    expect(errorsOf(refused)).toEqual([{ code: 'AccessDenied', osError: 5, path: w.there('a') }]);
  });
});

import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isKeep, keepsFolder, keepsFolders, removeEmptyKeeps, userName } from '../../../src/journal/keepsFolder.ts';
import { canMakeVolume, extraVolume, type Volume } from '../../support/ntfs.ts';
import { fresh, idOf } from './made.ts';

describe.skipIf(!canMakeVolume('tmpfs'))('where files are kept', () => {
  const { at, write, state } = fresh();
  let volume: Volume | undefined;
  const on = (...names: string[]): string => path.join((volume ??= extraVolume('keeps', { fileSystem: 'tmpfs' })).linux, ...names);
  const unsafe = expect.objectContaining({ code: 'UnsafeLocation' });
  const mode = (name: string): number => fs.statSync(name).mode & 0o7777;
  beforeEach(() => {
    fs.mkdirSync(on('d'), { recursive: true });
    fs.writeFileSync(on('d/file'), 'x');
  });
  afterEach(() => {
    vi.restoreAllMocks();
    for (const name of ['.linkkit', 'd']) fs.rmSync(on(name), { recursive: true, force: true });
  });
  afterAll(() => volume?.remove());

  test('in the state folder, where that is on the file’s volume', () => {
    expect(keepsFolder(write('a'))).toBe(path.join(state(), 'keeps'));
    expect(mode(path.join(state(), 'keeps'))).toBe(0o700);
  });

  test('else at the root of the volume, each user’s for himself', () => {
    expect(keepsFolder(on('d/file'))).toBe(on('.linkkit', userName(), 'keeps'));
    expect(['.linkkit', `.linkkit/${userName()}`, `.linkkit/${userName()}/keeps`].map((name) => mode(on(name)))).toEqual([0o1777, 0o700, 0o700]);
    expect(keepsFolder(on('d/file'))).toBe(on('.linkkit', userName(), 'keeps')); // that is there already
  });

  test.each([
    ['a link where the shared folder should be', () => fs.symlinkSync(at(), on('.linkkit'))],
    ['a link where the user’s folder should be', () => (fs.mkdirSync(on('.linkkit')), fs.symlinkSync(at(), on('.linkkit', userName())))],
    ['a link where the keeps should be', () => (fs.mkdirSync(on('.linkkit', userName()), { recursive: true, mode: 0o700 }), fs.symlinkSync(at(), on('.linkkit', userName(), 'keeps')))],
    ['a file', () => fs.writeFileSync(on('.linkkit'), '')],
    ['a folder that somebody else owns', () => (fs.mkdirSync(on('.linkkit', userName()), { recursive: true, mode: 0o700 }), fs.chownSync(on('.linkkit', userName()), 65_534, 65_534))],
    ['a folder into which others may write', () => (fs.mkdirSync(on('.linkkit', userName()), { recursive: true }), fs.chmodSync(on('.linkkit', userName()), 0o777))],
  ])('%s is refused, and nothing is put there', (_what, plant) => {
    plant();
    const before = fs.readdirSync(at());
    expect(() => keepsFolder(on('d/file'))).toThrow(unsafe);
    expect(fs.readdirSync(at())).toEqual(before);
  });

  test('where nobody may write at the root, in the first folder on the way to the file that lets us', () => {
    const real = fs.mkdirSync;
    vi.spyOn(fs, 'mkdirSync').mockImplementation(((name: string, options: never) => {
      if (name === on('.linkkit')) throw Object.assign(new Error('no'), { code: 'EACCES' });
      return real(name, options);
    }) as never);
    expect(keepsFolder(on('d/file'))).toBe(on('d', '.linkkit', userName(), 'keeps'));
    vi.spyOn(fs, 'mkdirSync').mockImplementation(() => {
      throw Object.assign(new Error('no'), { code: 'EACCES' });
    });
    fs.rmSync(on('d/.linkkit'), { recursive: true });
    expect(() => keepsFolder(on('d/file'))).toThrow(expect.objectContaining({ code: 'AccessDenied' }));
  });

  test('all folders of keeps on a volume are found again, of any user, and empty ones of an operation go', () => {
    const mine = keepsFolder(on('d/file'));
    const theirs = on('.linkkit', 'somebody', 'keeps');
    const deep = on('d', '.linkkit', 'me', 'keeps');
    for (const place of [mine, theirs, deep]) fs.mkdirSync(path.join(place, idOf(1)), { recursive: true });
    fs.writeFileSync(path.join(mine, idOf(1), '1'), '');
    fs.mkdirSync(path.join(mine, idOf(2)));
    expect(keepsFolders(on('d')).sort()).toEqual([mine, theirs, deep].sort());
    expect(keepsFolders(on('')).sort()).toEqual([mine, theirs].sort());
    removeEmptyKeeps({ operationId: idOf(1), trees: [{ path: on('d/file'), use: 'write' }, { path: on('d/not there'), use: 'write' }] });
    expect([mine, theirs, deep].map((place) => fs.readdirSync(place).sort())).toEqual([[idOf(1), idOf(2)], [], []]);
  });

  test.each([
    ['/.linkkit/me/keeps', true], [`/x/.linkkit/me/keeps/${idOf(1)}/1`, true], [`/.linkkit/me/keeps/mine/1`, false], [`/.linkkit/keeps/${idOf(1)}/1`, false], ['/x/keeps/a', false],
    [`/home/you/.local/state/linkkit/keeps/${idOf(1)}/2`, true], ['/src/linkkit/keeps', false], ['/.linkkit/me/keepsake', false],
  ])('%s: %s', (name, expected) => {
    expect(isKeep(name)).toBe(expected);
  });

  test('those in the state folder, and in an image those of Windows', () => {
    expect(isKeep(path.join(state(), 'keeps', idOf(1), '1'))).toBe(true);
    expect(['\\.linkkit\\me\\keeps\\', 'C:\\Users\\me\\AppData\\Local\\LinkKit\\keeps\\', 'C:\\ProgramData\\LinkKit\\keeps\\', 'C:\\LinkKit\\keeps\\'].map((folder) => isKeep(`${folder}${idOf(1)}\\1`, '\\'))).toEqual([true, true, true, false]);
  });
});

import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { part } from '../support/bench.ts';
import { callsOf, errorsOf, native, runPlayed, symlinkTo } from './played.ts';
import { itemsOf, sameFile, summaryOf, where } from './where.ts';

// Wine 8 reports symbolic links as made and makes none: a stand-in DLL plays CreateSymbolicLinkW as Windows has it.
describe.skipIf(!part('standIn').available)('symbolic links on Windows, against the stand-in', () => {
  const text = '..\\caf\u00e9 \ud83d\ude00\\.\\[a] 100% x.txt';

  /** A tree with a link to a file and one to a folder, which are a file and a folder that the stand-in gives reparse data. */
  const prepare = (file = symlinkTo(text), folder = symlinkTo('..\\else')) => {
    const w = where('wine');
    for (const name of ['t/a', 't/link', 't/linked folder/inside', 't/z']) w.write(name, name);
    return { w, links: [{ path: w.there('t', 'link'), reparse: file }, { path: w.there('t', 'linked folder'), reparse: folder }] };
  };

  describe('without the privilege (1314)', () => {
    const refused = { path: '*', fails: { CreateSymbolicLinkW: 1314 } };

    test('in a tree a link to a file is hard-linked itself, one to a folder is an error, and the rest goes on', async () => {
      const { w, links } = prepare();
      const result = await runPlayed(w, [...links, refused], ['copy', w.there('t'), w.there('to')]);
      expect(errorsOf(result)).toEqual([{ code: 'PrivilegeRequired', osError: 1314, path: w.there('to', 'linked folder') }]);
      expect(itemsOf(result)).toContainEqual({ type: 'item', source: w.there('t', 'link'), destination: w.there('to', 'link'), kind: 'symlink', method: 'hardlink', size: 0, linkCount: 2 });
      expect(fs.readdirSync(w.here('to')).sort()).toEqual(['a', 'link', 'z']);
      for (const name of ['a', 'link', 'z']) expect(sameFile(w.here('t', name), w.here('to', name)), name).toBe(true);
      expect([result.exitCode, summaryOf(result)['failed'], summaryOf(result)['linked']]).toEqual([1, 1, 3]);
      expect(callsOf(result, 'CreateHardLinkW').map(({ existing }) => existing).sort()).toEqual(['a', 'link', 'z'].map((name) => native(w.there('t', name))));
    });

    test.each(['a', 'folder'])('`--as symlink` to %s is an error, and nothing is left on the disk', async (name) => {
      const w = where('wine');
      w.write('a', '1');
      w.write('folder/b', '2');
      const before = w.snapshot();
      const result = await runPlayed(w, [refused], ['copy', '--as', 'symlink', w.there(name), w.there('link')]);
      expect([errorsOf(result), result.exitCode]).toEqual([[{ code: 'PrivilegeRequired', osError: 1314, path: w.there('link') }], 1]);
      expect(w.snapshot()).toMatchObject(before);
      expect(fs.readdirSync(w.folder).filter((one) => !one.startsWith('standin-')).sort()).toEqual(['a', 'folder']);
    });

    test('`--as symlink --on-exists replace` leaves what stands there, and no temporary', async () => {
      const w = where('wine');
      w.write('a', '1');
      w.write('b', '2');
      const result = await runPlayed(w, [refused], ['copy', '--as', 'symlink', '--on-exists', 'replace', w.there('a'), w.there('b')]);
      expect(result.exitCode).toBe(1);
      expect(fs.readdirSync(w.folder).filter((one) => !one.startsWith('standin-')).sort()).toEqual(['a', 'b']);
      expect(fs.readFileSync(w.here('b'), 'utf8')).toBe('2');
    });

    test('a link that cannot be hard-linked either, on another volume, tells of the privilege', async () => {
      const { w, links } = prepare();
      const noLink = { path: w.there('t', 'link'), fails: { CreateHardLinkW: 17 } };
      const result = await runPlayed(w, [...links, noLink, refused], ['copy', w.there('t'), w.there('to')]);
      expect(errorsOf(result)).toEqual(['link', 'linked folder'].map((name) => ({ code: 'PrivilegeRequired', osError: 1314, path: w.there('to', name) })));
    });
  });

  test('links of a tree are made again with their text verbatim, allowed without the privilege, and not followed', async () => {
    const absolute = 'C:\\some where\\caf\u00e9';
    const { w, links } = prepare(symlinkTo(text), symlinkTo(absolute, { relative: false }));
    const result = await runPlayed(w, links, ['copy', w.there('t'), w.there('to')]);
    expect(callsOf(result, 'CreateSymbolicLinkW')).toEqual([
      { link: native(w.there('to', 'link')), target: text, flags: '2', error: '0' },
      { link: native(w.there('to', 'linked folder')), target: absolute, flags: '3', error: '0' },
    ]);
    expect(itemsOf(result).filter(({ kind }) => kind === 'symlink')).toEqual(
      ['link', 'linked folder'].map((name) => ({ type: 'item', source: w.there('t', name), destination: w.there('to', name), kind: 'symlink', method: 'symlink', size: 0, linkCount: 1 })),
    );
    expect([result.exitCode, fs.readdirSync(w.here('to', 'linked folder'))]).toEqual([0, []]);
  });

  test('an absolute target without a print name is taken from where Windows goes', async () => {
    const { w, links } = prepare(symlinkTo('C:\\x', { relative: false, print: '' }));
    const result = await runPlayed(w, links, ['copy', w.there('t'), w.there('to')]);
    expect(callsOf(result, 'CreateSymbolicLinkW')[0]).toMatchObject({ target: '\\??\\C:\\x', error: '0' });
  });

  test('a Windows that does not know the flag (87) is asked again without it, and only then', async () => {
    const { w, links } = prepare();
    const old = { path: '*', fails: { 'CreateSymbolicLinkW/2': 87 } };
    const result = await runPlayed(w, [...links, old], ['copy', w.there('t'), w.there('to')]);
    expect(callsOf(result, 'CreateSymbolicLinkW').map(({ target, flags, error }) => [target, flags, error])).toEqual([
      [text, '2', '87'],
      [text, '0', '0'],
      ['..\\else', '3', '87'],
      ['..\\else', '1', '0'],
    ]);
    expect(result.exitCode).toBe(0);
    const denied = await runPlayed(w, [{ path: '*', fails: { CreateSymbolicLinkW: 5 } }], ['copy', '--as', 'symlink', w.there('t', 'a'), w.there('link')]);
    expect(callsOf(denied, 'CreateSymbolicLinkW')).toHaveLength(1);
    expect(errorsOf(denied)).toMatchObject([{ code: 'AccessDenied', osError: 5 }]);
  });

  test.each([['t/a', '2'], ['t', '3']])('`--as symlink` %s points to the source as it was named, flags %s', async (name, flags) => {
    const { w } = prepare();
    const source = w.there(...name.split('/'));
    const result = await runPlayed(w, [], ['copy', '--as', 'symlink', source, w.there('link')]);
    expect(callsOf(result, 'CreateSymbolicLinkW')).toEqual([{ link: native(w.there('link')), target: source, flags, error: '0' }]);
    expect(itemsOf(result)).toMatchObject([{ method: 'symlink', source, destination: w.there('link') }]);
    expect(result.exitCode).toBe(0);
  });
});

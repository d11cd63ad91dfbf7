// --as symlink beside what stands there already, and what a copy keeps of folders, on Linux, where symbolic links can be had.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { exePath } from '../support/exe.ts';
import { canMakeVolume, extraVolume } from '../support/ntfs.ts';
import { codes, itemsOf, summaryOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];

describe.runIf(process.platform === 'linux')('kinds of links', () => {
  const prepare = (): Where => {
    const w = where('linux');
    for (const name of ['a', 'b', 'folder/c']) w.write(name, name);
    return w;
  };
  const asSymlink = (w: Where, to: string, ...more: string[]) => w.run(['copy', '--as', 'symlink', '--exact', w.there('a'), w.there(to), ...more, ...nd]);

  test('--as symlink: an existing name is an error, is skipped, or is replaced, as it is for hard links', async () => {
    const w = prepare();
    const before = w.snapshot();
    const refused = await asSymlink(w, 'b');
    expect([codes(refused), refused.exitCode]).toEqual([['WouldOverwrite'], 1]);
    const skipped = await asSymlink(w, 'b', '--on-exists', 'skip');
    expect([itemsOf(skipped)[0]!['method'], summaryOf(skipped)['skipped'], skipped.exitCode]).toEqual(['skipped', 1, 0]);
    const folder = await asSymlink(w, 'folder', '--on-exists', 'replace');
    expect([codes(folder), folder.exitCode]).toEqual([['WouldOverwrite'], 1]);
    const dry = await asSymlink(w, 'b', '--on-exists', 'replace', '--dry-run');
    expect(w.snapshot()).toEqual(before);
    const replaced = await asSymlink(w, 'b', '--on-exists', 'replace');
    expect(itemsOf(replaced)).toEqual([{ type: 'item', source: w.there('a'), destination: w.there('b'), kind: 'symlink', method: 'replaced', size: 0, linkCount: 1 }]);
    expect(itemsOf(dry)).toEqual(itemsOf(replaced));
    expect([fs.readlinkSync(w.here('b')), fs.readdirSync(w.folder).sort()]).toEqual([w.there('a'), ['a', 'b', 'folder']]);
  });

  test('--as symlink of several things into a folder: one link each, whatever they are', async () => {
    const w = prepare();
    fs.mkdirSync(w.here('to'));
    const result = await w.run(['copy', '--as', 'symlink', w.there('a'), w.there('folder'), w.there('to'), ...nd]);
    expect([result.exitCode, summaryOf(result)['linked']]).toEqual([0, 2]);
    for (const name of ['a', 'folder']) expect(fs.readlinkSync(w.here('to', name))).toBe(w.there(name));
  });

  test('links of a tree under --on-exists: the same text is `already`, another is an error, skipped, or replaced', async () => {
    const w = prepare();
    for (const name of ['t', 'x']) fs.mkdirSync(w.here(name));
    for (const [name, text] of [['t/same', 'a'], ['x/same', 'a'], ['t/other', 'a'], ['x/other', 'b']] as const) fs.symlinkSync(text, w.here(name));
    const run = (rule: string) => w.run(['copy', '--exact', '--on-exists', rule, w.there('t'), w.there('x'), ...nd]);
    const methods = async (rule: string): Promise<unknown> => itemsOf(await run(rule)).filter(({ kind }) => kind === 'symlink').map(({ method }) => method).sort();
    expect(codes(await run('error'))).toEqual(['WouldOverwrite']);
    expect(await methods('skip')).toEqual(['already', 'skipped']);
    expect(fs.readlinkSync(w.here('x/other'))).toBe('b');
    expect(await methods('replace')).toEqual(['already', 'replaced']);
    expect([fs.readlinkSync(w.here('x/other')), fs.readdirSync(w.here('x')).sort()]).toEqual(['a', ['other', 'same']]);
  });

  test('folders keep their mode and, for root, their owner, also those that may not be written', async () => {
    const place = fs.mkdtempSync('/tmp/linkkit-modes-'); // ntfs-3g keeps no modes
    try {
      fs.mkdirSync(path.join(place, 't/private'), { recursive: true });
      fs.writeFileSync(path.join(place, 't/private/a'), '1');
      for (const [name, mode] of [['t/private', 0o500], ['t', 0o2751]] as const) fs.chmodSync(path.join(place, name), mode);
      if (process.getuid?.() === 0) fs.chownSync(path.join(place, 't/private'), 65_534, 65_534);
      execFileSync(exePath('linux'), ['copy', path.join(place, 't'), path.join(place, 'x')]);
      const looks = (name: string): unknown => (({ mode, uid, gid, mtimeMs }) => [mode & 0o7777, uid, gid, Math.round(mtimeMs)])(fs.statSync(path.join(place, name)));
      for (const name of ['', 'private']) expect(looks(path.join('x', name)), name).toEqual(looks(path.join('t', name)));
    } finally {
      fs.rmSync(place, { recursive: true, force: true });
    }
  });

  describe.runIf(canMakeVolume('exfat'))('a volume without hard links', () => {
    const volume = extraVolume('kinds-exfat', { fileSystem: 'exfat' });
    afterAll(() => volume.remove());

    test('is no reason to refuse what needs none: a copy from elsewhere, and a symbolic link is only tried', async () => {
      const w = prepare();
      const copied = await w.run(['copy', '--on-cross-volume', 'copy', w.there('a'), path.join(volume.linux, 'a'), ...nd]);
      expect([copied.exitCode, fs.readFileSync(path.join(volume.linux, 'a'), 'utf8')]).toEqual([0, 'a']);
      const link = await w.run(['copy', '--as', 'symlink', w.there('a'), path.join(volume.linux, 'link'), ...nd]);
      expect(codes(link)).toEqual(['EngineNotAvailable']); // of symbolic links, which exFAT has as little
      const hard = await w.run(['copy', path.join(volume.linux, 'a'), path.join(volume.linux, 'b'), ...nd]);
      expect([codes(hard), hard.exitCode]).toEqual([['HardLinksNotSupported'], 3]);
      expect(fs.readdirSync(volume.linux)).toEqual(['a']);
    });
  });
});

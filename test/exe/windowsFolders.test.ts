// What a copy within one volume keeps of folders on Windows, and paths to shares.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { part } from '../support/bench.ts';
import { winePrefix } from '../support/wine.mjs';
import { callsOf, native, runPlayed } from './played.ts';
import { itemsOf, where } from './where.ts';

const FILETIME = (date: Date): string => String(BigInt(date.getTime()) * 10_000n + 116_444_736_000_000_000n);

describe.skipIf(!part('standIn').available)('folders of a linked copy, against the stand-in', () => {
  test('get the attributes and times of their sources, those inside first, and no file is touched', async () => {
    const w = where('wine');
    w.write('t/sub/a', '1');
    const times = { 't/sub': new Date('2001-02-03T04:05:06.500Z'), t: new Date('2011-12-13T14:15:16.250Z') };
    for (const [name, time] of Object.entries(times)) fs.utimesSync(w.here(name), time, time);
    // HIDDEN and SYSTEM; NOT_CONTENT_INDEXED
    const result = await runPlayed(w, [{ path: w.there('t', 'sub'), attributes: 0x2 | 0x4 }, { path: w.there('t'), attributes: 0x2000 }], ['copy', w.there('t'), w.there('to')]);
    const isInTree = ({ path: on }: Record<string, string>): boolean => on!.startsWith(native(w.there('to')));
    const sets = callsOf(result, 'SetFileInformationByHandle').filter(isInTree);
    expect(sets.map(({ path: on }) => on)).toEqual([native(w.there('to', 'sub')), native(w.there('to'))]);
    // ARCHIVE (0x20) is as real as the disk has it; 0x80 says that there is nothing else
    const attributes = sets.map((set) => Number.parseInt(set['attributes']!, 16) & ~0xa0);
    expect(attributes).toEqual([0x6, 0x2000]);
    expect(sets.map(({ written, error }) => [written, error])).toEqual([[FILETIME(times['t/sub']), '0'], [FILETIME(times.t), '0']]);
    for (const [name, time] of Object.entries(times)) expect(fs.statSync(w.here(name.replace('t', 'to'))).mtime, name).toEqual(time);
    expect(callsOf(result, 'SetFileSecurityW').filter(isInTree)).toEqual([]);
  });
});

describe.skipIf(!part('wine').available)('a share (a folder of the prefix; Wine knows no volume of a share, so that only a file can be asked about)', () => {
  test('a UNC path is passed on and given back as it is, also behind \\\\?\\', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-share-'));
    const server = path.join(winePrefix, 'dosdevices', 'unc', `linkkit-${process.pid}`);
    fs.mkdirSync(server, { recursive: true });
    fs.symlinkSync(folder, path.join(server, 'share'));
    try {
      const name = 'caf\u00e9 [1] \ud83d\ude00';
      fs.writeFileSync(path.join(folder, name), 'four');
      fs.linkSync(path.join(folder, name), path.join(folder, 'other'));
      const share = `\\\\${path.basename(server)}\\share`;
      const asked = [`${share}\\${name}`, `\\\\?\\UNC${share.slice(1)}\\.\\${name}`.replace('\\.\\', '\\'), `${share.replaceAll('\\', '/')}/x/../${name}`];
      const result = await where('wine').run(['siblings', '--count-only', ...asked, '--output', 'ndjson']);
      expect(itemsOf(result).map((item) => [item['path'], item['linkCount'], item['size']])).toEqual(asked.map(() => [`${share}\\${name}`, 2, 4]));
      expect(result.exitCode).toBe(0);
    } finally {
      fs.rmSync(server, { recursive: true, force: true });
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

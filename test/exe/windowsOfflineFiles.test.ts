import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { part } from '../support/bench.ts';
import { pathFor } from '../support/exe.ts';
import { canMakeVolume, type TwoNames } from '../support/ntfs.ts';
import type { StandInFile } from '../support/standin/native.ts';
import { mountVolume, unmountVolume } from '../support/volumes.mjs';
import { callsOf, errorsOf, native, runPlayed } from './played.ts';
import { where } from './where.ts';

// Cloud placeholders and files on tape: the stand-in gives plain files their tags and attributes.
describe.skipIf(!part('standIn').available)('offline files on Windows, against the stand-in', () => {
  describe.skipIf(!canMakeVolume('tmpfs'))('what lies in a cloud or on a tape', () => {
    let volume: string;
    let tree: TwoNames;
    beforeEach(() => {
      // in memory, because the bench's NTFS volumes do not keep the time of the last access, which tells of every reader
      volume = mountVolume('cloud', 'tmpfs', 8);
      const linux = path.join(volume, 'in', 'side', 't');
      tree = { linux, windows: pathFor('wine', linux) };
    });
    afterEach(() => unmountVolume(path.dirname(volume)));

    const offline: Omit<StandInFile, 'path'>[] = [
      { tag: 0x9000_001a, attributes: 0x40_0000 }, // OneDrive: RECALL_ON_DATA_ACCESS
      { tag: 0x9000_601a, attributes: 0x1000 }, // one of its numbered forms, OFFLINE
      { attributes: 0x4_0000 }, // RECALL_ON_OPEN, without a reparse point
      { attributes: 0x40_0000 },
    ];
    const names = offline.map((_, index) => `cloud${index}`);
    const longAgo = new Date('2001-02-03T04:05:06Z');

    function prepare(): StandInFile[] {
      fs.mkdirSync(tree.linux, { recursive: true });
      for (const name of ['here', ...names]) {
        fs.writeFileSync(path.join(tree.linux, name), 'data');
        fs.utimesSync(path.join(tree.linux, name), longAgo, new Date('2020-01-01T00:00:00Z'));
      }
      return offline.map((more, index) => ({ path: `${tree.windows}\\${names[index]}`, ...more }));
    }
    const wasRead = (name: string): boolean => fs.statSync(path.join(tree.linux, name)).atimeMs !== longAgo.getTime();
    const allOffline = names.map((name) => ({ code: 'OfflineFile', osError: null, path: expect.stringMatching(`t\\\\${name}$`) }));

    test('is an OfflineFile error each, neither linked nor read; the rest goes on', async () => {
      const w = where('wine');
      const result = await runPlayed(w, prepare(), ['copy', tree.windows, `${tree.windows}o`]);
      expect(errorsOf(result)).toEqual(allOffline);
      expect([result.exitCode, fs.readdirSync(`${tree.linux}o`)]).toEqual([1, ['here']]);
      expect(callsOf(result, 'CreateHardLinkW').map(({ existing }) => existing)).toEqual([native(`${tree.windows}\\here`)]);
      expect(names.filter(wasRead)).toEqual([]);
    });

    test('is not read for a copy to another volume either', async () => {
      const w = where('wine');
      const result = await runPlayed(w, prepare(), ['copy', '--on-cross-volume', 'copy', tree.windows, w.there('to')]);
      expect(errorsOf(result)).toEqual(allOffline);
      expect(fs.readdirSync(w.here('to'))).toEqual(['here']);
      expect(callsOf(result, 'CopyFileExW').map(({ from }) => from)).toEqual([native(`${tree.windows}\\here`)]);
      expect(['here', ...names].filter(wasRead)).toEqual(['here']);
    });

  });

  describe('in a cloud folder', () => {
    test('a file that is all here is not taken for one that is not: Windows says whether it may be linked', async () => {
      const w = where('wine');
      w.write('t/a', '1');
      w.write('t/b', '2');
      const refused = { path: w.there('t', 'a'), tag: 0x9000_001a, fails: { CreateHardLinkW: 396 } };
      const result = await runPlayed(w, [refused, { path: w.there('t', 'b'), tag: 0x9000_001a }], ['copy', w.there('t'), w.there('to')]);
      expect(errorsOf(result)).toEqual([{ code: 'OfflineFile', osError: 396, path: w.there('to', 'a') }]);
      expect(fs.readdirSync(w.here('to'))).toEqual(['b']);
    });

    test('a folder whose names are not here is not listed', async () => {
      const w = where('wine');
      w.write('t/cloud/a', '1');
      w.write('t/z', '2');
      const result = await runPlayed(w, [{ path: w.there('t', 'cloud'), tag: 0x9000_001a, attributes: 0x40_0000 }], ['copy', w.there('t'), w.there('to')]);
      expect(errorsOf(result)).toEqual([{ code: 'OfflineFile', osError: null, path: w.there('t', 'cloud') }]);
      expect(fs.readdirSync(w.here('to'))).toEqual(['z']);
    });
  });
});

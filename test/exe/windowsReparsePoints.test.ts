import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { part } from '../support/bench.ts';
import type { StandInFile } from '../support/standin/native.ts';
import { callsOf, errorsOf, junctionTo, native, runPlayed, symlinkTo, type Played } from './played.ts';
import { itemsOf, sameFile, summaryOf, where } from './where.ts';

// Junctions and other reparse points cannot be made under Wine 8: the stand-in plays the file system's part.
describe.skipIf(!part('standIn').available)('reparse points on Windows, against the stand-in', () => {
  /** The calls of one control code: 900a4 sets, 900a8 asks. */
  const controls = (result: Played, code: string) => callsOf({ ...result, calls: result.calls.map((line) => line.replace(/^DeviceIoControl (\w+)/, 'FSCTL$1')) }, `FSCTL${code}`);
  const itemOf = (result: Played, name: string) => itemsOf(result).find(({ source }) => String(source).endsWith(`\\${name}`));

  describe('junctions', () => {
    /** MOUNT_POINT_REPARSE_BUFFER ([MS-FSCC] 2.1.2.5) as Windows itself writes it: both names with a NUL behind them. */
    function mountPointData(target: string): string {
      const names = Buffer.from(`\\??\\${target}\0${target}\0`, 'utf16le');
      const words = [8 + names.length, 0, 0, 2 * (4 + target.length), 2 * (4 + target.length) + 2, 2 * target.length];
      return Buffer.concat([Buffer.from('030000a0', 'hex'), Buffer.from(Uint16Array.from(words).buffer), names]).toString('hex');
    }

    test('`--as junction` writes exactly the bytes of a mount point', async () => {
      const w = where('wine');
      w.write('caf\u00e9 \ud83d\ude00 dot/inside', '1');
      const source = w.there('caf\u00e9 \ud83d\ude00 dot');
      const result = await runPlayed(w, [], ['copy', '--as', 'junction', source, w.there('j')]);
      expect(controls(result, '900a4')).toEqual([{ path: native(w.there('j')), data: mountPointData(source), error: '0' }]);
      expect(itemsOf(result)).toEqual([{ type: 'item', source, destination: w.there('j'), kind: 'junction', method: 'junction', size: 0, linkCount: 1 }]);
      expect([result.exitCode, fs.readdirSync(w.here('j'))]).toEqual([0, []]);
    });

    test.each([
      [5, 'AccessDenied', 1],
      [50, 'EngineNotAvailable', 3],
      [4393, 'ReadError', 1],
    ])('`--as junction` refused with %i leaves nothing', async (number, code, exitCode) => {
      const w = where('wine');
      w.write('folder/inside', '1');
      const result = await runPlayed(w, [{ path: '*', fails: { FSCTL_SET_REPARSE_POINT: number } }], ['copy', '--as', 'junction', w.there('folder'), w.there('j')]);
      expect([errorsOf(result), result.exitCode]).toEqual([[{ code, osError: number, path: w.there('j') }], exitCode]);
      expect(fs.readdirSync(w.folder).filter((name) => !name.startsWith('standin-'))).toEqual(['folder']);
    });

    /** A tree with a junction, which is a folder that the stand-in gives reparse data. */
    const prepare = (data = junctionTo('C:\\else where\\caf\u00e9', '')) => {
      const w = where('wine');
      for (const name of ['t/a', 't/j/never seen', 't/z']) w.write(name, name);
      return { w, junction: { path: w.there('t', 'j'), reparse: data }, data };
    };

    test('in a tree one is made again with its data byte for byte, and never followed', async () => {
      const { w, junction, data } = prepare();
      const result = await runPlayed(w, [junction], ['copy', w.there('t'), w.there('to')]);
      expect(controls(result, '900a8')).toEqual([{ path: native(w.there('t', 'j')), data: '', error: '0' }]);
      expect(controls(result, '900a4')).toEqual([{ path: native(w.there('to', 'j')), data: data.toString('hex'), error: '0' }]);
      expect(itemOf(result, 'j')).toEqual({ type: 'item', source: w.there('t', 'j'), destination: w.there('to', 'j'), kind: 'junction', method: 'junction', size: 0, linkCount: 1 });
      expect([result.exitCode, fs.readdirSync(w.here('to')).sort(), fs.readdirSync(w.here('to/j'))]).toEqual([0, ['a', 'j', 'z'], []]);
    });

    test('in a tree one that is refused is an error of its own and leaves nothing; the rest goes on', async () => {
      const { w, junction } = prepare();
      const result = await runPlayed(w, [junction, { path: w.there('to', 'j'), fails: { FSCTL_SET_REPARSE_POINT: 5 } }], ['copy', w.there('t'), w.there('to')]);
      expect(errorsOf(result)).toEqual([{ code: 'AccessDenied', osError: 5, path: w.there('to', 'j') }]);
      expect([result.exitCode, fs.readdirSync(w.here('to')).sort()]).toEqual([1, ['a', 'z']]);
    });

    test.each([
      ['fails', undefined, { FSCTL_GET_REPARSE_POINT: 5 }, 5],
      ['is shorter than it says', Buffer.from('030000a0ff000000000000000000', 'hex'), {}, 4392],
      ['ends before its names', Buffer.from('030000a0040000000000000a', 'hex'), {}, 4392],
    ])('one whose data %s is an error of its own, and nothing is made', async (_what, data, fails, osError) => {
      const { w, junction } = prepare(data);
      const result = await runPlayed(w, [{ ...junction, fails }], ['copy', w.there('t'), w.there('to')]);
      expect(errorsOf(result)).toMatchObject([{ osError }]);
      expect([result.exitCode, fs.readdirSync(w.here('to')).sort()]).toEqual([1, ['a', 'z']]);
    });

    test('one that is there already is known by where it leads, however it was written', async () => {
      const { w, junction } = prepare();
      for (const name of ['to/j', 'other/j']) fs.mkdirSync(w.here(name), { recursive: true });
      const there = [{ path: w.there('to', 'j'), reparse: junctionTo('C:\\else where\\caf\u00e9') }, { path: w.there('other', 'j'), reparse: junctionTo('C:\\else where\\cafe') }];
      const same = await runPlayed(w, [junction, ...there], ['copy', '--exact', w.there('t'), w.there('to')]);
      expect([itemOf(same, 'j')!['method'], same.exitCode]).toEqual(['already', 0]);
      const different = await runPlayed(w, [junction, ...there], ['copy', '--exact', w.there('t'), w.there('other')]);
      expect(errorsOf(different)).toMatchObject([{ code: 'WouldOverwrite', path: w.there('other', 'j') }]);
      expect([...controls(same, '900a4'), ...controls(different, '900a4')]).toEqual([]);
    });

    test('`--reparse skip` makes neither junctions nor symbolic links', async () => {
      const { w, junction } = prepare();
      const result = await runPlayed(w, [junction, { path: w.there('t', 'z'), reparse: symlinkTo('a') }], ['copy', '--reparse', 'skip', w.there('t'), w.there('to')]);
      expect(itemsOf(result).filter(({ method }) => method === 'skipped').map(({ kind }) => kind).sort()).toEqual(['junction', 'symlink']);
      expect(fs.readdirSync(w.here('to'))).toEqual(['a']);
    });
  });

  test('compressed (WOF) and deduplicated files are linked as ordinary files; other kinds are left out with a warning that names the tag', async () => {
    const w = where('wine');
    for (const name of ['dedup', 'plain', 'program', 'wof']) w.write(`t/${name}`, name);
    const files: StandInFile[] = [
      { path: w.there('t', 'wof'), tag: 0x8000_0017 },
      { path: w.there('t', 'dedup'), tag: 0x8000_0013, attributes: 0x200 },
      { path: w.there('t', 'program'), tag: 0x8000_001b },
    ];
    const result = await runPlayed(w, files, ['copy', w.there('t'), w.there('to')]);
    for (const name of ['dedup', 'plain', 'wof']) {
      expect(itemOf(result, name)).toMatchObject({ kind: 'file', method: 'hardlink', size: name.length, linkCount: 2 });
      expect(sameFile(w.here('t', name), w.here('to', name)), name).toBe(true);
    }
    const warnings = result.lines.filter(({ type }) => type === 'warning');
    expect(warnings).toMatchObject([{ code: 'UnsupportedReparsePoint', path: w.there('t', 'program'), message: expect.stringContaining('0x8000001B') }]);
    expect([result.exitCode, summaryOf(result)['skipped'], fs.existsSync(w.here('to/program'))]).toEqual([0, 1, false]);
    const alone = await runPlayed(w, files, ['copy', w.there('t', 'program'), w.there('alone')]);
    expect([errorsOf(alone), fs.existsSync(w.here('alone'))]).toMatchObject([[{ code: 'UnsupportedReparsePoint', path: w.there('t', 'program') }], false]);
  });
});

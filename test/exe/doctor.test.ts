import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { part } from '../support/bench.ts';
import { targets } from '../support/exe.ts';
import { canMakeVolume, extraVolume, type Volume } from '../support/ntfs.ts';
import { standIn } from '../support/standin/native.ts';
import { codes, itemsOf, summaryOf, where } from './where.ts';

const nd = ['--output', 'ndjson'];

describe.each(targets())('doctor, %s', (target) => {
  test('what works on the volume, each thing tried, and nothing left behind', async () => {
    const w = where(target);
    w.write('file', 'untouched');
    const before = w.snapshot();
    const result = await w.run(['doctor', w.there(), ...nd]);
    expect(result.exitCode).toBe(0);
    expect(itemsOf(result)).toMatchObject([
      {
        path: w.there(),
        fileSystem: expect.stringMatching(/./),
        hardLinks: 'yes',
        hardLinksCode: null,
        symbolicLinks: target === 'linux' ? 'yes' : expect.stringMatching(/^(yes|no)$/),
        junctions: target === 'windows' ? 'yes' : 'no',
        junctionsCode: target === 'windows' ? null : 'EngineNotAvailable',
        advice: null,
        engines: [{ name: 'api' }, { name: 'layout' }, { name: 'fsutil' }, { name: 'scan', works: true, reason: null }, { name: 'mft' }],
        privileges: expect.any(Array),
      },
    ]);
    expect(summaryOf(result)).toMatchObject({ ok: true, paths: 1 });
    expect(w.snapshot()).toEqual(before);
  });

  test.skipIf(target !== 'wine')('what Wine says it made and did not is no', async () => {
    const w = where(target);
    const [item] = itemsOf(await w.run(['doctor', w.there(), ...nd]));
    expect(item).toMatchObject({ fileSystem: 'NTFS', symbolicLinks: 'no', symbolicLinksCode: 'EngineNotAvailable', engines: [{ works: false }, { works: false }, { works: false }, { works: true }, { works: false }] });
  });

  test('a file stands for its folder, no path for the current one', async () => {
    const w = where(target);
    w.write('file', '1');
    const named = await w.run(['doctor', w.there('file'), ...nd]);
    expect(itemsOf(named)).toMatchObject([{ path: w.there('file'), hardLinks: 'yes' }]);
    const current = await w.run(['doctor', ...nd], { cwd: w.folder });
    expect(itemsOf(current)).toMatchObject([{ hardLinks: 'yes' }]);
    expect(fs.readdirSync(w.folder)).toEqual(['file']);
  });

  test('a missing path is an error of its own, and the others are answered', async () => {
    const w = where(target);
    const result = await w.run(['doctor', w.there('missing'), w.there(), ...nd]);
    expect([result.exitCode, codes(result)]).toEqual([1, ['NotFound']]);
    expect(itemsOf(result)).toMatchObject([{ path: w.there() }]);
  });

  test('text for people', async () => {
    const w = where(target);
    const { stdout } = await w.run(['doctor', w.there()]);
    expect(stdout).toContain(w.there());
    expect(stdout).toMatch(/hard links +yes/);
    expect(stdout).toMatch(/siblings by scan +yes/);
  });

  describe.skipIf(!canMakeVolume('exfat') || target !== 'linux')('on a volume without hard links', () => {
    let volume: Volume;
    beforeAll(() => {
      volume = extraVolume(`doctor-exfat-${target}`, { fileSystem: 'exfat' });
    });
    afterAll(() => volume.remove());

    test('the answer is no, with the code', async () => {
      const w = where(target);
      const result = await w.run(['doctor', target === 'linux' ? volume.linux : `${volume.windows}\\`, ...nd]);
      expect(itemsOf(result)).toMatchObject([{ hardLinks: 'no', hardLinksCode: target === 'linux' ? 'HardLinksNotSupported' : expect.stringMatching(/^(HardLinksNotSupported|AccessDenied)$/) }]);
      expect(fs.readdirSync(volume.linux)).toEqual([]);
    });
  });

  test.skipIf(target !== 'linux')('a link to a folder, and one to nowhere', async () => {
    const w = where(target);
    fs.mkdirSync(w.here('real'));
    fs.symlinkSync('real', w.here('way'));
    fs.symlinkSync('nowhere', w.here('broken'));
    const result = await w.run(['doctor', w.there('way'), w.there('broken'), ...nd]);
    expect(itemsOf(result)).toMatchObject([{ path: w.there('way'), hardLinks: 'yes' }]);
    expect(codes(result)).toEqual(['NotFound']);
    expect(fs.readdirSync(w.here('real'))).toEqual([]);
  });
});

describe.skipIf(!part('standIn').available)('doctor, against the stand-in', () => {
  test('an engine that does not give all names of a new file does not work', async () => {
    const w = where('wine');
    const { env } = standIn(w.folder, [], Buffer.from('\\somewhere\\else\r\n'));
    const [item] = itemsOf(await w.run(['doctor', w.there(), ...nd], { build: 'test', env }));
    expect(item!['engines']).toMatchObject([
      { name: 'api', works: false, reason: expect.stringContaining('error 1') },
      { name: 'layout', works: false },
      { name: 'fsutil', works: false, reason: 'it did not find all names of a new file' },
      { name: 'scan', works: true },
      { name: 'mft', works: false },
    ]);
  });
});

// What depends on the volume: no hard links, links of other kinds, names that differ only in case.
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { targets } from '../support/exe.ts';
import { canMakeVolume, extraVolume, type Volume } from '../support/ntfs.ts';
import { codes, itemsOf, where } from './where.ts';

const nd = ['--output', 'ndjson'];

// The Linux exe only: Wine calls every volume NTFS, and a link refused there is error 5, where Windows says exFAT and error 1.
describe.runIf(canMakeVolume('exfat'))('a volume without hard links', () => {
  const linux = targets().filter((target) => target === 'linux');
  const volume: Volume = extraVolume('exfat', { fileSystem: 'exfat' });
  afterAll(() => volume.remove());

  test.each(linux)('refused with exit code 3 and nothing touched; a tree too (%s)', async (target) => {
    const w = where(target);
    const root = target === 'linux' ? volume.linux : volume.windows;
    const at = (name: string): string => (target === 'linux' ? path.join(root, name) : `${root}\\${name}`);
    fs.rmSync(path.join(volume.linux, 't'), { recursive: true, force: true });
    fs.mkdirSync(path.join(volume.linux, 't'));
    fs.writeFileSync(path.join(volume.linux, 't', 'a'), '1');
    for (const source of ['t', 't/a']) {
      const result = await w.run(['copy', at(target === 'linux' ? source : source.replace('/', '\\')), at('x'), ...nd]);
      expect([result.exitCode, codes(result)], source).toEqual([3, ['HardLinksNotSupported']]);
      expect(fs.readdirSync(volume.linux).filter((name) => !name.startsWith('.windows')).sort()).toEqual(['t']);
    }
  });

  test.each(linux)('a copy onto it gives every name data of its own, and says so (%s)', async (target) => {
    const w = where(target);
    w.write('t/a', 'data');
    fs.linkSync(w.here('t/a'), w.here('t/b'));
    const to = target === 'linux' ? path.join(volume.linux, 'copied') : `${volume.windows}\\copied`;
    fs.rmSync(path.join(volume.linux, 'copied'), { recursive: true, force: true });
    const result = await w.run(['copy', '--on-cross-volume', 'copy', w.there('t'), to, ...nd]);
    expect(result.lines.filter(({ type }) => type === 'error')).toEqual([]);
    expect(itemsOf(result).map(({ method }) => method).sort()).toEqual(['copy', 'copy', 'created']);
    for (const name of ['a', 'b']) expect(fs.readFileSync(path.join(volume.linux, 'copied', name), 'utf8')).toBe('data');
    expect(fs.readdirSync(path.join(volume.linux, 'copied')).sort()).toEqual(['a', 'b']);
  });
});

describe.runIf(targets().includes('wine'))('on the bench’s Wine, which can make no symbolic links and no junctions', () => {
  test.each(['symlink', 'junction'])('--as %s says so, and leaves nothing', async (kind) => {
    const w = where('wine');
    w.write('t/a', '1');
    const before = w.snapshot();
    const result = await w.run(['copy', '--as', kind, w.there('t'), w.there('link'), ...nd]);
    expect([codes(result), result.exitCode]).toEqual([['EngineNotAvailable'], 3]);
    expect(w.snapshot()).toEqual(before);
  });

  test('--as junction for a file is refused', async () => {
    const w = where('wine');
    w.write('a', '1');
    const result = await w.run(['copy', '--as', 'junction', w.there('a'), w.there('j'), ...nd]);
    expect([codes(result), result.exitCode]).toEqual([['JunctionNeedsFolder'], 2]);
  });

  test('names that differ only in case, into a folder that does not tell case apart: NameCollision, the first is linked', async () => {
    const w = where('wine');
    for (const name of ['t/Readme', 't/README', 't/other']) w.write(name, name);
    const args = ['copy', w.there('t'), w.there('x'), ...nd];
    const dry = await w.run([...args, '--dry-run']);
    const result = await w.run(args);
    expect([codes(result), result.exitCode]).toEqual([['NameCollision'], 1]);
    expect(itemsOf(dry)).toEqual(itemsOf(result));
    expect(fs.readdirSync(w.here('x'))).toHaveLength(2);
  });
});

// What a scan meets on real machines: no rights, mounts, loops, names that are no text, paths that are too long.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exePath, type Line } from '../support/exe.ts';
import { ownDisk, setsOf, type Disk } from './ownDisk.ts';
import { expectScan, listing, model } from './scanModel.ts';
import { codes, expectContract, itemsOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];
const isRoot = process.getuid?.() === 0;
const pathsOf = (lines: readonly Line[], code: string): unknown[] => lines.filter((line) => line['code'] === code).map((line) => line['path']);

describe.runIf(process.platform === 'linux')('scan, hard cases on Linux', () => {
  let disk: Disk;
  const mounted: string[] = [];
  const at = (...names: string[]): string => disk.at(...names);
  const write = (name: string, text?: string): void => disk.write(name, text);
  beforeEach(() => {
    disk = ownDisk();
  });
  afterEach(() => {
    for (const mount of mounted.splice(0).reverse()) execFileSync('umount', [mount]);
    fs.rmSync(disk.folder, { recursive: true, force: true });
  });
  const likeWhere = (): Where => ({ ...where('linux'), folder: disk.folder, here: at, there: at });

  test.runIf(isRoot)('a folder that may not be read and one whose files may not be looked at: an error each, the rest is weighed', () => {
    for (const name of ['t/a', 't/closed/b', 't/listed/c', 't/listed/d', 't/open/e']) write(name);
    fs.linkSync(at('t/a'), at('t/closed/a2'));
    fs.chmodSync(at('t/closed'), 0o700);
    fs.chmodSync(at('t/listed'), 0o744);
    fs.mkdirSync(at('state'));
    fs.chmodSync(at('state'), 0o777);
    fs.copyFileSync(exePath('linux'), at('linkkit'));
    const [program, ...args] = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', at('linkkit'), 'scan', at('t'), '--depth', '1', '--min-links', '1', ...nd];
    const { status, stdout } = spawnSync(program!, args, { encoding: 'utf8', env: { PATH: process.env['PATH'], LINKKIT_STATE: at('state') } });
    const lines = stdout.trim().split('\n').map((line) => JSON.parse(line) as Line);
    expectContract(lines);
    expect(lines.filter(({ type }) => type === 'error').map(({ code, osError, path: of }) => [code, osError, of]).sort()).toEqual(['t/closed', 't/listed/c', 't/listed/d'].map((name) => ['AccessDenied', 'EACCES', at(name)]));
    expect(setsOf(lines).map(({ namesInside, outsideCount }) => [namesInside, outsideCount]).sort()).toEqual([[[at('t/a')], 1], [[at('t/open/e')], 0]]);
    expect(lines.filter(({ itemKind }) => itemKind === 'folder').map(({ path: of, files }) => [of, files])).toEqual([[at('t'), 2], [at('t/listed'), 0], [at('t/open'), 1]]);
    expect([status, lines.at(-1)!['failed']]).toEqual([1, 3]);
    const root = spawnSync(program!, args.map((arg) => (arg === at('t') ? at('t/closed') : arg)), { encoding: 'utf8', env: { PATH: process.env['PATH'], LINKKIT_STATE: at('state') } });
    const alone = root.stdout.trim().split('\n').map((line) => JSON.parse(line) as Line);
    expect([root.status, codes({ lines: alone } as never), itemsOf({ lines: alone } as never)]).toEqual([1, ['AccessDenied'], []]);
  });

  test.runIf(isRoot).each(['tmpfs', 'bind'] as const)('a mount inside (%s) is one CrossVolume error and is not entered; named itself it is, by its own weight', (kind) => {
    for (const name of ['t/a', 't/mnt/hidden', 'elsewhere/b', 'elsewhere/sub/c']) write(name);
    fs.linkSync(at('elsewhere/b'), at('t/b2'));
    execFileSync('mount', [...(kind === 'bind' ? ['--bind', at('elsewhere')] : ['-t', 'tmpfs', 'none']), at('t/mnt')]);
    mounted.push(at('t/mnt'));
    if (kind === 'tmpfs') for (const name of ['t/mnt/b', 't/mnt/sub/c']) write(name);
    const alone = disk.run([at('t'), '--depth', '9', '--min-links', '1']);
    expect([alone.status, pathsOf(alone.lines, 'CrossVolume'), codes({ lines: alone.lines } as never)]).toEqual([1, [at('t/mnt')], ['CrossVolume']]);
    expect(setsOf(alone.lines).map(({ namesInside }) => namesInside as string[])).toEqual([[at('t/a')], [at('t/b2')]]);
    expect(alone.lines.filter(({ itemKind }) => itemKind === 'folder').map(({ path: of, files }) => [of, files])).toEqual([[at('t'), 2]]);
    for (const asked of [['t', 't/mnt', 't/mnt/sub'], ['t/mnt/sub', 't/mnt', 't']]) {
      const named = disk.run([...asked.map((one) => at(one)), '--min-links', '1', '--depth', '0']);
      expect([named.status, pathsOf(named.lines, 'CrossVolume')]).toEqual([1, [at('t/mnt')]]);
      const names = setsOf(named.lines).flatMap(({ namesInside }) => namesInside as string[]);
      expect(names.sort()).toEqual(['t/a', 't/b2', 't/mnt/b', 't/mnt/sub/c'].map((one) => at(one)));
      expect(named.lines.filter(({ itemKind }) => itemKind === 'folder').map(({ path: of, files, depth }) => [of, files, depth])).toEqual([[at('t'), 2, 0], [at('t/mnt'), 2, 0], [at('t/mnt/sub'), 1, 0]]);
      expect(setsOf(named.lines)).toHaveLength(kind === 'bind' ? 3 : 4);
      expect(named.lines.at(-1)).toMatchObject({ files: 4, freeableBytes: kind === 'bind' ? named.lines.at(-1)!['uniqueBytes'] : expect.any(Number) });
    }
    const excluded = disk.run([at('t'), '--exclude', 'mnt']);
    expect([excluded.status, codes({ lines: excluded.lines } as never)]).toEqual([0, []]);
  });

  test('links that lead in circles are names of their own and are not followed', () => {
    write('t/a/b/file');
    fs.symlinkSync('../..', at('t/a/b/loop'));
    fs.symlinkSync('self', at('t/self'));
    fs.linkSync(at('t/self'), at('t/self2'));
    const { status, lines } = disk.run([at('t'), '--min-links', '1', '--depth', '9']);
    expect(status).toBe(0);
    expectScan(likeWhere(), { lines } as never, model(listing(disk.folder), [at('t')], { minLinks: 1, depth: 9 }));
    const circle = disk.run([at('t/self')]);
    expect([circle.status, circle.lines.filter(({ type }) => type === 'error').length]).toEqual([1, 1]);
  });

  test('names that are no UTF-8 are counted, and named by an error where they would be listed', () => {
    const bytes = (name: string): Buffer => Buffer.concat([Buffer.from(`${at('t')}/`), Buffer.from(name, 'latin1')]);
    write('t/good', 'four');
    fs.mkdirSync(bytes('d\u00e9'));
    fs.writeFileSync(bytes('d\u00e9/plain'), '55555');
    fs.linkSync(at('t/good'), bytes('l\u00e9'));
    fs.linkSync(at('t/good'), bytes('d\u00e9/below'));
    const usual = disk.run([at('t')]);
    expect([usual.status, pathsOf(usual.lines, 'NameNotRepresentable').sort()]).toEqual([1, [at('t/d\ufffd/below'), at('t/l\ufffd')]]);
    expect(setsOf(usual.lines)).toMatchObject([{ namesInside: [at('t/good')], linkCount: 3, outsideCount: 0, complete: false, bytesSaved: 8 }]);
    const sums = { files: 4, apparentBytes: 17, uniqueBytes: 9, freeableBytes: 9 };
    expect(usual.lines.find(({ itemKind }) => itemKind === 'folder')).toMatchObject(sums);
    const all = disk.run([at('t'), '--min-links', '1']);
    expect(pathsOf(all.lines, 'NameNotRepresentable').sort()).toEqual([at('t/d\ufffd/below'), at('t/d\ufffd/plain'), at('t/l\ufffd')]);
    // Nothing that would be listed has such a name
    for (const more of [['--min-links', '4'], ['--measure-only'], ['--min-size', '5']]) {
      const { status, lines } = disk.run([at('t'), ...more]);
      expect([status, codes({ lines } as never), lines.at(-1)]).toEqual([0, [], expect.objectContaining(sums)]);
    }
    const folders = disk.run([at('t'), '--measure-only', '--depth', '1']);
    expect([folders.status, pathsOf(folders.lines, 'NameNotRepresentable')]).toEqual([1, [at('t/d\ufffd')]]);
    expect(folders.lines.filter(({ itemKind }) => itemKind === 'folder')).toMatchObject([{ path: at('t'), ...sums }]);
  });

  test('a path that is no UTF-8 is told as such, not as missing', () => {
    write('t/a');
    fs.mkdirSync(Buffer.concat([Buffer.from(`${at('t')}/`), Buffer.from('d\u00e9', 'latin1')]));
    const { stdout, status } = spawnSync('bash', ['-c', `"$0" scan t/a $'t/d\\xe9' --output ndjson`, exePath('linux')], { encoding: 'utf8', cwd: disk.folder });
    const lines = stdout.trim().split('\n').map((line) => JSON.parse(line) as Line);
    expect([status, pathsOf(lines, 'NameNotRepresentable'), lines.at(-1)!['files']]).toEqual([1, [at('t/d\ufffd')], 1]);
  });

  test('--resolve: a name elsewhere that is no UTF-8, or in a folder that cannot be read, makes the answer incomplete', () => {
    write('t/in/a', 'data');
    fs.mkdirSync(at('t/out'));
    fs.linkSync(at('t/in/a'), at('t/out/b'));
    fs.linkSync(at('t/in/a'), Buffer.concat([Buffer.from(`${at('t/out')}/`), Buffer.from('c\u00e9', 'latin1')]));
    const { status, lines } = disk.run([at('t/in'), '--resolve']);
    expect([status, pathsOf(lines, 'NameNotRepresentable')]).toEqual([1, [at('t/out/c\ufffd')]]);
    expect(setsOf(lines)).toMatchObject([{ namesInside: [at('t/in/a')], namesOutside: [at('t/out/b')], outsideCount: 2, linkCount: 3, engine: 'scan', complete: false }]);
  });

  test('a path longer than 4,096 bytes is one PathTooLong error; what lies before it is weighed', () => {
    fs.mkdirSync(at('t'));
    // A folder is made in the folder before: by its path it could not be
    execFileSync('bash', ['-c', 'cd "$0" && for i in $(seq 22); do echo 12345 > file; mkdir "$1" && cd "$1" || exit 1; done; echo 1 > file', at('t'), 'd'.repeat(200)]);
    const { status, lines } = disk.run([at('t'), '--min-links', '1']);
    const reachable = Math.floor((4095 - at('t').length) / 201) + 1;
    const errors = lines.filter(({ type }) => type === 'error');
    expect([status, errors.map(({ code, osError }) => [code, osError])]).toEqual([1, [['PathTooLong', 'ENAMETOOLONG']]]);
    expect(String(errors[0]!['path']).length).toBeGreaterThan(4095);
    expect(lines.at(-1)).toMatchObject({ files: reachable, uniqueBytes: 6 * reachable });
    execFileSync('rm', ['-rf', at('t')]);
  });
});

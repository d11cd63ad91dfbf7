// What a scan meets on real machines: no rights, mounts, loops, names that are no text, much of everything, interruptions.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { part } from '../support/bench.ts';
import { exePath, targets, type Line } from '../support/exe.ts';
import { canMakeVolume } from '../support/ntfs.ts';
import { errorsOf, runPlayed, symlinkTo } from './played.ts';
import { expectScan, listing, model } from './scanModel.ts';
import { codes, expectContract, itemsOf, summaryOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];
const isRoot = process.getuid?.() === 0;
const scan = (w: Where, ...args: string[]) => w.run(['scan', ...args, ...nd]);
const setsOf = (lines: readonly Line[]): Line[] => lines.filter(({ itemKind }) => itemKind === 'set');
const pathsOf = (lines: readonly Line[], code: string): unknown[] => lines.filter((line) => line['code'] === code).map((line) => line['path']);

/** A place on the machine's own disk or in its memory, for what a FUSE volume is too slow for or does not have. */
interface Disk {
  folder: string;
  at(...names: string[]): string;
  write(name: string, text?: string): void;
  run(args: readonly string[], ...before: string[]): { status: number | null; lines: Line[] };
}

function ownDisk(base = '/var/tmp'): Disk {
  const folder = fs.mkdtempSync(path.join(fs.existsSync(base) ? base : '/var/tmp', 'linkkit-scan-'));
  const made = new Set<string>();
  fs.chmodSync(folder, 0o755);
  return {
    folder,
    at: (...names) => path.join(folder, ...names),
    write(name, text = name) {
      const above = path.join(folder, path.dirname(name));
      if (!made.has(above)) fs.mkdirSync(above, { recursive: true });
      made.add(above);
      fs.writeFileSync(path.join(folder, name), text);
    },
    run(args, ...before) {
      const [program, ...rest] = [...before, exePath('linux'), 'scan', ...args, ...nd];
      const { status, stdout } = spawnSync(program!, rest, { encoding: 'utf8', cwd: folder, maxBuffer: 2 ** 30, env: { PATH: process.env['PATH'], LINKKIT_STATE: path.join(folder, 'state') } });
      const lines = stdout.trim().split('\n').map((line) => JSON.parse(line) as Line);
      expectContract(lines);
      return { status, lines };
    },
  };
}

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

  describe('much of everything', () => {
    let many: Disk;
    beforeAll(() => {
      many = ownDisk('/dev/shm');
      // 12,000 names in 600 folders: every third file has a link in another folder
      for (let index = 0; index < 300; index += 1) fs.mkdirSync(many.at('t', String(index), 'other'), { recursive: true });
      for (let index = 0; index < 9_000; index += 1) {
        many.write(`t/${index % 300}/sub/${index}`, 'x'.repeat(index % 11));
        if (index % 3 === 0) fs.linkSync(many.at(`t/${index % 300}/sub/${index}`), many.at('t', String((index * 7) % 300), 'other', `l${index}`));
      }
      for (let index = 0; index < 100; index += 1) many.write(`u/${index}`, 'abc');
    });
    afterAll(() => fs.rmSync(many.folder, { recursive: true, force: true }));

    test('a folder of 50,000 files', () => {
      const large = ownDisk('/dev/shm');
      fs.mkdirSync(large.at('t'));
      for (let index = 0; index < 25_000; index += 1) {
        fs.writeFileSync(large.at('t', `f${index}`), '');
        if (index % 5) fs.writeFileSync(large.at('t', `g${index}`), '');
        else fs.linkSync(large.at('t', `f${index}`), large.at('t', `g${index}`));
      }
      fs.appendFileSync(large.at('t/f5'), 'seven b');
      const { status, lines } = large.run([large.at('t')]);
      execFileSync('rm', ['-rf', large.folder]);
      expect([status, setsOf(lines).length]).toEqual([0, 5_000]);
      expect(lines.at(-1)).toMatchObject({ sets: 5_000, files: 50_000, apparentBytes: 14, uniqueBytes: 7, freeableBytes: 7, bytesSaved: 7 });
    });

    test('by threads and without: one answer, the model\'s', () => {
      const args = [many.at('t'), '--depth', '9', '--min-links', '1'];
      const [threads, none] = [many.run(args), many.run(args, 'taskset', '-c', '0')];
      const expected = model(listing(many.folder), [many.at('t')], { minLinks: 1 });
      const sorted = (lines: readonly Line[]): string[] => lines.filter(({ type }) => type === 'item').map((line) => JSON.stringify(line)).sort();
      expect(sorted(threads.lines)).toEqual(sorted(none.lines));
      const rootOf = ({ lines }: { lines: Line[] }) => lines.find(({ path: of }) => of === many.at('t'))!;
      expect(rootOf(threads)).toMatchObject(expected.folders[0]!);
      expect(threads.lines.at(-1)).toMatchObject(expected.counts);
    });

    test('Ctrl+C in the middle ends it with its summary and nothing behind; a reader that goes away ends it, too', async () => {
      const child = spawn(exePath('linux'), ['scan', many.at('t'), '--min-links', '1', ...nd], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, LINKKIT_STATE: many.at('state') } });
      let out = '';
      child.stdout.on('data', (piece: Buffer) => {
        out += String(piece);
        if (!child.killed && out.includes('"item"')) child.kill('SIGINT');
      });
      expect(await new Promise((resolve) => child.on('close', resolve))).toBe(130);
      const lines = out.trim().split('\n').map((line) => JSON.parse(line) as Line);
      expectContract(lines);
      expect(lines.at(-1)).toMatchObject({ type: 'summary', interrupted: true, ok: false, exitCode: 130 });
      expect(lines.at(-1)!['files']).toBeLessThan(12_000);
      expect(lines.filter(({ itemKind }) => itemKind === 'folder')).toEqual([]);
      const piped = spawnSync('bash', ['-c', '"$0" scan t --min-links 1 --output ndjson | head -n 3; echo ${PIPESTATUS[0]}', exePath('linux')], { encoding: 'utf8', cwd: many.folder, timeout: 20_000 });
      const shown = piped.stdout.trim().split('\n');
      expect(shown).toHaveLength(4);
      expect(['0', '130', '141']).toContain(shown[3]);
      expect(piped.stderr).toBe('');
    });

    test('serve: two scans side by side and one that is cancelled, each with its own lines', async () => {
      const request = (id: string, folder: string): string => `${JSON.stringify({ request: id, command: 'scan', options: { path: [many.at(folder)], 'min-links': 1 } })}\n`;
      const { lines } = await where('linux').run(['serve'], { stdin: `${request('one', 't')}${request('gone', 't')}${request('two', 'u')}{"request":"gone","cancel":true}\n` });
      const of = (id: string): Line[] => lines.filter((line) => line['request'] === id);
      const names = (id: string): number => setsOf(of(id)).reduce((sum, { namesInside }) => sum + (namesInside as string[]).length, 0);
      expect(of('one').at(-1)).toMatchObject({ type: 'summary', ok: true, files: 12_000, sets: 9_000 });
      expect(of('two').at(-1)).toMatchObject({ type: 'summary', ok: true, files: 100, sets: 100, uniqueBytes: 300 });
      expect([names('one'), names('two')]).toEqual([12_000, 100]);
      expect(of('gone').at(-1)).toMatchObject({ type: 'summary', interrupted: true, exitCode: 130 });
      expect(names('gone')).toBeLessThan(12_000);
    });

    test('files and folders that vanish and come meanwhile: no error of what is gone, and what stays is all there', async () => {
      for (let index = 0; index < 300; index += 1) for (let file = 0; file < 10; file += 1) many.write(`t/${index}/going ${file}/${file}`);
      const child = spawn(exePath('linux'), ['scan', many.at('t'), '--min-links', '1', ...nd], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, LINKKIT_STATE: many.at('state') } });
      let out = '';
      const closed = new Promise((resolve) => child.on('close', resolve));
      let number = 0;
      child.stdout.on('data', (piece: Buffer) => {
        out += String(piece);
        for (const end = Math.min(300, number + 40); number < end; number += 1) {
          const folder = (number * 37) % 300;
          for (let file = 0; file < 10; file += 1) fs.rmSync(many.at('t', String(folder), `going ${file}`), { recursive: true });
          many.write(`t/${folder}/new/${number}`);
        }
      });
      expect(await closed).toBe(0);
      const lines = out.trim().split('\n').map((line) => JSON.parse(line) as Line);
      expect(codes({ lines } as never)).toEqual([]);
      const staying = setsOf(lines).flatMap(({ namesInside }) => namesInside as string[]).filter((name) => /\/(sub|other)\/l?\d+$/.test(name));
      expect(new Set(staying).size).toBe(12_000);
      expect(staying).toHaveLength(12_000);
      expect(number).toBeGreaterThan(0);
    });
  });
});

describe.each(targets())('scan, hard cases, %s', (target) => {
  test('1,024 names of a file, in folders whose paths are longer than 260 characters', async () => {
    const w = where(target);
    const deep = ['t', ...Array.from({ length: 3 }, (_, index) => `${'deep '.repeat(24)}${index}`)].join('/');
    w.write('t/first', 'data');
    fs.mkdirSync(w.here(deep), { recursive: true });
    for (let index = 1; index < 1024; index += 1) fs.linkSync(w.here('t/first'), w.here(index % 2 ? 't' : deep, `n${index}`));
    const result = await scan(w, w.there('t'), '--depth', '9');
    expect([codes(result), result.exitCode]).toEqual([[], 0]);
    expectScan(w, result, model(listing(w.folder), [w.here('t')], { depth: 9 }));
    expect(itemsOf(result)[0]).toMatchObject({ linkCount: 1024, bytesSaved: 4092, complete: true });
    const inner = await scan(w, w.there(...deep.split('/')), '--measure-only');
    expectScan(w, inner, model(listing(w.folder), [w.here(deep)]), 'folder');
    expect(w.there(...deep.split('/')).length).toBeGreaterThan(260);
  });
});

// Junctions and offline files cannot be made under Wine 8: the stand-in plays the file system's part.
describe.skipIf(!part('standIn').available)('scan of what Windows alone has, against the stand-in', () => {
  test('a junction is neither entered nor counted, a link to a file is a name of its own', async () => {
    const w = where('wine');
    for (const name of ['t/a', 't/j/never seen', 't/link', 't/z']) w.write(name, name);
    const result = await runPlayed(w, [{ path: w.there('t', 'j'), tag: 0xa000_0003 }, { path: w.there('t', 'link'), reparse: symlinkTo('a') }], ['scan', w.there('t'), '--min-links', '1', '--depth', '9']);
    expect([errorsOf(result), result.exitCode]).toEqual([[], 0]);
    expect(itemsOf(result).filter(({ itemKind }) => itemKind === 'set').map(({ namesInside, reparseTag }) => [namesInside, reparseTag]).sort()).toEqual([['a', 0], ['link', 0xa000_000c], ['z', 0]].map(([name, tag]) => [[w.there('t', String(name))], tag]));
    expect(itemsOf(result).filter(({ itemKind }) => itemKind === 'folder').map(({ path: of, files }) => [of, files])).toEqual([[w.there('t'), 3]]);
    const asked = await runPlayed(w, [{ path: w.there('t', 'j'), attributes: 0x40_0000, tag: 0x9000_001a }], ['scan', w.there('t')]);
    expect(errorsOf(asked)).toEqual([{ code: 'OfflineFile', osError: null, path: w.there('t', 'j') }]);
    expect(summaryOf(asked)['files']).toBe(3);
  });

  test('offline files and cloud placeholders are counted by what their folder says and never opened', async () => {
    const w = where('wine');
    for (const name of ['t/cloud', 't/here', 't/recall', 't/tape']) w.write(name, name);
    const played = [{ tag: 0x9000_001a, attributes: 0x40_0000 }, { attributes: 0x4_0000 }, { attributes: 0x1000 }].map((more, index) => ({ path: w.there('t', ['cloud', 'recall', 'tape'][index]!), fails: { CreateFileW: 5 }, ...more }));
    // Whatever would open one of them would be told that it may not
    const result = await runPlayed(w, played, ['scan', w.there('t'), '--min-links', '1']);
    expect([errorsOf(result), result.exitCode]).toEqual([[], 0]);
    const sets = itemsOf(result).filter(({ itemKind }) => itemKind === 'set');
    expect(sets.map(({ namesInside, linkCount, complete, size }) => [(namesInside as string[])[0], linkCount, complete, size]).sort()).toEqual([
      [w.there('t', 'cloud'), 0, false, 7],
      [w.there('t', 'here'), 1, true, 6],
      [w.there('t', 'recall'), 0, false, 8],
      [w.there('t', 'tape'), 0, false, 6],
    ]);
    expect(summaryOf(result)).toMatchObject({ files: 4, uniqueBytes: 27 });
  });

  test('a folder that is gone when its turn comes is no error; one that was asked about is', async () => {
    const w = where('wine');
    for (const name of ['t/a', 't/gone/b']) w.write(name, name);
    const gone = { path: w.there('t', 'gone'), fails: { CreateFileW: 3 } };
    const below = await runPlayed(w, [gone], ['scan', w.there('t'), '--depth', '1']);
    expect([errorsOf(below), below.exitCode, itemsOf(below).map((item) => item['path'])]).toEqual([[], 0, [w.there('t')]]);
    const asked = await runPlayed(w, [gone], ['scan', w.there('t'), w.there('t', 'gone')]);
    expect([errorsOf(asked), asked.exitCode]).toEqual([[{ code: 'NotFound', osError: 3, path: w.there('t', 'gone') }], 1]);
  });

  test.skipIf(!canMakeVolume('ntfs'))('a file that refuses to be opened is an error, and counted by what its folder says', async () => {
    const w = where('wine');
    for (const name of ['t/a', 't/locked']) w.write(name, name);
    const result = await runPlayed(w, [{ path: w.there('t', 'locked'), fails: { CreateFileW: 5 } }], ['scan', w.there('t')]);
    expect(errorsOf(result)).toEqual([{ code: 'AccessDenied', osError: 5, path: w.there('t', 'locked') }]);
    expect([result.exitCode, summaryOf(result)['files'], summaryOf(result)['uniqueBytes']]).toEqual([1, 2, 11]);
  });
});

// Tens of thousands of files: by threads and without, while they change, interrupted, side by side.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exePath, targets, type Line } from '../support/exe.ts';
import { ownDisk, setsOf, type Disk } from './ownDisk.ts';
import { expectScan, listing, model } from './scanModel.ts';
import { codes, expectContract, itemsOf, where } from './where.ts';

const nd = ['--output', 'ndjson'];

describe.runIf(process.platform === 'linux')('scan of much', () => {
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

describe.each(targets())('scan of many names, %s', (target) => {
  test('1,024 names of a file, in folders whose paths are longer than 260 characters', async () => {
    const w = where(target);
    const deep = ['t', ...Array.from({ length: 3 }, (_, index) => `${'deep '.repeat(24)}${index}`)].join('/');
    w.write('t/first', 'data');
    fs.mkdirSync(w.here(deep), { recursive: true });
    for (let index = 1; index < 1024; index += 1) fs.linkSync(w.here('t/first'), w.here(index % 2 ? 't' : deep, `n${index}`));
    const result = await w.run(['scan', w.there('t'), '--depth', '9', ...nd]);
    expect([codes(result), result.exitCode]).toEqual([[], 0]);
    expectScan(w, result, model(listing(w.folder), [w.here('t')], { depth: 9 }));
    expect(itemsOf(result)[0]).toMatchObject({ linkCount: 1024, bytesSaved: 4092, complete: true });
    const inner = await w.run(['scan', w.there(...deep.split('/')), '--measure-only', ...nd]);
    expectScan(w, inner, model(listing(w.folder), [w.here(deep)]), 'folder');
    expect(w.there(...deep.split('/')).length).toBeGreaterThan(260);
  });
});

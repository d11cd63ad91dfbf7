// What detach does while others work on the same files: held open, written to, stopped.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { exePath, targets } from '../support/exe.ts';
import { holdOpen } from '../support/holder.ts';
import { codes, itemsOf, sameFile, summaryOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];
const MiB = 2 ** 20;
const hash = (name: string): string => createHash('sha256').update(fs.readFileSync(name)).digest('hex');
const temporaries = (folder: string): string[] => (fs.readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.includes('.~linkkit-'));

/** A file with two names, of random bytes. */
function prepare(w: Where, size: number): void {
  fs.writeFileSync(w.here('a'), Buffer.alloc(size, 'not to be lost '));
  fs.linkSync(w.here('a'), w.here('b'));
}

describe.skipIf(!targets().includes('wine'))('detach, and a file that another Windows program holds open', () => {
  test('shared with nobody: InUse by its own name, and nothing is touched', async () => {
    const w = where('wine');
    prepare(w, 11);
    const before = [hash(w.here('a')), fs.readdirSync(w.folder)];
    const { letGo } = await holdOpen(w.there('a'), { shares: false });
    const result = await w.run(['detach', w.there('a'), ...nd]).finally(letGo);
    expect([codes(result), result.exitCode, itemsOf(result)]).toEqual([['InUse'], 1, []]);
    expect(result.lines.find(({ type }) => type === 'error')).toMatchObject({ path: w.there('a'), osError: 32 });
    expect([[hash(w.here('a')), fs.readdirSync(w.folder)], sameFile(w.here('a'), w.here('b'))]).toEqual([before, true]);
  });

  test('open for reading and shared: InUse after some patience where only MoveFileExW is there; a program that lets go in time does no harm', async () => {
    const w = where('wine');
    prepare(w, 11);
    const { letGo } = await holdOpen(w.there('a'), { shares: true });
    const result = await w.run(['detach', w.there('a'), ...nd]).finally(letGo);
    expect([codes(result), result.exitCode]).toEqual([['InUse'], 1]);
    expect([sameFile(w.here('a'), w.here('b')), fs.readdirSync(w.folder).sort(), Number(summaryOf(result)['seconds']) >= 2]).toEqual([true, ['a', 'b'], true]);

    const short = await holdOpen(w.there('a'), { shares: true });
    const running = w.run(['detach', w.there('a'), ...nd]);
    while (temporaries(w.folder).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await short.letGo();
    const second = await running;
    expect([codes(second), second.exitCode, sameFile(w.here('a'), w.here('b')), fs.readFileSync(w.here('a'), 'utf8')]).toEqual([[], 0, false, 'not to be l']);
  });
});

describe.each(targets())('detach, and a file that changes or is to be left, %s', (target) => {
  test('a writer during the copy: ChangedDuringOperation, the name still leads to the file, and every byte written is there', async () => {
    const w = where(target);
    prepare(w, 48 * MiB);
    let written = 0;
    const file = fs.openSync(w.here('b'), 'r+');
    const writer = setInterval(() => fs.writeSync(file, `${(written += 1)} `, 24 * MiB), 2);
    const result = await w.run(['detach', w.there('a'), ...nd]).finally(() => clearInterval(writer));
    fs.closeSync(file);
    expect([codes(result), result.exitCode, itemsOf(result)]).toEqual([['ChangedDuringOperation'], 1, []]);
    const expected = Buffer.alloc(48 * MiB, 'not to be lost ');
    for (let number = 1; number <= written; number += 1) expected.write(`${number} `, 24 * MiB);
    // Read by the name that was written by: FUSE keeps what it has read of each name
    expect([sameFile(w.here('a'), w.here('b')), hash(w.here('b')), fs.readdirSync(w.folder).sort()]).toEqual([true, createHash('sha256').update(expected).digest('hex'), ['a', 'b']]);
  });

  test('a name that is given to another file during the copy is left to it', async () => {
    const w = where(target);
    prepare(w, 48 * MiB);
    w.write('new', 'another file');
    const running = w.run(['detach', w.there('a'), ...nd]);
    while (temporaries(w.folder).length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    fs.renameSync(w.here('new'), w.here('a'));
    const result = await running;
    expect([codes(result), result.exitCode]).toEqual([['ChangedDuringOperation'], 1]);
    expect([fs.readFileSync(w.here('a'), 'utf8'), fs.statSync(w.here('b')).size, fs.readdirSync(w.folder).sort()]).toEqual(['another file', 48 * MiB, ['a', 'b']]);
  });
});

describe.skipIf(process.platform !== 'linux')('detach and Ctrl+C', () => {
  test('within a big file: it stays what it is, nothing is left, and the same command finishes it', async () => {
    const folder = fs.mkdtempSync('/var/tmp/linkkit-detach-');
    const at = (...names: string[]): string => path.join(folder, ...names);
    const state = { ...process.env, LINKKIT_STATE: at('state') };
    try {
      fs.mkdirSync(at('t'));
      for (const [index, size] of [1, 512 * MiB].entries()) {
        fs.writeFileSync(at('t', String(index)), Buffer.alloc(size, 'x'));
        fs.linkSync(at('t', String(index)), at(`other ${index}`));
      }
      const child = spawn(exePath('linux'), ['detach', '--recurse', at('t'), ...nd], { stdio: ['ignore', 'pipe', 'ignore'], env: state });
      let out = '';
      child.stdout.on('data', (piece: Buffer) => (out += String(piece)));
      const closed = new Promise((resolve) => child.on('close', resolve));
      while (!temporaries(at('t')).some((name) => (fs.statSync(at('t', name), { throwIfNoEntry: false })?.size ?? 0) > MiB)) await new Promise((resolve) => setTimeout(resolve, 1));
      child.kill('SIGINT');
      expect(await closed).toBe(130);
      const lines = out.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(lines.at(-1)).toMatchObject({ type: 'summary', interrupted: true, exitCode: 130, detached: 1, failed: 0 });
      expect([sameFile(at('t/1'), at('other 1')), sameFile(at('t/0'), at('other 0')), temporaries(folder), fs.statSync(at('t/1')).nlink]).toEqual([true, false, [], 2]);
      const again = await new Promise((resolve) => spawn(exePath('linux'), ['detach', '--recurse', at('t')], { stdio: 'ignore', env: state }).on('close', resolve));
      expect([again, sameFile(at('t/1'), at('other 1')), fs.statSync(at('t/1')).size]).toEqual([0, false, 512 * MiB]);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });

  test('progress tells of bytes as a big file is copied', async () => {
    const folder = fs.mkdtempSync('/var/tmp/linkkit-detach-');
    try {
      fs.writeFileSync(path.join(folder, 'a'), Buffer.alloc(256 * MiB, 'x'));
      fs.linkSync(path.join(folder, 'a'), path.join(folder, 'b'));
      const w = where('linux');
      const { lines } = await w.run(['detach', path.join(folder, 'a'), ...nd]);
      const inBytes = lines.filter(({ type, unit }) => type === 'progress' && unit === 'bytes');
      expect(inBytes.some(({ done, total }) => done > 0 && total === 256 * MiB)).toBe(true);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

// A copy that takes a while: no progress where there is no terminal, after Ctrl+C a line that finishes it, for programs a few lines of progress.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exePath, runLinkkit } from '../support/exe.ts';

describe.runIf(process.platform === 'linux')('a long copy', () => {
  const exe = exePath('linux', 'shipped');
  const files = 40_000;
  let folder: string;
  const at = (...names: string[]): string => path.join(folder, ...names);

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-long-'));
    for (let index = 0; index < files; index += 1) {
      const name = at("it's a tree", `f ${index % 200}`, String(index));
      if (index < 200) fs.mkdirSync(path.dirname(name), { recursive: true });
      fs.writeFileSync(name, '');
    }
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  test('writes no progress where standard error is no terminal, though it takes long enough for some', () => {
    const { status, stdout, stderr } = spawnSync(exe, ['copy', at("it's a tree"), at('x')], { encoding: 'utf8', env: { ...process.env, FORCE_COLOR: undefined } });
    expect([status, stderr]).toEqual([0, '']);
    const seconds = Number(/^Linked 40,000 files in 201 folders, 0 bytes shared, (\d+\.\d) s\.\n$/.exec(stdout)?.[1]);
    expect(seconds, 'shown from 0.15 s on').toBeGreaterThanOrEqual(0.2);
  });

  test('interrupted, prints the command that finishes it, and a shell takes it as it is', async () => {
    const child = spawn(exe, ['copy', '--exclude', 'none of * these', at("it's a tree"), at('x y')], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (piece: Buffer) => (out += String(piece)));
    const timer = setInterval(() => {
      if (!fs.existsSync(at('x y'))) return;
      clearInterval(timer);
      child.kill('SIGINT');
    }, 2);
    const exitCode = await new Promise((resolve) => child.on('close', resolve));
    expect(exitCode).toBe(130);
    const [, line] = /^Linked [\d,]+ files? in [^\n]+\nInterrupted\. This finishes it:\n {2}(linkkit copy [^\n]+)\n$/.exec(out) ?? [];
    expect(line, out).toContain('--exact');
    const made = fs.readdirSync(at('x y'), { recursive: true }).length;
    expect(made).toBeLessThan(files);
    const shell = spawnSync('bash', ['-c', `linkkit() { "$0" "$@"; }\n${line}`, exe], { encoding: 'utf8', cwd: '/' });
    expect([shell.status, shell.stderr]).toEqual([0, '']);
    expect(fs.readdirSync(at('x y'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())).toHaveLength(files);
  });

  test('for programs there is progress at most ten times a second; its count only grows, and is that of the items before it', async () => {
    const { lines } = await runLinkkit(['copy', at("it's a tree"), at('for programs'), '--output', 'ndjson'], { target: 'linux' });
    const progress = lines.filter(({ type }) => type === 'progress');
    const summary = lines.at(-1)!;
    expect(summary).toMatchObject({ type: 'summary', files });
    expect(progress.length).toBeGreaterThan(0);
    expect(progress.length).toBeLessThanOrEqual(10 * (summary['seconds'] as number));
    const done = progress.map((line) => line['done'] as number);
    expect(done).toEqual([...done].sort((one, other) => one - other));
    for (const line of progress) expect(line).toMatchObject({ unit: 'files', path: at('for programs') });
    const before = lines.slice(0, lines.indexOf(progress[0]!));
    expect(before.filter(({ type, kind }) => type === 'item' && kind === 'file')).toHaveLength(done[0]!);
  });

  test.runIf(fs.existsSync('/dev/shm'))('of one large file to another volume ends soon after Ctrl+C, and leaves nothing of it', async () => {
    const there = fs.mkdtempSync('/dev/shm/linkkit-long-');
    try {
      const file = fs.openSync(at('large'), 'w');
      for (let piece = 0; piece < 100; piece += 1) fs.writeSync(file, Buffer.alloc(8_000_000, piece + 1));
      fs.closeSync(file);
      const child = spawn(exe, ['copy', '--on-cross-volume', 'copy', at('large'), path.join(there, 'x'), '--output', 'ndjson'], { stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '';
      child.stdout.on('data', (piece: Buffer) => (out += String(piece)));
      const closed = new Promise((resolve) => child.on('close', resolve));
      while (fs.readdirSync(there).length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      child.kill('SIGINT');
      expect(await closed).toBe(130);
      const [start, summary, ...more] = out.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
      expect([start!['type'], more]).toEqual(['start', []]);
      expect(summary).toMatchObject({ type: 'summary', interrupted: true, files: 0, failed: 0, resume: expect.arrayContaining([at('large')]) });
      expect(fs.readdirSync(there)).toEqual([]);
    } finally {
      fs.rmSync(there, { recursive: true, force: true });
      fs.rmSync(at('large'), { force: true });
    }
  });
});

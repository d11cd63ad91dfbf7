import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../src/packaging/paths.mjs';

/** What `npm start -- ARGS` runs, from a folder of the person's. */
function start(args: string[], from: string): { status: number | null; stdout: string; stderr: string } {
  const run = spawnSync(process.execPath, [path.join(root, 'src/packaging/start.mjs'), ...args], { cwd: root, encoding: 'utf8', env: { ...process.env, INIT_CWD: from } });
  return { status: run.status, stdout: run.stdout, stderr: run.stderr };
}

test('without arguments: a linked copy of node_modules, its siblings and what it cost', { timeout: 300_000 }, () => {
  const { status, stdout, stderr } = start([], root);
  expect([status, stderr]).toEqual([0, expect.not.stringContaining('rror')]);
  const own = fs.statSync(path.join(root, 'node_modules/zod/package.json'));
  const copied = fs.statSync(path.join(root, '.demo/node_modules/zod/package.json'));
  expect([copied.ino, copied.dev]).toEqual([own.ino, own.dev]);
  expect(stdout).toContain(path.join(root, 'node_modules/zod/package.json'));
  expect(stdout).toMatch(/What the copy cost: [\d.]+ (KiB|MiB) for its folders/);
  expect(stdout).toContain('npm start -- copy A B');
});

test('with arguments: that command, relative to where the person stands, with its exit code', { timeout: 300_000 }, () => {
  const good = start(['siblings', 'start.test.ts', '--output', 'json'], import.meta.dirname);
  expect(good.status).toBe(0);
  expect((JSON.parse(good.stdout) as { items: { path: string }[] }).items[0]?.path).toBe(path.join(import.meta.dirname, 'start.test.ts'));
  const bad = start(['siblings', 'no such file'], import.meta.dirname);
  expect(bad.status).toBe(1);
});

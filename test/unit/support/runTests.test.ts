// `npm test` itself: its last line, its exit code, and what it says of what could not be had. A project of its own, with
// a vitest that only reports, stands around the real script.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeProgram, root } from '../../../src/packaging/paths.mjs';

let project: string;
const at = (...names: string[]): string => path.join(project, ...names);

beforeEach(() => {
  project = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-npm-test-'));
  for (const folder of ['src/packaging', 'test/support']) {
    fs.mkdirSync(at(folder), { recursive: true });
    for (const name of fs.readdirSync(path.join(root, folder)).filter((one) => one.endsWith('.mjs'))) fs.copyFileSync(path.join(root, folder, name), at(folder, name));
  }
  fs.mkdirSync(at('node_modules/vitest'), { recursive: true });
  fs.mkdirSync(at('.cache'));
  fs.symlinkSync(path.join(root, '.cache', 'node'), at('.cache', 'node'), 'junction');
});
afterEach(() => fs.rmSync(project, { recursive: true, force: true }));

const here = { available: true, reason: null, install: null, without: 'x' };

/** What the script writes and ends with, where the tests come to `result` (null: they never end) on a machine with these parts. */
function npmTest(result: object | null, status: number, bench: Record<string, object>): { lines: string[]; status: number | null } {
  const report = result === null ? '' : `fs.writeFileSync('.cache/test-result-' + process.env.LINKKIT_TEST_RUN + '.json', ${JSON.stringify(JSON.stringify(result))});`;
  fs.writeFileSync(at('node_modules/vitest/vitest.mjs'), `import fs from 'node:fs'; ${report} process.exitCode = ${status};`);
  fs.writeFileSync(at('.cache/bench.json'), JSON.stringify(bench));
  const run = spawnSync(nodeProgram(), [at('test/support/run-tests.mjs'), '--no-setup', '--no-build'], { encoding: 'utf8', cwd: project });
  return { lines: run.stdout.trim().split('\n'), status: run.status };
}

const good = { passed: 12, failed: 0, skipped: 0, reasons: {} };

describe('npm test', () => {
  test('ends with the count, and 0 where nothing failed', () => {
    expect(npmTest(good, 0, { ntfs: here })).toEqual({ lines: ['12 passed, 0 failed'], status: 0 });
  });

  test('a test that failed is counted, and the exit code is 1', () => {
    const { lines, status } = npmTest({ ...good, failed: 2, skipped: 1, reasons: { 'no mount': 1 } }, 1, { ntfs: here });
    expect([lines.at(-1), status]).toEqual(['12 passed, 2 failed, 1 skipped', 1]);
    expect(lines).toContain('skipped: 1 tests: no mount');
  });

  test('what this machine has not is counted as skipped, with the reason and what to install; the rest ran', () => {
    const missing = { available: false, reason: 'there is no /dev/fuse', install: 'apt-get install ntfs-3g', without: 'tests on NTFS' };
    const { lines, status } = npmTest({ ...good, skipped: 3, reasons: { 'not for this machine': 3 } }, 0, { ntfs: missing, wine: here, exfat: { ...missing, without: '' } });
    expect([lines.at(-1), status]).toEqual(['12 passed, 0 failed, 4 skipped', 0]);
    expect(lines).toContain('skipped: tests on NTFS (ntfs): there is no /dev/fuse. To have it: apt-get install ntfs-3g');
  });

  test.each([
    ['ran no test', { ...good, passed: 0 }, 0],
    ['ended before its tests', null, 1],
    ['ended badly, though no test failed', good, 1],
  ])('a run that %s is a failure', (_what, result, code) => {
    const { lines, status } = npmTest(result, code, { ntfs: here });
    expect([lines.at(-1), status]).toEqual([expect.stringMatching(/^\d+ passed, 1 failed$/), 1]);
    expect(lines.length).toBe(2);
  });
});

test.skipIf(process.platform === 'win32')('the set-up of a machine that has all says only what it has, within 5 s', () => {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(nodeProgram(), [path.join(root, 'test/support/setup.mjs')], { encoding: 'utf8' });
  const seconds = (performance.now() - started) / 1000;
  const lines = `${stdout}${stderr}`.trim().split('\n');
  expect(status).toBe(0);
  expect(lines.filter((line) => !/^set-up: (\w+: (ready|left out: .+)|done \([\d.]+ s\))$/.test(line))).toEqual([]);
  expect(seconds).toBeLessThan(5);
});

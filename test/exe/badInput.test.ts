// Wrong calls and outputs that fail, in the text a person reads: one sentence, the right exit code, nothing touched, no stack.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exePath, targets, type RunResult } from '../support/exe.ts';
import { codes, itemsOf, summaryOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];

/** One error with one sentence for a person, none of it a bug's or a program's. */
function expectOneSentence({ stdout, stderr }: RunResult): void {
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^error: [^\n]+ \(\w+(, system error \w+)?\)\n( {7}[^\n]+\n)?$/);
  expect(stderr).not.toMatch(/Internal|\bat \S+:\d+|\.js\b|node:/);
}

describe.each(targets())('bad input, %s', (target) => {
  const prepare = (): Where => {
    const w = where(target);
    w.write('a', 'data');
    w.write('false', 'a file of this name');
    return w;
  };

  test.each([
    ['an empty path', ['siblings', '']],
    ['an empty path to doctor', ['doctor', '']],
    ['an empty destination', ['copy', 'a', '']],
    ['no list but words', ['siblings', '--stdin'], 'no json\n'],
    ['a list of something else', ['siblings', '--stdin'], '{"file":"a"}'],
    ['a NUL', ['siblings', '--stdin'], '"a\\u0000b"'],
    ['a switch with a value', ['copy', '--dry-run=yes', 'a', 'b']],
    ['a switch with a value that looks like one', ['copy', 'a', 'b', '--dry-run=false']],
    ['the name of what every object has', ['copy', '--constructor', 'a', 'b']],
    ['the same with a value', ['copy', '--hasOwnProperty=1', 'a', 'b']],
    ['an empty value', ['copy', '--log', '', 'a', 'b']],
    ['an unknown option', ['copy', '--fast', 'a', 'b']],
    ['a text command with too much', ['schema', 'x']],
  ])('%s', async (_what, args, stdin = '') => {
    const w = prepare();
    const before = w.snapshot();
    const result = await w.run(args, { cwd: w.folder, stdin });
    expect(result.exitCode).toBe(2);
    expectOneSentence(result);
    expect(w.snapshot()).toEqual(before);
  });

  test('a switch takes no word after it: a file named false is a file', async () => {
    const w = prepare();
    fs.mkdirSync(w.here('to'));
    const result = await w.run(['copy', 'a', '--dry-run', 'false', 'to', ...nd], { cwd: w.folder });
    expect([result.exitCode, summaryOf(result)['dryRun']]).toEqual([0, true]);
    expect(itemsOf(result).map(({ source }) => source)).toEqual([w.there('a'), w.there('false')]);
    expect(fs.readdirSync(w.here('to'))).toEqual([]);
  });

  test('a glob of endless length', async () => {
    const w = prepare();
    const before = w.snapshot();
    const request = { request: 1, command: 'copy', options: { source: [w.there('a')], destination: w.there('b'), include: ['x'.repeat(70_000)] } };
    const result = await w.run(['serve'], { stdin: JSON.stringify(request) });
    expect([codes(result), summaryOf(result)['exitCode']]).toEqual([['Usage'], 2]);
    expect(w.snapshot()).toEqual(before);
  });

  test('a bad line among good ones is an item that failed: exit code 1', async () => {
    const w = prepare();
    const stdin = `no json\n${JSON.stringify(w.there('a'))}\n`;
    const result = await w.run(['siblings', '--stdin', ...nd], { stdin });
    expect([result.exitCode, codes(result), itemsOf(result).length]).toEqual([1, ['InvalidInputLine'], 1]);
    const missing = await w.run(['siblings', '--stdin', ...nd], { stdin: `no json\n${JSON.stringify(w.there('none'))}\n` });
    expect([missing.exitCode, codes(missing)]).toEqual([1, ['InvalidInputLine', 'NotFound']]);
  });
});

describe.runIf(process.platform === 'linux')('outputs that fail (/dev/full; a folder that can be deleted under a process)', () => {
  const exe = exePath('linux', 'shipped');

  test('an answer that cannot be written is an error with its reason, not a stack', () => {
    const w = where('linux');
    w.write('a', '1');
    const full = fs.openSync('/dev/full', 'w');
    for (const args of [['siblings', w.there('a')], ['siblings', w.there('a'), ...nd], ['copy', '--help'], ['schema']]) {
      const { status, stderr } = spawnSync(exe, args, { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' });
      expect([status, stderr], args.join(' ')).toEqual([1, expect.stringMatching(/^error: standard output: There is no space left on the volume\. \(NoSpace, system error ENOSPC\)\n {7}[^\n]+\n$/)]);
    }
    fs.closeSync(full);
  });

  test('a log that cannot be written is an error of the run: the copy is made, told whole, and ends with 1', async () => {
    const w = where('linux');
    w.write('t/a', '1');
    const result = await w.run(['copy', w.there('t'), w.there('x'), '--log', '/dev/full', ...nd]);
    expect(result.lines.map(({ type }) => type)).toEqual(['start', 'item', 'item', 'error', 'summary']);
    expect(result.lines[3]).toMatchObject({ code: 'NoSpace', path: '/dev/full', osError: 'ENOSPC' });
    expect(summaryOf(result)).toMatchObject({ exitCode: 1, failed: 1, files: 1, linked: 1, directories: 1 });
    const request = { request: 1, command: 'copy', options: { source: [w.there('t')], destination: w.there('y'), log: '/dev/full' } };
    const served = await w.run(['serve'], { stdin: JSON.stringify(request) });
    expect(served.lines.map(({ type }) => type)).toEqual(['start', 'item', 'item', 'error', 'summary']);
  });

  test('a current folder that is gone is said so', () => {
    const w = where('linux');
    fs.mkdirSync(w.here('gone'));
    const run = spawnSync('bash', ['-c', 'cd "$1" && rmdir "$1" && "$0" doctor', exe, w.here('gone')], { encoding: 'utf8' });
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/^error: The current folder does not exist any more\. \(NotFound/);
    expect(execFileSync('bash', ['-c', 'mkdir "$1" && cd "$1" && rmdir "$1" && "$0" --version', exe, w.here('gone')], { encoding: 'utf8' })).toMatch(/^\d/);
  });
});

// What ends a run that waits, and what must not end one that works.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exePath } from '../support/exe.ts';

describe.runIf(process.platform === 'linux')('signals and outputs', () => {
  const exe = exePath('linux', 'shipped');
  let folder: string;
  const at = (...names: string[]): string => path.join(folder, ...names);
  beforeAll(() => {
    folder = fs.mkdtempSync('/var/tmp/linkkit-interrupted-');
    fs.mkdirSync(at('t'));
    fs.mkdirSync(at('x', 't'), { recursive: true });
    for (let index = 0; index < 2_000; index += 1) fs.writeFileSync(at('t', String(index)), '');
    for (let index = 0; index < 40; index += 1) fs.writeFileSync(at('x', 't', String(index)), 'other');
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** What a run prints and ends with that is sent a signal while it waits for more input. */
  async function waiting(args: string[], input: string, signal: NodeJS.Signals): Promise<{ out: string; exitCode: unknown }> {
    const child = spawn(exe, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    const closed = new Promise((resolve) => child.on('close', resolve));
    let out = '';
    const answered = new Promise<void>((resolve) => child.stdout.on('data', (piece: Buffer) => {
      out += String(piece);
      if (out.includes('"item"')) resolve();
    }));
    child.stdin.write(input);
    await answered;
    child.kill(signal);
    const exitCode = await closed;
    return { out, exitCode };
  }

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('siblings --stdin ends at %s though no line comes, with its summary', async (signal) => {
    const { out, exitCode } = await waiting(['siblings', '--stdin', '--output', 'ndjson'], `${JSON.stringify(at('t', '1'))}\n`, signal);
    expect(exitCode).toBe(130);
    expect(JSON.parse(out.trim().split('\n').at(-1)!)).toMatchObject({ type: 'summary', interrupted: true, files: 1 });
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('serve ends at %s though its input is open', async (signal) => {
    const request = { request: 1, command: 'siblings', options: { path: [at('t', '1')] } };
    const { exitCode } = await waiting(['serve'], `${JSON.stringify(request)}\n`, signal);
    expect(exitCode).toBe(0);
  });

  test('a standard error that cannot be written ends no copy', () => {
    const full = fs.openSync('/dev/full', 'w');
    const { status, stdout } = spawnSync(exe, ['copy', at('t'), at('x')], { encoding: 'utf8', stdio: ['ignore', 'pipe', full] });
    fs.closeSync(full);
    expect([status, /^Linked 1,960 files .*40 failed/.test(stdout)]).toEqual([1, true]);
  });

  test('errors stand among the answers where they belong', () => {
    const { stdout } = spawnSync('bash', ['-c', '"$0" siblings t/1 no t/2 2>&1', exe], { encoding: 'utf8', cwd: folder });
    expect(stdout.split('\n').filter((line) => /^(\/|error)/.test(line)).map((line) => /(t\/1|no|t\/2)\b/.exec(line)?.[1])).toEqual(['t/1', 'no', 't/2']);
  });
});

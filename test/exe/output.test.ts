import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { targets } from '../support/exe.ts';
import { summaryOf, where } from './where.ts';

describe.each(targets())('output, %s', (target) => {
  test('text: what was done, in one line; no colour and no progress where there is no terminal', async () => {
    const w = where(target);
    w.write('a', 'data');
    const { stdout, stderr } = await w.run(['copy', w.there('a'), w.there('b')]);
    expect(stdout).toMatch(/^Linked 1 file in 0 folders, 4 bytes shared, \d\.\d s\.\r?\n$/);
    expect(stderr).toBe('');
  });

  test('text: an error goes to standard error with path, sentence, code and hint', async () => {
    const w = where(target);
    const { stdout, stderr, exitCode } = await w.run(['copy', w.there('no'), w.there('b')]);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(w.there('no'));
    expect(stderr).toMatch(/does not exist\. \(NotFound, system error/);
    expect(stderr).not.toContain('\u001b[');
  });

  test('json: one document', async () => {
    const w = where(target);
    w.write('a', 'data');
    const { stdout } = await w.run(['copy', w.there('a'), w.there('b'), '--output', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ start: { command: 'copy' }, items: [{ method: 'hardlink' }], warnings: [], errors: [], summary: { ok: true } });
  });

  test('ndjson: start first, summary last, nothing else on standard output', async () => {
    const w = where(target);
    w.write('a', 'data');
    const { stdout, lines } = await w.run(['siblings', w.there('a'), w.there('no'), '--output', 'ndjson']);
    expect(stdout.split('\n').filter((line) => line !== '').every((line) => typeof JSON.parse(line) === 'object')).toBe(true);
    expect(lines.map(({ type }) => type)).toEqual(['start', 'item', 'error', 'summary']);
  });

  test('--log appends the lines, whatever the output on screen', async () => {
    const w = where(target);
    w.write('a', 'data');
    for (const name of ['b', 'c']) await w.run(['copy', w.there('a'), w.there(name), '--log', w.there('log.ndjson')]);
    const lines = fs.readFileSync(w.here('log.ndjson'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { type: string });
    expect(lines.map(({ type }) => type)).toEqual(['start', 'item', 'summary', 'start', 'item', 'summary']);
  });

  test('a log that cannot be opened refuses the call; nothing is linked', async () => {
    const w = where(target);
    w.write('a', 'data');
    const { exitCode } = await w.run(['copy', w.there('a'), w.there('b'), '--log', w.there('no', 'log')]);
    expect(exitCode).toBe(2);
    expect(fs.existsSync(w.here('b'))).toBe(false);
  });

  describe('bad input is one clear sentence, exit code 2, an untouched disk, no stack', () => {
    test.each([
      ['an unknown command', ['cpy', 'a', 'b']],
      ['an unknown option', ['copy', '--fast', 'a', 'b']],
      ['an empty path', ['copy', '', 'b']],
      ['an empty destination', ['copy', 'a', '']],
      ['no path', ['siblings']],
      ['a value out of the list', ['copy', '--as', 'clone', 'a', 'b']],
      ['no command', []],
    ])('%s', async (_what, args) => {
      const w = where(target);
      w.write('a', 'data');
      const before = w.snapshot();
      const result = await w.run([...args, '--output', 'ndjson']);
      expect(result.exitCode).toBe(2);
      expect(summaryOf(result)).toMatchObject({ type: 'summary', exitCode: 2, failed: 1 });
      const error = result.lines.find(({ type }) => type === 'error')!;
      expect(error).toMatchObject({ code: expect.any(String), message: expect.stringMatching(/^[^\n]+[.?]$/) });
      expect(result.stdout + result.stderr).not.toMatch(/\n\s+at /);
      expect(w.snapshot()).toEqual(before);
    });
  });

  test('schema prints every error code and the schema of every command', async () => {
    const { stdout } = await where(target).run(['schema']);
    const schema = JSON.parse(stdout) as { errorCodes: object; commands: Record<string, object> };
    expect(Object.keys(schema.errorCodes)).toContain('TooManyLinks');
    expect(Object.keys(schema.commands)).toEqual(['copy', 'siblings', 'scan', 'remove', 'detach', 'duplicates', 'dedupe', 'undo', 'recover', 'operations', ...['add', 'list', 'check', 'repair', 'remove', 'watch'].map((name) => `pin ${name}`), ...['register', 'list', 'start', 'unregister', 'run'].map((name) => `task ${name}`), 'doctor']);
  });
});

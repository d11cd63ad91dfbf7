import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { targets } from '../support/exe.ts';
import { where } from './where.ts';

type Line = Record<string, unknown>;

const of = (lines: readonly Line[], request: unknown): Line[] => lines.filter((line) => line['request'] === request);

describe.each(targets())('serve, %s', (target) => {
  test('answers several requests, each line with its request, and ends with its input', async () => {
    const w = where(target);
    w.write('a', 'data');
    const requests = [
      { request: 1, command: 'copy', options: { source: [w.there('a')], destination: w.there('b') } },
      { request: 'two', command: 'siblings', options: { path: [w.there('no such')] } },
      { request: 3, command: 'siblings', options: { path: [w.there('a')], 'count-only': true } },
    ];
    const result = await w.run(['serve'], { stdin: `\uFEFF${requests.map((one) => JSON.stringify(one)).join('\n')}\n` });
    expect(result.exitCode).toBe(0);
    for (const { request } of requests) {
      const lines = of(result.lines, request);
      expect(lines[0]).toMatchObject({ type: 'start', schemaVersion: 1 });
      expect(lines.at(-1)).toMatchObject({ type: 'summary' });
      expect(lines.filter(({ type }) => type === 'summary')).toHaveLength(1);
    }
    expect(of(result.lines, 1)[1]).toMatchObject({ type: 'item', method: 'hardlink' });
    expect(of(result.lines, 'two')[1]).toMatchObject({ type: 'error', code: 'NotFound' });
    expect(of(result.lines, 3)[1]).toMatchObject({ type: 'item', engine: 'none' });
    expect(fs.readFileSync(w.here('b'), 'utf8')).toBe('data');
  });

  test('a bad request is an error line and a summary; the process goes on', async () => {
    const w = where(target);
    w.write('a', 'data');
    const lines = [
      'no json',
      '[]',
      '{"command":"siblings"}',
      '{"request":1,"command":"format"}',
      '{"request":2,"command":"serve"}',
      '{"request":3,"command":"siblings","options":{"pth":["x"]}}',
      '{"request":4,"command":"copy","options":{"source":["a"],"destination":"b","on-exists":"maybe"}}',
      '{"request":5,"command":"copy","options":{"source":["a\\u0000b"],"destination":"b"}}',
      '{"request":6,"command":"copy","options":{"source":[1],"destination":"b"}}',
      '{"request":8,"command":"siblings","options":[]}',
      '{"request":10,"command":"copy","options":{"source":["a"],"destination":"b","link-limit":{"toString":1}}}',
      '{"request":9}',
      '{"request":77,"cancel":true}',
      JSON.stringify({ request: 7, command: 'siblings', options: { path: [w.there('a')] } }),
    ];
    const result = await w.run(['serve'], { stdin: lines.join('\n') });
    const errors = result.lines.filter(({ type }) => type === 'error').map(({ request, code }) => `${String(request)} ${String(code)}`);
    expect(errors.sort()).toEqual(['1 Usage', '2 Usage', '3 Usage', '4 Usage', '5 Usage', '6 Usage', '10 Usage', '8 InvalidInputLine', '9 InvalidInputLine', 'null InvalidInputLine', 'null InvalidInputLine', 'null InvalidInputLine'].sort());
    expect(result.lines.filter(({ type }) => type === 'summary')).toHaveLength(13);
    expect(of(result.lines, 7)[1]).toMatchObject({ type: 'item', path: w.there('a') });
    expect(of(result.lines, 77)).toEqual([]);
    expect(result.stdout).not.toContain('    at ');
  });

  test('cancel ends a request; its summary says interrupted and how to finish, and finishing finishes it', async () => {
    const w = where(target);
    for (let index = 0; index < 3_000; index += 1) w.write(`t/${index % 30}/${index}`, '');
    const copy = { request: 1, command: 'copy', options: { source: [w.there('t')], destination: w.there('x') } };
    const result = await w.run(['serve'], { stdin: `${JSON.stringify(copy)}\n{"request":1,"cancel":true}\n` });
    const summary = of(result.lines, 1).at(-1)!;
    expect(summary).toMatchObject({ interrupted: true, exitCode: 130, ok: false });
    const finished = await w.run([...(summary['resume'] as string[]).slice(0, 1), '--output', 'ndjson', ...(summary['resume'] as string[]).slice(1)]);
    expect(finished.exitCode).toBe(0);
    const summaryOfTheRest = finished.lines.at(-1)!;
    expect(summaryOfTheRest).toMatchObject({ files: 3_000 });
    for (let index = 0; index < 3_000; index += 97) expect(fs.statSync(w.here(`x/${index % 30}/${index}`)).nlink).toBe(2);
  });

  test('requests run side by side: a short one is answered while a long one goes on', async () => {
    const w = where(target);
    for (let index = 0; index < 2_000; index += 1) w.write(`t/${index % 20}/${index}`, '');
    const requests = [
      { request: 'long', command: 'copy', options: { source: [w.there('t')], destination: w.there('x') } },
      { request: 'short', command: 'siblings', options: { path: [w.there('t', '0', '0')], 'count-only': true } },
    ];
    const { lines } = await w.run(['serve'], { stdin: requests.map((one) => `${JSON.stringify(one)}\n`).join('') });
    const ends = lines.filter(({ type }) => type === 'summary').map(({ request }) => String(request));
    expect(ends).toEqual(['short', 'long']);
    expect(of(lines, 'long').at(-1)).toMatchObject({ ok: true, files: 2_000 });
  });
});

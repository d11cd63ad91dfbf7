// --stdin as a conversation: each line is answered as it comes. Under Wine a program cannot be given pipes.
import fs from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { startLinkkit, targets, type Line } from '../support/exe.ts';
import { where } from './where.ts';

describe.each(targets().filter((target) => target !== 'wine'))('siblings --stdin, %s', (target) => {
  test('a line is answered before the next one is written, and the summary comes when the input closes', async () => {
    const w = where(target);
    w.write('a', '1');
    w.write('b', '2');
    fs.linkSync(w.here('a'), w.here('a2'));
    fs.mkdirSync(w.here('state'));
    const child = startLinkkit(['siblings', '--stdin', '--root', w.there(), '--output', 'ndjson'], { target, env: { LINKKIT_STATE: w.here('state') } });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const next = async (): Promise<Line> => JSON.parse(String((await lines.next()).value)) as Line;
    const ask = async (line: string): Promise<Line> => {
      child.stdin.write(`${line}\n`);
      return next();
    };
    expect(await next()).toMatchObject({ type: 'start' });
    expect(await ask(JSON.stringify(w.there('a')))).toMatchObject({ type: 'item', names: [w.there('a'), w.there('a2')] });
    expect(await ask('no json')).toMatchObject({ type: 'error', code: 'InvalidInputLine' });
    expect(await ask(JSON.stringify({ path: w.there('b') }))).toMatchObject({ type: 'item', names: [w.there('b')] });
    fs.linkSync(w.here('a'), w.here('a3'));
    expect(await ask(JSON.stringify(w.there('a2')))).toMatchObject({ type: 'item', linkCount: 3, names: [w.there('a2'), w.there('a'), w.there('a3')], complete: true });
    child.stdin.end();
    expect(await next()).toMatchObject({ type: 'summary', exitCode: 1, files: 3, failed: 1 });
    expect((await lines.next()).done).toBe(true);
  });
});

import fs from 'node:fs';
import { z } from 'zod';
import { describe, expect, test } from 'vitest';
import { countSchemas, itemSchemas } from '../../../src/contract/items.ts';
import { errorSchema, lineSchemas, startSchema, summarySchema, type CommandWithItems, type Line } from '../../../src/contract/lines.ts';

// The same messages are read by the module in test/powershell/Messages.test.ts, so that the halves cannot drift apart.
const lines = fs
  .readFileSync(new URL('../../support/samples/contract.ndjson', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Line);

/** Which command a line belongs to: that of the start line with its request. */
function commandOf(line: Line): string {
  const start = lines.find((one) => one.type === 'start' && one.request === line.request);
  if (start?.type !== 'start') throw new Error(`no start line for the request ${String(line.request)}`);
  return start.command;
}

describe('the sample messages', () => {
  test('there are some of every type and of every command', () => {
    expect(new Set(lines.map(({ type }) => type))).toEqual(new Set(['start', 'item', 'progress', 'warning', 'error', 'summary']));
    expect(new Set(lines.filter(({ type }) => type === 'start').map(commandOf))).toEqual(new Set([...Object.keys(itemSchemas), 'serve']));
  });

  test.each(lines.map((line, index) => [index + 1, line] as const))('line %i is what the contract says, and has no field that it does not know', (_number, line) => {
    const command = commandOf(line);
    // A request that is no request is answered by serve itself: no items, no counts
    const schema = command === 'serve' ? z.discriminatedUnion('type', [startSchema, errorSchema, summarySchema]) : lineSchemas(command as CommandWithItems);
    expect(schema.parse(line)).toEqual(line);
  });

  test('a line of one command is no line of another', () => {
    const item = lines.find((line) => line.type === 'item' && commandOf(line) === 'siblings')!;
    expect(lineSchemas('copy').safeParse(item).success).toBe(false);
    expect(Object.keys(countSchemas)).toEqual(Object.keys(itemSchemas));
  });
});

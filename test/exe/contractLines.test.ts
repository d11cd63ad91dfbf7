// What programs rely on beyond the single line: what `schema` prints, and what the one document holds.
import fs from 'node:fs';
import { z } from 'zod';
import { describe, expect, test } from 'vitest';
import { runLinkkit, targets, type Line } from '../support/exe.ts';
import { where } from './where.ts';

const samples = fs.readFileSync(new URL('../support/samples/contract.ndjson', import.meta.url), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Line);
const here = targets().find((target) => target !== 'wine')!;

describe('schema', () => {
  test('prints what the sample lines are, and what a changed one is not', async () => {
    const { stdout } = await runLinkkit(['schema'], { target: here });
    const { commands } = JSON.parse(stdout) as { commands: Record<string, object> };
    const schemas = new Map(Object.entries(commands).map(([name, schema]) => [name, z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0])]));
    let command = '';
    let checked = 0;
    for (const line of samples) {
      if (line.type === 'start') command = line['command'] as string;
      const schema = schemas.get(command);
      if (!schema) continue; // serve's own answer to what is no request
      expect(schema.safeParse(line).success, JSON.stringify(line)).toBe(true);
      expect(schema.safeParse({ ...line, addedLater: 1 }).success, 'a field may be added').toBe(true);
      const { type, ...rest } = line;
      for (const name of Object.keys(rest).filter((one) => one !== 'request')) {
        const { [name]: _left, ...less } = rest;
        expect(schema.safeParse({ type, ...less }).success, `${type} without ${name}`).toBe(false);
      }
      checked += 1;
    }
    expect(checked).toBeGreaterThan(25);
  });

  test.each([
    ['pins', { pins: [{ name: 'a', source: '%ProgramData%\\a', targets: ['b'], as: 'symlink', onConflict: 'newest-wins' }] }, { pins: [{ name: 'a', source: 'x', targets: [] }] }],
    ['profile', { $schema: 'profile.schema.json', steps: [{ run: ['pin', 'repair'] }, { run: ['dedupe', 'D:\\ISO'], onlyIf: 'previousSucceeded' }] }, { steps: [{ run: 'pin repair' }] }],
  ])('schema %s is that of the file, for an editor', async (of, right, wrong) => {
    const { stdout } = await runLinkkit(['schema', of], { target: here });
    const schema = z.fromJSONSchema(JSON.parse(stdout) as Parameters<typeof z.fromJSONSchema>[0]);
    expect([right, wrong, { ...right, more: 1 }].map((value) => schema.safeParse(value).success)).toEqual([true, false, false]);
  });
});

describe.each(targets())('--output json, %s', (target) => {
  test('holds the same as the lines: items, errors, and the summary with its counts', async () => {
    const w = where(target);
    for (const name of ['t/a', 't/b', 'x/a']) w.write(name, name);
    const args = ['copy', '--exact', '--dry-run', w.there('t'), w.there('x')];
    const document = JSON.parse((await w.run([...args, '--output', 'json'])).stdout) as Record<string, any>;
    const { lines } = await w.run([...args, '--output', 'ndjson']);
    const of = (type: string): object[] => lines.filter((line) => line.type === type).map(({ type: _type, ...rest }) => rest);
    expect(Object.keys(document)).toEqual(['start', 'items', 'warnings', 'errors', 'summary']);
    expect([document['items'], document['warnings'], document['errors'], document['start']]).toEqual([of('item'), of('warning'), of('error'), of('start')[0]]);
    expect(document['errors']).toMatchObject([{ code: 'WouldOverwrite', path: w.there('x', 'a') }]);
    expect({ ...document['summary'], seconds: 0 }).toEqual({ ...of('summary')[0], seconds: 0 });
  });
});

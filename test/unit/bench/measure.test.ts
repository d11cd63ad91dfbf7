import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { costOf, median, sideBySide, type Cost } from '../../bench/measure.ts';
import { writeReadme } from '../../bench/readme.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-bench-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

test('the median is the middle, whatever the order, and of an even number the mean of the two', () => {
  expect([median([9, 1, 5]), median([4, 1, 2, 100]), median([7])]).toEqual([5, 3, 7]);
});

test('both sides run in turn, each once before the clock counts; the row has medians and their ratio', () => {
  const order: string[] = [];
  const times = { ours: [50, 0.2, 0.4, 0.3, 0.1, 9], peer: [50, 0.1, 0.2, 0.2, 0.2, 9] };
  const side = (name: 'ours' | 'peer') => (): Cost => (order.push(name), { seconds: times[name].shift()!, cpuSeconds: 1, mebibytes: name === 'ours' ? 40 : 2 });
  const row = sideBySide('x', 5, '≤ 1', side('ours'), side('peer'), 'other');
  expect(order).toEqual(Array.from({ length: 6 }, () => ['ours', 'peer']).flat());
  expect(row).toEqual({ what: 'x', ours: '300 ms, 40 MiB', peer: 'other: 200 ms, 2 MiB', result: '1.50 ×', goal: '≤ 1' });
});

test('a program costs seconds and memory; one that fails is no measurement', () => {
  const { seconds, cpuSeconds, mebibytes } = costOf(process.execPath, ['-e', 'Buffer.alloc(100 * 2 ** 20, 1)']);
  expect(seconds).toBeGreaterThan(0);
  expect(cpuSeconds).toBeGreaterThan(0);
  expect(mebibytes).toBeGreaterThan(100);
  expect(() => costOf(process.execPath, ['-e', 'process.exit(3)'])).toThrow(/ended with 3/);
});

test('the table goes between its marks, again and again; a README without marks is refused', () => {
  const readme = path.join(folder, 'README.md');
  const [open, close] = ['<!-- bench: written by npm run bench -->', '<!-- /bench -->'];
  const codes = ['exit codes', 'error codes'].map((name) => `<!-- ${name}: written from src/contract -->\n<!-- /${name} -->`).join('\n');
  const row = { what: 'start', ours: '60 ms', peer: '`node`: 50 ms', result: '1.20 ×', goal: '≤ 1.5' };
  fs.writeFileSync(readme, `before\n${open}\nthe last table\n${close}\nafter\n${codes}\n`);
  for (let round = 0; round < 2; round += 1) writeReadme(readme, [row]);
  const text = fs.readFileSync(readme, 'utf8');
  expect(text).toMatch(/^before\n[^]*\nafter\n/);
  expect(text.match(/\| start \| 60 ms \| `node`: 50 ms \| 1\.20 × \| ≤ 1\.5 \|/g)).toHaveLength(1);
  expect(text).not.toContain('the last table');
  fs.writeFileSync(readme, 'nothing');
  expect(() => writeReadme(readme, [row])).toThrow(/marks/);
});

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { allocated, readable } from '../../../src/packaging/space.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-space-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test('a file with two names is counted once, in one folder or over two', () => {
  fs.mkdirSync(path.join(folder, 'a/inner'), { recursive: true });
  fs.mkdirSync(path.join(folder, 'b'));
  fs.writeFileSync(path.join(folder, 'a/file'), Buffer.alloc(100_000, 1));
  const one = allocated(path.join(folder, 'a'));
  expect(one).toMatchObject({ names: 1, files: 1 });
  expect(one.bytes).toBeGreaterThanOrEqual(100_000);
  fs.linkSync(path.join(folder, 'a/file'), path.join(folder, 'a/inner/again'));
  fs.linkSync(path.join(folder, 'a/file'), path.join(folder, 'b/again'));
  const both = allocated(path.join(folder, 'a'), path.join(folder, 'b'));
  expect(both).toMatchObject({ names: 3, files: 1 });
  expect(both.bytes).toBeLessThan(2 * 100_000);
});

test('sizes for a person', () => {
  expect([readable(2048), readable(3 * 2 ** 20), readable(2 ** 31)]).toEqual(['2 KiB', '3.0 MiB', '2.00 GiB']);
});

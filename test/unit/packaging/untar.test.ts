import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { tarEntries, unpack } from '../../../src/packaging/untar.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-untar-'));
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function entry(name: string, content: string, { mode = '000644', type = '0' } = {}): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(`${mode} \0`, 100);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write(type, 156);
  header.write('ustar\0', 257);
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  body.write(content);
  return Buffer.concat([header, body]);
}

const archive = (...entries: Buffer[]): Buffer => gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]));

test('unpacks the wanted files without their first folder', () => {
  const bytes = archive(entry('package/', '', { type: '5' }), entry('package/bin/node', 'x'.repeat(700), { mode: '000755' }), entry('package/README.md', 'no'));
  expect(unpack(bytes, folder, (name) => name.startsWith('bin/'))).toBe(1);
  expect(fs.readFileSync(path.join(folder, 'bin/node'), 'utf8')).toBe('x'.repeat(700));
  expect(fs.existsSync(path.join(folder, 'README.md'))).toBe(false);
  if (process.platform !== 'win32') expect(fs.statSync(path.join(folder, 'bin/node')).mode & 0o777).toBe(0o755);
});

test('refuses a file outside of the folder', () => {
  expect(() => unpack(archive(entry('package/../../outside', 'x')), folder)).toThrow(/outside/);
});

test('refuses what it cannot read rather than skip it', () => {
  expect(() => [...tarEntries(archive(entry('package/x', 'a', { type: 'x' })))]).toThrow(/extended header/);
});

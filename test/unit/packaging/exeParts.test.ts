import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { drawIcon, iconPng } from '../../../src/packaging/icon.ts';
import { closedVariables, withoutEnvironmentOptions } from '../../../src/packaging/nodeProgram.ts';

test('Node is made deaf to the variables by one changed byte each, in the C string only', () => {
  const words = closedVariables.map((name) => `"${name}" \0${name}\0 \0${name}\0`).join(' ');
  const changed = withoutEnvironmentOptions(Buffer.from(words, 'latin1')).toString('latin1');
  expect(changed).toBe(closedVariables.map((name) => `"${name}" \0${name.replace('_', '=')}\0 \0${name}\0`).join(' '));
});

test('a Node program without them is an error, not an exe with a hole', () => {
  expect(() => withoutEnvironmentOptions(Buffer.from('nothing'))).toThrow(/NODE_OPTIONS/);
});

test('the icon has two colours and clear corners', () => {
  const pixels = drawIcon(32);
  const at = (x: number, y: number) => [...pixels.subarray((y * 32 + x) * 4, (y * 32 + x) * 4 + 4)];
  expect(at(0, 0)[3]).toBe(0);
  expect(at(31, 31)[3]).toBe(0);
  const colours = new Set<string>();
  for (let i = 0; i < 32 * 32; i += 1) if (pixels[i * 4 + 3] === 255) colours.add(at(i % 32, Math.floor(i / 32)).join());
  expect(colours).toContain('31,111,235,255');
  expect(colours).toContain('45,164,78,255');
});

test('the icon is a PNG of its size', () => {
  const png = iconPng(48);
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([48, 48]);
  const at = png.indexOf('IDAT', 0, 'latin1');
  expect(inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4))).length).toBe(48 * (48 * 4 + 1));
});

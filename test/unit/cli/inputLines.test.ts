import { expect, test } from 'vitest';
import fc from 'fast-check';
import { inputLines } from '../../../src/cli/inputLines.ts';
import { pathLines } from '../../../src/cli/pathLines.ts';

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

async function* pieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

test('lines come out the same however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replace(/[\r\n]/g, ''))), fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), fc.boolean(), async (lines, sizes, crlf) => {
      const text = lines.map((line) => line + (crlf ? '\r\n' : '\n')).join('');
      const expected = lines.map((line, index) => (index === 0 ? line.replace(/^\uFEFF/, '') : line));
      expect(await collect(inputLines(pieces(Buffer.from(text), sizes)))).toEqual(expected);
    }),
    { seed: 20261123, numRuns: 300 },
  );
});

test('a byte order mark at the start is skipped, also in pieces, and a last line needs no end', async () => {
  expect(await collect(inputLines(pieces(Buffer.from('\uFEFF"a"\n"b"'), [1])))).toEqual(['"a"', '"b"']);
});

test('a line of --stdin is a JSON string or an object with a path; all else is an InvalidInputLine with its number', async () => {
  const lines = ['"C:\\\\a b"', '{"path":"x\\u00e9"}', '', 'no json', '42', '{"path":1}', 'null'];
  const read = await collect(pathLines((async function* () { yield* lines; })()));
  expect(read.slice(0, 2)).toEqual(['C:\\a b', 'x\u00e9']);
  expect(read.slice(2).map((one) => (typeof one === 'string' ? one : `${one.code} ${/Line (\d)/.exec(one.message)![1]}`))).toEqual(['InvalidInputLine 4', 'InvalidInputLine 5', 'InvalidInputLine 6', 'InvalidInputLine 7']);
});

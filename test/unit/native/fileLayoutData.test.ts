import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFileLayout } from '../../../src/native/fileLayoutData.ts';
import { fileLayout, type LaidOutFile } from '../../support/standin/buffers.ts';
import { mutated, seed } from './mutated.ts';

const invalid = expect.objectContaining({ name: 'Win32Error', code: 13, path: '\\\\.\\C:' }) as unknown as Error;
const reference = (record: number, sequence: number): bigint => (BigInt(sequence) << 48n) | BigInt(record);

function read(answer: Buffer) {
  const names: { id: bigint; parent: bigint; isDirectory: boolean; name: string }[] = [];
  const files = parseFileLayout(answer, '\\\\.\\C:', ({ record, sequence, parentRecord, parentSequence, isDirectory, name }) =>
    names.push({ id: reference(record, sequence), parent: reference(parentRecord, parentSequence), isDirectory, name: name.toString('utf16le') }),
  );
  return { files, names };
}

const expected = (files: readonly LaidOutFile[]) =>
  files.flatMap(({ id, attributes = 0x20, names }) =>
    names.filter(({ flags = 0 }) => flags !== 2).map(({ parent, name }) => ({ id, parent, isDirectory: (attributes & 0x10) !== 0, name })),
  );

const [root, folder] = [reference(5, 5), reference(0xffff_ffff_ff00, 0xfffe)];
const sample: LaidOutFile[] = [
  { id: root, attributes: 0x16, names: [{ parent: root, name: '.', flags: 3 }] },
  { id: folder, attributes: 0x10, names: [{ parent: root, name: 'folder', flags: 3 }] },
  { id: reference(40, 1), names: [] },
  { id: reference(41, 7), names: [{ parent: folder, name: 'caf\u00e9 \ud83d\ude00.text', flags: 1 }, { parent: folder, name: 'CAF~1.TEX', flags: 2 }, { parent: root, name: 'b' }] },
];

describe('an answer of FSCTL_QUERY_FILE_LAYOUT', () => {
  test('every field stands where the specification says', () => {
    const file = ['01000000', '00000000', '00000000', '10000000', '2a00000000000300', '28000000', '00000000', '00000000', '00000000'];
    const name = ['00000000', '00000000', '0500000000000500', '06000000', 'eeeeeeee', '610062006300'];
    const answer = Buffer.from(['01000000', '18000000', '01000000', '00000000', 'eeeeeeeeeeeeeeee', ...file, ...name].join(''), 'hex');
    expect(read(answer)).toEqual({ files: 1, names: [{ id: reference(0x2a, 3), parent: root, isDirectory: true, name: 'abc' }] });
  });

  test('all names of all files, but for those of DOS only', () => {
    const { files, names } = read(fileLayout(sample));
    expect(files).toBe(4);
    expect(names).toEqual(expected(sample));
    expect(names.map(({ name }) => name)).toEqual(['.', 'folder', 'caf\u00e9 \ud83d\ude00.text', 'b']);
  });

  test.each([
    ['no file', 0, 0],
    ['more files than there are', 0, 5],
    ['very many files', 0, 0xffff_ffff],
    ['the first file in the header', 4, 8],
    ['the first file beyond the end', 4, 0xffff_fff0],
    ['the next file inside this one', 16 + 4, 32],
    ['the next file beyond the end', 16 + 4, 0x7fff_fff8],
    ['the first name inside its file', 16 + 24, 24],
    ['the first name beyond the end', 16 + 24, 0xffff_ff00],
    ['the next name inside this one', 56, 8],
    ['the next name beyond the end', 56, 0xffff_ffe0],
    ['no name', 56 + 16, 0],
    ['a name of odd length', 56 + 16, 3],
    ['a name beyond the end', 56 + 16, 0x7fff_fff0],
    ['a name longer than any path', 56 + 16, 0x1_0000],
  ])('%s is error 13', (_what, place, value) => {
    const answer = fileLayout(sample);
    answer.writeUInt32LE(value, place);
    expect(() => read(Buffer.concat([answer, Buffer.alloc(value === 0x1_0000 ? 0x2_0000 : 0, 0x61)]))).toThrow(invalid);
  });

  test('an answer cut short anywhere is refused', () => {
    const whole = fileLayout([{ id: folder, names: [{ parent: root, name: 'abcd' }, { parent: root, name: 'efgh' }] }]);
    for (let length = 0; length < whole.length; length += 1) expect(() => read(whole.subarray(0, length))).toThrow(invalid);
    expect(read(whole).names).toHaveLength(2);
  });

  test('files that share their names are refused before they take forever', () => {
    const chain = fileLayout([{ id: folder, names: Array.from({ length: 3000 }, (_, index) => ({ parent: root, name: `${index}` })) }]);
    const [head, one] = [Buffer.from(chain.subarray(0, 16)), Buffer.from(chain.subarray(16, 56))];
    const files = Array.from({ length: 3000 }, (_, index) => {
      const file = Buffer.from(one);
      file.writeUInt32LE(file.length, 4);
      file.writeUInt32LE((3000 - index) * file.length, 24);
      return file;
    });
    head.writeUInt32LE(files.length, 0);
    const shared = Buffer.concat([head, ...files, chain.subarray(56)]);
    let seen = 0;
    expect(() => parseFileLayout(shared, '\\\\.\\C:', () => (seen += 1))).toThrow(invalid);
    expect(seen).toBeGreaterThan(3000);
    expect(seen).toBeLessThanOrEqual(shared.length / 24);
  });
});

test(`whatever is written is read back (seed ${seed})`, () => {
  const id = fc.bigInt(0n, 2n ** 64n - 1n);
  const text = fc.array(fc.integer({ min: 1, max: 0xffff }), { minLength: 1, maxLength: 255 }).map((units) => String.fromCharCode(...units));
  const name = fc.record({ parent: id, name: text, flags: fc.constantFrom(0, 1, 2, 3) });
  const file = fc.record({ id, attributes: fc.constantFrom(0x20, 0x10, 0x16), names: fc.array(name, { maxLength: 8 }) });
  fc.assert(fc.property(fc.array(file, { minLength: 1, maxLength: 10 }), (files) => void expect(read(fileLayout(files))).toEqual({ files: files.length, names: expected(files) })), { seed });
});

test(`changed bytes are read or refused with error 13, and soon (seed ${seed})`, () => {
  const whole = fileLayout([...sample, ...sample]);
  let refused = 0;
  fc.assert(
    fc.property(mutated(whole), (answer) => {
      try {
        expect(read(answer).names.length * 24).toBeLessThanOrEqual(answer.length);
      } catch (error) {
        expect(error).toEqual(invalid);
        refused += 1;
      }
    }),
    { seed, numRuns: 3000 },
  );
  expect(refused, 'the mutations reach what is checked').toBeGreaterThan(300);
});

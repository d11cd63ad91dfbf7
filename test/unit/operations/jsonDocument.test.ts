// JSON that people write: against JSON.parse where that reads it, with comments and trailing commas against the value they stand in.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { LinkKitError } from '../../../src/contract/errors.ts';
import { pinFileSchema, type PinSpec } from '../../../src/contract/pins.ts';
import { newJsonDocument, readJsonDocument } from '../../../src/operations/jsonDocument.ts';

const seed = Number(process.env['LINKKIT_SEED'] ?? 20_261_125);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-json-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
const any = z.unknown();

/** JSON with layout, comments and trailing commas between all that may have them; each comment has a number. */
function asWritten(value: unknown, choose: () => number, comments: string[]): string {
  const between = (): string => {
    const kind = choose() % 6;
    if (kind > 2) return ['', ' ', '\r\n\t'][kind - 3]!;
    comments.push(`note ${comments.length} "[{,`);
    return kind === 0 ? ` // ${comments.at(-1)}\n` : kind === 1 ? `/* ${comments.at(-1)} */` : ' ';
  };
  const list = (parts: string[], [open, close]: readonly [string, string]): string => `${open}${between()}${parts.join(`,${between()}`)}${parts.length > 0 && choose() % 2 === 0 ? `${between()},` : ''}${between()}${close}`;
  if (Array.isArray(value)) return list(value.map((one) => asWritten(one, choose, comments)), ['[', ']']);
  if (typeof value === 'object' && value !== null) return list(Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}${between()}:${between()}${asWritten(one, choose, comments)}`), ['{', '}']);
  return JSON.stringify(value);
}

/** Numbers in turn from a list, for ever. */
function turns(numbers: readonly number[]): () => number {
  let at = -1;
  return () => numbers[(at = (at + 1) % numbers.length)]!;
}

const name = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((text) => pinFileSchema.shape.pins.element.shape.name.safeParse(text).success);
const pin: fc.Arbitrary<PinSpec> = fc.record({ name, source: fc.string({ minLength: 1, unit: 'binary' }), targets: fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 3 }) });

describe('a JSON document', () => {
  test('is read as JSON.parse reads it, however it is laid out and commented, in every encoding', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.array(fc.nat(), { minLength: 5, maxLength: 40 }), fc.constantFrom('utf8', 'utf8-bom', 'utf16le'), (value, numbers, encoding) => {
        const text = asWritten(value, turns(numbers), []);
        const file = path.join(folder, 'a.json');
        fs.writeFileSync(file, Buffer.from(`${encoding === 'utf8' ? '' : '\ufeff'}${text}`, encoding === 'utf16le' ? 'utf16le' : 'utf8'));
        expect(readJsonDocument(file, any).value).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { seed, numRuns: 500 },
    );
  });

  test('keeps every comment that is not in what is taken out, when pins come and go', () => {
    fc.assert(
      fc.property(fc.array(pin, { maxLength: 4 }), pin, fc.nat(), fc.array(fc.nat(), { minLength: 5, maxLength: 40 }), (pins, added, which, numbers) => {
        const comments: string[] = [];
        const text = asWritten({ pins }, turns(numbers), comments);
        const document = newJsonDocument('pins.json', text, pinFileSchema);
        const longer = newJsonDocument('pins.json', document.edited(['pins', pins.length], added), pinFileSchema);
        expect(longer.value.pins).toEqual([...pins, added]);
        const written = comments.filter((one) => text.includes(one));
        for (const one of written) expect(longer.text).toContain(one);
        const index = which % (pins.length + 1);
        const shorter = newJsonDocument('pins.json', longer.edited(['pins', index], undefined), pinFileSchema);
        expect(shorter.value.pins).toEqual([...pins, added].toSpliced(index, 1));
        // What is taken out is one piece: the comments in it stood side by side
        const gone = written.filter((one) => !shorter.text.includes(one)).map((one) => longer.text.indexOf(one)).sort((one, other) => one - other);
        for (const one of written) if (longer.text.indexOf(one) > gone[0]! && longer.text.indexOf(one) < gone.at(-1)!) expect(shorter.text).not.toContain(one);
      }),
      { seed, numRuns: 500 },
    );
  });

  test('what parts the pins goes with one of them, and an empty line with it', () => {
    const text = '{\n  "pins": [\n    // first\n    { "name": "a", "source": "s", "targets": ["t"] }, // a\n    { "name": "b", "source": "s", "targets": ["t"] }\n    // last\n  ]\n}\n';
    const document = newJsonDocument('pins.json', text, pinFileSchema);
    expect(document.edited(['pins', 1], undefined)).toBe(text.replace('    { "name": "b", "source": "s", "targets": ["t"] }\n', '').replace('}, // a', '} // a'));
    expect(document.edited(['pins', 0], undefined)).toBe(text.replace('{ "name": "a", "source": "s", "targets": ["t"] },', ''));
  });

  test('of any text it says where it is wrong, within the text, or reads it', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', ',', ':', '"pins"', '"name"', '"', '\\', '// x\n', '/*', '*/', '\n', '\r\n', ' ', 'null', '-1', 'é', '\u0000', '__proto__');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')), (text) => {
        try {
          newJsonDocument('x', text, pinFileSchema);
        } catch (error) {
          if (!(error instanceof LinkKitError)) throw error;
          const [, line, column] = /^Line (\d+), column (\d+): .+\.$/.exec(error.message)!;
          const lines = text.split('\n');
          expect(error.code).toBe('InvalidFile');
          expect(Number(line)).toBeLessThanOrEqual(lines.length);
          expect(Number(column)).toBeLessThanOrEqual(lines[Number(line) - 1]!.length + 1);
        }
      }),
      { seed, numRuns: 2_000 },
    );
  });

  test('is written in its own encoding, and not over what another has written since', async () => {
    const file = path.join(folder, 'b.json');
    fs.writeFileSync(file, Buffer.from('\ufeff{"é": 1}', 'utf16le'));
    const document = readJsonDocument(file, any);
    await document.write('{"é": 2}');
    expect(fs.readFileSync(file).toString('utf16le')).toBe('\ufeff{"é": 2}');
    await expect(document.write('{"é": 3}')).rejects.toMatchObject({ code: 'ChangedDuringOperation' });
    expect(fs.readFileSync(file).toString('utf16le')).toBe('\ufeff{"é": 2}');
  });
});

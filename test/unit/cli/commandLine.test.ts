import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { parseCommandLine } from '../../../src/cli/commandLine.ts';

const values = async (...args: string[]) => {
  const parsed = await parseCommandLine(args);
  if ('text' in parsed) throw new Error(`a text: ${parsed.text}`);
  return parsed.values;
};
const refusal = (...args: string[]) => parseCommandLine(args).then(() => null, (error: { code: string; message: string }) => error);

test('copy: the last path is the destination', async () => {
  expect(await values('copy', 'a', 'b', 'c')).toMatchObject({ source: ['a', 'b'], destination: 'c' });
});

test('an option with a list does not eat the paths after it', async () => {
  expect(await values('copy', '--exclude', 'x', 'a', '--exclude', 'y', 'b')).toMatchObject({ exclude: ['x', 'y'], source: ['a'], destination: 'b' });
});

describe('paths are data', () => {
  const odd = ['1e3', '0x10', '--dashes', '-x', 'a.b.c', 'no-such', '%PATH%', '"quoted"', "it's", '*', '[1]', ' lead', 'trail ', '...', '日本語', '👍🏽', 'e\u0301', '\u00e9', '--', '@file', '$(x)', 'a=b'];
  test.each(odd)('%s stays as it is, after --', async (name) => {
    expect(await values('copy', '--', name, 'destination')).toMatchObject({ source: [name], destination: 'destination' });
  });

  test('any text stays as it is, after --', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 5 }), async (names) => {
        const parsed = await values('copy', '--dry-run', '--', ...names);
        expect([...(parsed['source'] as string[]), parsed['destination']]).toEqual(names);
      }),
      { seed: 20261123, numRuns: 100 },
    );
  });
});

describe('a wrong call is one clear sentence', () => {
  test.each([
    [['copy', 'a'], /needs|source/],
    [['copy', '--no-such', 'a', 'b'], /no-such/],
    [['copy', '--on-exists', 'maybe', 'a', 'b'], /on-exists/],
    [['copy', '--on-exists', 'skip', '--on-exists', 'error', 'a', 'b'], /more than once/],
    [['copy', '--link-limit', '-3', 'a', 'b'], /link-limit/],
    [['copy', '--link-limit', '1e3', 'a', 'b'], /link-limit/],
    [['copy', '--exclude', '', 'a', 'b'], /exclude/],
    [['cpy', 'a', 'b'], /copy|cpy/],
    [[], /command/],
    [['siblings', 'a', '--output', 'xml'], /output/],
    [['doctor', '--exact'], /exact/],
  ])('%j', async (args, expected) => {
    const error = await refusal(...args);
    expect(error).toMatchObject({ code: 'Usage' });
    expect(error!.message).toMatch(expected);
    expect(error!.message).not.toMatch(/\n|at .*:\d+/);
  });
});

test.each(['copy', 'siblings', 'doctor', 'serve', 'schema', 'completion'])('%s --help has its usage and examples', async (name) => {
  const parsed = await parseCommandLine([name, '--help']);
  const text = 'text' in parsed ? parsed.text : '';
  expect(text).toContain(`linkkit ${name}`);
  expect(text).toContain('Examples:');
});

test('--version', async () => {
  expect(await parseCommandLine(['--version'])).toMatchObject({ text: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
});

test.each([['4096', 4096], ['10MB', 10 * 2 ** 20], ['1.5 GiB', 1.5 * 2 ** 30], ['2tb', 2 * 2 ** 40], ['0', 0]])('a size may be written as %s', async (text, bytes) => {
  expect(await parseCommandLine(['scan', 'x', '--min-size', text])).toMatchObject({ values: { 'min-size': bytes } });
});

test.each(['-1', '1.5', 'MB', '10 apples', '1e3', '9'.repeat(15) + 'PB'])('%s is no size', async (text) => {
  await expect(parseCommandLine(['scan', 'x', `--min-size=${text}`])).rejects.toMatchObject({ code: 'Usage', message: expect.stringContaining('--min-size') });
});

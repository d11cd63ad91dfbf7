import fs from 'node:fs';
import { expect, test } from 'vitest';
import { commands } from '../../../src/cli/commands/index.ts';
import { withContractTables } from '../../bench/contractTables.ts';

const readme = fs.readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

test('the tables of codes are those of src/contract (npm run bench -- --readme writes them)', () => {
  expect(withContractTables(readme)).toBe(readme);
});

test('every option that a shown command line uses exists', () => {
  const options = new Set(commands.flatMap((command) => Object.keys(command.options)).concat('output', 'help', 'version'));
  const shown = readme.split('\n').filter((line) => /linkkit(\.exe\\"")? |linkkit\.exe/.test(line)).flatMap((line) => [...line.matchAll(/ --([a-z-]+)/g)].map((match) => match[1]!));
  expect(shown.length).toBeGreaterThan(5);
  for (const name of shown.filter((one) => one !== 'readme')) expect(options.has(name), name).toBe(true);
});

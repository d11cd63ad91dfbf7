import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { engines } from '../support/engine.ts';
import { nodeProgram } from '../../src/packaging/paths.mjs';

test.runIf(process.platform === 'linux')('npm run bench measures and prints its table (here with few files, which says nothing about speed)', () => {
  const bench = path.resolve(import.meta.dirname, '../bench/bench.ts');
  const table = execFileSync(nodeProgram(), ['--disable-warning=ExperimentalWarning', bench, '--quick'], { encoding: 'utf8' });
  const rows = table.split('\n').filter((line) => line.startsWith('| ')).slice(1);
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatch(/start of the exe.*\| \d+ ms \| `node -e 0`: \d+ ms \| [\d.]+ × \|/);
  expect(rows[1]).toMatch(/linkkit copy.*`cp -al`: .*[\d.]+ × \|/);
  expect(rows[2]).toMatch(engines().length > 0 ? /Get-LinkSiblings.*\| [\d,]+ files\/s \|/ : /not measured/);
});

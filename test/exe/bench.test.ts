import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { canMakeVolume } from '../support/ntfs.ts';
import { engines } from '../support/engine.ts';
import { nodeProgram } from '../../src/packaging/paths.mjs';

test.runIf(process.platform === 'linux')('npm run bench measures and prints its table (here with few files, which says nothing about speed)', () => {
  const bench = path.resolve(import.meta.dirname, '../bench/bench.ts');
  const table = execFileSync(nodeProgram(), ['--disable-warning=ExperimentalWarning', bench, '--quick'], { encoding: 'utf8' });
  const rows = table.split('\n').filter((line) => line.startsWith('| ')).slice(1);
  const sides = String.raw`\| [\d.]+ m?s, \d+ MiB \| .*: [\d.]+ m?s, \d+ MiB \| [\d.]+ × \|`;
  const expected = [
    `start of the exe.*\`node -e 0\``,
    'linkkit copy.*`cp -al`',
    'the same with its journal.*without one',
    'linkkit scan.*`find',
    'linkkit scan --measure-only.*`du -s`',
    ...(canMakeVolume('ntfs') ? [String.raw`records of the master file table.*\| [\d,]+ records/s \|`, 'linkkit scan --image.*ntfs-3g'] : ['whole volumes']),
    String.raw`memory of.*\| \d+ MiB \|`,
    ...Array.from({ length: 10 }, () => 'linkkit duplicates --no-cache|the same, '),
    'the second search of the same files.*the first',
    String.raw`the most memory of three runs.*\| \d+ MB \|`,
    engines().length > 0 ? String.raw`Get-LinkSiblings.*\| [\d,]+ files/s \|` : 'not measured',
  ];
  expect(rows).toHaveLength(expected.length);
  for (const [index, one] of expected.entries()) expect(rows[index]).toMatch(new RegExp(one));
  expect(rows.filter((row) => new RegExp(sides).test(row))).toHaveLength(canMakeVolume('ntfs') ? 7 : 6);
});

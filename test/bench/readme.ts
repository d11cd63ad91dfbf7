import fs from 'node:fs';
import os from 'node:os';
import { withContractTables } from './contractTables.ts';
import type { Row } from './measure.ts';

const [open, close] = ['<!-- bench: written by npm run bench -->', '<!-- /bench -->'];

/** The rows as a Markdown table. */
export function table(rows: readonly Row[]): string {
  const day = new Date().toISOString().slice(0, 10);
  return [
    `Measured on ${day}, ${os.availableParallelism()} cores, Node ${process.versions.node}, Linux; medians of at least five, both sides in one run: time with the start of the program, and peak memory (GNU time).`,
    '',
    '| what | LinkKit | peer | LinkKit / peer | goal |',
    '|---|---|---|---|---|',
    ...rows.map(({ what, ours, peer, result, goal }) => `| ${what} | ${ours} | ${peer} | ${result} | ${goal} |`),
  ].join('\n');
}

/** Puts the bench's table and those of the contract between their marks in the README. Throws when the marks are not there. */
export function writeReadme(readme: string, rows: readonly Row[]): void {
  const text = withContractTables(fs.readFileSync(readme, 'utf8'));
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`${readme} lacks the marks ${open} and ${close}`);
  fs.writeFileSync(readme, `${text.slice(0, from + open.length)}\n${table(rows)}\n${text.slice(to)}`);
}

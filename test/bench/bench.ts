// npm run bench: LinkKit beside its peers on the same data in one run. With --readme the table goes into the README;
// --quick is for the test that it runs at all: few files, one round, no figures to be believed.
import fs from 'node:fs';
import path from 'node:path';
import { closeEngines, engines, runPowerShell } from '../support/engine.ts';
import { median, secondsOf, sideBySide, type Row } from './measure.ts';
import { makeTree } from './tree.ts';
import { table, writeReadme } from './readme.ts';

const root = path.resolve(import.meta.dirname, '../..');
const work = path.join(root, '.cache', 'bench');
const exe = path.join(root, 'dist', process.platform === 'win32' ? 'linkkit.exe' : 'linkkit');

const quick = process.argv.includes('--quick');
const rounds = quick ? 1 : 5;
const files = (number: number): number => (quick ? number / 100 : number);

fs.mkdirSync(work, { recursive: true });
const rows: Row[] = [start(), copy(), await cmdlet()];
await closeEngines();
console.log(table(rows));
if (process.argv.includes('--readme')) writeReadme(path.join(root, 'README.md'), rows);

/** The exe's start, against bare Node of the same version. */
function start(): Row {
  return sideBySide('start of the exe (`linkkit --version`)', 3 * rounds, '≤ 1.5', () => secondsOf(exe, ['--version']), () => secondsOf(process.execPath, ['-e', '0']), '`node -e 0`');
}

/** A linked copy of 100,000 files, against cp -al. The removal of the last copy and a sync lie outside the clock. */
function copy(): Row {
  const tree = makeTree(path.join(work, `tree-${files(100_000)}`), files(100_000));
  const target = path.join(work, 'copy');
  const fresh = (): void => {
    fs.rmSync(target, { recursive: true, force: true });
    secondsOf('sync', []);
  };
  const row = sideBySide(
    '`linkkit copy` of 100,000 files',
    rounds,
    '≤ 1.0',
    () => (fresh(), secondsOf(exe, ['copy', tree, target])),
    () => (fresh(), secondsOf('cp', ['-al', tree, target])),
    '`cp -al`',
  );
  fresh();
  return row;
}

/** Siblings of 5,000 files, each with a second name, through the cmdlet; the goal is a rate. */
async function cmdlet(): Promise<Row> {
  const what = '`Get-ChildItem -Recurse -File \\| Get-LinkSiblings`, 5,000 files with two names each';
  const goal = '≥ 1,000 files/s';
  const engine = engines()[0];
  if (!engine) return { what, ours: 'not measured: no PowerShell engine', peer: '', result: '', goal };
  const count = files(5_000);
  const folder = path.join(work, `cmdlet-${count}`);
  const tree = makeTree(path.join(folder, 'one'), count);
  if (!fs.existsSync(path.join(folder, 'two'))) secondsOf(exe, ['copy', tree, path.join(folder, 'two'), '--exclude', '.whole']);
  const script = `
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $count = 0
    Get-ChildItem -LiteralPath '${tree}' -Recurse -File | Get-LinkSiblings -Root '${folder}' | ForEach-Object { $count++ }
    [pscustomobject]@{ Seconds = $clock.Elapsed.TotalSeconds; Count = $count }`;
  const rates: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { output } = await runPowerShell(engine, script);
    const { Seconds, Count } = output.at(-1) as unknown as { Seconds: number; Count: number };
    if (Count !== count) throw new Error(`the cmdlet found ${Count} siblings, not ${count}`);
    rates.push(count / Seconds);
  }
  return { what, ours: `${Math.round(median(rates)).toLocaleString('en-US')} files/s`, peer: 'none has it', result: '', goal };
}

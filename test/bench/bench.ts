// npm run bench: LinkKit beside its peers on the same data in one run. With --readme the table goes into the README;
// --quick is for the test that it runs at all: few files, one round, no figures to be believed.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { closeEngines, engines, runPowerShell } from '../support/engine.ts';
import { mountedImage, unmount } from './image.ts';
import { canMakeVolume } from '../support/ntfs.ts';
import { duplicates } from './duplicates.ts';
import { costOf, median, sideBySide, type Cost, type Row } from './measure.ts';
import { makeTree } from './tree.ts';
import { table, writeReadme } from './readme.ts';

const root = path.resolve(import.meta.dirname, '../..');
const work = path.join(root, '.cache', 'bench');
const exe = path.join(root, 'dist', process.platform === 'win32' ? 'linkkit.exe' : 'linkkit');

const quick = process.argv.includes('--quick');
const rounds = quick ? 1 : 5;
const files = (number: number): number => (quick ? number / 100 : number);

fs.mkdirSync(work, { recursive: true });
// Journals and locks of what is measured lie here, on the disk that is worked on, and not in the user's own state
process.env['LINKKIT_STATE'] = path.join(work, 'state');
fs.rmSync(process.env['LINKKIT_STATE'], { recursive: true, force: true });
const rows: Row[] = [start(), ...copy(), ...walk(), ...volume(), memory(), ...duplicates({ work, exe, rounds, quick }), await cmdlet()];
await closeEngines();
console.log(table(rows));
if (process.argv.includes('--readme')) writeReadme(path.join(root, 'README.md'), rows);

/** The exe's start, against bare Node of the same version. */
function start(): Row {
  return sideBySide('start of the exe (`linkkit --version`)', 3 * rounds, '≤ 1.5', () => costOf(exe, ['--version']), () => costOf(process.execPath, ['-e', '0']), '`node -e 0`');
}

/** A linked copy of 100,000 files, against cp -al, and against itself without a journal (which only the test build can be told). The removal of the last copy and a sync lie outside the clock. */
function copy(): Row[] {
  const tree = makeTree(path.join(work, `tree-${files(100_000)}`), files(100_000));
  const target = path.join(work, 'copy');
  const fresh = (): void => {
    fs.rmSync(target, { recursive: true, force: true });
    costOf('sync', []);
  };
  const row = sideBySide(
    '`linkkit copy` of 100,000 files',
    rounds,
    '≤ 1.0',
    () => (fresh(), costOf(exe, ['copy', tree, target])),
    () => (fresh(), costOf('cp', ['-al', tree, target])),
    '`cp -al`',
  );
  const testExe = path.join(path.dirname(exe), 'test', path.basename(exe));
  const journal = sideBySide(
    'the same with its journal (test build)',
    rounds,
    '≤ 1.15',
    () => (fresh(), costOf(testExe, ['copy', tree, target])),
    () => (fresh(), costOf(testExe, ['copy', tree, target], { env: { LINKKIT_TEST_MUTE_JOURNAL: '1' } })),
    'without one',
  );
  fresh();
  return [row, journal];
}

/** The walk of 200,000 files, against what lists and what weighs them; nobody asks for their names. */
function walk(): Row[] {
  const tree = makeTree(path.join(work, `tree-${files(200_000)}`), files(200_000));
  const scan = (): Cost => costOf(exe, ['scan', tree, '--output', 'ndjson']);
  return [
    sideBySide('`linkkit scan` of 200,000 files: the walk', rounds, '≤ 0.8', scan, () => costOf('find', [tree, '-printf', '%i %n %s %p\\n']), "`find -printf '%i %n %s %p\\n'`"),
    sideBySide('`linkkit scan --measure-only` of 200,000 files', rounds, '', () => costOf(exe, ['scan', tree, '--measure-only', '--output', 'ndjson']), () => costOf('du', ['-s', tree]), '`du -s`'),
  ];
}

/** A volume of 300,000 files by its master file table: the reader alone, and the command against the walk of its mount. */
function volume(): Row[] {
  if (!canMakeVolume('ntfs')) return [{ what: 'whole volumes', ours: 'not measured: no NTFS volume can be made here', peer: '', result: '', goal: '' }];
  const count = files(300_000);
  const { image, mount } = mountedImage(path.join(work, `image-${count}`), count);
  try {
    const reader = path.join(import.meta.dirname, 'readImage.ts');
    const rates = JSON.parse(execFileSync('taskset', ['-c', '0', process.execPath, '--disable-warning=ExperimentalWarning', reader, image, String(rounds)], { encoding: 'utf8' })) as number[];
    const what = `records of the master file table of ${count.toLocaleString('en-US')} files, kept on one core, without the start of the exe`;
    return [
      { what, ours: `${Math.round(median(rates)).toLocaleString('en-US')} records/s`, peer: 'none on Linux', result: '', goal: '≥ 1,000,000 records/s' },
      sideBySide('`linkkit scan --image` of that volume', rounds, '', () => costOf(exe, ['scan', '--image', image, '--output', 'ndjson']), () => costOf(exe, ['scan', mount, '--output', 'ndjson']), '`linkkit scan` of its mount (ntfs-3g)'),
    ];
  } finally {
    unmount(mount);
  }
}

/** What a scan of a million files keeps in memory, half of them second names. */
function memory(): Row {
  const count = files(500_000);
  const tree = makeTree(path.join(work, `linked-${count}`, 'one'), count);
  const second = path.join(work, `linked-${count}`, 'two');
  if (!fs.existsSync(second)) costOf(exe, ['copy', tree, second, '--exclude', '.whole']);
  const measured = Array.from({ length: rounds }, () => costOf(exe, ['scan', path.dirname(second), '--output', 'ndjson']).mebibytes);
  return { what: `memory of \`linkkit scan\`, ${(2 * count).toLocaleString('en-US')} names of ${count.toLocaleString('en-US')} files`, ours: `${Math.round(median(measured))} MiB`, peer: '', result: '', goal: '≤ 400 MiB' };
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
  if (!fs.existsSync(path.join(folder, 'two'))) costOf(exe, ['copy', tree, path.join(folder, 'two'), '--exclude', '.whole']);
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

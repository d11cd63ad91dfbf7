import fs from 'node:fs';
import path from 'node:path';
import { newBox, type Box, type PlaceName } from './box.ts';
import { journalsOf } from './checks.ts';
import { runWithFaults } from './runs.ts';

/** A command on a tree, to be cut off anywhere. All names are below the box's folder. */
export interface Scenario {
  name: string;
  on: readonly PlaceName[];
  /** Makes the tree anew. */
  make(box: Box): void;
  args(box: Box): string[];
  /** What the command may change; everything else must stay as it is to the last bit. */
  trees: readonly string[];
  /** Runs to their end before the one that is cut off. */
  before?: (box: Box) => Promise<void>;
  /** What comes after the cut: the same command (where it can go on), or recover. */
  again: 'same' | 'recover';
  /** Whether undo gives everything back. */
  undo: boolean;
  /** Its points are passed and not stopped at. */
  isOnlyCounted?: boolean;
  /** It is stopped also before its journal is there. */
  beginsEarly?: boolean;
  /** Points that are many and alike are not all killed at: every so-manieth of this name. */
  sample?: { point: string; every: number };
  /** What the run to its end exits with; default 0. */
  exitCode?: number;
  /** The same command again does not link what an earlier run gave data of its own before the one that it would be linked to. */
  loose?: boolean;
}

const longAgo = new Date('2020-02-02T02:02:02Z');

/** A tree with what makes it hard: links within and to the outside, read-only and empty files, links to folders. Small: each point is a run. */
export function plant(box: Box, tree: string): void {
  const at = (name: string): string => `${tree}/${name}`;
  box.write(at('a.txt'), 'first');
  fs.linkSync(box.here(at('a.txt')), box.here(at('b [1].txt')));
  box.write(at('sub/read-only'), 'do not write');
  box.write(at('sub/deep/ünï'), '');
  box.write('out/shared', 'shared with the outside');
  fs.linkSync(box.here('out/shared'), box.here(at('-shared')));
  if (hasLinks(box)) fs.symlinkSync('../out', box.here(at('to a folder')));
}

/** Wine and exFAT have no symbolic links. */
const hasLinks = ({ place }: Box): boolean => place.target !== 'wine' && place.name !== 'exfat';

/** Gives every file a time of long ago, so that none is by chance what a run would set; some are read-only. */
export function age(folder: string): void {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isFile()) continue;
    fs.utimesSync(file, longAgo, longAgo);
    if (entry.name === 'read-only') fs.chmodSync(file, 0o444);
  }
}

/** What stands in the way of a copy: other things under some of its names, one of them with a second name. */
function plantInTheWay(box: Box, tree: string): void {
  box.write(`${tree}/a.txt`, 'stood there before');
  box.write(`${tree}/sub/read-only`, 'stood there, too');
  fs.linkSync(box.here(tree, 'sub/read-only'), box.here(tree, 'second name'));
  box.write(`${tree}/own`, 'nobody asked about this one');
  if (hasLinks(box)) fs.symlinkSync('own', box.here(tree, 'to a folder'));
}

/** A tree on the other volume. */
function plantElsewhere(box: Box): void {
  const at = (name: string): string => path.join(box.other, 'in', name);
  box.write(at('a.txt'), 'first');
  fs.linkSync(at('a.txt'), at('b [1].txt'));
  box.write(at('sub/read-only'), 'do not write');
  box.write('out/x', 'out');
}

/** A copy of a tree over another one, for what comes after it. */
const copyOver = (box: Box): string[] => ['copy', '--exact', '--on-exists', 'replace', box.there(box.here('in')), box.there(box.here('new'))];

function plantBoth(box: Box): void {
  plant(box, 'in');
  plantInTheWay(box, 'new');
}

/** Runs a command to its end, for what is to be cut off afterwards. Throws where it fails. */
const done = (args: (box: Box) => string[]) => async (box: Box): Promise<void> => {
  const { exitCode, stdout } = await box.run(args(box));
  if (exitCode !== 0) throw new Error(stdout);
};

/** Takes back the operation that ran last. */
const undo = (box: Box): string[] => ['undo', journalsOf(box).filter(({ lines }) => lines[0]!['command'] !== 'undo').at(-1)!.id];

/** Kills a command at the first point of this name behind the first of another. */
function cutOff(make: (box: Box) => void, args: (box: Box) => string[], point: string, behind = point): (box: Box) => Promise<void> {
  const numbers = new Map<string, number>();
  return async (box) => {
    let number = numbers.get(box.place.name);
    if (number === undefined) {
      const twin = newBox(box.place);
      make(twin);
      const { points } = await runWithFaults(twin, args(twin));
      number = points.indexOf(point, points.indexOf(behind)) + 1;
      if (number === 0) throw new Error(`no ${point} behind ${behind} in ${points.join(' ')}`);
      numbers.set(box.place.name, number);
      twin.remove();
    }
    await runWithFaults(box, args(box), number);
  };
}

const copyTree = (box: Box): string[] => ['copy', '--exact', box.there(box.here('in')), box.there(box.here('new'))];

function plantNamesByCase(box: Box): void {
  for (const name of ['in/name', 'in/Name', 'out/x']) box.write(name, name);
}

/** So many that threads take part. */
function plantMany(box: Box): void {
  for (let number = 0; number < 1_300; number += 1) box.write(`in/${number % 3}/${number}`, String(number));
  box.write('out/x', 'out');
}

/** An operation of long ago, that has kept a file. */
function plantOldJournal(box: Box): void {
  plant(box, 'in');
  const id = '20200202T020202000Z-1-1';
  const keep = path.join(box.state, 'keeps', id, '1');
  for (const folder of [path.dirname(keep), path.join(box.state, 'journal')]) fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  fs.writeFileSync(keep, 'kept for too long');
  const header = { type: 'operation', format: 1, operationId: id, command: 'remove', argv: [], cwd: box.there(box.folder), started: '2020-02-02T02:02:02.000Z', process: { pid: 1, start: '', host: 'gone' }, trees: [{ path: box.there(box.here('in')), use: 'write' }] };
  const step = { type: 'step', step: 1, act: 'remove', path: box.there(box.here('in/gone')), keep: box.there(keep), was: null };
  fs.writeFileSync(path.join(box.state, 'journal', `${id}.ndjson`), [header, step, { type: 'end', time: '2020-02-02T02:02:03.000Z', interrupted: false }].map((line) => `${JSON.stringify(line)}\n`).join(''));
}

const removeTree = (box: Box): string[] => ['remove', '--recurse', '--undoable', box.there(box.here('in'))];

const detachTree = (box: Box): string[] => ['detach', '--recurse', box.there(box.here('in'))];

/** Equal files: of several names, read-only, one that a file elsewhere leads, one that differs in its last byte. */
function plantEqual(box: Box): void {
  const content = 'the same bytes '.repeat(400);
  for (const name of ['a.txt', 'sub/b [1].txt', 'sub/c']) box.write(`in/${name}`, content);
  fs.linkSync(box.here('in/sub/c'), box.here('in/d'));
  box.write('in/other', `${content.slice(1)}X`);
  for (const name of ['in/x', 'in/sub/y']) box.write(name, 'a second set '.repeat(500));
  box.write('out/shared', 'a second set '.repeat(500));
  fs.linkSync(box.here('out/shared'), box.here('in/-shared'));
}

const dedupeTree = (box: Box): string[] => ['dedupe', '--no-cache', box.there(box.here('in'))];

/** Pins whose targets an editor broke: one with the same content, two with others (read-only, of two names), one that is missing. */
function plantPins(box: Box): void {
  for (const name of ['app.ini', 'same', 'gone', 'sub/read-only']) box.write(`in/${name}`, `content of ${name}`);
  box.write('new/app.ini', 'saved by rename, and longer');
  fs.linkSync(box.here('new/app.ini'), box.here('new/second name'));
  box.write('new/same', 'content of same');
  box.write('new/sub/read-only', 'saved by rename, too');
  box.write('out/pins.json', '{ "pins": [ { "name": "all", "source": "../in", "targets": ["../new"] } ] }');
}

const repairPins = (box: Box): string[] => ['pin', 'repair', '--rule', 'source-wins', '--file', box.there(box.here('out/pins.json'))];

export const scenarios: readonly Scenario[] = [
  { name: 'repair of pins', on: ['tmpfs', 'Wine'], trees: ['in', 'new'], again: 'same', undo: true, make: plantPins, args: repairPins },
  { name: 'undo of a repair of pins', on: ['tmpfs'], trees: ['in', 'new'], again: 'same', undo: false, make: plantPins, before: done(repairPins), args: undo },
  { name: 'dedupe of a tree', on: ['tmpfs', 'ext4', 'ntfs-3g', 'Wine'], trees: ['in'], again: 'same', undo: true, loose: true, make: plantEqual, args: dedupeTree },
  { name: 'dedupe with its cache', on: ['tmpfs'], trees: ['in'], again: 'same', undo: true, loose: true, make: plantEqual, args: (box) => ['dedupe', box.there(box.here('in'))] },
  { name: 'undo of a dedupe', on: ['tmpfs', 'ntfs-3g'], trees: ['in'], again: 'same', undo: false, make: plantEqual, before: done(dedupeTree), args: undo },
  {
    name: 'copy of a tree', on: ['tmpfs', 'ext4', 'ntfs-3g'], beginsEarly: true, trees: ['new'], again: 'same', undo: true,
    make: (box) => plant(box, 'in'),
    args: copyTree,
  },
  { name: 'copy of more than 1,000 files', on: ['ext4'], trees: ['new'], again: 'same', undo: true, make: plantMany, args: copyTree, sample: { point: 'link', every: 100 } },
  { name: 'copy of names that differ in case', on: ['ext4'], trees: ['new'], again: 'same', undo: true, make: plantNamesByCase, args: copyTree },
  { name: 'copy that prunes an old journal', on: ['tmpfs'], trees: ['new'], again: 'same', undo: true, make: plantOldJournal, args: copyTree },
  { name: 'copy over files that stand there', on: ['tmpfs', 'ntfs-3g', 'Wine'], beginsEarly: true, trees: ['new'], again: 'same', undo: true, make: plantBoth, args: copyOver },
  {
    name: 'copy of data from another volume', on: ['exfat', 'ntfs-3g', 'Wine'], trees: ['new'], again: 'same', undo: true, loose: true,
    make: plantElsewhere,
    args: (box) => ['copy', '--exact', '--on-cross-volume', 'copy', box.there(path.join(box.other, 'in')), box.there(box.here('new'))],
  },
  {
    name: 'copy of data over files that stand there', on: ['tmpfs'], trees: ['new'], again: 'same', undo: true,
    make(box) {
      plantElsewhere(box);
      plantInTheWay(box, 'new');
    },
    args: (box) => ['copy', '--exact', '--on-cross-volume', 'copy', '--on-exists', 'replace', box.there(path.join(box.other, 'in')), box.there(box.here('new'))],
  },
  {
    name: 'one symbolic link over a file', on: ['tmpfs'], trees: ['new'], again: 'same', undo: true,
    make(box) {
      box.write('in', 'a file');
      box.write('new', 'stood there before');
      box.write('out/x', 'out');
    },
    args: (box) => ['copy', '--exact', '--as', 'symlink', '--on-exists', 'replace', box.there(box.here('in')), box.there(box.here('new'))],
  },
  {
    name: 'a junction, which Wine refuses', on: ['Wine'], trees: ['new'], again: 'same', undo: false, exitCode: 3,
    make(box) {
      box.write('in/file', 'a file');
      box.write('out/x', 'out');
    },
    args: (box) => ['copy', '--exact', '--as', 'junction', box.there(box.here('in')), box.there(box.here('new'))],
  },
  {
    name: 'detach of one name', on: ['ext4', 'Wine'], trees: ['in'], again: 'same', undo: true,
    make: (box) => plant(box, 'in'),
    args: (box) => ['detach', box.there(box.here('in/a.txt'))],
  },
  { name: 'detach of a tree', on: ['tmpfs', 'ntfs-3g'], trees: ['in'], again: 'same', undo: true, make: (box) => plant(box, 'in'), args: detachTree },
  {
    name: 'detach from the outside alone', on: ['tmpfs'], trees: ['in'], again: 'same', undo: true, loose: true,
    make(box) {
      plant(box, 'in');
      fs.linkSync(box.here('in/a.txt'), box.here('out/a.txt'));
    },
    args: (box) => ['detach', '--recurse', '--only-outside', box.there(box.here('in'))],
  },
  { name: 'remove of one name', on: ['ext4', 'Wine'], trees: ['in'], again: 'recover', undo: true, make: (box) => plant(box, 'in'), args: (box) => ['remove', box.there(box.here('in/a.txt'))] },
  { name: 'remove of a read-only name', on: ['tmpfs'], trees: ['in'], again: 'recover', undo: true, make: (box) => plant(box, 'in'), args: (box) => ['remove', '--undoable', box.there(box.here('in/sub/read-only'))] },
  { name: 'remove of a tree', on: ['tmpfs', 'ntfs-3g'], trees: ['in'], again: 'recover', undo: false, make: (box) => plant(box, 'in'), args: (box) => ['remove', '--recurse', box.there(box.here('in'))] },
  { name: 'remove of a tree, to be taken back', on: ['tmpfs', 'ntfs-3g', 'Wine'], trees: ['in'], again: 'recover', undo: true, make: (box) => plant(box, 'in'), args: removeTree },
  { name: 'remove of all names', on: ['tmpfs'], trees: ['in'], again: 'recover', undo: false, make: (box) => plant(box, 'in'), args: (box) => ['remove', '--all-names', '--yes', box.there(box.here('in/a.txt'))] },
  {
    name: 'removal into a recycle bin that is not there', on: ['Wine'], trees: ['in'], again: 'recover', undo: false, exitCode: 3, isOnlyCounted: true,
    make: (box) => plant(box, 'in'),
    args: (box) => ['remove', '--recurse', '--to-recycle-bin', box.there(box.here('in'))],
  },
  { name: 'undo of a removal', on: ['tmpfs', 'ntfs-3g'], trees: ['in'], again: 'same', undo: false, make: (box) => plant(box, 'in'), before: done(removeTree), args: undo },
  { name: 'undo of a copy', on: ['tmpfs', 'ntfs-3g', 'Wine'], trees: ['new'], again: 'same', undo: false, make: plantBoth, before: done(copyOver), args: undo },
  { name: 'recover of a copy', on: ['tmpfs', 'Wine'], trees: ['new'], again: 'same', undo: false, make: plantBoth, before: cutOff(plantBoth, copyOver, 'replace.rename'), args: () => ['recover'] },
  { name: 'recover of a probe', on: ['ext4'], trees: ['new'], again: 'same', undo: false, make: plantNamesByCase, before: cutOff(plantNamesByCase, copyTree, 'remove', 'probe'), args: () => ['recover'] },
  { name: 'undo of a detach', on: ['tmpfs'], trees: ['in'], again: 'same', undo: false, make: (box) => plant(box, 'in'), before: done(detachTree), args: undo },
];

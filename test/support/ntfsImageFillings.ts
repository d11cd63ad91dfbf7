import fs from 'node:fs';
import path from 'node:path';
import { run } from './ntfsImages.ts';

/** Numbers from 0 to below 1 that are the same in each run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seeded tree: folders in folders, files of which three in ten have up to four further names anywhere. */
export function fillTree(files: number, seed: number): (mount: string) => void {
  return (mount) => {
    const random = seeded(seed);
    const below = (count: number): number => Math.floor(random() * count);
    const folders = [mount];
    for (let index = 0; index < Math.ceil(files / 25); index += 1) {
      const folder = path.join(folders[below(folders.length)]!, `folder ${index} ${'d'.repeat(below(40))}`);
      fs.mkdirSync(folder);
      folders.push(folder);
    }
    const content = Buffer.alloc(9000, 'LinkKit ');
    for (let index = 0; index < files; index += 1) {
      const name = path.join(folders[below(folders.length)]!, `${index}-${'\u00e9'.repeat(below(30))}.txt`);
      // Most are empty or in their record; some take clusters.
      fs.writeFileSync(name, content.subarray(0, random() < 0.15 ? below(content.length) : below(random() < 0.5 ? 1 : 500)));
      const further = random() < 0.3 ? 1 + below(4) : 0;
      for (let link = 0; link < further; link += 1) fs.linkSync(name, path.join(folders[below(folders.length)]!, `${index} link ${link}`));
    }
  };
}

/** A file with 1,024 names in eight folders, and one with more than fit into a resident attribute list, also a DOS name. */
export function fillManyNames(mount: string): void {
  for (let folder = 0; folder < 8; folder += 1) fs.mkdirSync(path.join(mount, `f${folder}`));
  fs.writeFileSync(path.join(mount, 'first'), 'data of all names');
  for (let index = 1; index < 1024; index += 1) fs.linkSync(path.join(mount, 'first'), path.join(mount, `f${index % 8}`, `${'n'.repeat(index % 240)}${index}`));
  fs.writeFileSync(path.join(mount, 'short and long.text'), Buffer.alloc(5000, 1));
  setDosName(path.join(mount, 'short and long.text'), 'SHORTA~1.TEX');
  for (let index = 0; index < 300; index += 1) fs.linkSync(path.join(mount, 'short and long.text'), path.join(mount, 'f1', `second ${index}`));
}

/** Gives a file or a folder the DOS name that Windows would. Before its links: ntfs-3g refuses it after. */
export function setDosName(file: string, name: string): void {
  run('setfattr', '-h', '-n', 'system.ntfs_dos_name', '-v', name, file);
}

/** Names with DOS names beside them, linked and not, of files and folders; a name that is both; names given up again. */
export function fillDosNames(mount: string): void {
  const at = (...names: string[]): string => path.join(mount, ...names);
  fs.mkdirSync(at('A folder with a long name'));
  setDosName(at('A folder with a long name'), 'AFOLDE~1');
  for (let index = 0; index < 60; index += 1) {
    const name = at(...(index % 2 ? ['A folder with a long name'] : []), `A long name of a file ${index}.document`);
    fs.writeFileSync(name, 'x'.repeat(index * 20));
    setDosName(name, `ALONGN~${index}.DOC`);
    for (let link = 0; link < index % 4; link += 1) fs.linkSync(name, at(`link ${link} of ${index}`));
  }
  fs.writeFileSync(at('SHORT.TXT'), 'its long name is its DOS name');
  setDosName(at('SHORT.TXT'), 'SHORT.TXT');
  fs.linkSync(at('SHORT.TXT'), at('SHORT link'));
  // The name that had a DOS name goes, and the DOS name with it; a link stays.
  fs.unlinkSync(at('A long name of a file 2.document'));
  fs.renameSync(at('A long name of a file 6.document'), at('renamed 6.document'));
}

/** 210 folders in each other with names of 250 characters: paths of 52,500 characters, with files and links on the way. */
export function fillDeep(mount: string): void {
  fs.writeFileSync(path.join(mount, 'at the root'), 'linked from far below');
  let handle = fs.openSync(mount, 'r');
  // Named by its open parent, for no path of Linux may be so long.
  for (let level = 0; level < 210; level += 1) {
    const at = (name: string): string => `/proc/self/fd/${handle}/${name}`;
    const name = `${level} `.padEnd(250, 'abcdefghij');
    fs.mkdirSync(at(name));
    const next = fs.openSync(at(name), 'r');
    if (level % 7 === 0) fs.writeFileSync(at(`file ${level}`), 'x'.repeat(level));
    if (level % 50 === 9) fs.linkSync(path.join(mount, 'at the root'), at(`link ${level}`));
    fs.closeSync(handle);
    handle = next;
  }
  fs.writeFileSync(`/proc/self/fd/${handle}/last`, 'the bottom');
  fs.closeSync(handle);
}

/** Fills the volume with small files, deletes every second and creates files: the master file table must grow into the holes. */
export function fillFragmented(bytesEach: number): (mount: string) => void {
  return (mount) => {
    fs.mkdirSync(path.join(mount, 'fill'));
    const content = Buffer.alloc(bytesEach, 'x');
    const fill = (index: number): string => path.join(mount, 'fill', String(index));
    const filled = untilFull((index) => fs.writeFileSync(fill(index), content));
    for (let index = 0; index < filled; index += 2) fs.unlinkSync(fill(index));
    fs.mkdirSync(path.join(mount, 'new'));
    untilFull((index) => {
      fs.writeFileSync(path.join(mount, 'new', String(index)), '');
      if (index % 10 === 0) fs.linkSync(path.join(mount, 'new', String(index)), path.join(mount, `link ${index}`));
    });
  };
}

/** How many times it could be done until the volume was full. */
function untilFull(write: (index: number) => void): number {
  for (let index = 0; ; index += 1) {
    try {
      write(index);
    } catch (error) {
      if (index > 0 && (error as NodeJS.ErrnoException).code === 'ENOSPC') return index;
      throw error;
    }
  }
}

/** Records deleted and used again, with more and with fewer names; extension records, too. */
export function fillReused(mount: string): void {
  const random = seeded(7);
  const at = (...names: string[]): string => path.join(mount, ...names);
  for (const folder of ['one', 'two', 'gone', path.join('gone', 'below')]) fs.mkdirSync(at(folder));
  for (let round = 0; round < 4; round += 1) {
    for (let index = 0; index < 500; index += 1) {
      fs.writeFileSync(at('one', `${round} ${index}`), 'x'.repeat(Math.floor(random() * 1200)));
      if (random() < 0.3) fs.linkSync(at('one', `${round} ${index}`), at('two', `${round} ${index} linked`));
      if (random() < 0.1) fs.writeFileSync(at('gone', 'below', `${round} ${index}`), '');
    }
    fs.writeFileSync(at('many'), '');
    for (let index = 0; index < 200; index += 1) fs.linkSync(at('many'), at('two', `${round} many ${index}`));
    fs.unlinkSync(at('many'));
    for (const folder of ['one', 'two']) for (const name of fs.readdirSync(at(folder))) if (random() < 0.6) fs.unlinkSync(at(folder, name));
  }
  for (const name of fs.readdirSync(at('two'))) if (name.includes('many')) fs.unlinkSync(at('two', name));
  fs.rmSync(at('gone'), { recursive: true });
  // Records of folders become files and the other way round.
  fs.writeFileSync(at('was a folder'), '');
  fs.mkdirSync(at('new folder'));
  fs.writeFileSync(at('new folder', 'file'), 'new');
}

import fs from 'node:fs';
import path from 'node:path';
import { runLinkkit, type RunOptions, type RunResult } from '../support/exe.ts';
import { fillTree } from '../support/ntfsImageFillings.ts';
import { makeNtfsImage, run, type NtfsImage } from '../support/ntfsImages.ts';
import { setWindowsSerial } from '../support/volumes.mjs';
import { expectContract, itemsOf } from './where.ts';

/** An image that is mounted, too. */
export interface MountedImage {
  image: NtfsImage;
  mount: string;
  /** The names of each file, as find(1) has seen them on a mount before this one. */
  files: { names: string[]; size: number }[];
}

/** 1,500 files and their links; names that differ by more than case; `changed`, `renamed` and `untouched` with links beside them. */
export function mountedImage(name: string): MountedImage {
  const image = makeNtfsImage(name, { sizeMiB: 64 }, (folder) => {
    fillTree(1_500, 5)(folder);
    setWindowsSerial(folder, 0x4c4b_0d0d);
    fs.mkdirSync(path.join(folder, 'Mixed \u00c9', 'Case'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'Mixed \u00c9', 'Case', 'File \u00df.TXT'), 'mixed');
    for (const name of ['File SS.TXT', 'other']) fs.linkSync(path.join(folder, 'Mixed \u00c9', 'Case', 'File \u00df.TXT'), path.join(folder, 'Mixed \u00c9', 'Case', name));
    for (const place of ['changed', 'renamed', 'untouched']) {
      fs.mkdirSync(path.join(folder, place));
      for (const one of ['a', 'b', 'c']) fs.writeFileSync(path.join(folder, place, one), one);
      for (const one of ['a', 'b']) fs.linkSync(path.join(folder, place, one), path.join(folder, `${place}-${one}`));
    }
  });
  const mount = path.join(path.dirname(image.image), 'mount');
  run('ntfs-3g', '-o', 'streams_interface=windows,noatime', image.image, mount);
  const byRecord = Map.groupBy(image.listing.filter(({ kind }) => kind === 'f'), ({ record }) => record);
  const files = [...byRecord.values()].map((all) => ({ names: all.map((one) => one.path).sort(), size: all[0]!.size }));
  return { image, mount, files };
}

/** A run of the exe, by default the Linux one, whose lines are what the contract says. */
export async function linkkit(args: readonly string[], options: Partial<RunOptions> = {}): Promise<RunResult> {
  const result = await runLinkkit([...args, '--output', 'ndjson'], { target: 'linux', ...options });
  expectContract(result.lines);
  return result;
}

export interface SiblingsAnswer {
  path: string;
  names: string[];
  linkCount: number;
  size: number;
  fileId: string;
  engine: string;
  complete: boolean;
}
export const answers = (result: RunResult): SiblingsAnswer[] => itemsOf(result) as unknown as SiblingsAnswer[];

/** Paths as `--stdin` takes them. */
export const stdinOf = (names: readonly string[]): string => names.map((name) => `${JSON.stringify(name)}\n`).join('');

export const ownFirst = (own: string, names: readonly string[]): string[] => [own, ...names.filter((name) => name !== own).sort()];

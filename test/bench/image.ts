import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** A program that must end well. */
function run(program: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr ?? ''}${error?.message ?? ''}`);
}

/** An NTFS image with that many small files, 100 in each folder, mounted at `mount`; made once, found again by its name. Needs root, mkntfs and ntfs-3g. */
export function mountedImage(folder: string, files: number): { image: string; mount: string } {
  const [image, mount, whole] = ['image', 'mount', 'whole'].map((name) => path.join(folder, name)) as [string, string, string];
  fs.mkdirSync(mount, { recursive: true });
  if (!fs.existsSync(whole)) {
    fs.closeSync(fs.openSync(image, 'w'));
    fs.truncateSync(image, 64 * 2 ** 20 + files * 3 * 1024);
    run('mkntfs', '-F', '-Q', '-q', image);
  }
  run('ntfs-3g', '-o', 'noatime', image, mount);
  if (fs.existsSync(whole)) return { image, mount };
  for (let made = 0, number = 0; made < files; number += 1) {
    const at = path.join(mount, `d${number % 10}`, `e${number}`);
    fs.mkdirSync(at, { recursive: true });
    for (let index = 0; index < 100 && made < files; index += 1, made += 1) fs.writeFileSync(path.join(at, `file${index}.txt`), `file ${made}`);
  }
  unmount(mount);
  fs.writeFileSync(whole, '');
  return mountedImage(folder, files);
}

export const unmount = (mount: string): void => run('umount', mount);

import fs from 'node:fs';
import path from 'node:path';
import { createCipheriv } from 'node:crypto';

/** Bytes that look random and are the same each time (AES in counter mode). */
const noise = (size: number): Buffer => createCipheriv('aes-128-ctr', Buffer.alloc(16, 'linkkit'), Buffer.alloc(16)).update(Buffer.alloc(size));

/** The same numbers from 0 to 1 each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * A tree of files as people have them: 40 % are copies of another one, sizes from 4 KiB to 4 MiB (most of some ten KiB), a third of them of one of
 * 200 sizes that many share, 300 files in a folder. Of those that share a size some differ late. About 33 KB a file.
 */
export function makeDuplicateTree(root: string, files: number): string {
  if (fs.existsSync(path.join(root, '.whole'))) return root;
  fs.rmSync(root, { recursive: true, force: true });
  const next = numbers(7);
  const pool = noise(64 * 2 ** 20);
  const size = (): number => Math.round(Math.min(4 * 2 ** 20, 4096 + Math.exp(9.3 + 1.3 * (next() + next() + next() + next() - 2) * 1.7)));
  const shared = Array.from({ length: 200 }, size);
  const made: { size: number; from: number; late: boolean }[] = [];
  for (let number = 0; number < files; number += 1) {
    const folder = path.join(root, `d${Math.floor(number / 3000)}`, `e${Math.floor(number / 300) % 10}`);
    if (number % 300 === 0) fs.mkdirSync(folder, { recursive: true });
    const isCopy = number > files / 60 && next() < 0.4;
    const isShared = next() < 0.33;
    const file = isCopy
      ? made[Math.floor(next() * made.length)]!
      : { size: isShared ? shared[Math.floor(next() * shared.length)]! : size(), from: Math.floor(next() * 60 * 2 ** 20), late: next() < 0.1 };
    made.push(file);
    const bytes = Buffer.from(pool.subarray(file.from, file.from + file.size));
    // One that differs late from others of its size begins as they do
    if (file.late) pool.copy(bytes, 0, 0, file.size - 64);
    fs.writeFileSync(path.join(folder, `file${number}.bin`), bytes);
  }
  fs.writeFileSync(path.join(root, '.whole'), '');
  return root;
}

/** Pairs of large files, of which every second one differs 100,000 bytes before its end. */
export function makeLargePairs(root: string, pairs: number, size: number): string {
  if (fs.existsSync(path.join(root, '.whole'))) return root;
  fs.rmSync(root, { recursive: true, force: true });
  fs.mkdirSync(root, { recursive: true });
  const bytes = noise(size);
  for (let pair = 0; pair < pairs; pair += 1) {
    bytes.writeUInt32LE(pair, 0);
    fs.writeFileSync(path.join(root, `${pair}a`), bytes);
    const at = Math.max(8, size - 100_000);
    if (pair % 2 === 1) bytes[at]! ^= 1;
    fs.writeFileSync(path.join(root, `${pair}b`), bytes);
    if (pair % 2 === 1) bytes[at]! ^= 1;
  }
  fs.writeFileSync(path.join(root, '.whole'), '');
  return root;
}

/** Small files with names of usual length, a thousand in a folder; 20,000 sizes, so that each is shared by some, and next to no copies. */
export function makeManyFiles(root: string, folders: number): string {
  if (fs.existsSync(path.join(root, '.whole'))) return root;
  fs.rmSync(root, { recursive: true, force: true });
  const next = numbers(5);
  for (let folder = 0; folder < folders; folder += 1) {
    const at = path.join(root, `d${folder}`);
    fs.mkdirSync(at, { recursive: true });
    for (let number = 0; number < 1000; number += 1) {
      const file = fs.openSync(path.join(at, `a rather usual name ${number}.dat`), 'w');
      fs.writeSync(file, `file ${folder * 1000 + number}`);
      fs.ftruncateSync(file, 4096 + Math.floor(next() * 20_000));
      fs.closeSync(file);
    }
  }
  fs.writeFileSync(path.join(root, '.whole'), '');
  return root;
}

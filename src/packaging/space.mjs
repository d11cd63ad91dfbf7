// @ts-check
// What folders take on the disk. Plain Node >= 20, no dependencies.
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Allocated bytes of everything at and below some folders, each file counted once however many names it has.
 * @param {string[]} folders
 * @returns {{bytes: number, names: number, files: number}} names: files by name; files: files by identity
 */
export function allocated(...folders) {
  const seen = new Set();
  let bytes = 0;
  let names = 0;
  let files = 0;
  const waiting = [...folders];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const { dev, ino, blocks } = lstatSync(path, { bigint: true });
    const key = `${dev} ${ino}`;
    const isNew = !seen.has(key);
    seen.add(key);
    if (isNew) bytes += Number(blocks) * 512;
    let entries;
    try {
      entries = readdirSync(path, { withFileTypes: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOTDIR') throw error;
      continue;
    }
    for (const entry of entries) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) {
        waiting.push(inner);
        continue;
      }
      names += 1;
      const file = lstatSync(inner, { bigint: true });
      const id = `${file.dev} ${file.ino}`;
      if (seen.has(id)) continue;
      seen.add(id);
      files += 1;
      bytes += Number(file.blocks) * 512;
    }
  }
  return { bytes, names, files };
}

/** @param {number} bytes @returns {string} for a person */
export function readable(bytes) {
  if (bytes < 2 ** 20) return `${(bytes / 2 ** 10).toFixed(0)} KiB`;
  return bytes < 2 ** 30 ? `${(bytes / 2 ** 20).toFixed(1)} MiB` : `${(bytes / 2 ** 30).toFixed(2)} GiB`;
}

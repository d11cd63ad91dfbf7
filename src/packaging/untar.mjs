// @ts-check
// A reader for npm's package archives (ustar in gzip). tar.exe and GNU tar differ on drive letters; this does not.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** @param {Buffer} block @param {number} from @param {number} length */
function text(block, from, length) {
  const field = block.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
}

/** @param {Buffer} archive a .tgz @returns {Generator<{path: string, mode: number, content: Buffer}>} regular files only */
export function* tarEntries(archive) {
  const data = gunzipSync(archive);
  for (let at = 0; at + 512 <= data.length; ) {
    const header = data.subarray(at, at + 512);
    const name = text(header, 0, 100);
    if (name === '') return;
    const size = parseInt(text(header, 124, 12).trim() || '0', 8);
    const type = String.fromCharCode(header[156] ?? 0);
    const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : '';
    at += 512;
    if (type === 'x' || type === 'L') throw new Error(`The archive has an extended header before ${name}: not supported`);
    if (type === '0' || type === '\0') {
      yield {
        path: prefix === '' ? name : `${prefix}/${name}`,
        mode: parseInt(text(header, 100, 8).trim() || '644', 8),
        content: data.subarray(at, at + size),
      };
    }
    at += Math.ceil(size / 512) * 512;
  }
}

/**
 * Unpacks an npm package archive without its leading `package/`.
 * @param {Buffer} archive @param {string} folder where to @param {(path: string) => boolean} wanted which files
 * @returns {number} how many files were written
 */
export function unpack(archive, folder, wanted = () => true) {
  let count = 0;
  for (const { path, mode, content } of tarEntries(archive)) {
    const inner = normalize(path.replace(/^[^/]+\//, ''));
    if (!wanted(inner.split(sep).join('/'))) continue;
    if (inner.startsWith('..')) throw new Error(`The archive names a file outside of itself: ${path}`);
    const target = join(folder, inner);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content, { mode: mode & 0o111 ? 0o755 : 0o644 });
    count += 1;
  }
  return count;
}

import { run } from './ntfsImages.ts';

/** One name on a mounted NTFS volume. */
export interface Listed {
  /** The number of its MFT record, which ntfs-3g gives as the inode. */
  record: number;
  /** As its record counts them: with DOS names, which are no names in this listing. */
  links: number;
  /** Bytes of the data. Of a link (`l`) those of what ntfs-3g says it leads to. */
  size: number;
  /** Units of 512 bytes. ntfs-3g counts a resident file's bytes rounded up to 8, the clusters of others, of a compressed or sparse one those that are there. */
  blocks: number;
  /** find's letter: d folder, f file, l what ntfs-3g shows as a link (any reparse point, or a file of Interix), p, s, c, b. */
  kind: string;
  /** Begins with a backslash at the volume's root. */
  path: string;
  /** The path of the folder that it lies in; the root is a single backslash. */
  parent: string;
}

/** Everything below a mount point, by find(1). */
export function listFolder(mount: string): Listed[] {
  const bytes = run('find', mount, '-mindepth', '1', '-noleaf', '-printf', '%i %n %s %b %y %P\\0');
  const listed: Listed[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start);
    listed.push(readLine(bytes.subarray(start, end)));
    start = end + 1;
  }
  return listed;
}

function readLine(line: Buffer): Listed {
  let at = 0;
  const fields = Array.from({ length: 5 }, () => {
    const end = line.indexOf(0x20, at);
    const field = line.toString('latin1', at, end);
    at = end + 1;
    return field;
  });
  const [record, links, size, blocks] = fields.map(Number) as [number, number, number, number];
  const path = line.subarray(at);
  const slash = path.lastIndexOf(0x2f);
  return { record, links, size, blocks, kind: fields[4]!, path: windowsPath(path), parent: windowsPath(path.subarray(0, Math.max(slash, 0))) };
}

const windowsPath = (bytes: Buffer): string => `\\${decodeName(bytes).replaceAll('/', '\\')}`;

/** ntfs-3g writes a lone surrogate as the three bytes that UTF-8 would have for it, which no decoder takes. */
function decodeName(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\ufffd') || !bytes.includes(0xed)) return text;
  return bytes
    .toString('latin1')
    .split(/(\xed[\xa0-\xbf][\x80-\xbf])/)
    .map((part, index) => (index % 2 === 0 ? Buffer.from(part, 'latin1').toString('utf8') : String.fromCharCode(0xd000 | ((part.charCodeAt(1) & 0x3f) << 6) | (part.charCodeAt(2) & 0x3f))))
    .join('');
}

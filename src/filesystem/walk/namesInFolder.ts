import { isUtf8 } from 'node:buffer';
import fs from 'node:fs';
import { fileInformation, toNativePath } from '../../native/windows.ts';
import { windowsKind } from '../windowsKind.ts';

/**
 * The names in a folder of Windows as Node lists them, lone surrogates kept. A folder that is a link has none: Node would
 * enter it. Throws the system's own error.
 */
export function namesInFolder(path: string): string[] {
  const { isDirectory, reparseTag } = fileInformation(path);
  if (isDirectory && windowsKind(isDirectory, reparseTag) !== 'directory') return [];
  return fs.readdirSync(toNativePath(path), { encoding: 'buffer' }).map(fromWtf8);
}

/** Text from the bytes in which libuv gives a Windows name: UTF-8, in which a lone surrogate stands as three bytes of its own (WTF-8). */
export function fromWtf8(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let text = '';
  let from = 0;
  for (let at = 0; at + 2 < bytes.length; at += 1) {
    if (bytes[at] !== 0xed || bytes[at + 1]! < 0xa0) continue;
    text += bytes.toString('utf8', from, at) + String.fromCharCode(0xd000 | ((bytes[at + 1]! & 0x3f) << 6) | (bytes[at + 2]! & 0x3f));
    at += 2;
    from = at + 1;
  }
  return text + bytes.toString('utf8', from);
}

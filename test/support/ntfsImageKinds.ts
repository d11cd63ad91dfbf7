import fs from 'node:fs';
import path from 'node:path';
import { seeded } from './ntfsImageFillings.ts';
import { run } from './ntfsImages.ts';

/** Names of 255 UTF-16 units, of any Unicode, that differ only in case, that look like NTFS's own. */
export function fillUnicode(mount: string): void {
  const names = [
    'a'.repeat(255), '\u4e2d'.repeat(255), `${'\ud83d\ude00'.repeat(127)}x`, `${'e\u0301'.repeat(127)}e`,
    'caf\u00e9', 'cafe\u0301', 'Stra\u00dfe', 'STRASSE', 'case', 'Case', 'CASE', '\u0130', 'i\u0307', '\u01c5', '\u01c6',
    '\u05e9\u05dc\u05d5\u05dd.txt', '\u202egnp.exe', '\u200f\u200e', '\ufffd', '\ufffe', '\uffff', '\ufeffbom', '\u2028\u2029', '\ue000', '\ud800\udc00', '\udbff\udfff',
    ' leading', 'trailing ', 'dots...', '.hidden', 'CON', 'nul.txt', 'a*?<>|"', 'tab\tnew\nline', '\u0001\u001f\u007f\u0085', 'back\\slash', '$weird', '$Mft', '~', "quote'quote",
  ];
  const at = (...parts: string[]): string => path.join(mount, ...parts);
  // Names of metafiles are free in any folder but the root, and in the root as long as they are other records.
  for (const folder of ['\u0434\u0430\u043d\u043d\u044b\u0435', 'meta', path.join('meta', '$Extend')]) fs.mkdirSync(at(folder));
  for (const name of ['$MFT', '$Bitmap', '$Secure', path.join('$Extend', '$UsnJrnl')]) fs.writeFileSync(at('meta', name), 'no metafile');
  for (const [index, name] of names.entries()) {
    fs.writeFileSync(at(name), name);
    if (index % 3 === 0) fs.linkSync(at(name), at('\u0434\u0430\u043d\u043d\u044b\u0435', `${index} of many \ud83d\udc69\u200d\ud83d\udc67`));
    else if (index % 3 === 1) fs.linkSync(at(name), at('meta', name));
  }
  fs.mkdirSync(at('any'));
  const random = seeded(42);
  for (let index = 0; index < 400; index += 1) {
    const points = Array.from({ length: 1 + Math.floor(random() * 30) }, () => anyCharacter(random));
    fs.writeFileSync(at('any', `${index}${String.fromCodePoint(...points)}`), '');
  }
}

function anyCharacter(random: () => number): number {
  for (;;) {
    const point = Math.floor(random() * (random() < 0.7 ? 0x1_0000 : 0x11_0000));
    if (point !== 0 && point !== 0x2f && point !== 0x3a && (point < 0xd800 || point > 0xdfff)) return point;
  }
}

/** Names with lone surrogates: ntfs-3g takes the three bytes that UTF-8 would have for them. Beside them names that JSON can carry. */
export function fillLoneSurrogates(mount: string): void {
  const at = (bytes: number[], text: string): Buffer => Buffer.concat([Buffer.from(`${mount}/`), Buffer.from(bytes), Buffer.from(text)]);
  const [high, low] = [[0xed, 0xa0, 0x80], [0xed, 0xb0, 0x80]] as const;
  fs.writeFileSync(at([...high], 'alone'), '1');
  fs.writeFileSync(path.join(mount, 'good'), 'linked');
  fs.linkSync(path.join(mount, 'good'), at([...low], 'link of good'));
  fs.mkdirSync(at([...low], 'folder'));
  fs.mkdirSync(at([...high], 'empty folder'));
  fs.writeFileSync(at([...low], 'folder/below'), '22');
  fs.writeFileSync(path.join(mount, 'other'), '');
}

/** What a file can be besides plain: compressed, sparse, with streams, in many pieces, a reparse point, of Interix. */
export function fillKinds(mount: string): void {
  const at = (...names: string[]): string => path.join(mount, ...names);
  for (const folder of ['compressed', 'sparse', 'streams', 'pieces', 'links']) fs.mkdirSync(at(folder));
  run('setfattr', '-n', 'system.ntfs_attrib_be', '-v', '0x00000810', at('compressed'));
  const random = seeded(3);
  const noise = (length: number): Buffer => Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
  const mixed = Buffer.concat([Buffer.alloc(70_000, 'well compressed '), noise(70_000), Buffer.alloc(200_000, 'x'), noise(5000)]);
  fs.writeFileSync(at('compressed', 'zeros and noise'), mixed);
  fs.writeFileSync(at('compressed', 'text'), 'hello '.repeat(50_000));
  fs.writeFileSync(at('compressed', 'noise'), noise(100_000));
  fs.writeFileSync(at('compressed', 'small'), 'x');
  fs.writeFileSync(at('compressed', 'empty'), '');
  fs.linkSync(at('compressed', 'text'), at('text linked'));

  const holes = fs.openSync(at('sparse', 'holes'), 'w');
  for (let place = 0; place < 20; place += 1) fs.writeSync(holes, 'data', place * 300_000);
  fs.ftruncateSync(holes, 50_000_000);
  fs.closeSync(holes);
  fs.writeFileSync(at('sparse', 'all hole'), '');
  fs.truncateSync(at('sparse', 'all hole'), 5 * 2 ** 30); // beyond 32 bits
  fs.linkSync(at('sparse', 'all hole'), at('hole linked'));

  fs.writeFileSync(at('streams', 'two'), 'main');
  fs.writeFileSync(at('streams', 'two:Zone.Identifier'), '[ZoneTransfer]');
  fs.writeFileSync(at('streams', 'two:large'), Buffer.alloc(20_000, 1));
  fs.writeFileSync(at('streams', 'only:stream'), 'the main data is empty');
  fs.writeFileSync(at('streams:of a folder'), 'streams of folders are no files');
  fs.writeFileSync(at('streams', 'many'), 'm'.repeat(100));
  for (let index = 0; index < 150; index += 1) fs.writeFileSync(at('streams', `many:stream ${index}`), 's'.repeat(index % 90));
  for (let index = 0; index < 150; index += 1) fs.linkSync(at('streams', 'many'), at(`many ${index}`));

  fillPieces(at('pieces', 'one'));
  fs.writeFileSync(at('pieces', 'small'), 'x');
  fillPieces(at('pieces', 'small:stream in pieces'));
  fs.linkSync(at('pieces', 'one'), at('pieces linked'));
  fillLinks(at('links'));
}

/** A file of which every second cluster is a hole: it lies in thousands of pieces, whose list needs several records. */
function fillPieces(file: string): void {
  const handle = fs.openSync(file, 'w');
  const piece = Buffer.alloc(4096, 'p');
  for (let index = 0; index < 2500; index += 1) fs.writeSync(handle, piece, 0, piece.length, index * 2 * piece.length);
  fs.closeSync(handle);
}

/** IO_REPARSE_TAG_… of the reparse points that fillLinks makes, by name. */
export const reparseTags: Record<string, number> = { junction: 0xa000_0003, 'file link': 0xa000_000c, placeholder: 0x9000_001a, 'large placeholder': 0x9000_601a, compact: 0x8000_0017 };

function fillLinks(folder: string): void {
  const at = (name: string): string => path.join(folder, name);
  fs.symlinkSync('../compressed/text', at('symbolic'));
  fs.symlinkSync('\u00e9\ud83d\ude00'.repeat(40), at('symbolic to nowhere'));
  fs.mkdirSync(at('junction'));
  const names = (first: string, second: string, flags: number[]): Buffer => {
    const [substitute, print] = [Buffer.from(first, 'utf16le'), Buffer.from(second, 'utf16le')];
    const head = Buffer.alloc(8);
    [0, substitute.length, substitute.length, print.length].forEach((value, index) => head.writeUInt16LE(value, 2 * index));
    return Buffer.concat([head, Buffer.from(flags), substitute, print]);
  };
  for (const name of ['file link', 'placeholder', 'large placeholder', 'compact']) fs.writeFileSync(at(name), name === 'file link' ? '' : 'x'.repeat(3000));
  setReparsePoint(at('junction'), reparseTags['junction']!, names('\\??\\C:\\target\0', 'C:\\target\0', []));
  setReparsePoint(at('file link'), reparseTags['file link']!, names('target', 'target', [1, 0, 0, 0]));
  setReparsePoint(at('placeholder'), reparseTags['placeholder']!, Buffer.alloc(100, 1));
  setReparsePoint(at('large placeholder'), reparseTags['large placeholder']!, Buffer.alloc(6000, 1)); // too large for its record
  setReparsePoint(at('compact'), reparseTags['compact']!, Buffer.alloc(16, 1));
  fs.writeFileSync(at('tagged and linked'), 'x');
  fs.linkSync(at('tagged and linked'), at('tagged and linked too'));
}

/** Makes a file or a folder a reparse point. */
export function setReparsePoint(file: string, tag: number, data: Buffer): void {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(tag, 0);
  head.writeUInt16LE(data.length, 4);
  run('setfattr', '-h', '-n', 'system.ntfs_reparse_data', '-v', `0x${Buffer.concat([head, data]).toString('hex')}`, file);
}

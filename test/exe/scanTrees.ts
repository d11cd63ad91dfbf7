import fs from 'node:fs';
import path from 'node:path';

export interface Tree {
  /** All folders, what is scanned first. */
  folders: string[];
  files: string[];
}

/** Letters of every length in UTF-8 and UTF-16, with marks, both directions and what shells and patterns are afraid of. */
const letters = [...'abcXYZ019._-+ $%&\'()[]{}~!@#^,;=\u00e9e\u0301\u00df\u0130\u05d0\u0628\u4e2d\u65e5\ufffd\ufeff\u200b\ud83d\ude00\ud800\udc00\udbff\udffd'.replace(/[\ud800-\udfff]/g, ''), '\ud83d\ude00', '\ud800\udc00', '\udbff\udffd'];
/** What Windows cannot have in a name. */
const posixLetters = [...letters, '\n', '\t', '\u0001', '\\', '"', '*', '?', '<', '|'];

/**
 * Folders in folders, files of all small sizes and some with holes, links anywhere. A part of the links lies in `outside`.
 * Symbolic links lead to files, to folders above (a loop) and nowhere.
 */
export function makeTree(folder: string, random: () => number, { forWindows = false, lineBreaks = true, count = 120 } = {}): Tree {
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(of: readonly T[]): T => of[below(of.length)]!;
  const anyLetter = forWindows ? letters : posixLetters.filter((letter) => lineBreaks || letter !== '\n');
  let number = 0;
  /** The number at the end makes a name one of its own, also where case is not told apart. */
  const newName = (): string => `${Array.from({ length: below(12) }, () => pick(anyLetter)).join('')}${(number += 1)}${random() < 0.1 ? pick([' ', '.', '. ']) : ''}${random() < 0.3 ? '.txt' : ''}`;
  const inside = path.join(folder, 'in');
  const folders = [inside];
  fs.mkdirSync(inside, { recursive: true });
  for (let index = 0; index < count / 6; index += 1) {
    const one = path.join(pick(folders), random() < 0.15 ? `skip ${index}` : newName());
    fs.mkdirSync(one);
    folders.push(one);
  }
  const outside = path.join(folder, 'outside');
  fs.mkdirSync(outside);
  const files: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const file = path.join(pick(folders), newName());
    fs.writeFileSync(file, Buffer.alloc(pick([0, 1, below(600), below(9000), 4096, 70_000]), 'x'));
    if (random() < 0.05) fs.truncateSync(file, 3_000_000 + below(1000));
    files.push(file);
    for (let links = random() < 0.4 ? 1 + below(4) : 0; links > 0; links -= 1) {
      const name = path.join(random() < 0.2 ? outside : random() < 0.3 ? path.dirname(file) : pick(folders), newName());
      fs.linkSync(file, name);
      if (!name.startsWith(outside)) files.push(name);
    }
  }
  if (forWindows) return { folders, files };
  for (const target of [pick(files), pick(folders), inside, outside, '..', 'nowhere']) fs.symlinkSync(target, path.join(pick(folders), newName()));
  return { folders, files };
}

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { foldCase } from '../../../src/filesystem/caseSensitivity.ts';

test('case is folded letter by letter and never changes a name’s length', () => {
  for (const [one, other] of [['readme', 'ReadMe'], ['ÄÖ', 'äö'], ['Ἀ', 'ἀ'], ['ᾀ', 'ᾈ'], ['σ', 'Σ'], ['д', 'Д']]) expect(foldCase(one!), one).toBe(foldCase(other!));
  for (const [one, other] of [['ß', 'ss'], ['ﬁ', 'fi'], ['ŉ', 'ʼN'], ['µ', 'μ'], ['ı', 'I'], ['ſ', 's'], ['ς', 'σ'], ['İ', 'i']]) expect(foldCase(one!), one).not.toBe(foldCase(other!));
  for (let unit = 0; unit < 0x1_0000; unit += 1) expect(foldCase(String.fromCharCode(unit))).toHaveLength(1);
});

test('whatever NTFS holds for one name is folded to one (the $UpCase that mkntfs writes is the oracle)', (context) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-upcase-'));
  try {
    const image = path.join(folder, 'image');
    fs.writeFileSync(image, '');
    fs.truncateSync(image, 20 * 2 ** 20);
    execFileSync('mkntfs', ['-F', '-Q', '-q', image], { stdio: 'pipe' });
    const table = execFileSync('ntfscat', ['-f', '-i', '10', image], { stdio: 'pipe' });
    const missed: string[] = [];
    for (let unit = 0; unit < 0x1_0000; unit += 1) {
      const [one, other] = [unit, table.readUInt16LE(unit * 2)].map((code) => String.fromCharCode(code));
      if (foldCase(one!) !== foldCase(other!)) missed.push(unit.toString(16));
    }
    expect(missed).toEqual([]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    context.skip('mkntfs and ntfscat (package ntfs-3g) are not here');
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

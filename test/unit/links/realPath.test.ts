import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { realPath, volumeView, type WindowsPlace } from '../../../src/links/realPath.ts';

/** [how the file was named and what Windows says, its own name, names of the volume → how they are written first] */
const places: [string, WindowsPlace, string, Record<string, string>][] = [
  ['a drive', { asked: 'C:\\a\\x', mount: 'C:', final: { full: 'C:\\a\\x', fromRoot: '\\a\\x' } }, 'C:\\a\\x', { '\\b\\y': 'C:\\b\\y' }],
  ['a drive, in another case', { asked: 'c:\\A\\X', mount: 'C:', final: { full: 'C:\\a\\x', fromRoot: '\\a\\x' } }, 'C:\\a\\x', { '\\b\\y': 'C:\\b\\y' }],
  ['short names', { asked: 'C:\\PROGRA~1\\x', mount: 'C:', final: { full: 'C:\\Program Files\\x', fromRoot: '\\Program Files\\x' } }, 'C:\\Program Files\\x', { '\\b': 'C:\\b' }],
  [
    'a subst drive: what it shows under its letter, the rest under the volume\'s own',
    { asked: 'S:\\a\\x', mount: 'S:', final: { full: 'C:\\work\\a\\x', fromRoot: '\\work\\a\\x' } },
    'S:\\a\\x',
    { '\\work\\b\\y': 'S:\\b\\y', '\\other\\y': 'C:\\other\\y', '\\workshop\\y': 'C:\\workshop\\y' },
  ],
  ['a mount point', { asked: 'C:\\mnt\\data\\x', mount: 'C:\\mnt\\data', final: { full: 'D:\\x', fromRoot: '\\x' } }, 'C:\\mnt\\data\\x', { '\\f\\y': 'C:\\mnt\\data\\f\\y' }],
  ['a link to a folder on the same drive', { asked: 'C:\\link\\x', mount: 'C:', final: { full: 'C:\\real\\x', fromRoot: '\\real\\x' } }, 'C:\\real\\x', { '\\b\\y': 'C:\\b\\y' }],
  ['a link to a folder on another drive', { asked: 'C:\\link\\f\\x', mount: 'C:', final: { full: 'D:\\real\\x', fromRoot: '\\real\\x' } }, 'D:\\real\\x', { '\\b\\y': 'D:\\b\\y' }],
  [
    'a share behind a letter',
    { asked: 'Z:\\a\\x', mount: 'Z:', final: { full: '\\\\server\\share\\a\\x', fromRoot: '\\server\\share\\a\\x' } },
    'Z:\\a\\x',
    { '\\server\\share\\b': 'Z:\\b' },
  ],
  ['a share', { asked: '\\\\server\\share\\a\\x', mount: '\\\\server\\share', final: { full: '\\\\server\\share\\a\\x', fromRoot: '\\a\\x' } }, '\\\\server\\share\\a\\x', { '\\b': '\\\\server\\share\\b' }],
  ['a path that Windows cannot resolve', { asked: 'C:\\a\\x', mount: 'C:', final: null }, 'C:\\a\\x', { '\\b': 'C:\\b' }],
  ['a folder without a letter', { asked: '\\\\?\\Volume{1}\\x', mount: '\\\\?\\Volume{1}', final: { full: '\\\\?\\Volume{1}\\x', fromRoot: '\\x' } }, '\\\\?\\Volume{1}\\x', { '\\b': '\\\\?\\Volume{1}\\b' }],
];

describe('how the names of a volume are written', () => {
  test.each(places)('%s', (_, place, self, names) => {
    const view = volumeView(place);
    expect(view.self).toBe(self);
    for (const [name, written] of Object.entries(names)) expect(view.spell(name)[0]).toBe(written);
  });

  test('a share whose names begin at the share is found by a later spelling', () => {
    const view = volumeView({ asked: 'Z:\\x', mount: 'Z:', final: { full: '\\\\server\\share\\x', fromRoot: '\\server\\share\\x' } });
    expect(view.spell('\\y')).toContain('Z:\\y');
  });
});

test.skipIf(process.platform === 'win32')('links in the folder are resolved, the last name is not', () => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-real-')));
  try {
    fs.mkdirSync(path.join(folder, 'real'));
    fs.symlinkSync('real', path.join(folder, 'link'));
    fs.symlinkSync('nowhere', path.join(folder, 'real', 'broken'));
    expect(realPath(path.join(folder, 'link', 'broken'))).toBe(path.join(folder, 'real', 'broken'));
    expect(() => realPath(path.join(folder, 'none', 'x'))).toThrow(expect.objectContaining({ code: 'NotFound' }) as unknown as Error);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayPath, toNativePath } from '../../../src/native/paths.ts';
import { Win32Error } from '../../../src/native/win32Error.ts';

describe('toNativePath', () => {
  test.each([
    ['C:\\', '\\\\?\\C:\\'],
    ['C:/', '\\\\?\\C:\\'],
    ['c:\\a', '\\\\?\\c:\\a'],
    ['C:\\a\\', '\\\\?\\C:\\a'],
    ['C:/a/b', '\\\\?\\C:\\a\\b'],
    ['C:\\a\\\\b', '\\\\?\\C:\\a\\b'],
    ['C:\\a\\.\\b\\..\\c', '\\\\?\\C:\\a\\c'],
    ['C:\\..\\a', '\\\\?\\C:\\a'],
    ['C:\\a\\..', '\\\\?\\C:\\'],
    ['C:\\...\\a', '\\\\?\\C:\\...\\a'],
    ['C:\\a. ', '\\\\?\\C:\\a. '],
    ['C:\\dots...\\ b \\c.', '\\\\?\\C:\\dots...\\ b \\c.'],
    ['C:\\NUL', '\\\\?\\C:\\NUL'],
    ['\\\\server\\share', '\\\\?\\UNC\\server\\share'],
    ['\\\\server\\share\\a\\..\\b', '\\\\?\\UNC\\server\\share\\b'],
    ['//server/share/a', '\\\\?\\UNC\\server\\share\\a'],
    ['\\\\?\\C:\\a\\..\\b.', '\\\\?\\C:\\a\\..\\b.'],
    ['\\\\?\\UNC\\server\\share\\a', '\\\\?\\UNC\\server\\share\\a'],
    ['\\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\a', '\\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\a'],
    ['\\\\.\\C:', '\\\\.\\C:'],
    ['C:\\e\u0301\\\u00e9\\\ud83d\ude00', '\\\\?\\C:\\e\u0301\\\u00e9\\\ud83d\ude00'],
    [`C:\\${'x'.repeat(300)}`, `\\\\?\\C:\\${'x'.repeat(300)}`],
  ])('%s', (path, native) => {
    expect(toNativePath(path)).toBe(native);
  });

  test.each(['', 'a', 'C:', 'C:a', '\\a', '/a', '..\\a'])('refuses what is not absolute: %j', (path) => {
    expect(() => toNativePath(path)).toThrow(TypeError);
  });

  test('refuses a NUL, which would end the path early', () => {
    expect(() => toNativePath('C:\\a\0b')).toThrow(expect.objectContaining({ name: 'Win32Error', code: 123 }) as unknown as Win32Error);
  });

  test('names are never changed', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => !/[\\/\0]/.test(text) && text !== '.' && text !== '..');
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 6 }), (names) => {
        const native = toNativePath(`D:\\${names.join('\\')}`);
        expect(native).toBe(`\\\\?\\D:\\${names.join('\\')}`);
        expect(toNativePath(native)).toBe(native);
        expect(toNativePath(displayPath(native))).toBe(native);
      }),
    );
  });
});

describe('displayPath', () => {
  test.each([
    ['\\\\?\\C:\\a', 'C:\\a'],
    ['\\\\?\\C:\\', 'C:\\'],
    ['\\\\?\\UNC\\server\\share\\a', '\\\\server\\share\\a'],
    ['C:\\a', 'C:\\a'],
    [`\\\\?\\C:\\${'x'.repeat(300)}`, `C:\\${'x'.repeat(300)}`],
  ])('%s → %s', (native, path) => {
    expect(displayPath(native)).toBe(path);
  });

  test.each(['\\\\?\\C:\\a.', '\\\\?\\C:\\a \\b', '\\\\?\\C:\\nul', '\\\\?\\C:\\NUL.txt', '\\\\?\\C:\\com1', '\\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\a'])(
    'keeps the prefix where Windows would understand something else: %s',
    (native) => {
      expect(displayPath(native)).toBe(native);
    },
  );
});

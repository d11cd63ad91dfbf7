import { expect, test } from 'vitest';
import { nameFilter } from '../../../src/operations/nameFilter.ts';

const sep = process.platform === 'win32' ? '\\' : '/';
const path = (text: string): string => text.replaceAll('/', sep);

test('a glob without a slash is held against the name, one with a slash against the path', async () => {
  const keeps = await nameFilter(['*.txt', 'src/**/*.ts'], ['node_modules', '/top', 'build/']);
  expect(keeps('a.txt', false)).toBe(true);
  expect(keeps(path('deep/er/a.txt'), false)).toBe(true);
  expect(keeps('a.md', false)).toBe(false);
  expect(keeps(path('src/x/y.ts'), false)).toBe(true);
  expect(keeps(path('other/src/y.ts'), false)).toBe(false);
  expect(keeps(path('deep/node_modules'), true)).toBe(false);
  expect([keeps(path('deep/build'), true), keeps('build', true)], 'a slash at the end, as tab completion writes it').toEqual([false, false]);
  expect([keeps('top', true), keeps(path('deep/top'), true)]).toEqual([false, true]);
  expect(keeps('.hidden.txt', false)).toBe(true);
  expect(keeps('docs', true)).toBe(true);
});

test('nothing asked keeps everything', async () => {
  const keeps = await nameFilter([], []);
  expect(keeps('[x]*', false) && keeps('x', true)).toBe(true);
});

test.skipIf(process.platform === 'win32')('a name may hold line breaks, also as its first character', async () => {
  const keeps = await nameFilter(['*.txt', 'docs/**'], []);
  expect(['\n.txt', 'a\nb.txt', 'docs/\nx'].map((name) => keeps(name, false))).toEqual([true, true, true]);
});

import { expect, test } from 'vitest';
import { shellWord } from '../../../src/cli/output/shellWord.ts';

test.each([
  ['C:\\Data\\a.txt', 'C:\\Data\\a.txt', 'C:\\Data\\a.txt'],
  ['C:\\My data', '"C:\\My data"', "'C:\\My data'"],
  ["it's", '"it\'s"', "'it'\\''s'"],
  ['$(calc)', "'$(calc)'", "'$(calc)'"],
  ['a`b', "'a`b'", "'a`b'"],
  ["$it's", "'$it''s'", "'$it'\\''s'"],
  ['a\u201d; calc; \u201d', "'a\u201d; calc; \u201d'", "'a\u201d; calc; \u201d'"],
  ['a\nb', 'a\\u000ab', 'a\\u000ab'],
])('%j is pasted as %j on Windows and as %j elsewhere', (argument, windows, posix) => {
  expect([shellWord(argument, true), shellWord(argument, false)]).toEqual([windows, posix]);
});

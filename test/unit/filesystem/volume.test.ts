import { expect, test } from 'vitest';
import { isOneMountedVolume } from '../../../src/filesystem/volume.ts';

// The bench cannot have it (a drive that comes while Wine runs has no name): a cloned disk, whose serial is the first one's.
const [disk, clone] = ['\\\\?\\Volume{1}\\', '\\\\?\\Volume{2}\\'];

test.each([
  ['C:\\', disk, 'c:\\', disk, true],
  ['C:\\', disk, 'C:\\mounted\\', disk, true],
  ['C:\\', disk, 'D:\\', clone, false],
  ['C:\\', disk, '\\\\server\\share\\', null, false],
  ['\\\\server\\one\\', null, '\\\\server\\two\\', null, false],
  ['\\\\server\\one\\', null, '\\\\SERVER\\one\\', null, true],
])('%s (%s) and %s (%s) are one volume: %s', (root, name, otherRoot, otherName, expected) => {
  expect(isOneMountedVolume({ root, name }, { root: otherRoot, name: otherName })).toBe(expected);
});

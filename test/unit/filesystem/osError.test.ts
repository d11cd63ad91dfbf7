import { expect, test } from 'vitest';
import { fromOsError } from '../../../src/filesystem/osError.ts';

const windows = (code: number): Error => Object.assign(new Error('x'), { code, call: 'CreateHardLinkW' });
const posix = (code: string): Error => Object.assign(new Error('x'), { code, syscall: 'link' });

test.each([
  [1, 'HardLinksNotSupported'],
  [2, 'NotFound'],
  [5, 'AccessDenied'],
  [17, 'CrossVolume'],
  [19, 'ReadOnlyVolume'],
  [32, 'InUse'],
  [112, 'NoSpace'],
  [183, 'WouldOverwrite'],
  [206, 'PathTooLong'],
  [1142, 'TooManyLinks'],
  [1314, 'PrivilegeRequired'],
])('Windows %i is %s, and keeps its number', (number, code) => {
  expect(fromOsError(windows(number), 'C:\\x')).toMatchObject({ code, osError: number, path: 'C:\\x' });
});

test.each([
  ['EXDEV', 'CrossVolume'],
  ['EMLINK', 'TooManyLinks'],
  ['EROFS', 'ReadOnlyVolume'],
  ['ENOSPC', 'NoSpace'],
])('%s is %s', (name, code) => {
  expect(fromOsError(posix(name), '/x')).toMatchObject({ code, osError: name });
});

test('an unknown number is told with its call and what to look up; a bug is thrown on', () => {
  expect(fromOsError(windows(9999), 'x').message).toContain('CreateHardLinkW failed with the system');
  expect(() => fromOsError(new TypeError('bug'), 'x')).toThrow(TypeError);
});

import { expect, test } from 'vitest';
import { lazyLibrary } from '../../../src/native/library.ts';
import { Win32Error, isUnsupported } from '../../../src/native/win32Error.ts';

const [dll, name] = process.platform === 'win32' ? ['kernel32.dll', 'GetCurrentProcessId'] : ['libc.so.6', 'getpid'];

test('a function is bound when it is first asked for, and only then', () => {
  const functions = lazyLibrary<Record<string, () => number>>(dll, { [name]: ['int', []], noSuchFunction: ['int', []] });
  expect(Object.getOwnPropertyDescriptor(functions, name)!.get).toBeDefined();
  expect(functions[name]!()).toBe(process.pid);
  expect(Object.getOwnPropertyDescriptor(functions, name)!.get).toBeUndefined();
});

test('a function that the system lacks is Win32Error 127 at the call', () => {
  const functions = lazyLibrary<{ noSuchFunction: () => number }>(dll, { noSuchFunction: ['int', []] });
  let failure: unknown;
  try {
    functions.noSuchFunction();
  } catch (error) {
    failure = error;
  }
  expect(failure).toBeInstanceOf(Win32Error);
  expect(failure).toMatchObject({ code: 127, call: 'noSuchFunction' });
  expect(isUnsupported(failure)).toBe(true);
});

test.each([
  [1, true],
  [50, true],
  [87, true],
  [120, true],
  [124, true],
  [5, false],
  [2, false],
  [1142, false],
])('isUnsupported(%i) is %s', (code, answer) => {
  expect(isUnsupported(new Win32Error('x', code))).toBe(answer);
});

test('isUnsupported is about Win32 errors only', () => {
  expect(isUnsupported(Object.assign(new Error('x'), { code: 50 }))).toBe(false);
});

// POSIX alone: on Windows a DACL decides, whose bytes are tested in test/unit/ntfs/securityDescriptor.test.ts
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { writerAmongUsers } from '../../../src/filesystem/writers.ts';

const made: string[] = [];
afterAll(() => made.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

describe.runIf(process.platform !== 'win32' && process.geteuid!() === 0)('who could change what lies under a path', () => {
  let root: string;
  let file: string;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-writers-')); // 0700, in a sticky folder
    made.push(root);
    fs.mkdirSync(path.join(root, 'a/b'), { recursive: true, mode: 0o755 });
    file = path.join(root, 'a/b/file');
    fs.writeFileSync(file, '', { mode: 0o644 });
  });

  test('nobody but root', () => expect(writerAmongUsers(file)).toBeNull());

  test.each([
    ['a/b/file', 0o646, 'everyone'], ['a/b/file', 0o664, 'its group'], ['a/b', 0o777, 'everyone'], ['a', 0o775, 'its group'],
  ])('%s with mode %o: %s', (name, mode, who) => {
    fs.chmodSync(path.join(root, name), mode);
    expect(writerAmongUsers(file)).toEqual({ path: path.join(root, name), who });
  });

  test.each(['a/b/file', 'a/b', 'a'])('the owner of %s', (name) => {
    fs.chownSync(path.join(root, name), 1234, 0);
    expect(writerAmongUsers(file)).toEqual({ path: path.join(root, name), who: 'its owner (user 1234)' });
  });

  test('in a sticky folder each may remove his own entries only; what is not there yet is judged by the folders above', () => {
    fs.chmodSync(path.join(root, 'a'), 0o1777);
    expect(writerAmongUsers(file)).toBeNull();
    // Made by whoever comes first
    expect(writerAmongUsers(path.join(root, 'a/not/there'))).toEqual({ path: path.join(root, 'a'), who: 'everyone' });
  });
});

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readState, type FileMetadata } from '../../../src/filesystem/fileState.ts';
import { putMetadata } from '../../../src/filesystem/putMetadata.ts';

describe.skipIf(process.platform === 'win32')('metadata put back', () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, name);
  const metadataOf = (name: string): FileMetadata => readState(at(name)).metadata!;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-metadata-'));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  test('a folder gets mode, owner and times, the rights last', () => {
    fs.mkdirSync(at('was'));
    fs.utimesSync(at('was'), 1e9 + 0.125, 1.2e9 + 0.25);
    fs.chmodSync(at('was'), 0o3550);
    if (process.getuid?.() === 0) fs.chownSync(at('was'), 65_534, 65_533);
    const was = metadataOf('was');
    fs.mkdirSync(at('new'), 0o700);
    expect(putMetadata(at('new'), was, { isLink: false })).toEqual([]);
    expect(metadataOf('new')).toEqual(was);
  });

  test('a symbolic link gets its times, and what it leads to is not touched', () => {
    fs.writeFileSync(at('target'), 'x');
    const before = fs.statSync(at('target'));
    fs.symlinkSync('target', at('link'));
    expect(putMetadata(at('link'), { accessed: 1e12, modified: 1.1e12, mode: 0o777, uid: process.getuid!(), gid: process.getgid!() }, { isLink: true })).toEqual([]);
    expect(fs.lstatSync(at('link')).mtimeMs).toBe(1.1e12);
    expect([fs.statSync(at('target')).mtimeMs, fs.statSync(at('target')).mode]).toEqual([before.mtimeMs, before.mode]);
  });

  test('what cannot be set is told, and the rest is set; a set-user-id bit does not come without its owner', () => {
    fs.mkdirSync(at('new'), 0o700);
    vi.spyOn(fs, 'lchownSync').mockImplementation(() => {
      throw Object.assign(new Error('no'), { code: 'EPERM' });
    });
    const lost = putMetadata(at('new'), { accessed: 1e12, modified: 1.1e12, mode: 0o6755, uid: 12_345, gid: 12_345 }, { isLink: false });
    expect(lost.map(({ code, osError, path: name }) => [code, osError, name])).toEqual([['MetadataNotKept', 'EPERM', at('new')]]);
    expect([fs.statSync(at('new')).mode & 0o7777, fs.statSync(at('new')).mtimeMs]).toEqual([0o755, 1.1e12]);
  });
});

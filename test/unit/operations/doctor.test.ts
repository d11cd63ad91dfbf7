import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { doctor } from '../../../src/operations/doctor.ts';

// A ReFS volume cannot be had here: only its name is played, all else is tried for real.
const played = vi.hoisted(() => ({ fileSystem: '' }));
vi.mock('../../../src/filesystem/volume.ts', async (original) => {
  const real = await original<typeof import('../../../src/filesystem/volume.ts')>();
  return { ...real, volumeOf: (folder: string) => ({ ...real.volumeOf(folder), ...(played.fileSystem && { fileSystem: played.fileSystem }) }) };
});

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-doctor-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

async function examine(): Promise<Record<string, unknown>> {
  for await (const event of doctor({ path: [folder] }, { signal: new AbortController().signal, cwd: folder, mark: null })) return { ...event };
  throw new Error('no answer');
}

test.each(['ReFS', 'refs'])('on %s a block clone is said to be the safer choice for files that will be edited', async (fileSystem) => {
  played.fileSystem = fileSystem;
  const item = await examine();
  expect(item).toMatchObject({ type: 'item', fileSystem, hardLinks: 'yes' });
  expect(item['advice']).toMatch(/clone blocks?.*edited.*safer/);
});

test('on NTFS, which has no clones, nothing is advised', async () => {
  played.fileSystem = 'NTFS';
  expect((await examine())['advice']).toBeNull();
});

test.skipIf(process.platform === 'win32')('root is told that it is root, another that he has none of the privileges', async () => {
  expect((await examine())['privileges']).toEqual(process.getuid?.() === 0 ? ['root'] : []);
});

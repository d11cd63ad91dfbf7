import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LinkKitError } from '../../../src/contract/errors.ts';
import { openVolumeBytes, type VolumePlace } from '../../../src/filesystem/volumeBytes.ts';
import { bootSector } from '../../support/ntfsBytes.ts';

let folder: string;
const at = (name: string): string => path.join(folder, name);
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-bytes-'));
  fs.writeFileSync(at('volume'), Buffer.concat([bootSector(), Buffer.alloc(1536, 7)]));
  fs.writeFileSync(at('empty'), '');
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** The error's code and the bytes that can be read of a place. */
async function tried(place: VolumePlace): Promise<{ code?: string; message?: string; size?: number; read?: Buffer }> {
  try {
    const { size, read, close } = openVolumeBytes(place);
    const bytes = Buffer.alloc(8192);
    const count = await read(bytes, 0);
    close();
    return { size, read: bytes.subarray(0, count) };
  } catch (error) {
    const { code, message } = error as LinkKitError;
    return { code, message };
  }
}

describe('the bytes of a volume', () => {
  test('all of a file, from an offset on, none behind the end', async () => {
    const whole = fs.readFileSync(at('volume'));
    expect(await tried({ path: at('volume') })).toEqual({ size: 2048, read: whole });
    expect(await tried({ path: at('volume'), offset: 2047 })).toEqual({ size: 1, read: whole.subarray(2047) });
    for (const offset of [2048, 2049, 2 ** 53 - 1]) expect(await tried({ path: at('volume'), offset })).toEqual({ code: 'Usage', message: `The offset ${offset} lies behind the end (2048 bytes).` });
  });

  test('reads behind the end give nothing, wherever', async () => {
    const { read, close } = openVolumeBytes({ path: at('volume'), offset: 512 });
    expect(await Promise.all([1530, 1536, 2 ** 40, 2 ** 53 - 1].map((position) => read(Buffer.alloc(16), position)))).toEqual([6, 0, 0, 0]);
    close();
  });

  test('an empty file is no volume', async () => {
    expect(await tried({ path: at('empty') })).toMatchObject({ code: 'NotNtfs' });
  });

  test('a folder, a name that is not there, a partition that is not there', async () => {
    expect(await tried({ path: folder })).toEqual({ code: 'InvalidFile', message: 'This is a folder, and no image.' });
    expect(await tried({ path: at('no') })).toMatchObject({ code: 'NotFound' });
    expect(await tried({ path: at('volume'), partition: 1 })).toEqual({ code: 'Usage', message: 'There is no partition 1.' });
  });

  test.runIf(process.platform === 'linux')('a pipe that nobody writes into holds nobody up', async () => {
    expect(spawnSync('mkfifo', [at('pipe')]).status).toBe(0);
    const started = performance.now();
    expect(await tried({ path: at('pipe') })).toMatchObject({ code: 'ReadError' });
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

// detach on a file system whose copies share their blocks (xfs): the copy is a clone, and takes no space.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runLinkkit } from '../support/exe.ts';
import { canMakeVolume, extraVolume, type Volume } from '../support/ntfs.ts';
import { codes, itemsOf, sameFile, summaryOf } from './where.ts';

describe.runIf(canMakeVolume('xfs'))('detach where copies are clones', () => {
  const MiB = 2 ** 20;
  let volume: Volume;
  const at = (...names: string[]): string => path.join(volume.linux, ...names);
  const free = (): number => {
    execFileSync('sync', ['-f', volume.linux]);
    const { bavail, bsize } = fs.statfsSync(volume.linux);
    return bavail * bsize;
  };
  beforeAll(() => void (volume = extraVolume('clones', { fileSystem: 'xfs', sizeMiB: 300 })));
  afterAll(() => volume.remove());

  test('the item says so, nothing is written, and an edit of one name is not seen under the other', async () => {
    // More than half of the volume: a copy would have no room
    fs.writeFileSync(at('a'), Buffer.alloc(160 * MiB, 'shared'));
    fs.linkSync(at('a'), at('b'));
    const before = free();
    expect(before).toBeLessThan(160 * MiB);
    const result = await runLinkkit(['detach', at('a'), '--output', 'ndjson'], { target: 'linux' });
    expect([codes(result), result.exitCode, itemsOf(result).map(({ method }) => method), summaryOf(result)['bytesWritten']]).toEqual([[], 0, ['clone'], 0]);
    expect(before - free()).toBeLessThan(4 * MiB);
    const file = fs.openSync(at('a'), 'r+');
    fs.writeSync(file, 'edited', 80 * MiB);
    fs.closeSync(file);
    const read = (name: string): string => fs.readFileSync(at(name)).toString('latin1', 80 * MiB, 80 * MiB + 6);
    expect([sameFile(at('a'), at('b')), read('a'), fs.readFileSync(at('b')).equals(Buffer.alloc(160 * MiB, 'shared'))]).toEqual([false, 'edited', true]);
  });
});

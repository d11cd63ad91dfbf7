// Real failures of the machine: no space, no right, a file in use, a read-only volume, a disk that does not read, a file with as many names
// as it may have. Each is an error line of the right code and exit 1; nothing is lost and nothing half done is left.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { nodeProgram } from '../../src/packaging/paths.mjs';
import { exePath, runLinkkit, targets, type Line, type RunResult } from '../support/exe.ts';
import { canMakeVolume, extraVolume, type Volume } from '../support/ntfs.ts';
import { codes, where } from '../exe/where.ts';
import { wineEnvironment, wineProgram } from '../support/wine.mjs';
import { likeness, manifestOf, isTemporary } from './manifest.ts';

const nd = ['--output', 'ndjson'];
const root = process.getuid?.() === 0;

/** Nothing that was there is other than before, and there is no temporary name. */
function expectUntouched(folder: string, before: Record<string, string>): void {
  const now = manifestOf(folder);
  expect([...now.keys()].filter(isTemporary)).toEqual([]);
  const names = (name: string): string => (before[name] ?? '').replace(/ =.*/, '');
  for (const name of Object.keys(before)) expect([name, (likeness(now)[name] ?? 'gone').replace(/ =.*/, '')]).toEqual([name, names(name)]);
}

describe.runIf(root && canMakeVolume('tmpfs')).each(['tmpfs', 'ntfs'] as const)('a volume without space, %s', (fileSystem) => {
  let volume: Volume;
  let disk: string;
  const at = (...names: string[]): string => path.join(volume.linux, ...names);
  beforeAll(() => {
    volume = extraVolume(`full-${fileSystem}`, { fileSystem, sizeMiB: 16 });
    disk = fs.mkdtempSync('/var/tmp/linkkit-errors-');
    fs.mkdirSync(path.join(disk, 'in'));
    for (const name of ['a', 'b', 'c']) fs.writeFileSync(path.join(disk, 'in', name), name.repeat(3 * 2 ** 20));
  });
  afterAll(() => {
    volume?.remove();
    fs.rmSync(disk, { recursive: true, force: true });
  });
  const run = (args: string[], state = path.join(disk, 'state')): Promise<RunResult> => runLinkkit([...args, ...nd], { target: 'linux', env: { LINKKIT_STATE: state } });

  /** Leaves so many bytes. */
  function fill(left: number): void {
    fs.rmSync(at('filler'), { force: true });
    const { bavail, bsize } = fs.statfsSync(volume.linux);
    const size = Math.max(0, bavail * bsize - left);
    fs.writeFileSync(at('filler'), Buffer.alloc(size, 1));
  }

  test('a copy of data: what there is room for is made, the rest is NoSpace, what stood there stays', async () => {
    fs.mkdirSync(at('new'));
    fs.writeFileSync(at('new', 'b'), 'stood there before');
    fill(4 * 2 ** 20);
    const before = likeness(manifestOf(at('new')));
    const result = await run(['copy', '--exact', '--on-cross-volume', 'copy', '--on-exists', 'replace', path.join(disk, 'in'), at('new')]);
    expect([result.exitCode, [...new Set(codes(result))]]).toEqual([1, ['NoSpace']]);
    expectUntouched(at('new'), before);
  });

  test('detach is refused before it touches anything', async () => {
    fs.rmSync(at('new'), { recursive: true, force: true });
    fs.rmSync(at('filler'), { force: true });
    fs.mkdirSync(at('in'));
    fs.writeFileSync(at('in', 'a'), 'a'.repeat(3 * 2 ** 20));
    fs.linkSync(at('in', 'a'), at('in', 'b'));
    fill(2 ** 20);
    const before = likeness(manifestOf(at('in')));
    const result = await run(['detach', at('in', 'a')]);
    expect([result.exitCode, codes(result)]).toEqual([1, ['NoSpace']]);
    expect(likeness(manifestOf(at('in')))).toEqual(before);
  });

  test.runIf(fileSystem === 'tmpfs')('a journal that cannot be written: nothing is changed at all', async () => {
    fs.mkdirSync(at('box', 'state'), { recursive: true, mode: 0o755 });
    fill(0);
    const before = likeness(manifestOf(path.join(disk, 'in')));
    const result = await run(['copy', '--exact', path.join(disk, 'in'), path.join(disk, 'new')], at('box', 'state'));
    expect([result.exitCode, codes(result)]).toEqual([1, ['NoSpace']]);
    expect(fs.existsSync(path.join(disk, 'new'))).toBe(false);
    expect(likeness(manifestOf(path.join(disk, 'in')))).toEqual(before);
    fs.rmSync(at('filler'));
  });
});

describe.runIf(root && canMakeVolume('tmpfs'))('a volume that may only be read', () => {
  let volume: Volume;
  beforeAll(() => {
    volume = extraVolume('read-only', { fileSystem: 'tmpfs', sizeMiB: 16 });
    const at = (...names: string[]): string => path.join(volume.linux, ...names);
    fs.mkdirSync(at('in'));
    fs.writeFileSync(at('in', 'a'), 'data');
    fs.linkSync(at('in', 'a'), at('in', 'b'));
    spawnSync('mount', ['-o', 'remount,ro', volume.linux]);
  });
  afterAll(() => volume?.remove());

  test.each([
    ['copy', (at: (name: string) => string) => ['copy', '--exact', at('in'), at('new')]],
    ['detach', (at: (name: string) => string) => ['detach', at('in/a')]],
    ['remove', (at: (name: string) => string) => ['remove', at('in/a')]],
  ])('%s is ReadOnlyVolume', async (_, args) => {
    const before = likeness(manifestOf(volume.linux));
    const result = await runLinkkit([...args((name) => path.join(volume.linux, name)), ...nd], { target: 'linux' });
    expect([result.exitCode, [...new Set(codes(result))]]).toEqual([1, ['ReadOnlyVolume']]);
    expect(likeness(manifestOf(volume.linux))).toEqual(before);
  });
});

describe.runIf(root && process.platform === 'linux')('an ordinary user without rights', () => {
  let folder: string;
  const at = (...names: string[]): string => path.join(folder, ...names);
  beforeAll(() => {
    folder = fs.mkdtempSync('/var/tmp/linkkit-errors-');
    fs.chmodSync(folder, 0o755);
    for (const [tree, mode] of [['mine', 0o755], ['theirs', 0o755]] as const) {
      fs.mkdirSync(at(tree), { mode });
      for (const name of ['a', 'b']) fs.writeFileSync(at(tree, name), `${tree} ${name}`);
      fs.linkSync(at(tree, 'a'), at(tree, 'a 2'));
    }
    for (const name of ['mine', 'mine/a', 'mine/b']) fs.chownSync(at(name), 65_534, 65_534);
    fs.copyFileSync(exePath('linux'), at('linkkit'));
    fs.mkdirSync(at('home'), { mode: 0o700 });
    fs.chownSync(at('home'), 65_534, 65_534);
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  test.each([
    ['copy into their folder', ['copy', '--on-exists', 'replace', 'mine/b', 'theirs/b']],
    ['detach in their folder', ['detach', 'theirs/a']],
    ['remove in their folder', ['remove', 'theirs/a']],
  ])('%s is AccessDenied', (_, args) => {
    const before = likeness(manifestOf(folder));
    const { status, stdout } = spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', at('linkkit'), ...args, ...nd], {
      encoding: 'utf8', cwd: folder, env: { PATH: process.env['PATH'], HOME: at('home'), LINKKIT_STATE: at('home', 'state') },
    });
    const lines = stdout.trim().split('\n').map((line) => JSON.parse(line) as Line);
    expect([status, lines.filter(({ type }) => type === 'error').map(({ code }) => code)]).toEqual([1, ['AccessDenied']]);
    const now = likeness(manifestOf(folder));
    for (const name of Object.keys(now)) if (name.startsWith('home')) delete now[name];
    for (const name of Object.keys(before)) if (name.startsWith('home')) delete before[name];
    expect(now).toEqual(before);
  });
});

describe.runIf(root && process.platform === 'linux')('a disk that does not read', () => {
  let folder: string;
  const mount = (): string => path.join(folder, 'mount');
  let works = false;
  beforeAll(() => {
    folder = fs.mkdtempSync('/var/tmp/linkkit-errors-');
    fs.mkdirSync(mount());
    const image = path.join(folder, 'image');
    fs.closeSync(fs.openSync(image, 'w'));
    fs.truncateSync(image, 32 * 2 ** 20);
    spawnSync('mkfs.ext4', ['-q', '-F', image]);
    if (spawnSync('mount', ['-o', 'loop', image, mount()]).status !== 0) return;
    fs.mkdirSync(path.join(mount(), 'in'));
    fs.writeFileSync(path.join(mount(), 'in', 'a'), Buffer.alloc(8 * 2 ** 20, 7));
    fs.writeFileSync(path.join(mount(), 'in', 'b'), 'small');
    spawnSync('umount', [mount()]);
    works = spawnSync('mount', ['-o', 'loop', image, mount()]).status === 0;
    // The image loses its second half under the mounted volume: what lay there cannot be read any more
    fs.truncateSync(image, 4 * 2 ** 20);
  });
  afterAll(() => {
    spawnSync('umount', ['-l', mount()]);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  test('a copy of its data: an error of that file, and nothing of it', async (context) => {
    if (!works) context.skip('no loop device can be mounted here');
    const result = await runLinkkit(['copy', '--exact', '--on-cross-volume', 'copy', path.join(mount(), 'in'), '/dev/shm/linkkit-errors', ...nd], { target: 'linux' });
    const left = fs.existsSync('/dev/shm/linkkit-errors') ? fs.readdirSync('/dev/shm/linkkit-errors') : [];
    fs.rmSync('/dev/shm/linkkit-errors', { recursive: true, force: true });
    expect(result.exitCode).toBe(1);
    expect(codes(result)).toContain('ReadError');
    expect(left.filter((name) => name === 'a' || isTemporary(name))).toEqual([]);
  });
});

describe.each(targets())('as many names as a file may have, %s', (target) => {
  test('the one too many is TooManyLinks, the others are made', async () => {
    const w = where(target);
    w.write('a', 'data');
    for (const name of ['x', 'y', 'z']) fs.linkSync(w.here('a'), w.here(name));
    fs.mkdirSync(w.here('in'));
    for (const name of ['a', 'x', 'y']) fs.renameSync(w.here(name), w.here('in', name));
    const before = likeness(manifestOf(w.here('in')));
    const result = await w.run(['copy', '--exact', '--link-limit', '4', w.there('in'), w.there('new'), ...nd]);
    expect([result.exitCode, codes(result)]).toEqual([1, ['TooManyLinks', 'TooManyLinks']]);
    expect(fs.readdirSync(w.here('new')).filter((name) => !isTemporary(name))).toHaveLength(1);
    expectUntouched(w.here('in'), before);
  });
});

/** A program that opens a file as most do, and lets nobody else delete it (share mode 0, libuv's UV_FS_O_EXLOCK). */
const holding = `const fs = require('fs'), [file, mark] = process.argv.slice(1); fs.openSync(file, 0x10000000 | 2); fs.writeFileSync(mark, ''); const timer = setInterval(() => fs.existsSync(mark.replace('is held', 'let go')) && process.exit(0), 50); setTimeout(() => process.exit(1), 140000)`;

describe.runIf(targets().includes('wine'))('a file that another program holds, wine', () => {
  test('replacing and removing it is InUse; what it holds stays', { timeout: 150_000 }, async () => {
    const w = where('wine');
    w.write('held', 'held by another');
    fs.linkSync(w.here('held'), w.here('second'));
    w.write('b', 'data');
    const before = likeness(manifestOf(w.folder));
    const holder = spawn(wineProgram()!, [nodeProgram('win-x64'), '-e', holding, w.there('held'), w.there('is held')], { env: { ...process.env, ...wineEnvironment() }, stdio: 'ignore' });
    const closed = new Promise((resolve) => holder.on('close', resolve));
    try {
      await vi.waitFor(() => expect(fs.existsSync(w.here('is held'))).toBe(true), { timeout: 20_000, interval: 50 });
      for (const args of [['copy', '--on-exists', 'replace', w.there('b'), w.there('held')], ['remove', w.there('held')], ['detach', w.there('held')]]) {
        const result = await w.run([...args, ...nd]);
        expect([args[0], result.exitCode, codes(result)]).toEqual([args[0], 1, ['InUse']]);
      }
    } finally {
      fs.writeFileSync(w.here('let go'), '');
      await closed;
    }
    const now = likeness(manifestOf(w.folder));
    for (const name of Object.keys(now)) if (!(name in before)) delete now[name];
    expect(now).toEqual(before);
  });
});

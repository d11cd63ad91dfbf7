import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { ownProcess, type ProcessMark } from '../../../src/filesystem/processes.ts';
import type { Tree } from '../../../src/journal/format.ts';
import { lockTrees } from '../../../src/journal/locks.ts';
import { canMakeVolume, extraVolume, type Volume } from '../../support/ntfs.ts';

let number = 0;
const unlocks: (() => void)[] = [];
/** Locks as an operation of its own. */
async function lock(trees: readonly (string | Tree)[], { waitSeconds = 0, signal = new AbortController().signal } = {}): Promise<() => void> {
  const unlock = await lockTrees(`operation-${(number += 1)}`, 'copy', trees.map((tree) => (typeof tree === 'string' ? { path: tree, use: 'write' } : tree)), { waitSeconds, signal });
  unlocks.push(unlock);
  return unlock;
}
const busy = expect.objectContaining({ code: 'Busy' });

describe.skipIf(!canMakeVolume('tmpfs'))('locks', () => {
  let volume: Volume | undefined;
  const at = (...names: string[]): string => path.join((volume ??= extraVolume('locks', { fileSystem: 'tmpfs' })).linux, ...names);
  const locks = (): string => at('.linkkit', 'locks');
  const files = (): string[] => (fs.existsSync(locks()) ? fs.readdirSync(locks()) : []);
  const folder = (name: string): string => {
    fs.mkdirSync(at(name), { recursive: true });
    return at(name);
  };
  /** A lock as another process would leave it. */
  const others = (name: string, trees: readonly Tree[], owner: ProcessMark): void => {
    fs.mkdirSync(locks(), { recursive: true });
    fs.writeFileSync(path.join(locks(), name), JSON.stringify({ operationId: 'other', command: 'detach', process: owner, trees }));
  };
  afterEach(() => unlocks.splice(0).forEach((unlock) => unlock()));
  afterAll(() => volume?.remove());

  test('one tree belongs to one operation, with all that is in it and around it; others are free', async () => {
    folder('a/sub');
    await lock([at('a/sub')]);
    for (const tree of ['a/sub', 'a/sub/deeper', 'a', '']) await expect(lock([at(tree)]), tree).rejects.toThrow(busy);
    for (const tree of ['b', 'a/sub2', 'a/su', 'a/sub.txt']) await lock([at(tree)]);
    await expect(lock([at('c'), at('a/sub/x')])).rejects.toThrow(expect.objectContaining({ path: at('a/sub/x'), message: expect.stringContaining(`process ${process.pid}`), hint: expect.stringContaining('--wait') }));
  });

  test('two may read, one that writes waits', async () => {
    const read = (tree: string): Tree => ({ path: at(folder(tree) && tree), use: 'read' });
    await lock([read('r')]);
    const second = await lock([read('r'), at('w')]);
    await expect(lock([at('r/x')])).rejects.toThrow(busy);
    await expect(lock([read('w')])).rejects.toThrow(busy);
    second();
    await lock([read('w')]);
  });

  test('a tree has one name, however it is spelled', async () => {
    folder('true/tree');
    fs.rmSync(at('alias'), { force: true });
    fs.symlinkSync(at('true'), at('alias'));
    await lock([at('alias/tree/new/name')]);
    await expect(lock([at('true/tree')])).rejects.toThrow(busy);
  });

  test('a dead owner holds nothing, whoever has its process id by now; a living one does', async () => {
    const tree: Tree = { path: at('t'), use: 'write' };
    const living = spawn('sleep', ['60']);
    try {
      others('dead.lock', [tree], { pid: 999_999_999, start: 'x', host: os.hostname() });
      others('reused.lock', [tree], { ...markOf(living), start: 'another start' });
      (await lock([tree]))();
      expect(files()).toEqual([]);
      others('living.lock', [tree], markOf(living));
      await expect(lock([tree])).rejects.toThrow(busy);
      others('elsewhere.lock', [{ path: at('u'), use: 'write' }], { pid: 1, start: 'x', host: 'another-machine' });
      await expect(lock([at('u')])).rejects.toThrow(expect.objectContaining({ message: expect.stringContaining('on another-machine') }));
    } finally {
      await killed(living);
    }
    await lock([tree]);
    fs.rmSync(path.join(locks(), 'elsewhere.lock'));
  });

  test('what others put among the locks stops nobody', async () => {
    fs.mkdirSync(locks(), { recursive: true });
    spawnSync('mkfifo', [path.join(locks(), 'pipe.lock')]);
    fs.mkdirSync(path.join(locks(), 'folder.lock'));
    fs.symlinkSync('/dev/zero', path.join(locks(), 'link.lock'));
    const whole = { operationId: 'x', command: 'y', process: ownProcess(), trees: [{ path: at('w'), use: 'write' }] };
    const bad = [[], 1, 'x', { ...whole, trees: [null] }, { ...whole, trees: [{ path: 1, use: 'write' }] }, { ...whole, process: { pid: 1 } }, { ...whole, trees: {} }];
    bad.forEach((one, index) => fs.writeFileSync(path.join(locks(), `${index}.lock`), JSON.stringify(one)));
    (await lock([at('w')]))();
    fs.rmSync(at('.linkkit'), { recursive: true });
  });

  test('half a lock, and what is no lock, hold nothing; what was left while it was written goes after a while', async () => {
    fs.mkdirSync(locks(), { recursive: true });
    fs.writeFileSync(path.join(locks(), 'half.lock'), '{"operationId":"x","comm');
    fs.writeFileSync(path.join(locks(), 'null.lock'), 'null');
    fs.writeFileSync(path.join(locks(), 'readme.txt'), 'x');
    for (const name of ['old', 'new']) fs.writeFileSync(path.join(locks(), `${name}.lock.tmp`), '{"oper');
    fs.utimesSync(path.join(locks(), 'old.lock.tmp'), 1e9, 1e9);
    (await lock([at('')]))();
    expect(files().sort()).toEqual(['half.lock', 'new.lock.tmp', 'null.lock', 'readme.txt']);
    fs.rmSync(at('.linkkit'), { recursive: true });
  });

  test('waits as long as it was told, and takes the tree when it is free; Ctrl+C ends the waiting', async () => {
    const first = await lock([at('w1')]);
    const start = performance.now();
    await expect(lock([at('w1')], { waitSeconds: 0.5 })).rejects.toThrow(busy);
    expect(performance.now() - start).toBeGreaterThan(500);
    const waiting = lock([at('w1')], { waitSeconds: 60 });
    first();
    await waiting;
    const control = new AbortController();
    const stopped = lock([at('w1')], { waitSeconds: 60, signal: control.signal });
    control.abort();
    await expect(stopped).rejects.toThrow(expect.objectContaining({ code: 'Interrupted' }));
  });

  test('of two that come at the same moment, again and again, one has the tree and the other is Busy or waits', async () => {
    for (let round = 0; round < 30; round += 1) {
      const answers = await Promise.allSettled([lock([at('race')]), lock([at('race')])]);
      const won = answers.filter(({ status }) => status === 'fulfilled') as PromiseFulfilledResult<() => void>[];
      expect(won.length).toBeLessThanOrEqual(1);
      for (const { value } of won) value();
      let holding = 0;
      await Promise.all([1, 2, 3].map(async () => {
        const unlock = await lock([at('race')], { waitSeconds: 60 });
        expect((holding += 1)).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 1));
        holding -= 1;
        unlock();
      }));
    }
  }, 60_000);

  test('of 2,000 paths the folders are locked', async () => {
    const paths = Array.from({ length: 2_000 }, (_, index) => at(`many${index % 2}`, String(index)));
    folder('many0');
    folder('many1');
    await lock(paths);
    expect(fs.statSync(path.join(locks(), files()[0]!)).size).toBeLessThan(2_000);
    await expect(lock([paths[1_999]!])).rejects.toThrow(busy);
    await expect(lock([at('many0', 'another')])).rejects.toThrow(busy);
    await lock([at('many2', '1')]);
  });

  test('trees on two volumes are locked on both; nothing stays when all is done', async () => {
    const elsewhere = fs.mkdtempSync(path.join(fs.realpathSync('/var/tmp'), 'linkkit-locks-'));
    try {
      await lock([at('one'), path.join(elsewhere, 'two')]);
      await expect(lock([at('one')])).rejects.toThrow(busy);
      await expect(lock([path.join(elsewhere, 'two')])).rejects.toThrow(busy);
    } finally {
      fs.rmSync(elsewhere, { recursive: true });
    }
    unlocks.splice(0).forEach((unlock) => unlock());
    expect(fs.existsSync(at('.linkkit'))).toBe(false);
  });
});

function markOf(child: ChildProcess): ProcessMark {
  const stat = fs.readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  const [boot] = ownProcess().start.split(' ');
  return { ...ownProcess(), pid: child.pid!, start: `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}` };
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

// Two operations on one tree: the second is Busy, or waits; so between users, and between processes of the two kinds.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ownProcess } from '../../src/filesystem/processes.ts';
import { exePath, pathFor, targets, type Line } from '../support/exe.ts';
import { canMakeVolume, extraVolume, testVolume, type Volume } from '../support/ntfs.ts';
import { stateFolder } from './recorded.ts';
import { codes, summaryOf, where } from './where.ts';

describe.each(targets())('the same tree at the same time (%s)', (target) => {
  test('two copies into one tree at once: one is done and the other Busy, or both are done with --wait; nothing of a lock stays', async () => {
    const place = where(target);
    for (let number = 0; number < 300; number += 1) place.write(`from/${number % 10}/${number}`, '');
    const env = { LINKKIT_STATE: pathFor(target, stateFolder()) };
    const copy = (...more: string[]) => place.run(['copy', place.there('from'), place.there('to'), '--exact', '--output', 'ndjson', ...more], { env });
    const both = await Promise.all([copy('--wait', '30'), copy('--wait', '30')]);
    expect(both.map((one) => [codes(one), one.exitCode])).toEqual([[[], 0], [[], 0]]);
    expect(both.map((one) => [summaryOf(one)['linked'], summaryOf(one)['already']]).sort()).toEqual([[0, 300], [300, 0]]);

    // A lock as the other one would hold it: this test's own process lives
    const locks = path.join(testVolume().linux, '.linkkit', 'locks');
    fs.mkdirSync(locks, { recursive: true });
    const lock = path.join(locks, 'of-this-test.lock');
    const held = { operationId: 'of-this-test', command: 'detach', process: { ...ownProcess(), host: 'another-machine' }, trees: [{ path: place.there('to', '3'), use: 'write' }] };
    fs.writeFileSync(lock, JSON.stringify(held));
    const before = place.snapshot();
    try {
      const refused = await copy();
      expect([codes(refused), refused.exitCode]).toEqual([['Busy'], 1]);
      expect(refused.lines.find(({ type }) => type === 'error')).toMatchObject({ message: expect.stringContaining('detach of-this-test'), hint: expect.stringContaining('--wait') });
      expect(place.snapshot()).toEqual(before);
      const planned = await copy('--dry-run');
      expect([codes(planned), planned.exitCode]).toEqual([[], 0]); // it changes nothing, and waits for nobody
      const waiting = copy('--wait', '60');
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      fs.rmSync(lock);
      const waited = await waiting;
      expect([codes(waited), waited.exitCode]).toEqual([[], 0]);
    } finally {
      fs.rmSync(lock, { force: true });
    }
    expect((await place.run(['operations', '--output', 'ndjson'], { env })).lines.filter(({ state }) => state === 'cutOff' || state === 'running')).toEqual([]);
  });
});

describe.skipIf(!canMakeVolume('tmpfs'))('between users', () => {
  const volumes: Volume[] = [];
  afterAll(() => volumes.forEach((one) => one.remove()));

  test('each sees the locks of the other, wherever they could be laid', async () => {
    const volume = extraVolume('busy', { fileSystem: 'tmpfs' });
    volumes.push(volume);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-busy-'));
    // The exe and its state must be where the other user may read
    fs.chmodSync(folder, 0o755);
    const program = path.join(folder, 'linkkit');
    fs.copyFileSync(exePath('linux'), program);
    fs.chmodSync(program, 0o755);
    const tree = path.join(volume.linux, 'tree');
    const above: string[] = [];
    try {
      for (let at = path.dirname(volume.linux); at !== '/' && (fs.statSync(at).mode & 0o5) !== 0o5; at = path.dirname(at)) above.push(at);
      for (const one of above) fs.chmodSync(one, fs.statSync(one).mode | 0o5);
      fs.mkdirSync(tree);
      fs.chmodSync(tree, 0o777);
      fs.writeFileSync(path.join(tree, 'a'), '');
      fs.chmodSync(path.join(tree, 'a'), 0o666);
      for (const [holder, other] of [['root', 'nobody'], ['nobody', 'root']] as const) {
        const as = (user: string): string[] => (user === 'root' ? [] : ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']);
        const copy = (user: string, to: string, ...more: string[]): string[] => [...as(user), 'env', `LINKKIT_STATE=${path.join(folder, `state-${user}`)}`, 'HOME=/nonexistent', program, 'copy', path.join(tree, 'a'), path.join(tree, to), '--output', 'ndjson', ...more];
        fs.mkdirSync(path.join(folder, `state-${holder}`), { recursive: true });
        if (holder === 'nobody') fs.chownSync(path.join(folder, 'state-nobody'), 65_534, 65_534);
        fs.mkdirSync(path.join(folder, `state-${other}`), { recursive: true });
        if (other === 'nobody') fs.chownSync(path.join(folder, 'state-nobody'), 65_534, 65_534);
        // Held by one that is stopped in the middle
        const [first, ...rest] = copy(holder, `of ${holder}`);
        const faults = path.join(folder, `faults-${holder}`);
        fs.writeFileSync(faults, '');
        const child = spawn(first!, rest, { stdio: 'ignore' });
        const locked = async (): Promise<string[]> => [path.join(volume.linux, '.linkkit', 'locks'), '/tmp/.linkkit/locks'].flatMap((locks) => (fs.existsSync(locks) ? fs.readdirSync(locks).map((name) => path.join(locks, name)) : [])).filter((file) => file.endsWith('.lock') && fs.readFileSync(file, 'utf8').includes(tree));
        let file: string[] = [];
        while (file.length === 0 && child.exitCode === null) {
          try {
            file = await locked();
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
          }
          if (file.length > 0) child.kill('SIGSTOP');
          else await new Promise((resolve) => setImmediate(resolve));
        }
        expect([holder, file.length, child.exitCode]).toEqual([holder, 1, null]);
        const [program2, ...args] = copy(other, `of ${holder}`);
        const text = execFileSync('sh', ['-c', '"$@" || true', 'sh', program2!, ...args], { encoding: 'utf8' });
        const lines = text.trim().split('\n').map((line) => JSON.parse(line) as Line);
        expect([holder, lines.filter(({ type }) => type === 'error').map(({ code }) => code)]).toEqual([holder, ['Busy']]);
        child.kill('SIGCONT');
        await new Promise((resolve) => child.once('exit', resolve));
      }
    } finally {
      for (const one of above) fs.chmodSync(one, fs.statSync(one).mode & ~0o5);
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
});

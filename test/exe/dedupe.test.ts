// dedupe through both exes on NTFS: what is one file afterwards by stat, what is in it by sha256; and what must not become one.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { interruptAtFirstItem, pathFor, runLinkkit, targets } from '../support/exe.ts';
import { holdOpen } from '../support/holder.ts';
import { codes, isReadOnly, itemsOf, sameFile, setReadOnly, summaryOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];

const states: string[] = [];
/** A state folder that several runs share. */
function ownState(): string {
  states.push(fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-state-')));
  return states.at(-1)!;
}
afterAll(() => states.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));
const hash = (name: string): string => createHash('sha256').update(fs.readFileSync(name)).digest('hex');
const temporaries = (folder: string): string[] => (fs.readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.includes('.~linkkit-'));
const big = (seed: string, size = 5000): string => `${seed} and so on; `.repeat(size).slice(0, size);

/** Every file below a folder with its bytes, last write, mode and who it is one with, to be compared with later. */
function state(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  const first = new Map<bigint, string>();
  for (const name of (fs.readdirSync(folder, { recursive: true }) as string[]).sort()) {
    const { ino, nlink, mtimeNs, mode } = fs.lstatSync(path.join(folder, name), { bigint: true });
    if (!fs.lstatSync(path.join(folder, name)).isFile()) continue;
    if (!first.has(ino)) first.set(ino, name);
    found[name] = [hash(path.join(folder, name)), first.get(ino), nlink, mtimeNs / 1000n, mode].join(' ');
  }
  return found;
}

interface Told {
  path: string;
  result: string;
  reason: string | null;
  detail: string | null;
  rename: string | null;
}
const followers = (result: Awaited<ReturnType<Where['run']>>): Told[] => itemsOf(result).flatMap((item) => item['followers'] as Told[]);
const results = (result: Awaited<ReturnType<Where['run']>>): string[] => followers(result).map(({ path: name, result: what, reason }) => `${name.replaceAll('\\', '/').split('/').at(-1)} ${what}${reason === null ? '' : ` ${reason}`}`).sort();

describe.each(targets())('dedupe, %s', (target) => {
  const way = target === 'linux' ? /^(exchange|rename)$/ : /^(posixRename|moveFile)$/;

  test('equal files become one; the dry run says the same, and undo gives each its own data, times and names again', async () => {
    const w = where(target);
    const env = { LINKKIT_STATE: pathFor(target, ownState()) };
    for (const name of ['a', 'sub/b', 'c']) w.write(`t/${name}`, big('one'));
    for (const name of ['x', 'sub/y']) w.write(`t/${name}`, big('two', 70_000));
    fs.linkSync(w.here('t/sub/y'), w.here('t/y2'));
    w.write('t/alone', big('three'));
    // Whole seconds: Node sets times to the microsecond only
    for (const [name, day] of Object.entries({ a: '2020-02-02', c: '2021-03-03', 'sub/b': '2022-04-04', x: '2022-04-05', 'sub/y': '2022-04-06', alone: '2022-04-07' })) fs.utimesSync(w.here('t', name), new Date(day), new Date(day));
    const before = state(w.here('t'));
    const dry = await w.run(['dedupe', w.there('t'), '--dry-run', ...nd], { env });
    expect([codes(dry), dry.exitCode, state(w.here('t'))]).toEqual([[], 0, before]);
    expect(summaryOf(dry)).toMatchObject({ sets: 2, merged: 3, bytesComputed: 80_000, bytesFreed: 0, freeBefore: null });
    const result = await w.run(['dedupe', w.there('t'), ...nd], { env });
    expect([codes(result), result.exitCode]).toEqual([[], 0]);
    expect(summaryOf(result)).toMatchObject({ sets: 2, merged: 3, bytesComputed: 80_000, skippedByReason: {} });
    expect(results(result)).toEqual(results(dry).map((line) => line.replace('planned', 'merged')));
    for (const { rename } of followers(result)) expect(rename).toMatch(way);
    const after = state(w.here('t'));
    for (const name of Object.keys(before)) expect(after[name]!.split(' ')[0], name).toBe(before[name]!.split(' ')[0]);
    expect(['a', 'sub/b', 'c'].map((name) => fs.statSync(w.here('t', name)).nlink)).toEqual([3, 3, 3]);
    expect([sameFile(w.here('t/a'), w.here('t/sub/b')), sameFile(w.here('t/x'), w.here('t/y2')), fs.statSync(w.here('t/x')).nlink, fs.statSync(w.here('t/alone')).nlink]).toEqual([true, true, 3, 1]);
    expect(temporaries(w.folder)).toEqual([]);
    const undone = await w.run(['undo', String(summaryOf(result)['operationId']), ...nd], { env });
    expect([codes(undone), undone.exitCode, summaryOf(undone)['undone']]).toEqual([[], 0, 3]);
    expect(state(w.here('t'))).toEqual(before);
  });

  test('a second run finds nothing to do, and reads nothing that was merged', async () => {
    const w = where(target);
    const env = { LINKKIT_STATE: pathFor(target, ownState()) };
    for (const name of ['a', 'b', 'c', 'd']) w.write(`t/${name}`, big(name < 'c' ? 'one' : 'two', 30_000));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await w.run(['dedupe', w.there('t'), ...nd], { env });
    const atimes = (): bigint[] => ['a', 'b', 'c', 'd'].map((name) => fs.statSync(w.here('t', name), { bigint: true }).atimeNs);
    const before = atimes();
    const again = await w.run(['dedupe', w.there('t'), ...nd], { env });
    expect([summaryOf(again)['merged'], again.exitCode, atimes()]).toEqual([0, 0, before]);
  });

  test('undo does not touch what was written to since, and says so', async () => {
    const w = where(target);
    const env = { LINKKIT_STATE: pathFor(target, ownState()) };
    for (const name of ['a', 'b']) w.write(`t/${name}`, big('one'));
    const result = await w.run(['dedupe', w.there('t'), ...nd], { env });
    fs.appendFileSync(w.here('t/a'), 'more');
    const undone = await w.run(['undo', String(summaryOf(result)['operationId']), ...nd], { env });
    expect([codes(undone), undone.exitCode, itemsOf(undone).map(({ result: what }) => what)]).toEqual([['NotUndoable'], 1, ['impossible']]);
    expect([sameFile(w.here('t/a'), w.here('t/b')), fs.readFileSync(w.here('t/b'), 'utf8')]).toEqual([true, `${big('one')}more`]);
  });

  test('--times equal merges only what has the same last write', async () => {
    const w = where(target);
    for (const name of ['a', 'b', 'c']) w.write(`t/${name}`, big('one'));
    for (const name of ['a', 'c']) fs.utimesSync(w.here('t', name), new Date('2020-02-02'), new Date('2020-02-02'));
    const result = await w.run(['dedupe', w.there('t'), '--times', 'equal', ...nd]);
    expect([codes(result), results(result)]).toEqual([[], ['b skipped MetadataDiffers', 'c merged']]);
    expect(followers(result).find(({ reason }) => reason)?.detail).toContain('last write');
  });

  test('--link-limit: the next file leads the rest', async () => {
    const w = where(target);
    for (let index = 0; index < 7; index += 1) w.write(`t/${index}`, big('one'));
    const result = await w.run(['dedupe', w.there('t'), '--link-limit', '3', ...nd]);
    expect([codes(result), summaryOf(result)]).toMatchObject([[], { sets: 2, merged: 4 }]);
    expect([0, 1, 2, 3, 4, 5, 6].map((index) => fs.statSync(w.here('t', `${index}`)).nlink).sort()).toEqual([1, 3, 3, 3, 3, 3, 3]);
  });

  test('a plan is written, edited and applied; what changed since is left alone', async () => {
    const w = where(target);
    for (const name of ['a', 'b', 'c', 'd', 'e']) w.write(`t/${name}`, big('one'));
    const before = w.snapshot();
    const planned = await w.run(['dedupe', w.there('t'), '--keep', 'first-path', '--plan', w.there('plan.ndjson'), ...nd]);
    expect([codes(planned), planned.exitCode, results(planned)]).toEqual([[], 0, ['b planned', 'c planned', 'd planned', 'e planned']]);
    const plan = fs.readFileSync(w.here('plan.ndjson'), 'utf8');
    fs.rmSync(w.here('plan.ndjson'));
    expect(w.snapshot()).toEqual(before);
    const [head, item] = plan.trim().split('\n').map((line) => JSON.parse(line) as { followers: { path: string }[] });
    item!.followers = item!.followers.filter(({ path: name }) => !name.endsWith('e'));
    fs.writeFileSync(w.here('plan.ndjson'), `${JSON.stringify(head)}\n${JSON.stringify(item)}\n`);
    // b has other bytes of the same size, c is another file, d is as it was
    fs.writeFileSync(w.here('t/b'), big('two'));
    fs.writeFileSync(w.here('new'), big('one'));
    fs.renameSync(w.here('new'), w.here('t/c'));
    const applied = await w.run(['dedupe', '--apply', w.there('plan.ndjson'), ...nd]);
    expect([codes(applied), applied.exitCode, results(applied)]).toEqual([[], 0, ['b skipped ChangedDuringOperation', 'c skipped ChangedDuringOperation', 'd merged']]);
    expect([fs.readFileSync(w.here('t/b'), 'utf8'), sameFile(w.here('t/a'), w.here('t/d')), fs.statSync(w.here('t/e')).nlink]).toEqual([big('two'), true, 1]);
    const found = await w.run(['duplicates', w.there('t'), '--keep', 'first-path', ...nd]);
    const sets = itemsOf(found).map((one) => `--set=${JSON.stringify(one)}`);
    const bySet = await w.run(['dedupe', ...sets, ...nd]);
    expect([codes(bySet), summaryOf(bySet)['merged'], sameFile(w.here('t/a'), w.here('t/e'))]).toEqual([[], 2, true]);
  });

  test('a plan whose files and folders are gone is told, file by file', async () => {
    const w = where(target);
    for (const name of ['one/a', 'two/b', 'two/c']) w.write(`t/${name}`, big('one'));
    await w.run(['dedupe', w.there('t'), '--keep', 'first-path', '--plan', w.there('plan'), ...nd]);
    fs.rmSync(w.here('t/one'), { recursive: true });
    const result = await w.run(['dedupe', '--apply', w.there('plan'), ...nd]);
    expect([codes(result), result.exitCode, results(result), summaryOf(result)['skippedByReason']]).toEqual([[], 0, ['c merged'], { ChangedDuringOperation: 1 }]);
  });

  test('a plan that is not understood is refused with its line, and nothing is touched', async () => {
    const w = where(target);
    for (const name of ['a', 'b']) w.write(`t/${name}`, big('one'));
    const before = w.snapshot();
    for (const [text, line] of [['{"type":"plan"}\nnothing\n', 'Line 2'], ['{"size":1,"leader":{"path":"x"}}\n', 'Line 1'], ['[]\n', 'Line 1']] as const) {
      fs.writeFileSync(w.here('plan'), text);
      const result = await w.run(['dedupe', '--apply', w.there('plan'), ...nd]);
      expect([codes(result), result.exitCode]).toEqual([['InvalidInputLine'], 2]);
      expect(String(result.lines.find(({ type }) => type === 'error')!['message'])).toContain(line);
      fs.rmSync(w.here('plan'));
    }
    for (const args of [[], ['--apply', w.there('plan'), w.there('t')], ['--apply', w.there('plan'), '--set', '{}']]) expect([(await w.run(['dedupe', ...args, ...nd])).exitCode]).toEqual([2]);
    expect(w.snapshot()).toEqual(before);
  });

  test('a read-only file stays read-only, under every name', async () => {
    const w = where(target);
    for (const name of ['a', 'b', 'c']) {
      w.write(`t/${name}`, big('one'));
      setReadOnly(w.here('t', name));
    }
    const result = await w.run(['dedupe', w.there('t'), ...nd]);
    expect([codes(result), summaryOf(result)['merged']]).toEqual([[], 2]);
    for (const name of ['a', 'b', 'c']) expect(isReadOnly(w.here('t', name)), name).toBe(true);
  });
});

describe.skipIf(!targets().includes('linux'))('dedupe on NTFS: what else differs', () => {
  const attribute = (name: string, key: string, value: string): Buffer => execFileSync('setfattr', ['-h', '-n', key, '-v', value, name]);

  test('files that differ only in an attribute, an alternate stream or rights stay two; those alike among themselves become one', async () => {
    const w = where('linux');
    for (const name of ['a', 'b', 'hidden1', 'hidden2', 'stream', 'rights']) w.write(`t/${name}`, big('one'));
    attribute(w.here('t/hidden1'), 'system.ntfs_attrib', '0x22000000');
    attribute(w.here('t/hidden2'), 'system.ntfs_attrib', '0x22000000');
    fs.writeFileSync(`${w.here('t/stream')}:note`, 'a stream of its own');
    // The security descriptor as NTFS keeps it: one right less in its first entry (ACCESS_ALLOWED_ACE.Mask; SECURITY_DESCRIPTOR_RELATIVE.OffsetDacl)
    const rights = execFileSync('getfattr', ['--absolute-names', '--only-values', '-n', 'system.ntfs_acl', w.here('t/rights')]);
    rights[rights.readUInt32LE(16) + 8 + 4]! &= 0xfe;
    attribute(w.here('t/rights'), 'system.ntfs_acl', `0x${rights.toString('hex')}`);
    const before = hash(`${w.here('t/stream')}:note`);
    const result = await w.run(['dedupe', w.there('t'), '--keep', 'first-path', ...nd]);
    expect(codes(result)).toEqual([]);
    expect([sameFile(w.here('t/a'), w.here('t/b')), sameFile(w.here('t/hidden1'), w.here('t/hidden2')), sameFile(w.here('t/a'), w.here('t/hidden1'))]).toEqual([true, true, false]);
    expect([fs.statSync(w.here('t/stream')).nlink, hash(`${w.here('t/stream')}:note`)]).toEqual([1, before]);
    expect([fs.statSync(w.here('t/rights')).nlink, results(result)]).toEqual([1, expect.arrayContaining(['rights skipped MetadataDiffers', 'stream skipped MetadataDiffers'])]);
  });

  test('3,000 copies of one file get three leaders', { timeout: 120_000 }, async () => {
    const w = where('linux');
    fs.mkdirSync(w.here('t'));
    for (let index = 0; index < 3000; index += 1) fs.writeFileSync(w.here('t', `f${index}`), big('one'));
    const result = await w.run(['dedupe', w.there('t'), ...nd], { timeout: 100_000 });
    expect([codes(result), summaryOf(result)]).toMatchObject([[], { sets: 3, merged: 2997, bytesComputed: 2997 * 5000 }]);
    const files = new Map<bigint, bigint>();
    for (const name of fs.readdirSync(w.here('t'))) {
      const { ino, nlink } = fs.statSync(w.here('t', name), { bigint: true });
      files.set(ino, nlink);
    }
    expect(fs.readdirSync(w.here('t')).filter((name) => !name.startsWith('f'))).toEqual([]);
    expect([...files.values()].sort()).toEqual([1024n, 1024n, 952n].sort());
    expect(hash(w.here('t/f2999'))).toBe(createHash('sha256').update(big('one')).digest('hex'));
  });

  test('a folder that is a symbolic link since the plan was made is not entered, though the same files lie behind it', async () => {
    const w = where('linux');
    w.write('t/a', big('one'));
    w.write('t/sub/b', big('one'));
    await w.run(['dedupe', w.there('t'), '--keep', 'first-path', '--plan', w.there('plan'), ...nd]);
    fs.renameSync(w.here('t/sub'), w.here('elsewhere'));
    fs.symlinkSync(w.here('elsewhere'), w.here('t/sub'));
    const result = await w.run(['dedupe', '--apply', w.there('plan'), ...nd]);
    expect([codes(result), results(result)]).toEqual([[], ['b skipped ChangedDuringOperation']]);
    expect(fs.statSync(w.here('elsewhere/b')).nlink).toBe(1);
  });
});

describe.skipIf(!targets().includes('linux'))('dedupe, and a file that another program of Linux writes to', () => {
  test('open for writing, no lease can be had: InUse, and not one byte of what it writes is lost', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-lease-'));
    states.push(folder);
    for (const name of ['a', 'b', 'c']) fs.writeFileSync(path.join(folder, name), big('one'));
    const file = fs.openSync(path.join(folder, 'b'), 'r+');
    const result = await runLinkkit(['dedupe', folder, '--keep', 'first-path', ...nd], { target: 'linux' });
    fs.writeSync(file, 'written since', 0);
    fs.closeSync(file);
    expect([codes(result), results(result), summaryOf(result)['skippedByReason']]).toEqual([[], ['b skipped InUse', 'c merged'], { InUse: 1 }]);
    expect([fs.readFileSync(path.join(folder, 'b'), 'utf8').slice(0, 13), fs.readFileSync(path.join(folder, 'a'), 'utf8')]).toEqual(['written since', big('one')]);
    expect(sameFile(path.join(folder, 'a'), path.join(folder, 'c'))).toBe(true);
  });

  test('files that differ only in mode, owner or an extended attribute stay what they are', async (context) => {
    if (process.getuid?.() !== 0) context.skip('needs root to give a file away');
    const folder = fs.mkdtempSync(path.join('/var/tmp', 'linkkit-differ-'));
    states.push(folder);
    for (const name of ['a', 'b', 'mode', 'owner', 'attribute']) fs.writeFileSync(path.join(folder, name), big('one'));
    fs.chmodSync(path.join(folder, 'mode'), 0o600);
    fs.chownSync(path.join(folder, 'owner'), 65_534, 65_534);
    execFileSync('setfattr', ['-n', 'user.note', '-v', 'mine', path.join(folder, 'attribute')]);
    const result = await runLinkkit(['dedupe', folder, '--keep', 'first-path', ...nd], { target: 'linux' });
    expect([codes(result), results(result)]).toEqual([[], ['attribute skipped MetadataDiffers', 'b merged', 'mode skipped MetadataDiffers', 'owner skipped MetadataDiffers']]);
    const details = Object.fromEntries(followers(result).map(({ path: name, detail }) => [path.basename(name), detail ?? '']));
    expect([details['mode'], details['owner'], details['attribute']].map((text) => /(rights|owner|extended attributes)\.$/.exec(text!)?.[1])).toEqual(['rights', 'owner', 'extended attributes']);
  });

  test('Ctrl+C ends between files: what was told is merged and can be taken back, the rest is as it was', { timeout: 60_000 }, async () => {
    const folder = fs.mkdtempSync(path.join('/var/tmp', 'linkkit-stop-'));
    states.push(folder);
    fs.mkdirSync(path.join(folder, 't'));
    fs.mkdirSync(path.join(folder, 'state'), { mode: 0o700 });
    for (let number = 0; number < 6000; number += 1) {
      fs.writeFileSync(path.join(folder, 't', String(number)), big(`content ${number >> 1}`));
      // Whole seconds: Node sets times to the microsecond only
      fs.utimesSync(path.join(folder, 't', String(number)), 1_600_000_000, 1_600_000_000 + number);
    }
    const before = state(path.join(folder, 't'));
    const { exitCode, lines } = await interruptAtFirstItem(['dedupe', path.join(folder, 't')], path.join(folder, 'state'));
    const merged = lines.at(-1)!['merged'] as number;
    expect([exitCode, lines.at(-1)!['interrupted'], merged > 0 && merged < 3000]).toEqual([130, true, true]);
    const after = state(path.join(folder, 't'));
    expect([Object.values(after).filter((one) => one.split(' ')[2] === '2').length, temporaries(folder)]).toEqual([2 * merged, []]);
    for (const [name, was] of Object.entries(before)) expect(after[name]!.split(' ')[0]).toBe(was.split(' ')[0]);
    const undone = await runLinkkit(['undo', String(lines.at(-1)!['operationId']), ...nd], { target: 'linux', env: { LINKKIT_STATE: path.join(folder, 'state') } });
    expect([undone.exitCode, state(path.join(folder, 't'))]).toEqual([0, before]);
  });

  test('a program that keeps writing to a follower while merges run finds all that it wrote', { timeout: 60_000 }, async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-writer-'));
    states.push(folder);
    for (let round = 0; round < 6; round += 1) {
      for (let number = 0; number < 40; number += 1) fs.writeFileSync(path.join(folder, `f${number}`), big('one', 40_000));
      const target = path.join(folder, 'f39');
      // Opens anew for each write, as an editor does that writes in place
      const writer = spawn(process.execPath, ['-e', `const fs=require('fs');let n=0;setInterval(()=>{n+=1;const f=fs.openSync(${JSON.stringify(target)},'r+');fs.writeSync(f,String(n).padStart(8,'0'),0);fs.closeSync(f);fs.writeFileSync(${JSON.stringify(path.join(folder, 'said'))},String(n))},1)`]);
      await runLinkkit(['dedupe', folder, '--no-cache', '--exclude', 'said', ...nd], { target: 'linux' });
      writer.kill();
      await new Promise((resolve) => writer.on('close', resolve));
      const said = Number(fs.readFileSync(path.join(folder, 'said'), 'utf8'));
      expect(Number(fs.readFileSync(target, 'utf8').slice(0, 8)), `round ${round}`).toBeGreaterThanOrEqual(said);
      // Where it was linked before the writer came, all names show it: that is what a hard link means
      const first = fs.readFileSync(path.join(folder, 'f0'), 'utf8');
      expect(sameFile(path.join(folder, 'f0'), target) || first === big('one', 40_000)).toBe(true);
      for (let number = 0; number < 40; number += 1) fs.rmSync(path.join(folder, `f${number}`));
    }
  });
});

describe.skipIf(!targets().includes('wine'))('dedupe, and a file that another Windows program writes to', () => {
  test('a follower that is open for writing is InUse and left alone; the others are merged', async () => {
    const w = where('wine');
    for (const name of ['a', 'b', 'c']) w.write(`t/${name}`, big('one'));
    const { letGo } = await holdOpen(w.there('t', 'b'), { shares: true, writes: true });
    const result = await w.run(['dedupe', w.there('t'), '--keep', 'first-path', ...nd]).finally(letGo);
    expect([codes(result), result.exitCode, results(result), summaryOf(result)['skippedByReason']]).toEqual([[], 0, ['b skipped InUse', 'c merged'], { InUse: 1 }]);
    expect([sameFile(w.here('t/a'), w.here('t/b')), sameFile(w.here('t/a'), w.here('t/c'))]).toEqual([false, true]);
  });

  test('where the leader is, another one leads', async () => {
    const w = where('wine');
    for (const name of ['a', 'b', 'c']) w.write(`t/${name}`, big('one'));
    const { letGo } = await holdOpen(w.there('t', 'a'), { shares: true, writes: true });
    const result = await w.run(['dedupe', w.there('t'), '--keep', 'first-path', ...nd]).finally(letGo);
    expect([codes(result), results(result), summaryOf(result)['skippedByReason']]).toEqual([[], ['c merged'], { InUse: 1 }]);
    expect([sameFile(w.here('t/a'), w.here('t/b')), sameFile(w.here('t/b'), w.here('t/c'))]).toEqual([false, true]);
  });
});

describe.skipIf(!targets().includes('wine'))('dedupe by the Windows exe, and rights', () => {
  test('files that differ only in their DACL stay two', async () => {
    // On a disk of Linux: Wine makes the DACL out of the mode there; on its NTFS mount all have the same
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-dacl-'));
    try {
      for (const name of ['a', 'b', 'private']) fs.writeFileSync(path.join(folder, name), big('one'), { mode: name === 'private' ? 0o600 : 0o644 });
      const result = await runLinkkit(['dedupe', pathFor('wine', folder), '--keep', 'first-path', ...nd], { target: 'wine' });
      expect([codes(result), results(result)]).toEqual([[], ['b merged', 'private skipped MetadataDiffers']]);
      expect([sameFile(path.join(folder, 'a'), path.join(folder, 'b')), fs.statSync(path.join(folder, 'private')).nlink, fs.statSync(path.join(folder, 'private')).mode & 0o777]).toEqual([true, 1, 0o600]);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});

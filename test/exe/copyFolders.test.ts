// Folders of a copy: names that differ in case only, names that are no text, and who may look into a folder while it is filled.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exePath, targets } from '../support/exe.ts';
import { canMakeVolume, extraVolume, type Volume } from '../support/ntfs.ts';
import { codes, itemsOf, sameFile, where } from './where.ts';

const nd = ['--output', 'ndjson'];
const linux = targets().filter((target) => target === 'linux');
const isRoot = process.getuid?.() === 0;

describe.runIf(linux.length > 0 && canMakeVolume('exfat'))('names that differ only in case, onto a volume that does not tell', () => {
  let volume: Volume;
  beforeAll(() => void (volume = extraVolume('case', { fileSystem: 'exfat' })));
  afterAll(() => volume.remove());

  test.each(['456', 'letters'])('none replaces another of the same run: NameCollision (into %s)', async (name) => {
    const w = where('linux');
    for (const file of ['a.txt', 'A.txt', 'b.txt']) w.write(`t/${file}`, file);
    const to = path.join(volume.linux, name);
    const result = await w.run(['copy', '--on-cross-volume', 'copy', '--on-exists', 'replace', w.there('t'), to, ...nd]);
    expect([codes(result), result.exitCode]).toEqual([['NameCollision'], 1]);
    const made = fs.readdirSync(to).sort();
    expect(made).toHaveLength(2);
    for (const file of made) expect(fs.readFileSync(path.join(to, file), 'utf8')).toBe(file);
  });
});

describe.each(targets())('names, %s', (target) => {
  test('that differ in case only, far down: a dry run says what the real run does', async () => {
    const w = where(target);
    for (const name of ['t/d/e/a.txt', 't/d/e/A.txt']) w.write(name, name);
    const dry = await w.run(['copy', '--dry-run', w.there('t'), w.there('x'), ...nd]);
    const real = await w.run(['copy', w.there('t'), w.there('x'), ...nd]);
    expect([codes(dry), itemsOf(dry)]).toEqual([codes(real), itemsOf(real)]);
    expect(codes(real)).toEqual(target === 'linux' ? [] : ['NameCollision']);
  });

  test('that Unicode, and not NTFS, takes for one but for case are two', async () => {
    const w = where(target);
    for (const name of ['Straße', 'Strasse', 'ﬁn', 'fin', 'ſ', 's']) w.write(`t/${name}`, name);
    const result = await w.run(['copy', w.there('t'), w.there('x'), ...nd]);
    expect([codes(result), fs.readdirSync(w.here('x')).length]).toEqual([[], 6]);
  });

  test('of temporaries that a killed run left are no part of a tree', async () => {
    const w = where(target);
    for (const name of ['.~linkkit-0123456789ab.tmp', '.~linkkit-notes.txt', 'a']) w.write(`t/${name}`, name);
    const result = await w.run(['copy', w.there('t'), w.there('x'), ...nd]);
    expect([result.exitCode, fs.readdirSync(w.here('x')).sort()]).toEqual([0, ['.~linkkit-notes.txt', 'a']]);
  });
});

describe.runIf(process.platform === 'linux')('on Linux', () => {
  let folder: string;
  const at = (...names: string[]): string => path.join(folder, ...names);
  const exe = exePath('linux', 'shipped');
  const copy = (...args: string[]): { status: number | null; lines: Record<string, unknown>[] } => {
    const { status, stdout } = spawnSync(exe, ['copy', ...args, ...nd], { encoding: 'utf8', maxBuffer: 2 ** 26 });
    return { status, lines: stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>) };
  };
  const errors = ({ lines }: ReturnType<typeof copy>): unknown[] => lines.filter(({ type }) => type === 'error').map(({ code, path: name }) => [code, name]);

  beforeAll(() => void (folder = fs.mkdtempSync('/var/tmp/linkkit-folders-')));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  test('a name that is no UTF-8 is told beside one that has U+FFFD of its own', () => {
    fs.mkdirSync(at('raw'));
    fs.writeFileSync(Buffer.concat([Buffer.from(`${at('raw')}/`), Buffer.from([0xff])]), 'raw');
    fs.writeFileSync(at('raw', '\ufffd'), 'text');
    const result = copy(at('raw'), at('raw 2'));
    expect([result.status, errors(result)]).toEqual([1, [['NameNotRepresentable', at('raw', '\ufffd')]]]);
    expect(fs.readdirSync(at('raw 2'))).toEqual(['\ufffd']);
    expect(sameFile(at('raw', '\ufffd'), at('raw 2', '\ufffd'))).toBe(true);
  });

  test.runIf(isRoot)('an error between two names is about the one at fault', () => {
    fs.writeFileSync(at('fixed'), 'data');
    fs.mkdirSync(at('closed'));
    fs.writeFileSync(at('open'), 'data');
    try {
      execFileSync('chattr', ['+i', at('fixed'), at('closed')]);
      expect(errors(copy(at('fixed'), at('other')))).toEqual([['AccessDenied', at('fixed')]]);
      expect(errors(copy(at('open'), at('closed', 'x')))).toEqual([['AccessDenied', at('closed', 'x')]]);
    } finally {
      execFileSync('chattr', ['-i', at('fixed'), at('closed')]);
    }
  });

  test.runIf(isRoot && fs.existsSync('/dev/shm'))('a folder’s extended attributes go with it to another volume', () => {
    const there = fs.mkdtempSync('/dev/shm/linkkit-folders-');
    try {
      fs.mkdirSync(at('marked'));
      execFileSync('setfattr', ['-n', 'trusted.linkkit', '-v', 'kept', at('marked')]);
      expect(copy('--on-cross-volume', 'copy', at('marked'), path.join(there, 'x')).status).toBe(0);
      expect(execFileSync('getfattr', ['--only-values', '-n', 'trusted.linkkit', '--absolute-names', path.join(there, 'x')], { encoding: 'utf8' })).toBe('kept');
    } finally {
      fs.rmSync(there, { recursive: true, force: true });
    }
  });

  describe('a folder that is being filled', () => {
    const folders = 200;
    const mode = (name: string): number => fs.statSync(name).mode & 0o7777;
    beforeAll(() => {
      for (let index = 0; index < folders; index += 1) {
        fs.mkdirSync(at('t', String(index)), { recursive: true });
        for (let file = 0; file < 200; file += 1) fs.writeFileSync(at('t', String(index), String(file)), '');
        fs.chmodSync(at('t', String(index)), 0o555);
      }
      fs.chmodSync(at('t'), 0o750);
    });

    test.each(['SIGINT', 'SIGKILL'] as const)('is private, after %s too, so that the next run may finish it and give it its mode', async (signal) => {
      const target = at(signal);
      const child = spawn(exe, ['copy', at('t'), target], { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.on('close', resolve));
      while (!fs.existsSync(path.join(target)) || fs.readdirSync(target).length < 20) await new Promise((resolve) => setTimeout(resolve, 1));
      child.kill(signal);
      await ended;
      expect(mode(target)).toBe(0o1700);
      const made = fs.readdirSync(target);
      expect(made.length).toBeLessThan(folders);
      for (const name of made) {
        const isWhole = fs.readdirSync(path.join(target, name)).length === 200;
        expect(isWhole ? [0o555, 0o1700] : [0o1700], name).toContain(mode(path.join(target, name)));
      }
      expect(copy('--exact', at('t'), target).status).toBe(0);
      expect(mode(target)).toBe(0o750);
      for (let index = 0; index < folders; index += 1) expect(mode(path.join(target, String(index)))).toBe(0o555);
    });

    test('that was there before keeps its own mode', () => {
      fs.mkdirSync(at('there'), { mode: 0o700 });
      expect(copy('--exact', '--include', 'none', at('t'), at('there')).status).toBe(0);
      expect(mode(at('there'))).toBe(0o700);
    });
  });
});

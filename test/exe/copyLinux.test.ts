// What only the Linux exe can show on this bench: symbolic links, names that are no UTF-8, Ctrl+C, pipes that close,
// a read-only volume, file systems without hard links.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exePath, runLinkkit } from '../support/exe.ts';
import { codes, itemsOf, sameFile, snapshot, summaryOf } from './where.ts';

const nd = ['--output', 'ndjson'];
let folder: string;
const at = (...names: string[]): string => path.join(folder, ...names);
const write = (name: string, text = ''): void => {
  fs.mkdirSync(path.dirname(at(name)), { recursive: true });
  fs.writeFileSync(at(name), text);
};
const run = (...args: string[]) => runLinkkit(args, { target: 'linux' });

describe.runIf(process.platform === 'linux')('copy on Linux', () => {
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-exe-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  test('symbolic links are made again with their text verbatim and never followed', async () => {
    write('t/a', 'data');
    write('outside/secret', 's');
    for (const [name, text] of Object.entries({ toFile: 'a', up: '../outside', nowhere: 'no//such/./thing', absolute: at('outside') })) fs.symlinkSync(text, at('t', name));
    const result = await run('copy', at('t'), at('x'), ...nd);
    expect(result.exitCode).toBe(0);
    for (const name of ['toFile', 'up', 'nowhere', 'absolute']) expect(fs.readlinkSync(at('x', name))).toBe(fs.readlinkSync(at('t', name)));
    expect(fs.readdirSync(at('outside'))).toEqual(['secret']);
    expect(itemsOf(result).filter(({ kind }) => kind === 'symlink').every(({ method }) => method === 'symlink')).toBe(true);
    const again = await run('copy', '--exact', at('t'), at('x'), ...nd);
    expect(itemsOf(again).every(({ method }) => method === 'already')).toBe(true);
    expect(itemsOf(await run('copy', '--reparse', 'skip', at('t'), at('y'), ...nd)).filter(({ kind }) => kind === 'symlink').every(({ method }) => method === 'skipped')).toBe(true);
    expect(fs.readdirSync(at('y'))).toEqual(['a']);
  });

  test('--as symlink makes one link; --as junction needs Windows', async () => {
    write('t/a', 'data');
    expect((await run('copy', '--as', 'symlink', at('t'), at('link'))).exitCode).toBe(0);
    expect(fs.readlinkSync(at('link'))).toBe(at('t'));
    const refused = await run('copy', '--as', 'junction', at('t'), at('j'), ...nd);
    expect([codes(refused), refused.exitCode]).toEqual([['EngineNotAvailable'], 3]);
    expect((await run('copy', '--on-cross-volume', 'symlink', '/proc/self/status', at('status'))).exitCode).toBe(0);
    expect(fs.readlinkSync(at('status'))).toBe('/proc/self/status');
  });

  test('a name that is no UTF-8 is an error line; the rest is linked', async () => {
    write('t/good', '1');
    fs.writeFileSync(Buffer.concat([Buffer.from(`${at('t')}/bad-`), Buffer.from([0xff, 0xfe])]), '2');
    write('t/real \uFFFD', '3');
    const result = await run('copy', at('t'), at('x'), ...nd);
    expect([codes(result), result.exitCode]).toEqual([['NameNotRepresentable'], 1]);
    expect(fs.readdirSync(at('x')).sort()).toEqual(['good', 'real \uFFFD']);
  });

  test('asked about a name that is no UTF-8, every command says so', () => {
    fs.writeFileSync(Buffer.concat([Buffer.from(`${at('bad-')}`), Buffer.from([0xff])]), '2');
    for (const command of ['copy "$PWD"/bad* x', 'siblings bad*', 'doctor bad*']) {
      const { stdout, status } = spawnSync('bash', ['-c', `"$0" ${command} --output json`, exePath('linux', 'shipped')], { cwd: at(), encoding: 'utf8' });
      const { errors } = JSON.parse(stdout) as { errors: { code: string }[] };
      expect([status, errors.map(({ code }) => code)], command).toEqual([1, ['NameNotRepresentable']]);
    }
  });

  test('where the state folder cannot be written there is no journal: nothing is done', async () => {
    write('home');
    write('t/a');
    const env = { HOME: at('home'), LINKKIT_STATE: at('home', 'state'), XDG_STATE_HOME: at('home') };
    const refused = await runLinkkit(['copy', at('t'), at('x'), ...nd], { target: 'linux', env });
    expect(refused.lines.find(({ type }) => type === 'error')).toMatchObject({ code: 'WriteError', path: expect.stringContaining(at('home')), hint: expect.stringContaining('LINKKIT_STATE') });
    expect([refused.exitCode, fs.existsSync(at('x'))]).toEqual([1, false]);
    const planned = await runLinkkit(['copy', '--dry-run', at('t'), at('x'), ...nd], { target: 'linux', env });
    expect([planned.exitCode, summaryOf(planned)['linked']]).toEqual([0, 1]);
  });

  test('5,000 files with unusual names: find -samefile and stat find no difference', async () => {
    const alphabet = ['a', 'B', ' ', '.', '[', '*', '?', '\n', '"', "'", '\\', '$', '%', 'é', 'e\u0301', '日', '👍', '-', '~'];
    for (let index = 0; index < 5_000; index += 1) {
      const name = Array.from({ length: 3 + (index % 20) }, (_, place) => alphabet[(index * 7 + place * (index % 11)) % alphabet.length]).join('');
      write(`t/d${index % 50}/${index}${name}`, String(index));
      if (index % 10 === 0) fs.linkSync(at(`t/d${index % 50}/${index}${name}`), at(`t/d${index % 50}/second ${index}`));
    }
    const result = await run('copy', at('t'), at('x'), ...nd);
    expect([result.exitCode, codes(result)]).toEqual([0, []]);
    const list = (root: string): string => execFileSync('find', [root, '-type', 'f', '-printf', '%P\\0%i\\0%n\\0%s\\0'], { encoding: 'utf8', maxBuffer: 1 << 26 });
    const table = (root: string): string[] => list(root).split('\0').reduce<string[][]>((rows, field, index) => (index % 4 === 0 ? rows.push([field]) : rows.at(-1)!.push(field), rows), []).map((row) => row.join('|')).sort();
    expect(table(at('x'))).toEqual(table(at('t')));
    expect(summaryOf(result)).toMatchObject({ files: 5_500, linked: 5_500, failed: 0 });
  });

  test('Ctrl+C: exit code 130, a summary with the arguments that finish it, and they do', async () => {
    for (let index = 0; index < 20_000; index += 1) write(`t/${index % 100}/${index}`);
    const old = new Date('2001-02-03T04:05:06Z');
    for (let index = 0; index < 100; index += 1) fs.utimesSync(at('t', String(index)), old, old);
    const child = spawn(exePath('linux', 'shipped'), ['copy', at('t'), at('x'), ...nd], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let sent = false;
    child.stdout.on('data', (piece: Buffer) => {
      out += String(piece);
      if (!sent) child.kill('SIGINT');
      sent = true;
    });
    const exitCode = await new Promise((resolve) => child.on('close', resolve));
    const summary = JSON.parse(out.trim().split('\n').at(-1)!) as Record<string, unknown>;
    expect([exitCode, summary['interrupted'], summary['exitCode']]).toEqual([130, true, 130]);
    expect(summary['linked']).toBeLessThan(20_000);
    const finished = await run(...(summary['resume'] as string[]));
    expect(finished.exitCode).toBe(0);
    expect(execFileSync('find', [at('x'), '-type', 'f', '-links', '2'], { encoding: 'utf8' }).split('\n').length - 1).toBe(20_000);
    for (let index = 0; index < 100; index += 1) expect(fs.statSync(at('x', String(index))).mtime).toEqual(old);
  });

  test('a folder that an interrupted copy left with its source\'s times gets them again from the copy that finishes it', async () => {
    for (const name of ['t/s/a', 't/s/b']) write(name);
    execFileSync('touch', ['-d', '2001-02-03 04:05:06.123456789', at('t/s')]);
    expect((await run('copy', at('t'), at('x'))).exitCode).toBe(0);
    const left = fs.statSync(at('x/s'));
    fs.unlinkSync(at('x/s/b'));
    fs.utimesSync(at('x/s'), left.atimeMs / 1000, left.mtimeMs / 1000);
    expect((await run('copy', '--exact', at('t'), at('x'))).exitCode).toBe(0);
    expect(fs.readdirSync(at('x/s'))).toEqual(['a', 'b']);
    expect(fs.statSync(at('x/s')).mtimeMs).toBeCloseTo(fs.statSync(at('t/s')).mtimeMs, 2);
  });

  test('a reader that goes away ends the work quietly', async () => {
    for (let index = 0; index < 5_000; index += 1) write(`t/${index % 10}/${index}`);
    const text = execFileSync('bash', ['-c', '"$0" copy "$1" "$2" --output ndjson 2>"$3" | head -n 1', exePath('linux', 'shipped'), at('t'), at('x'), at('stderr')], { encoding: 'utf8' });
    expect(JSON.parse(text)).toMatchObject({ type: 'start' });
    expect(fs.readFileSync(at('stderr'), 'utf8')).toBe('');
  });

  test('a folder mounted inside the source is not entered, and said', async (context) => {
    write('t/a', '1');
    fs.mkdirSync(at('t/mounted'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', 'none', at('t/mounted')], { stdio: 'pipe' });
    } catch (error) {
      context.skip(`mounting does not work here: ${(error as Error).message.split('\n')[0]}`);
    }
    try {
      fs.writeFileSync(at('t/mounted/b'), '2');
      const result = await run('copy', at('t'), at('x'), ...nd);
      expect([codes(result), result.exitCode]).toEqual([['CrossVolume'], 1]);
      expect(Object.keys(snapshot(at('x')))).toEqual(['a']);
    } finally {
      execFileSync('umount', [at('t/mounted')]);
    }
  });

  test('a read-only volume, a full volume, a file system without hard links: each its own code', async (context) => {
    fs.mkdirSync(at('m'));
    const mount = (...args: string[]): void => void execFileSync('mount', [...args, at('m')], { stdio: 'pipe' });
    try {
      mount('-t', 'tmpfs', '-o', 'size=64k', 'none');
    } catch (error) {
      context.skip(`mounting does not work here: ${(error as Error).message.split('\n')[0]}`);
    }
    try {
      fs.writeFileSync(at('m/a'), 'x');
      fs.writeFileSync(at('big'), Buffer.alloc(1 << 20));
      const full = await run('copy', '--on-cross-volume', 'copy', at('big'), at('m/big'), ...nd);
      expect([codes(full), full.exitCode, fs.readdirSync(at('m'))]).toEqual([['NoSpace'], 1, ['a']]);
      mount('-o', 'remount,ro', 'none');
      const readOnly = await run('copy', at('m/a'), at('m/b'), ...nd);
      expect([codes(readOnly), readOnly.exitCode]).toEqual([['ReadOnlyVolume'], 1]);
    } finally {
      execFileSync('umount', [at('m')]);
    }
  });

  test('a name that is too long for the file system', async () => {
    write('a', '1');
    const result = await run('copy', at('a'), at('x'.repeat(300)), ...nd);
    expect([codes(result), result.exitCode]).toEqual([['PathTooLong'], 1]);
  });

  test('no rights to link: AccessDenied with the system’s word', async (context) => {
    if (process.getuid?.() !== 0) context.skip('needs root to give a file away and become another user');
    write('t/secret', '1');
    fs.chmodSync(at('t/secret'), 0o600);
    fs.mkdirSync(at('to'), { mode: 0o777 });
    fs.chmodSync(at('to'), 0o777);
    fs.chmodSync(folder, 0o755);
    const program = at('linkkit');
    fs.copyFileSync(exePath('linux', 'shipped'), program);
    const text = execFileSync('bash', ['-c', 'setpriv --reuid 65534 --regid 65534 --clear-groups env HOME="$3" "$0" copy "$1" "$2" --output ndjson || true', program, at('t/secret'), at('to/x'), at('to')], { encoding: 'utf8' });
    const lines = text.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    const protectedLinks = fs.readFileSync('/proc/sys/fs/protected_hardlinks', 'utf8').trim() === '1';
    expect(lines.some(({ code }) => code === 'AccessDenied')).toBe(protectedLinks);
    expect(fs.existsSync(at('to/x'))).toBe(!protectedLinks);
  });

  test('the same file under --on-exists replace through another folder of the same volume stays one file', async () => {
    write('a', '1');
    write('b', '2');
    await run('copy', '--on-exists', 'replace', at('a'), at('b'));
    expect(sameFile(at('a'), at('b'))).toBe(true);
    expect(fs.readdirSync(folder).sort()).toEqual(['a', 'b']);
  });
});

// What a copy to another volume cannot carry over without rights, on Linux: said as a warning, and the copy is made.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exePath, type Line } from '../support/exe.ts';

describe.runIf(process.platform === 'linux' && process.getuid?.() === 0 && fs.existsSync('/dev/shm'))('the owner of a copied file (needs root, to become somebody else)', () => {
  let from: string;
  let to: string;
  beforeEach(() => {
    from = fs.mkdtempSync('/tmp/linkkit-owner-');
    to = fs.mkdtempSync('/dev/shm/linkkit-owner-');
    fs.chmodSync(from, 0o755);
    fs.chmodSync(to, 0o777);
    fs.writeFileSync(path.join(from, 'file'), 'data');
    fs.chmodSync(path.join(from, 'file'), 0o4755);
    fs.mkdirSync(path.join(from, 'state'));
    fs.chmodSync(path.join(from, 'state'), 0o777);
    fs.copyFileSync(exePath('linux'), path.join(from, 'linkkit'));
  });
  afterEach(() => [from, to].forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

  const copy = (...before: string[]): Line[] => {
    const [program, ...args] = [...before, path.join(from, 'linkkit'), 'copy', '--on-cross-volume', 'copy', path.join(from, 'file'), path.join(to, 'copy'), '--output', 'ndjson'];
    return execFileSync(program!, args, { encoding: 'utf8', env: { PATH: process.env['PATH'], LINKKIT_STATE: path.join(from, 'state') } }).trim().split('\n').map((line) => JSON.parse(line) as Line);
  };
  const looks = (): unknown => (({ uid, gid, mode }) => [uid, gid, mode & 0o7777])(fs.statSync(path.join(to, 'copy')));

  test('root carries it over, with the set-user-id bit', () => {
    fs.chownSync(path.join(from, 'file'), 1234, 4321);
    fs.chmodSync(path.join(from, 'file'), 0o4755);
    const lines = copy();
    expect([lines.filter(({ type }) => type === 'warning'), looks()]).toEqual([[], [1234, 4321, 0o4755]]);
  });

  test('another user keeps the file as his own: MetadataNotKept with the system’s word, exit code 0, and no set-user-id bit', () => {
    const lines = copy('setpriv', '--reuid=65534', '--regid=65534', '--clear-groups');
    expect(lines.filter(({ type }) => type === 'warning')).toMatchObject([{ code: 'MetadataNotKept', osError: 'EPERM', path: path.join(to, 'copy') }]);
    expect(lines.at(-1)).toMatchObject({ exitCode: 0, copied: 1, warnings: 1, failed: 0 });
    expect([looks(), fs.readFileSync(path.join(to, 'copy'), 'utf8')]).toEqual([[65_534, 65_534, 0o755], 'data']);
  });
});

import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { part } from '../support/bench.ts';
import { pathFor } from '../support/exe.ts';
import { canMakeVolume, type TwoNames } from '../support/ntfs.ts';
import type { StandInFile } from '../support/standin/native.ts';
import { mountVolume, unmountVolume } from '../support/volumes.mjs';
import { callsOf, native, runPlayed, type Played } from './played.ts';
import { itemsOf, where, type Where } from './where.ts';

const SID = { system: '010100000000000512000000', administrators: '01020000000000052000000020020000', user: '010500000000000515000000010000000200000003000000e9030000' };
const control = { selfRelative: 0x8000, dacl: 0x4, inherited: 0x400, inheritRequest: 0x100, isProtected: 0x1000 };

/** A self-relative SECURITY_DESCRIPTOR ([MS-DTYP] 2.4.6); its DACL lets one account do everything. */
function descriptor(owner: string, flags = 0, group = SID.administrators): Buffer {
  const sids = [owner, group].map((sid) => Buffer.from(sid, 'hex'));
  const ace = Buffer.concat([Buffer.from('00001400ff011f00', 'hex'), Buffer.from(SID.system, 'hex')]);
  const acl = Buffer.concat([Buffer.from('02001c0001000000', 'hex'), ace]);
  const header = Buffer.alloc(20);
  header.writeUInt8(1, 0);
  header.writeUInt16LE(control.selfRelative + control.dacl + flags, 2);
  header.writeUInt32LE(20, 4);
  header.writeUInt32LE(20 + sids[0]!.length, 8);
  header.writeUInt32LE(20 + sids[0]!.length + sids[1]!.length, 16);
  return Buffer.concat([header, ...sids, acl]);
}

const FILETIME = (date: Date): string => String(BigInt(date.getTime()) * 10_000n + 116_444_736_000_000_000n);

// Wine keeps times and READONLY for real; owners, rights and privileges are the stand-in's, as strict as Windows.
describe.skipIf(!part('standIn').available || !canMakeVolume('tmpfs'))('--on-cross-volume copy on Windows', () => {
  let mount: string;
  let to: TwoNames;
  beforeAll(() => {
    mount = mountVolume('metadata', 'tmpfs', 8);
  });
  afterAll(() => unmountVolume(path.dirname(mount)));

  const written = new Date('2011-12-13T14:15:16.789Z');
  let folders = 0;

  /** Copies `t` with one file `a` from NTFS to the other volume; what is copied belongs to somebody else at first, as what is made there does. */
  async function copyTree(w: Where, source: Omit<StandInFile, 'path'>, made: Omit<StandInFile, 'path'> = {}, more: StandInFile[] = []): Promise<Played> {
    const linux = path.join(mount, `to${(folders += 1)}`);
    to = { linux, windows: pathFor('wine', linux) };
    w.write('t/a', 'data');
    fs.utimesSync(w.here('t/a'), written, written);
    const files = [{ path: w.there('t'), ...source }, { path: w.there('t', 'a'), ...source }, { path: `${to.windows}*`, security: descriptor(SID.user), ...made }, ...more];
    return runPlayed(w, files, ['copy', '--on-cross-volume', 'copy', w.there('t'), to.windows]);
  }

  /** What was set on the copied file, named as at that moment, and on the folder. */
  const setOn = (result: Played, name: 'file' | 'folder') =>
    callsOf(result, 'SetFileSecurityW')
      .filter(({ path: on }) => on!.startsWith(native(to.windows))) // not on our own state folder
      .filter(({ path: on }) => (on === native(to.windows)) === (name === 'folder'))
      .map(({ path: on, parts, descriptor: bytes, error }) => ({ temporary: on!.includes('\\.~linkkit-'), parts, bytes, error }));
  const warnings = ({ lines }: Played) => lines.filter(({ type }) => type === 'warning').map(({ code, osError, path: on }) => ({ code, osError, on }));

  test('rights, and with the privilege the owner, of files and folders', async () => {
    const w = where('wine');
    const security = descriptor(SID.system);
    const result = await copyTree(w, { security });
    const bytes = security.toString('hex');
    // Owner 1, group 2, DACL 4: at once, and SeRestorePrivilege (18) was enabled for it
    expect(setOn(result, 'file')).toEqual([{ temporary: true, parts: '7', bytes, error: '0' }]);
    expect(setOn(result, 'folder')).toEqual([{ temporary: false, parts: '7', bytes, error: '0' }]);
    expect(callsOf(result, 'AdjustTokenPrivileges')[0]).toEqual({ privilege: '18', attributes: '2', error: '0' });
    expect([result.exitCode, warnings(result), fs.readFileSync(path.join(to.linux, 'a'), 'utf8')]).toEqual([0, [], 'data']);
    expect(itemsOf(result).at(-1)).toMatchObject({ method: 'copy', destination: `${to.windows}\\a` });
  });

  test('without the privilege the owner is a warning each, with the number of Windows; the rights are carried all the same', async () => {
    const w = where('wine');
    const result = await copyTree(w, { security: descriptor(SID.system) }, {}, [{ path: '*', fails: { AdjustTokenPrivileges: 1300 } }]);
    expect(warnings(result)).toEqual([`${to.windows}\\a`, to.windows].map((on) => ({ code: 'MetadataNotKept', osError: 1307, on })));
    expect(setOn(result, 'file').map(({ parts, error }) => [parts, error])).toEqual([['7', '1307'], ['4', '0']]);
    expect([result.exitCode, fs.readFileSync(path.join(to.linux, 'a'), 'utf8')]).toEqual([0, 'data']);
  });

  test('an owner that is right already is left alone, and no privilege is asked for', async () => {
    const w = where('wine');
    const result = await copyTree(w, { security: descriptor(SID.user) }, { fails: { AdjustTokenPrivileges: 1300 } });
    expect(setOn(result, 'file').map(({ parts }) => parts)).toEqual(['4']);
    expect([callsOf(result, 'AdjustTokenPrivileges'), warnings(result)]).toEqual([[], []]);
  });

  test('rights that were inherited or are protected from inheritance stay so', async () => {
    const w = where('wine');
    const inherited = await copyTree(w, { security: descriptor(SID.user, control.inherited) });
    expect(setOn(inherited, 'file')).toEqual([{ temporary: true, parts: '4', bytes: descriptor(SID.user, control.inherited + control.inheritRequest).toString('hex'), error: '0' }]);
    const guarded = await copyTree(where('wine'), { security: descriptor(SID.user, control.isProtected) });
    expect(setOn(guarded, 'file')).toEqual([{ temporary: true, parts: '80000004', bytes: descriptor(SID.user, control.isProtected).toString('hex'), error: '0' }]);
  });

  test('rights that cannot be read or set are a warning', async () => {
    const unread = await copyTree(where('wine'), { fails: { GetFileSecurityW: 5 } });
    expect(warnings(unread)).toEqual([`${to.windows}\\a`, to.windows].map((on) => ({ code: 'MetadataNotKept', osError: 5, on })));
    const unset = await copyTree(where('wine'), { security: descriptor(SID.user) }, { fails: { SetFileSecurityW: 1338 } });
    expect(warnings(unset)).toEqual([`${to.windows}\\a`, to.windows].map((on) => ({ code: 'MetadataNotKept', osError: 1338, on })));
    expect([unread.exitCode, unset.exitCode, fs.existsSync(path.join(to.linux, 'a'))]).toEqual([0, 0, true]);
  });

  test('rights that forbid the one who copies to change anything are set last: times, attributes and owner are there by then', async () => {
    const w = where('wine');
    const result = await copyTree(w, { security: descriptor(SID.system) }, { guarded: true }, [{ path: w.there('t', 'a'), attributes: 0x1 }]);
    expect([warnings(result), result.exitCode]).toEqual([[], 0]);
    expect(setOn(result, 'file').map(({ parts, error }) => [parts, error])).toEqual([['7', '0']]);
    const copied = fs.statSync(path.join(to.linux, 'a'));
    expect([copied.mtime, copied.mode & 0o222, fs.readdirSync(to.linux)]).toEqual([written, 0, ['a']]);
  });

  test('times and attributes, before the rename and after it; what only the file system sets is not asked for', async () => {
    const w = where('wine');
    // READONLY, HIDDEN, SYSTEM, SPARSE, COMPRESSED, NOT_CONTENT_INDEXED, ENCRYPTED
    const result = await copyTree(w, {}, {}, [{ path: w.there('t', 'a'), attributes: 0x1 | 0x2 | 0x4 | 0x200 | 0x800 | 0x2000 | 0x4000 }]);
    const sets = callsOf(result, 'SetFileInformationByHandle').filter(({ path: on }) => on!.startsWith(native(`${to.windows}\\`)));
    const attributes = (Number.parseInt(sets[1]!['attributes']!, 16) & ~0x20).toString(16); // ARCHIVE is real
    expect([sets.map(({ path: on }) => on!.includes('\\.~linkkit-')), sets[0]!['attributes'], attributes]).toEqual([[true, true, false], '80', '2007']);
    // Set again as the copy has them: Wine keeps some
    expect(sets[2]).toEqual({ ...sets[1], path: native(`${to.windows}\\a`), attributes: sets[2]!['attributes'] });
    expect(Number.parseInt(sets[2]!['attributes']!, 16) & 0x7).toBe(0x7);
    expect(sets[1]).toMatchObject({ written: FILETIME(written), accessed: FILETIME(written), error: '0' });
    const copied = fs.statSync(path.join(to.linux, 'a'));
    expect([copied.mtime, copied.mode & 0o222]).toEqual([written, 0]);
    expect(fs.readdirSync(to.linux)).toEqual(['a']);
  });

  test('the folder\'s times are those of its source, after all in it is made', async () => {
    const w = where('wine');
    w.write('t/a', 'data');
    fs.utimesSync(w.here('t'), written, written);
    const result = await copyTree(w, {});
    const sets = callsOf(result, 'SetFileInformationByHandle').filter(({ path: on }) => on!.startsWith(native(to.windows)));
    expect(sets.at(-1)).toMatchObject({ path: native(to.windows), written: FILETIME(written), error: '0' });
    expect(fs.statSync(to.linux).mtime).toEqual(written);
  });
});

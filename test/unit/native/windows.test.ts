import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ntfsFolder, type TwoNames } from '../../support/ntfs.ts';
import { callNative, hasWindows, type NativeAnswer, type NativeCall } from '../../support/standin/native.ts';

const isWine = process.platform !== 'win32';

// src/native itself, in a Windows process, on the NTFS volume of the bench. What Wine 8 lacks is not asked for here but
// in standin.test.ts, or its refusal is what is expected under Wine.
describe.skipIf(!hasWindows())('src/native on Windows', () => {
  let place: TwoNames;
  const here = (...names: string[]): string => path.join(place.linux, ...names);
  const there = (...names: string[]): string => [place.windows, ...names].join('\\');
  const call = (...calls: NativeCall[]): NativeAnswer[] => callNative(calls);
  const value = (...one: NativeCall): any => {
    const [answer] = callNative([one]);
    if (answer!.error) throw new Error(answer!.error.message);
    return answer!.value;
  };

  beforeAll(() => {
    place = ntfsFolder('native');
  });

  describe('hard links', () => {
    test('a new name leads to the same file', () => {
      fs.writeFileSync(here('link-a'), 'x');
      const [made, a, b] = call(['createHardLink', there('link-b'), there('link-a')], ['fileInformation', there('link-a')], ['fileInformation', there('link-b')]);
      expect(made).toEqual({ value: null });
      expect(a!.value).toMatchObject({ linkCount: 2, size: 1, isDirectory: false, reparseTag: 0, fileId: expect.stringMatching(/^[0-9A-F]{32}$/) });
      expect(b!.value).toEqual(a!.value);
    });

    test('the true Windows number is kept', () => {
      fs.writeFileSync(here('n-a'), '');
      fs.writeFileSync(here('n-b'), '');
      const [taken, missing, folder, other] = call(
        ['createHardLink', there('n-b'), there('n-a')],
        ['createHardLink', there('n-c'), there('n-none')],
        ['createHardLink', there('n-none', 'x'), there('n-a')],
        ['createHardLink', there('n-c'), 'C:\\windows\\system32\\kernel32.dll'],
      );
      expect(taken!.error).toMatchObject({ name: 'Win32Error', code: 183, call: 'CreateHardLinkW', path: there('n-b') });
      expect(missing!.error).toMatchObject({ code: 2 });
      expect(folder!.error).toMatchObject({ code: 3 });
      if (isWine) expect(other!.error).toMatchObject({ code: 17 });
    });
  });

  test('a file\'s information: folders, sizes beyond 4 GiB, what is missing', () => {
    fs.mkdirSync(here('i-folder'));
    fs.writeFileSync(here('i-big'), '');
    fs.truncateSync(here('i-big'), 5 * 2 ** 30);
    const [folder, big, missing] = call(['fileInformation', there('i-folder')], ['fileInformation', there('i-big')], ['fileInformation', there('i-none')]);
    expect(folder!.value).toMatchObject({ isDirectory: true, attributes: expect.any(Number) });
    expect(folder!.value.attributes & 0x10).toBe(0x10);
    expect(big!.value.size).toBe(5 * 2 ** 30);
    expect(missing!.error).toMatchObject({ code: 2, call: 'CreateFileW' });
    fs.rmSync(here('i-big'));
  });

  test('the file id is the one of the file system', () => {
    fs.writeFileSync(here('id'), '');
    const id = BigInt(`0x${value('fileInformation', there('id')).fileId}`);
    expect(id & 0xffff_ffff_ffffn).toBe(fs.statSync(here('id'), { bigint: true }).ino & 0xffff_ffff_ffffn);
  });

  test('times and attributes are set, and what is left out stays', () => {
    fs.writeFileSync(here('times'), '');
    const written = 132_000_000_000_000_000n;
    const [, , after, , cleared] = call(
      ['setBasicInformation', there('times'), { lastWriteTime: written }],
      ['setBasicInformation', there('times'), { creationTime: written + 1n }],
      ['fileInformation', there('times')],
      ['setBasicInformation', there('times'), { attributes: 0x80 }],
      ['fileInformation', there('times')],
    );
    expect(after!.value.lastWriteTime).toEqual({ bigint: String(written) });
    if (!isWine) expect(after!.value.creationTime).toEqual({ bigint: String(written + 1n) });
    expect(cleared!.value.attributes & 0x1).toBe(0);
    expect(Number((BigInt(after!.value.lastWriteTime.bigint) - 116_444_736_000_000_000n) / 10_000n)).toBe(fs.statSync(here('times')).mtimeMs);
  });

  describe('paths', () => {
    test('longer than 260 characters', () => {
      const deep = ['p'.repeat(120), 'q'.repeat(120), 'r'.repeat(120)];
      fs.mkdirSync(here(...deep), { recursive: true });
      fs.writeFileSync(here(...deep, 'a'), '');
      const [made, info, mount] = call(['createHardLink', there(...deep, 'b'), there(...deep, 'a')], ['fileInformation', there(...deep, 'b')], ['volumePathName', there(...deep, 'b')]);
      expect(made!.error).toBeUndefined();
      expect(info!.value.linkCount).toBe(2);
      expect(there(...deep).startsWith(mount!.value.replace(/\\$/, ''))).toBe(true);
    });

    test('whatever a name is made of, it reaches the disk unchanged', () => {
      const names = ['caf\u00e9', 'cafe\u0301', '\ud83d\ude00', 'dot.', 'space ', 'both. ', ' lead', '-dash', '%TEMP%', '[a]', "it's", '\u4e2d\u6587', '\u05d0\u200f'];
      fs.mkdirSync(here('names'));
      fs.writeFileSync(here('names', 'source'), '');
      const made = call(...names.map((name): NativeCall => ['createHardLink', there('names', name), there('names', 'source')]));
      expect(made).toEqual(names.map(() => ({ value: null })));
      expect(fs.readdirSync(here('names')).sort()).toEqual(['source', ...names].sort());
    });
  });

  describe('volumes', () => {
    test('the mount and the true path of a file', () => {
      fs.writeFileSync(here('Where'), '');
      const [mount, names, again] = call(
        ['volumePathName', there('Where')],
        ['finalPathNames', there('wHERE')],
        ['finalPathNames', there('none')],
      );
      expect(place.windows.startsWith(mount!.value.slice(0, -1))).toBe(true);
      expect(names!.value.full).toBe(there('Where'));
      expect(there('Where').endsWith(names!.value.fromRoot)).toBe(true);
      expect(names!.value.fromRoot.startsWith('\\')).toBe(true);
      expect(again!.error).toMatchObject({ code: 2 });
    });

    test('the file system, the serial, the kind of drive', () => {
      const mount = value('volumePathName', place.windows);
      expect(value('volumeName', mount), 'the name that no other volume has').toMatch(/^\\\\\?\\Volume\{[0-9a-f-]{36}\}\\$/i);
      expect(value('volumeName', there('no mount'))).toBe(null);
      const [volume, file, type, none] = call(['volumeInformation', place.windows], ['fileInformation', place.windows], ['driveType', mount], ['driveType', 'Q:\\']);
      expect(volume!.value.fileSystem).toBe('NTFS');
      expect(BigInt(file!.value.volumeSerial.bigint) & 0xffff_ffffn).toBe(BigInt(volume!.value.serial));
      expect(type!.value).toMatch(/fixed|remote/);
      if (isWine) expect(none!.value).toBe('none');
    });

    test('a folder tells case apart or not, and a missing one is an error', () => {
      const [answer, missing] = call(['directoryIsCaseSensitive', place.windows], ['directoryIsCaseSensitive', there('none')]);
      expect(answer!.value).toBe(false);
      expect(missing!.error).toMatchObject({ code: 2 });
    });
  });

  describe('moving, copying, deleting', () => {
    test('a rename replaces only when told', () => {
      fs.writeFileSync(here('m-a'), 'a');
      fs.writeFileSync(here('m-b'), 'b');
      const [refused, moved, gone] = call(['moveFile', there('m-a'), there('m-b')], ['moveFile', there('m-a'), there('m-b'), { replace: true }], ['moveFile', there('m-a'), there('m-c')]);
      expect(refused!.error).toMatchObject({ code: 183, call: 'MoveFileExW' });
      expect(moved!.error).toBeUndefined();
      expect(fs.readFileSync(here('m-b'), 'utf8')).toBe('a');
      expect(gone!.error).toMatchObject({ code: 2 });
    });

    test('a POSIX rename replaces an open, read-only file, or says that it is not supported', () => {
      fs.writeFileSync(here('r-a'), 'a');
      fs.writeFileSync(here('r-b'), 'b');
      const [renamed] = call(['renamePosix', there('r-a'), there('r-b')]);
      if (renamed!.error) expect(renamed!.error).toMatchObject({ code: 87, call: 'SetFileInformationByHandle' });
      expect(fs.readFileSync(here('r-b'), 'utf8')).toBe(renamed!.error ? 'b' : 'a');
    });

    test('a copy, and none over something', () => {
      fs.writeFileSync(here('c-a'), 'text');
      const [copied, again, sync, syncAgain] = call(
        ['copyFile', there('c-a'), there('c-b')],
        ['copyFile', there('c-a'), there('c-b')],
        ['copyFileSync', there('c-a'), there('c-c')],
        ['copyFileSync', there('c-a'), there('c-c')],
      );
      expect([copied!.error, sync!.error]).toEqual([undefined, undefined]);
      expect([again!.error?.code, syncAgain!.error?.code]).toEqual([80, 80]);
      expect([fs.readFileSync(here('c-b'), 'utf8'), fs.readFileSync(here('c-c'), 'utf8')]).toEqual(['text', 'text']);
    });

    test('copies on worker threads each keep their own number, whatever fails at the same time', () => {
      fs.writeFileSync(here('e-a'), 'text');
      const round = (n: number): [call: NativeCall, code: number | undefined][] => [
        [['copyFile', there('e-a'), there('e-a')], 80],
        [['createHardLink', there('e-a'), there('e-a')], 183],
        [['copyFile', there('e-none'), there('e-b')], 2],
        [['fileInformation', there('e-none', 'x')], 3],
        [['copyFile', there('e-a'), there(`e-c${n}`)], undefined],
        [['readReparsePoint', there('e-a')], 4390],
        [['copyFile', there('e-a'), there('e-none', 'b')], 3],
      ];
      const calls = Array.from({ length: 20 }, (_, n) => round(n)).flat();
      const answers = callNative(calls.map(([one]) => one), {}, { together: true });
      expect(answers.map(({ error }) => error?.code)).toEqual(calls.map(([, code]) => code));
      const oneByOne = call(...calls.filter(([, code]) => code !== undefined).map(([one]) => one));
      expect(oneByOne.map(({ error }) => error?.code)).toEqual(calls.map(([, code]) => code).filter((code) => code !== undefined));
    });

    test('deleting takes one name; the file\'s other names keep their read-only attribute', () => {
      fs.writeFileSync(here('d-a'), 'x');
      fs.linkSync(here('d-a'), here('d-b'));
      fs.chmodSync(here('d-a'), 0o444);
      const [before, deleted, left, missing] = call(['fileInformation', there('d-b')], ['deleteFile', there('d-a')], ['fileInformation', there('d-b')], ['deleteFile', there('d-a')]);
      expect(deleted!.error).toBeUndefined();
      expect(left!.value).toMatchObject({ linkCount: 1, attributes: before!.value.attributes });
      expect(missing!.error).toMatchObject({ code: 2 });
    });
  });

  describe('reparse points', () => {
    test('an ordinary file has none', () => {
      fs.writeFileSync(here('no-reparse'), '');
      expect(call(['readReparsePoint', there('no-reparse')])[0]!.error).toMatchObject({ code: 4390 });
    });

    test('a symbolic link that was not made is an error, although the call reports success', () => {
      const [made, info] = call(['createSymbolicLink', there('symlink'), 'no-reparse', false], ['fileInformation', there('symlink')]);
      if (made!.error) {
        expect([50, 1314]).toContain(made!.error.code);
        expect(info!.error).toMatchObject({ code: 2 });
      } else expect(info!.value.reparseTag).toBe(0xa000_000c);
    });

    test('a junction is made whole or not at all', () => {
      fs.mkdirSync(here('j-target'));
      const [made, read] = call(['createJunction', there('junction'), there('j-target')], ['readReparsePoint', there('junction')]);
      if (made!.error) {
        expect(made!.error).toMatchObject({ code: 50, call: 'FSCTL_SET_REPARSE_POINT' });
        expect(fs.existsSync(here('junction'))).toBe(false);
      } else expect(read!.value).toMatchObject({ tag: 0xa000_0003, substituteName: `\\??\\${there('j-target')}`, printName: there('j-target') });
    });

    test('a target too long for a reparse point is refused before anything is made', () => {
      const [made] = call(['createJunction', there('j-long'), `C:\\${'x'.repeat(9000)}`]);
      expect(made!.error).toMatchObject({ code: 206 });
      expect(fs.existsSync(here('j-long'))).toBe(false);
    });
  });

  test('security descriptors are read and set, part by part', () => {
    fs.writeFileSync(here('s-a'), '');
    fs.writeFileSync(here('s-b'), '');
    const descriptor = value('getSecurity', there('s-a'));
    expect(descriptor.hex).toMatch(/^0100/); // revision 1
    expect(Buffer.from(descriptor.hex, 'hex').readUInt16LE(2) & 0x8000).toBe(0x8000); // self-relative
    const [set, part, missing] = call(
      ['setSecurity', there('s-b'), descriptor, { dacl: true }],
      ['getSecurity', there('s-b'), { dacl: true }],
      ['getSecurity', there('none')],
    );
    expect(set!.error).toBeUndefined();
    expect(Buffer.from(part!.value.hex, 'hex').readUInt32LE(4)).toBe(0); // no owner asked for, none given
    expect(missing!.error).toMatchObject({ code: 2, call: 'GetFileSecurityW' });
  });

  test('privileges: a state for each, false for one that nobody knows', () => {
    const [elevated, state, unknown, enabled] = call(['isElevated'], ['privilegeState', 'SeChangeNotifyPrivilege'], ['hasPrivilege', 'SeNoSuchPrivilege'], ['enablePrivilege', 'SeNoSuchPrivilege']);
    expect(typeof elevated!.value).toBe('boolean');
    expect(state!.value).toBe('enabled');
    expect([unknown!.value, enabled!.value]).toEqual([false, false]);
  });

  test('code pages and the system folder', () => {
    const [folder, page, german, empty, bad] = call(['systemDirectory'], ['consoleCodePage'], ['decodeCodePage', { hex: '5c81845c' }, 437], ['decodeCodePage', { hex: '' }, 437], ['decodeCodePage', { hex: '41' }, 99]);
    expect(folder!.value.toLowerCase()).toBe('c:\\windows\\system32');
    expect(page!.value).toBeGreaterThan(0);
    expect([german!.value, empty!.value]).toEqual(['\\\u00fc\u00e4\\', '']);
    expect(bad!.error).toMatchObject({ call: 'MultiByteToWideChar', code: 87 });
  });
});

test.skipIf(process.platform === 'win32')('off Windows the functions can be imported, and throw only when called', async () => {
  const native = await import('../../../src/native/windows.ts');
  expect(() => native.fileInformation('C:\\a')).toThrow();
});

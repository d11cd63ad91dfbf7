// Names by the master file table: of a mounted volume, whose file system may know more than its disk, and of an image.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freeDriveLetter, takeDriveLetter } from '../support/driveLetters.ts';
import { runLinkkit, startLinkkit, targets, type Line, type RunOptions, type RunResult } from '../support/exe.ts';
import { canMakeVolume, testVolume } from '../support/ntfs.ts';
import { fillTree, seeded } from '../support/ntfsImageFillings.ts';
import { makeNtfsImage, run, type NtfsImage } from '../support/ntfsImages.ts';
import { setWindowsSerial } from '../support/volumes.mjs';
import { winePrefix } from '../support/wine.mjs';
import { codes, expectContract, itemsOf, summaryOf, where } from './where.ts';

const nd = ['--output', 'ndjson'];
interface Item {
  path: string;
  names: string[];
  linkCount: number;
  size: number;
  fileId: string;
  engine: string;
  complete: boolean;
}
const answers = (result: RunResult): Item[] => itemsOf(result) as unknown as Item[];

describe.skipIf(!canMakeVolume('ntfs'))('siblings by the master file table', () => {
  let image: NtfsImage;
  let mount: string;
  /** The names of each file, as find(1) has seen them on a mount of the image. */
  let files: { names: string[]; size: number }[];
  beforeAll(() => {
    image = makeNtfsImage('siblings-mft', { sizeMiB: 64 }, (folder) => {
      fillTree(1_500, 5)(folder);
      setWindowsSerial(folder, 0x4c4b_0d0d);
      fs.mkdirSync(path.join(folder, 'Mixed \u00c9', 'Case'), { recursive: true });
      fs.writeFileSync(path.join(folder, 'Mixed \u00c9', 'Case', 'File \u00df.TXT'), 'mixed');
      for (const name of ['File SS.TXT', 'other']) fs.linkSync(path.join(folder, 'Mixed \u00c9', 'Case', 'File \u00df.TXT'), path.join(folder, 'Mixed \u00c9', 'Case', name));
      for (const name of ['changed', 'renamed', 'untouched']) {
        fs.mkdirSync(path.join(folder, name));
        for (const one of ['a', 'b', 'c']) fs.writeFileSync(path.join(folder, name, one), one);
        for (const one of ['a', 'b']) fs.linkSync(path.join(folder, name, one), path.join(folder, `${name}-${one}`));
      }
    });
    mount = path.join(path.dirname(image.image), 'mount');
    run('ntfs-3g', '-o', 'streams_interface=windows,noatime', image.image, mount);
    const byRecord = Map.groupBy(image.listing.filter(({ kind }) => kind === 'f'), ({ record }) => record);
    files = [...byRecord.values()].map((all) => ({ names: all.map((one) => one.path).sort(), size: all[0]!.size }));
  });
  afterAll(() => image.remove());

  const linkkit = async (args: readonly string[], options: Partial<RunOptions> = {}): Promise<RunResult> => {
    const result = await runLinkkit([...args, ...nd], { target: 'linux', ...options });
    expectContract(result.lines);
    return result;
  };
  const onMount = (name: string): string => mount + name.replaceAll('\\', '/');
  const stdinOf = (names: readonly string[]): string => names.map((name) => `${JSON.stringify(name)}\n`).join('');
  const linked = () => files.filter(({ names }) => names.length > 1 && !/changed|renamed/.test(names[0]!));
  const ownFirst = (own: string, names: readonly string[]): string[] => [own, ...names.filter((name) => name !== own).sort()];

  test('on the mounted volume: every file as find and the engine scan have it', async () => {
    const some = linked();
    expect(some.length).toBeGreaterThan(300);
    const asked = some.map(({ names }, index) => names[index % names.length]!);
    const mft = await linkkit(['siblings', '--engine', 'mft', '--stdin'], { stdin: stdinOf(asked.map(onMount)) });
    expect([codes(mft), mft.exitCode]).toEqual([[], 0]);
    expect(answers(mft).map(({ names }) => names)).toEqual(some.map(({ names }, index) => ownFirst(onMount(asked[index]!), names.map(onMount))));
    expect(answers(mft).map(({ size, complete, engine }) => [size, complete, engine])).toEqual(some.map(({ size }) => [size, true, 'mft']));
    const scan = await linkkit(['siblings', '--engine', 'scan', '--root', mount, '--stdin'], { stdin: stdinOf(asked.map(onMount)) });
    expect(answers(mft).map((item) => ({ ...item, engine: 'scan' }))).toEqual(answers(scan));
  });

  test('in the image: every file as find has it', async () => {
    const some = files.filter(({ names }) => !/changed|renamed/.test(names[0]!));
    const asked = some.map(({ names }, index) => names[index % names.length]!);
    const result = await linkkit(['siblings', '--image', image.image, '--stdin'], { stdin: stdinOf(asked) });
    expect([codes(result), result.exitCode]).toEqual([[], 0]);
    expect(answers(result).map(({ names, linkCount, size, complete, engine }) => ({ names, linkCount, size, complete, engine }))).toEqual(
      some.map(({ names, size }, index) => ({ names: ownFirst(asked[index]!, names), linkCount: names.length, size, complete: true, engine: 'mft' })),
    );
    expect(summaryOf(result)).toMatchObject({ files: some.length, names: some.reduce((sum, { names }) => sum + names.length, 0), incomplete: 0 });
  });

  test('in the image a path in another case is spelled as the image spells it; slashes of both kinds, with and without the first', async () => {
    const folder = '\\Mixed \u00c9\\Case';
    const spellings = ['\\mIXED \u00e9\\cASE\\file \u00df.txt', 'mixed \u00c9/case/FILE \u00df.TXT', '/Mixed \u00c9//Case\\File \u00df.TXT', '\\MIXED \u00c9\\CASE\\FILE ss.txt'];
    const result = await linkkit(['siblings', '--image', image.image, ...spellings]);
    const names = ['File \u00df.TXT', 'File SS.TXT', 'other'].map((name) => `${folder}\\${name}`);
    expect(codes(result)).toEqual([]);
    expect(answers(result).map((item) => item.names)).toEqual([0, 0, 0, 1].map((own) => ownFirst(names[own]!, names)));
    expect(answers(result).map((item) => item.path)).toEqual([0, 0, 0, 1].map((own) => names[own]));
  });

  test('in the image a folder, a missing path and one below a file are errors of their own; other engines and a root are refused', async () => {
    const result = await linkkit(['siblings', '--image', image.image, '\\Mixed \u00c9', '\\', '\\no\\such', '\\untouched-a\\below', '\\untouched-a']);
    expect([result.exitCode, codes(result)]).toEqual([1, ['DirectoryNotSupported', 'DirectoryNotSupported', 'NotFound', 'NotFound']]);
    expect(result.lines.filter(({ type }) => type === 'error').map((line) => line['path'])).toEqual(['\\Mixed \u00c9', '\\', '\\no\\such', '\\untouched-a\\below']);
    expect(answers(result)).toMatchObject([{ path: '\\untouched-a', names: ['\\untouched-a', '\\untouched\\a'] }]);
    for (const more of [['--engine', 'api'], ['--engine', 'scan'], ['--root', '/']]) {
      const refused = await linkkit(['siblings', '--image', image.image, '\\untouched-a', ...more]);
      expect([refused.exitCode, codes(refused), itemsOf(refused)]).toEqual([2, ['Usage'], []]);
    }
    const missing = await linkkit(['siblings', '--image', `${image.image}.none`, '\\a']);
    expect([codes(missing), itemsOf(missing)]).toEqual([['NotFound'], []]);
  });

  test('what changes after the table was read is told right or as incomplete', async () => {
    const at = (...names: string[]): string => path.join(mount, ...names);
    const child = startLinkkit(['siblings', '--engine', 'mft', '--stdin', ...nd], { target: 'linux', env: { LINKKIT_STATE: path.join(path.dirname(mount), 'state') } });
    let out = '';
    const items = (): Item[] => out.split('\n').slice(0, -1).map((line) => JSON.parse(line) as Line).filter(({ type }) => type === 'item') as unknown as Item[];
    const ask = (name: string): void => void child.stdin.write(stdinOf([name]));
    const itemNumber = (count: number): Promise<void> => new Promise((resolve) => {
      const look = (): void => void (items().length >= count && resolve());
      child.stdout.on('data', look);
      look();
    });
    child.stdout.on('data', (piece: Buffer) => (out += String(piece)));
    ask(at('untouched', 'a'));
    await itemNumber(1);
    // A further name, a name that goes, one whose place another file takes, one in a folder of another name
    fs.linkSync(at('changed', 'a'), at('changed', 'a2'));
    fs.linkSync(at('changed', 'b'), at('changed', 'b2'));
    fs.rmSync(at('changed-b'));
    fs.writeFileSync(at('changed-b'), 'another');
    fs.renameSync(at('renamed'), at('moved'));
    for (const name of [at('changed', 'a'), at('changed', 'b'), at('moved', 'a'), at('renamed-b')]) ask(name);
    await itemNumber(5);
    child.stdin.end();
    await new Promise((resolve) => child.on('close', resolve));
    const [untouched, ...changed] = items().map(({ names, linkCount, complete }) => [names, linkCount, complete]);
    expect(untouched).toEqual([[at('untouched', 'a'), at('untouched-a')], 2, true]);
    expect(changed).toEqual([
      [[at('changed', 'a'), at('changed-a')], 3, false],
      [[at('changed', 'b')], 2, false],
      [[at('moved', 'a'), at('renamed-a')], 2, expect.any(Boolean)],
      [[at('renamed-b')], 2, false],
    ]);
    // Read anew: what the disk does not have yet makes an answer incomplete, never wrong
    const again = await linkkit(['siblings', '--engine', 'mft', at('changed', 'a'), at('changed', 'b'), at('moved', 'a')]);
    for (const { names, complete, path: own } of answers(again)) {
      const truth = spawnSync('find', [mount, '-samefile', own], { encoding: 'utf8' }).stdout.trim().split('\n');
      expect(truth).toEqual(expect.arrayContaining(names));
      expect(complete && names.length < truth.length).toBe(false);
    }
  });

  test('on a volume that is no NTFS the engine is not available', async () => {
    const folder = fs.mkdtempSync('/var/tmp/linkkit-mft-');
    fs.writeFileSync(path.join(folder, 'a'), '');
    fs.linkSync(path.join(folder, 'a'), path.join(folder, 'b'));
    const result = await linkkit(['siblings', '--engine', 'mft', path.join(folder, 'a')]);
    fs.rmSync(folder, { recursive: true });
    expect([result.exitCode, codes(result), itemsOf(result)]).toEqual([3, ['EngineNotAvailable'], []]);
  });

  describe.skipIf(!targets().includes('wine'))('of a live volume of Windows', () => {
    const devices = path.join(winePrefix, 'dosdevices');
    /** Wine opens \\.\N: as the file or device that `n::` beside `n:` leads to, which is how it knows disks. */
    const leadTo = (drive: string, file: string): (() => void) => {
      const link = path.join(devices, `${drive.toLowerCase()}:`);
      fs.rmSync(link, { force: true });
      fs.symlinkSync(file, link);
      return () => fs.rmSync(link, { force: true });
    };

    test('scan --volume: every file with its drive, checked against the file; what has changed since is not complete', async () => {
      const drive = takeDriveLetter(mount);
      // A copy stands still while the volume goes on
      const copy = `${image.image}.copy`;
      fs.copyFileSync(image.image, copy);
      const unlink = leadTo(drive, copy);
      try {
        fs.rmSync(path.join(mount, 'untouched-a'));
        fs.linkSync(path.join(mount, 'untouched', 'c'), path.join(mount, 'untouched', 'd'));
        const result = await linkkit(['scan', '--volume', drive, '--resolve', '--min-links', '1'], { target: 'wine' });
        expect([codes(result), result.exitCode]).toEqual([[], 0]);
        const sets = new Map(itemsOf(result).filter(({ itemKind }) => itemKind === 'set').map((set) => [(set['namesInside'] as string[])[0]!.replace(/^\\\\\?\\/, ''), set]));
        const reached = (name: string): string => (/[. ](\\|$)/.test(name) ? `\\\\?\\${name}` : name);
        const stale = /^\\(changed|renamed|untouched)/;
        for (const { names, size } of files.filter((file) => !stale.test(file.names[0]!))) {
          expect(sets.get(drive + names[0]), names[0]).toMatchObject({ namesInside: names.map((name) => reached(drive + name)), linkCount: names.length, size, outsideCount: 0, complete: true, engine: 'mft' });
        }
        // One name less, one more, and as before
        expect(['\\untouched-a', '\\untouched\\c', '\\untouched-b'].map((name) => sets.get(drive + name)!['complete'])).toEqual([false, false, true]);
        const folder = await linkkit(['scan', '--volume', drive, `${drive}\\Mixed \u00c9`, '\\untouched', '--depth', '1'], { target: 'wine' });
        expect(itemsOf(folder).filter(({ itemKind }) => itemKind === 'folder').map((one) => [one['path'], one['files']])).toEqual([[`${drive}\\Mixed \u00c9`, 3], [`${drive}\\Mixed \u00c9\\Case`, 3], [`${drive}\\untouched`, 3]]);
      } finally {
        unlink();
        freeDriveLetter(drive);
      }
    });

    // Wine knows the volume's own name, by which its device is found, of drives that were there when it started
    test('siblings --engine mft: as the engine scan has it', async () => {
      const w = where('wine');
      const volume = testVolume();
      const unlink = leadTo(volume.windows, path.join(path.dirname(volume.linux), 'image'));
      try {
        const random = seeded(3);
        for (let folder = 0; folder < 6; folder += 1) fs.mkdirSync(w.here('t', String(folder)), { recursive: true });
        for (let index = 0; index < 40; index += 1) {
          w.write(`t/${index % 6}/${index} \u00e9`, String(index));
          for (let link = Math.floor(random() * 5); link >= 0; link -= 1) fs.linkSync(w.here(`t/${index % 6}/${index} \u00e9`), w.here('t', String(Math.floor(random() * 5)), `${index}-${link}`));
        }
        spawnSync('sync', ['-f', w.folder]);
        const asked = Array.from({ length: 40 }, (_, index) => w.there('t', String(index % 6), `${index} \u00e9`));
        const mft = await linkkit(['siblings', '--engine', 'mft', ...asked], { target: 'wine' });
        expect([codes(mft), mft.exitCode]).toEqual([[], 0]);
        const scan = await linkkit(['siblings', '--engine', 'scan', '--root', w.there('t'), ...asked], { target: 'wine' });
        expect(answers(mft).map((item) => ({ ...item, engine: 'scan' }))).toEqual(answers(scan));
        expect(answers(mft).every(({ complete, names, linkCount }) => complete && names.length === linkCount)).toBe(true);
      } finally {
        unlink();
      }
    });

    // A file of the kernel that not even root may read
    const unreadable = '/sys/bus/platform/drivers_probe';
    test.skipIf(!fs.existsSync(unreadable))('without rights: PrivilegeRequired, with what to do', async () => {
      const drive = takeDriveLetter(mount);
      const unlink = leadTo(drive, unreadable);
      try {
        const result = await linkkit(['scan', '--volume', drive], { target: 'wine' });
        const errors = result.lines.filter(({ type }) => type === 'error');
        expect([result.exitCode, errors]).toMatchObject([1, [{ code: 'PrivilegeRequired', path: `\\\\.\\${drive}`, hint: expect.stringMatching(/^Run elevated/) }]]);
      } finally {
        unlink();
        freeDriveLetter(drive);
      }
    });
  });
});

// Names by the master file table of a mounted volume, whose file system may know more than its disk.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLinkkit, type Line } from '../support/exe.ts';
import { canMakeVolume } from '../support/ntfs.ts';
import { answers, linkkit, mountedImage, ownFirst, stdinOf, type MountedImage, type SiblingsAnswer } from './mountedImage.ts';
import { codes, itemsOf } from './where.ts';

describe.skipIf(!canMakeVolume('ntfs'))('siblings by the master file table of a mounted volume', () => {
  let image: MountedImage['image'];
  let mount: string;
  let files: MountedImage['files'];
  beforeAll(() => {
    ({ image, mount, files } = mountedImage('siblings-mft'));
  });
  afterAll(() => image.remove());

  const onMount = (name: string): string => mount + name.replaceAll('\\', '/');

  test('on the mounted volume: every file as find and the engine scan have it', async () => {
    const some = files.filter(({ names }) => names.length > 1 && !/changed|renamed/.test(names[0]!));
    expect(some.length).toBeGreaterThan(300);
    const asked = some.map(({ names }, index) => names[index % names.length]!);
    const mft = await linkkit(['siblings', '--engine', 'mft', '--stdin'], { stdin: stdinOf(asked.map(onMount)) });
    expect([codes(mft), mft.exitCode]).toEqual([[], 0]);
    expect(answers(mft).map(({ names }) => names)).toEqual(some.map(({ names }, index) => ownFirst(onMount(asked[index]!), names.map(onMount))));
    expect(answers(mft).map(({ size, complete, engine }) => [size, complete, engine])).toEqual(some.map(({ size }) => [size, true, 'mft']));
    const scan = await linkkit(['siblings', '--engine', 'scan', '--root', mount, '--stdin'], { stdin: stdinOf(asked.map(onMount)) });
    expect(answers(mft).map((item) => ({ ...item, engine: 'scan' }))).toEqual(answers(scan));
  });

  test('what changes after the table was read is told right or as incomplete', async () => {
    const at = (...names: string[]): string => path.join(mount, ...names);
    const child = startLinkkit(['siblings', '--engine', 'mft', '--stdin', '--output', 'ndjson'], { target: 'linux', env: { LINKKIT_STATE: path.join(path.dirname(mount), 'state') } });
    let out = '';
    const items = (): SiblingsAnswer[] => out.split('\n').slice(0, -1).map((line) => JSON.parse(line) as Line).filter(({ type }) => type === 'item') as unknown as SiblingsAnswer[];
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
});

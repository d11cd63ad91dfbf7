import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';
import { afterAll, describe, expect, test } from 'vitest';
import { bundle, carriedKoffi } from '../../src/packaging/bundle.ts';
import { cacheFolder, distFolder, nodeProgram, platforms, root } from '../../src/packaging/paths.mjs';
import { withProductResources } from '../../src/packaging/resources.ts';
import { exePath, pathFor, runLinkkit, targets } from '../support/exe.ts';
import { ntfsFolder } from '../support/ntfs.ts';

const { version, description } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string; description: string };
const sha256 = (file: string): string => createHash('sha256').update(fs.readFileSync(file)).digest('hex');
const filesIn = (folder: string): string[] => fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));

describe('dist', () => {
  test('the Windows exe has version, names and icons', () => {
    const resources = NtExecutableResource.from(NtExecutable.from(fs.readFileSync(path.join(distFolder, 'linkkit.exe'))));
    const [info] = Resource.VersionInfo.fromEntries(resources.entries);
    expect(info?.getStringValues({ lang: 1033, codepage: 1200 })).toMatchObject({ ProductName: 'LinkKit', FileDescription: description, ProductVersion: version, FileVersion: version, OriginalFilename: 'linkkit.exe' });
    const [major, minor] = version.split('.').map(Number);
    expect(info?.fixedInfo.fileVersionMS).toBe(((major ?? 0) << 16) | (minor ?? 0));
    const sizes = Resource.IconGroupEntry.fromEntries(resources.entries).flatMap((group) => group.icons.map(({ width }) => width || 256));
    expect(sizes).toEqual([16, 24, 32, 48, 64, 256]);
  });

  test('SHA256SUMS names every file that is shipped, with its sum, and no test build', () => {
    const lines = fs.readFileSync(path.join(distFolder, 'SHA256SUMS'), 'utf8').trim().split('\n').map((line) => line.split('  '));
    const shipped = ['linkkit', 'linkkit.exe'].map((name) => path.join(distFolder, name)).concat(filesIn(path.join(distFolder, 'LinkKit')));
    expect(lines.map(([, name]) => name).sort()).toEqual(shipped.map((file) => path.relative(distFolder, file).replaceAll('\\', '/')).sort());
    for (const [sum, name] of lines) expect([name, sha256(path.join(distFolder, name ?? ''))]).toEqual([name, sum]);
  });

  test('the module folder is complete and holds the same exes', () => {
    const module = path.join(distFolder, 'LinkKit');
    const names = filesIn(module).map((file) => path.relative(module, file).replaceAll('\\', '/'));
    expect(names).toEqual(expect.arrayContaining(['LinkKit.psd1', 'LinkKit.psm1', 'LinkKit.Format.ps1xml', 'LinkKit.Types.ps1xml', 'en-US/about_LinkKit.help.txt']));
    expect(names.filter((name) => name.endsWith('.ps1'))).toEqual([]);
    const manifest = fs.readFileSync(path.join(module, 'LinkKit.psd1'), 'utf8');
    expect(manifest).toContain(`'${version}'`);
    for (const file of fs.readdirSync(path.join(root, 'ps/LinkKit/Public'))) expect(manifest).toContain(`'${path.basename(file, '.ps1')}'`);
    expect(sha256(path.join(module, 'bin/win-x64/linkkit.exe'))).toBe(sha256(path.join(distFolder, 'linkkit.exe')));
    expect(sha256(path.join(module, 'bin/linux-x64/linkkit'))).toBe(sha256(path.join(distFolder, 'linkkit')));
  });
});

describe('two builds of the same sources', () => {
  const other = path.join(cacheFolder, `rebuild-${process.pid}`, 'another folder');
  afterAll(() => fs.rmSync(path.dirname(other), { recursive: true, force: true }));

  test('give the same bytes, in another folder', { timeout: 240_000 }, async () => {
    fs.mkdirSync(other, { recursive: true });
    for (const name of ['src', 'package.json', 'package-lock.json']) fs.cpSync(path.join(root, name), path.join(other, name), { recursive: true });
    const target = process.platform === 'win32' ? 'windows' : 'linux';
    for (const name of ['node_modules', '.cache/node', '.cache/koffi']) {
      const copied = await runLinkkit(['copy', path.join(root, name), path.join(other, name), '--parents', '--output', 'ndjson'], { target });
      expect(copied.exitCode).toBe(0);
    }
    const node = (...args: string[]): string => execFileSync(nodeProgram(), ['--disable-warning=ExperimentalWarning', ...args], { cwd: other, encoding: 'utf8', maxBuffer: 2 ** 28 });
    const script = `import { bundle } from './src/packaging/bundle.ts';
      const all = {};
      for (const platform of ['linux-x64', 'win-x64']) all[platform] = [...await bundle({ platform, testBuild: false, version: '${version}' })];
      process.stdout.write(JSON.stringify(all));`;
    const there = JSON.parse(node('--input-type=module', '-e', script)) as Record<string, [string, string][]>;
    for (const platform of platforms) expect(there[platform]).toEqual([...(await bundle({ platform, testBuild: false, version }))]);

    const exe = path.join(other, 'exe');
    node('src/packaging/exe.ts', process.platform === 'win32' ? 'win-x64' : 'linux-x64', 'shipped', exe);
    expect(sha256(exe)).toBe(sha256(exePath(target)));
  });

  test('Windows resources are the same each time', () => {
    const program = fs.readFileSync(nodeProgram('win-x64'));
    const [one, two] = [withProductResources(program, { version, description }), withProductResources(program, { version, description })];
    expect(one.equals(two)).toBe(true);
  });
});

describe('test hooks', () => {
  test('are in the test build and nowhere in the shipped one', async () => {
    for (const platform of platforms) {
      const text = async (testBuild: boolean) => [...(await bundle({ platform, testBuild, version })).values()].join('\n');
      expect(await text(false)).not.toContain('LINKKIT_TEST');
      expect(await text(true)).toContain('LINKKIT_TEST_DLL');
    }
  });

  describe.each(targets())('%s', (target) => {
    test('the shipped exe takes no notice of the variables', async () => {
      const place = ntfsFolder(`build-hooks-${target}`);
      fs.writeFileSync(path.join(place.linux, 'file'), 'x');
      const file = target === 'linux' ? path.join(place.linux, 'file') : `${place.windows}\\file`;
      const env = { LINKKIT_TEST_DLL: pathFor(target, '/nowhere/standin.dll'), LINKKIT_TEST_SYSTEM32: pathFor(target, '/nowhere') };
      const plain = await runLinkkit(['siblings', file, '--output', 'ndjson'], { target });
      const named = await runLinkkit(['siblings', file, '--output', 'ndjson'], { target, env });
      expect(plain.exitCode).toBe(0);
      const items = (result: typeof plain) => result.lines.filter(({ type }) => type === 'item');
      expect(items(named)).toEqual(items(plain));
      expect(named.stderr).toBe(plain.stderr);
    });

    test('Node in the exe loads nothing that a variable names', async () => {
      const place = ntfsFolder(`build-options-${target}`);
      const script = path.join(place.linux, 'preload.cjs');
      const marker = target === 'linux' ? path.join(place.linux, 'loaded') : `${place.windows}\\loaded`;
      fs.writeFileSync(script, `require('node:fs').writeFileSync(${JSON.stringify(marker)}, 'loaded');`);
      const named = target === 'linux' ? script : `${place.windows}\\preload.cjs`;
      const result = await runLinkkit(['--version'], { target, env: { NODE_OPTIONS: `--require ${named.replaceAll('\\', '/')}` } });
      expect([result.exitCode, result.stdout.trim(), result.stderr]).toEqual([0, version, '']);
      expect(fs.existsSync(path.join(place.linux, 'loaded'))).toBe(false);
    });
  });
});

describe.each(targets().filter((target) => target !== 'linux'))('the carried koffi, %s', (target) => {
  const native = (state: string): string => path.join(state, 'native', carriedKoffi('win-x64').sha256.slice(0, 16), 'koffi.node');

  test('lies in the state folder, is checked at every start and replaced when it is another', async () => {
    const place = ntfsFolder(`build-koffi-${target}`);
    const state = path.join(place.linux, 'state');
    const cache = path.join(place.linux, 'cache');
    const env = { LINKKIT_STATE: `${place.windows}\\state`, PKG_NATIVE_CACHE_PATH: `${place.windows}\\cache` };
    const run = async () => expect((await runLinkkit(['doctor', place.windows, '--output', 'ndjson'], { target, env })).exitCode).toBe(0);
    await run();
    expect(sha256(native(state))).toBe(carriedKoffi('win-x64').sha256);
    fs.writeFileSync(native(state), 'another file');
    await run();
    expect(sha256(native(state))).toBe(carriedKoffi('win-x64').sha256);
    expect(fs.readdirSync(path.dirname(native(state)))).toEqual(['koffi.node']);
    expect(fs.existsSync(cache)).toBe(false);
  });
});

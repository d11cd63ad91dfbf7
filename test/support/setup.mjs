// @ts-check
// Set-up of the bench: everything the tests need that this machine can have. Plain Node >= 20, no dependencies,
// idempotent; says one line a step that it really does; what cannot be had is noted with its reason in .cache/bench.json.
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withLock } from '../../src/packaging/lock.mjs';
import { cacheFolder, nodeProgram, nodeVersion, root } from '../../src/packaging/paths.mjs';
import { ensureToolchain } from '../../src/packaging/toolchain.mjs';
import { ensurePackages, findProgram } from './packages.mjs';
import { mountVolume, unmountLeftovers, unmountVolume } from './volumes.mjs';
import { ensureWinePrefix, runWine } from './wine.mjs';

/**
 * A part of the bench. `without`: what is left out where it is missing; `install`: what a person can do about it.
 * @typedef {{available: boolean, reason: string | null, install: string | null, without: string}} Part
 * @typedef {Record<'ntfs' | 'wine' | 'engineLinux' | 'engineWine' | 'pwsh' | 'standIn' | 'exfat' | 'xfs', Part>} Bench
 */

/** @param {string} without @param {string} install @param {() => unknown} provide @returns {Promise<Part>} */
async function part(without, install, provide) {
  try {
    await provide();
    return { available: true, reason: null, install: null, without };
  } catch (error) {
    return { available: false, reason: error instanceof Error ? error.message : String(error), install, without };
  }
}

/** @param {string} reason */
const fail = (reason) => () => { throw new Error(reason); };

/** @param {import('./volumes.mjs').FileSystem} fileSystem */
function tryVolume(fileSystem) {
  if (fileSystem !== 'xfs' && !existsSync('/dev/fuse')) throw new Error('there is no /dev/fuse');
  const mount = mountVolume(`try-${fileSystem}`, fileSystem, fileSystem === 'xfs' ? 300 : 16);
  unmountVolume(join(mount, '..'));
}

/** @param {'linux-x64' | 'win-x64'} platform */
async function engineHost(platform) {
  const file = join(root, 'test', 'support', 'host', 'build.mjs');
  const { buildHost } = await import(pathToFileURL(file).href);
  return buildHost({ cacheFolder: join(cacheFolder, 'host'), platform });
}

async function standIn() {
  const { buildStandIn } = await import(pathToFileURL(join(root, 'test', 'support', 'standin', 'build.mjs')).href);
  return buildStandIn({ cacheFolder });
}

/** @param {(line: string) => void} say @returns {Promise<Bench>} */
async function linuxBench(say) {
  const notInstalled = ensurePackages(say);
  const note = notInstalled ? ` (${notInstalled})` : '';
  const apt = (/** @type {string} */ names) => `apt-get install ${names}${note}`;
  unmountLeftovers();
  const wine = await part('the Windows exe', apt('wine64 wine'), () => {
    ensureWinePrefix(say);
    if (!existsSync(join(cacheFolder, 'wine', '.node-runs'))) {
      const run = runWine(nodeProgram('win-x64'), ['--version']);
      if (run.output.trim() !== `v${nodeVersion}`) throw new Error(`Node for Windows does not run under this Wine: ${run.output.slice(0, 300)}`);
      writeFileSync(join(cacheFolder, 'wine', '.node-runs'), '');
    }
  });
  const dotnet = 'the .NET SDK 10 (the program dotnet)';
  const host = (/** @type {'linux-x64' | 'win-x64'} */ platform) => async () => {
    const known = existsSync(join(cacheFolder, 'host', platform, 'sources.sha256'));
    if (!known) say(`the PowerShell engine host for ${platform}`);
    await engineHost(platform);
  };
  return {
    ntfs: await part('tests on NTFS', `${apt('ntfs-3g fuse3 attr')}; root and /dev/fuse are needed`, () => tryVolume('ntfs')),
    exfat: await part('tests on a volume without hard links', `${apt('exfat-fuse exfatprogs')}; root and /dev/fuse are needed`, () => tryVolume('exfat')),
    xfs: await part('tests on a file system with clones', `${apt('xfsprogs')}; root and a loop device are needed`, () => tryVolume('xfs')),
    wine,
    engineLinux: await part('the module in PowerShell for Linux', dotnet, host('linux-x64')),
    engineWine: await part('the module in PowerShell for Windows', `${dotnet} and ${apt('wine64 wine')}`,
      wine.available ? host('win-x64') : fail('there is no Wine')),
    pwsh: await part('the module in the machine\'s own PowerShell', 'PowerShell 7 (pwsh on PATH, or its path in LINKKIT_TEST_PWSH)',
      process.env['LINKKIT_TEST_PWSH'] || findProgram('pwsh') ? () => {} : fail('there is no pwsh on this machine')),
    standIn: await part('the Windows API that Wine lacks, by a stand-in DLL', apt('gcc-mingw-w64-x86-64 wine64 wine'),
      wine.available ? standIn : fail('there is no Wine')),
  };
}

/** Windows needs no bench: its own NTFS, its own PowerShell. @returns {Promise<Bench>} */
async function windowsBench() {
  const here = await part('', '', () => {});
  const notHere = (/** @type {string} */ without, reason = 'this is Windows itself') => part(without, 'nothing: the same is tested without it here', fail(reason));
  return {
    ntfs: here,
    exfat: await notHere('tests on a volume without hard links', 'an image cannot be mounted here'),
    xfs: await notHere('tests on a file system with clones of Linux', 'an image cannot be mounted here'),
    wine: await notHere('the Windows exe under Wine'),
    engineLinux: await notHere('the module in PowerShell for Linux'),
    engineWine: await notHere('the module in PowerShell under Wine'),
    pwsh: here,
    standIn: await notHere('the stand-in DLL'),
  };
}

/**
 * Sets the bench up.
 * @param {(line: string) => void} say told one line a step that is really done
 * @returns {Promise<Bench>}
 */
export async function setUp(say = (line) => console.error(`set-up: ${line}`)) {
  return withLock('setup', async () => {
    ensureToolchain(say);
    const bench = process.platform === 'win32' ? await windowsBench() : await linuxBench(say);
    mkdirSync(cacheFolder, { recursive: true });
    const file = join(cacheFolder, 'bench.json');
    writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(bench, null, 2)}\n`);
    renameSync(`${file}.${process.pid}`, file);
    return bench;
  });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const started = Date.now();
  const bench = await setUp();
  for (const [name, { available, reason }] of Object.entries(bench)) console.error(`set-up: ${name}: ${available ? 'ready' : `left out: ${reason}`}`);
  console.error(`set-up: done (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

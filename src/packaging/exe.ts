// One exe: `pkg --sea` over a bundle. Run as its own process (pkg changes the working folder and HOME is set for it):
//   node exe.ts <platform> <shipped|test> <target file>
import { createRequire } from 'node:module';
import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, carriedKoffi } from './bundle.ts';
import { withoutEnvironmentOptions } from './nodeProgram.ts';
import { cacheFolder, nodeProgram, nodeVersion, root } from './paths.mjs';
import type { Platform } from './paths.mjs';
import { withProductResources } from './resources.ts';

type Sea = (entry: string, options: {
  targets: { platform: string; arch: string; nodeRange: string; output: string }[];
  seaConfig: { main: string; assets: Record<string, string> };
}) => Promise<void>;

export interface ExeOptions {
  platform: Platform;
  testBuild: boolean;
  /** The file to make; replaced by a rename. */
  target: string;
  /** Another entry than src/main.ts; for the packaging's own tests. */
  entry?: string;
}

/**
 * Builds one exe. The same sources give the same bytes, in whichever folder they lie.
 * @throws esbuild's or pkg's error
 */
export async function buildExe({ platform, testBuild, target, entry }: ExeOptions): Promise<void> {
  const { version, description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string; description: string };
  mkdirSync(join(cacheFolder, 'build'), { recursive: true });
  const work = mkdtempSync(join(cacheFolder, 'build', 'exe-'));
  try {
    const chunks = await bundle({ platform, testBuild, version, ...(entry === undefined ? {} : { entry }) });
    const assets: Record<string, string> = {};
    for (const [name, code] of chunks) {
      const file = join(work, name.slice(2));
      writeFileSync(file, code);
      assets[name] = file;
    }
    assets['koffi.node'] = carriedKoffi(platform).file;
    const loader = join(work, 'loader.cjs');
    copyFileSync(join(root, 'src', 'packaging', 'loader.cjs'), loader);
    assets['./loader.cjs'] = loader; // for threads

    const program = withoutEnvironmentOptions(readFileSync(nodeProgram(platform)));
    seedPkg(work, platform, platform === 'win-x64' ? withProductResources(program, { version, description }) : program);

    const output = join(work, platform === 'win-x64' ? 'linkkit.exe' : 'linkkit');
    await runPkg(work, loader, platform, assets, output);
    chmodSync(output, 0o755);
    mkdirSync(dirname(target), { recursive: true });
    const temporary = `${target}.${process.pid}`;
    renameSync(output, temporary);
    renameSync(temporary, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Lays Node's program where pkg looks for one it has downloaded and unpacked before: <home>/.pkg-cache/sea. */
function seedPkg(work: string, platform: Platform, program: Buffer): void {
  const name = `node-v${nodeVersion}-${platform}`;
  const folder = join(work, '.pkg-cache', 'sea');
  const archive = join(folder, `${name}.${platform === 'win-x64' ? 'zip' : 'tar.gz'}`);
  const file = platform === 'win-x64' ? join(folder, `${name}.exe`) : join(folder, name, 'bin', 'node');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, program, { mode: 0o755 });
  for (const empty of [`${file}.ok`, archive, `${archive}.ok`]) writeFileSync(empty, '');
}

/**
 * Calls what `pkg --sea` calls for a single script; its command line would not pass on assets for one.
 * The main script's path becomes part of the exe, so it is given relative to pkg's temporary folder.
 */
async function runPkg(work: string, loader: string, platform: Platform, assets: Record<string, string>, output: string): Promise<void> {
  const changed = { HOME: work, USERPROFILE: work, TMPDIR: work, TEMP: work, TMP: work };
  Object.assign(process.env, changed);
  const { default: sea } = createRequire(import.meta.url)('@yao-pkg/pkg/lib-es5/sea') as { default: Sea };
  const { log } = createRequire(import.meta.url)('@yao-pkg/pkg/lib-es5/log') as { log: { info: () => void } };
  log.info = () => {};
  await sea(loader, {
    targets: [{ platform: platform === 'win-x64' ? 'win' : 'linux', arch: 'x64', nodeRange: `node${nodeVersion}`, output }],
    seaConfig: { main: join('..', 'loader.cjs').replaceAll('\\', '/'), assets },
  });
  if (!existsSync(output)) throw new Error('pkg made no exe');
}

/** A second name for a file, replacing what is there; a copy where the volume has no hard links. */
export function placeLink(from: string, to: string): void {
  const temporary = `${to}.${process.pid}`;
  mkdirSync(dirname(to), { recursive: true });
  rmSync(temporary, { force: true });
  try {
    linkSync(from, temporary);
  } catch {
    copyFileSync(from, temporary);
  }
  rmSync(to, { force: true });
  renameSync(temporary, to);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [platform, kind, target, entry] = process.argv.slice(2);
  if ((platform !== 'linux-x64' && platform !== 'win-x64') || !kind || !target) throw new Error('usage: exe.ts <platform> <shipped|test> <target> [entry]');
  await buildExe({ platform, testBuild: kind === 'test', target, ...(entry ? { entry } : {}) });
}

// The build's steps, under Node 22: type check, exes, module folder, checksums. Started by build.mjs:
//   node steps.ts [--no-tests] [--no-check] [--only <linux-x64|win-x64>] [--quiet]
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { bundle, carriedKoffi } from './bundle.ts';
import { buildModule } from './module.ts';
import { distFolder, nodeVersion, platforms, root } from './paths.mjs';
import type { Platform } from './paths.mjs';
import { filesUnder, hashOf, isUpToDate, setUpToDate } from './stamps.ts';

const inRoot = (...names: string[]) => join(root, ...names);
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
const kinds = process.argv.includes('--no-tests') ? (['shipped'] as const) : (['shipped', 'test'] as const);
const wanted = platforms.filter((platform) => !only || platform === only);
const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')) as { version: string };

const say = (line: string) => console.error(`build: ${line}`);
const exeFile = (platform: Platform, kind: 'shipped' | 'test') =>
  join(distFolder, ...(kind === 'test' ? ['test'] : []), platform === 'win-x64' ? 'linkkit.exe' : 'linkkit');

/** tsc over everything, sources and tests. */
function typeCheck(): void {
  const sources = filesUnder(inRoot('src'), inRoot('test')).filter((file) => /\.(ts|mts|mjs)$/.test(file));
  const inputs = hashOf([...sources, inRoot('tsconfig.json'), inRoot('package-lock.json'), inRoot('vitest.config.ts')]);
  if (isUpToDate('types', inputs)) return;
  say('type check');
  const run = spawnSync(process.execPath, [inRoot('node_modules', 'typescript', 'bin', 'tsc'), '-p', inRoot('tsconfig.json')], { encoding: 'utf8', cwd: root });
  if (run.status !== 0) throw new Error(`The type check failed:\n${run.stdout}${run.stderr}`);
  setUpToDate('types', inputs, []);
}

interface Job {
  platform: Platform;
  kind: 'shipped' | 'test';
  inputs: string;
}

/** The exes whose bundle, packaging or Node is another than last time. */
async function exesToBuild(): Promise<Job[]> {
  const packaging = filesUnder(inRoot('src', 'packaging')).filter((file) => /\/(exe|bundle|resources|icon|nodeProgram)\.ts$|loader\.cjs$/.test(file.replaceAll('\\', '/')));
  const jobs: Job[] = [];
  for (const kind of kinds) {
    for (const platform of wanted) {
      const chunks = await bundle({ platform, testBuild: kind === 'test', version });
      const inputs = hashOf([...packaging, inRoot('package.json'), inRoot('package-lock.json')], nodeVersion, carriedKoffi(platform).sha256, ...[...chunks].flat());
      if (!isUpToDate(`exe-${kind}-${platform}`, inputs)) jobs.push({ kind, platform, inputs });
    }
  }
  return jobs;
}

/** Builds exes, two at a time: each needs a process of its own (see exe.ts) and mostly one core. */
async function buildExes(jobs: Job[]): Promise<void> {
  const waiting = [...jobs];
  const work = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      const target = exeFile(job.platform, job.kind);
      const started = performance.now();
      await runNode([inRoot('src', 'packaging', 'exe.ts'), job.platform, job.kind, target]);
      setUpToDate(`exe-${job.kind}-${job.platform}`, job.inputs, [target]);
      say(`${relative(root, target)} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    }
  };
  const results = await Promise.allSettled([work(), work()]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

function runNode(args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], { stdio: ['ignore', 'pipe', 'pipe'], cwd: root });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${args.join(' ')} ended with ${code}:\n${output}`))));
  });
}

/** dist/LinkKit, when the module's files or an exe have changed. */
function moduleFolder(): void {
  const exes: Record<string, string> = {};
  for (const platform of platforms) {
    const file = exeFile(platform, 'shipped');
    if (existsSync(file)) exes[`${platform}/${platform === 'win-x64' ? 'linkkit.exe' : 'linkkit'}`] = file;
  }
  const target = join(distFolder, 'LinkKit');
  const stamps = platforms.map((platform) => `exe-shipped-${platform}`).map((step) => inRoot('.cache', 'build', 'stamps', `${step}.json`));
  const inputs = hashOf([...filesUnder(inRoot('ps', 'LinkKit')), inRoot('src', 'packaging', 'module.ts'), inRoot('package.json'), ...filesUnder(...stamps)]);
  if (isUpToDate('module', inputs)) return;
  say('dist/LinkKit');
  buildModule({ source: inRoot('ps', 'LinkKit'), target, version, exes });
  setUpToDate('module', inputs, filesUnder(target));
}

/** dist/SHA256SUMS over everything that is shipped, in the form `sha256sum -c` reads. */
async function checksums(): Promise<void> {
  const exes = platforms.map((platform) => exeFile(platform, 'shipped')).filter((file) => existsSync(file));
  const files = [...exes, ...filesUnder(join(distFolder, 'LinkKit'))];
  const inputs = hashOf([inRoot('.cache', 'build', 'stamps', 'module.json')]);
  if (isUpToDate('checksums', inputs)) return;
  const lines: string[] = [];
  for (const file of files) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    lines.push(`${hash.digest('hex')}  ${relative(distFolder, file).replaceAll('\\', '/')}\n`);
  }
  const target = join(distFolder, 'SHA256SUMS');
  writeFileSync(`${target}.${process.pid}`, lines.join(''));
  renameSync(`${target}.${process.pid}`, target);
  setUpToDate('checksums', inputs, [target]);
}

const started = performance.now();
try {
  if (!process.argv.includes('--no-check')) typeCheck();
  const jobs = await exesToBuild();
  await buildExes(jobs);
  moduleFolder();
  await checksums();
  if (jobs.length > 0 || !process.argv.includes('--quiet')) say(`done (${((performance.now() - started) / 1000).toFixed(1)} s)`);
} catch (error) {
  console.error(`build: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

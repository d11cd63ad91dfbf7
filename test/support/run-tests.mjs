// @ts-check
// `npm test`: set-up, build, vitest under the Node version of the exe; the last line is the count.
// Plain Node >= 20, no dependencies. Arguments go to vitest (a file, -t NAME); --no-build and --no-setup leave these out.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../src/packaging/build.mjs';
import { cacheFolder, nodeProgram, root } from '../../src/packaging/paths.mjs';
import { setUp } from './setup.mjs';

const args = process.argv.slice(2);
const own = ['--no-build', '--no-setup'];
const started = Date.now();
const since = () => `${((Date.now() - started) / 1000).toFixed(0)} s`;

/** @returns {Promise<import('./reporter.ts').TestResult>} */
async function run() {
  if (!args.includes('--no-setup')) {
    await setUp();
    console.error(`tests: the bench is set up (${since()})`);
  }
  if (!args.includes('--no-build')) {
    await build(['--quiet']);
    console.error(`tests: dist is built (${since()})`);
  }
  const id = String(process.pid);
  const file = join(cacheFolder, `test-result-${id}.json`);
  const vitest = spawnSync(
    nodeProgram(),
    ['--disable-warning=ExperimentalWarning', join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...args.filter((arg) => !own.includes(arg))],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, LINKKIT_TEST_RUN: id } },
  );
  if (!existsSync(file)) throw new Error(`vitest ended with ${vitest.status ?? vitest.signal} before it had run the tests`);
  const result = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  if (vitest.status !== 0 && result.failed === 0) {
    console.log(`vitest ended with ${vitest.status ?? vitest.signal}, though no test failed`);
    result.failed += 1;
  }
  return result;
}

/** Every part of the bench that is missing counts as skipped, with what to install. @returns {number} */
function reportMissing() {
  const file = join(cacheFolder, 'bench.json');
  if (!existsSync(file)) return 0;
  const missing = Object.entries(JSON.parse(readFileSync(file, 'utf8'))).filter(([, part]) => !part.available && part.without !== '');
  for (const [name, part] of missing) console.log(`skipped: ${part.without} (${name}): ${part.reason}. To have it: ${part.install}`);
  return missing.length;
}

let passed = 0;
let failed = 0;
let skipped = 0;
try {
  const result = await run();
  ({ passed, failed, skipped } = result);
  for (const [reason, count] of Object.entries(result.reasons)) console.log(`skipped: ${count} tests: ${reason}`);
  if (passed + failed === 0) {
    console.log('No test has run.');
    failed = 1;
  }
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error));
  failed += 1;
}
skipped += reportMissing();
console.error(`tests: ended (${since()})`);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;

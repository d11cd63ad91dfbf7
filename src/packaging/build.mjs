// @ts-check
// `npm run build`: the toolchain first, then the real work (steps.ts) under the Node version that goes into the exe.
// Plain Node >= 20, no dependencies. Options: --no-tests, --no-check, --only linux-x64|win-x64, --quiet.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { nodeProgram, root } from './paths.mjs';
import { ensureToolchain } from './toolchain.mjs';

/**
 * Builds dist/.
 * @param {string[]} options as on the command line
 * @throws {Error} when the build fails; what was wrong has been printed
 */
export async function build(options = []) {
  await withLock('build', () => {
    ensureToolchain();
    const steps = join(root, 'src', 'packaging', 'steps.ts');
    const run = spawnSync(nodeProgram(), ['--disable-warning=ExperimentalWarning', steps, ...options], { stdio: 'inherit', cwd: root });
    if (run.error) throw run.error;
    if (run.status !== 0) throw new Error('The build failed.');
  });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await build(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

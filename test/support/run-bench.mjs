// @ts-check
// `npm run bench`: set-up, build, then test/bench/bench.ts under the Node version of the exe. Arguments go to it
// (--readme writes the table into the README). Plain Node >= 20, no dependencies.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from '../../src/packaging/build.mjs';
import { nodeProgram, root } from '../../src/packaging/paths.mjs';
import { setUp } from './setup.mjs';

try {
  await setUp();
  await build(['--quiet']);
  const run = spawnSync(
    nodeProgram(),
    ['--disable-warning=ExperimentalWarning', join(root, 'test', 'bench', 'bench.ts'), ...process.argv.slice(2)],
    { cwd: root, stdio: 'inherit' },
  );
  process.exitCode = run.status ?? 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

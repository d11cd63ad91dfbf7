import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { testFolder } from '../support/engine-places.ts';
import { engines, isWindowsEngine, quote, runPowerShell } from '../support/engine.ts';

const builtModule = process.env['LINKKIT_TEST_MODULE'] ?? fileURLToPath(new URL('../../dist/LinkKit', import.meta.url));

// A shell script stands before the exe; only Linux can run one under the exe's name.
describe.each(engines().filter((engine) => !isWindowsEngine(engine)))('standard error of the exe (%s)', (engine) => {
  const cache = fileURLToPath(new URL('../../.cache/engine/', import.meta.url));
  mkdirSync(cache, { recursive: true });
  const above = mkdtempSync(join(cache, 'module-'));
  afterAll(() => rmSync(above, { recursive: true, force: true, maxRetries: 3 }));

  it('is read all the time: an exe that writes much more there than a pipe holds answers on', async () => {
    const module = join(above, 'LinkKit');
    cpSync(builtModule, module, { recursive: true, filter: (source) => relative(builtModule, source).split(sep)[0] !== 'bin' });
    const exe = join(module, 'bin/linux-x64/linkkit');
    mkdirSync(join(exe, '..'), { recursive: true });
    writeFileSync(exe, `#!/bin/sh\nhead -c 2000000 /dev/zero | tr '\\0' 'x' >&2\nexec ${quote(join(builtModule, 'bin/linux-x64/linkkit'))} "$@"\n`);
    chmodSync(exe, 0o755);
    const place = testFolder(engine, 'stderr');
    place.file('a');
    place.link('a', 'b');
    const report = await runPowerShell(engine, `Get-LinkSiblings ${quote(place.at('a'))} | ForEach-Object Name`, { fresh: true, module: join(module, 'LinkKit.psd1') });
    expect(report.errors).toEqual([]);
    expect(report.output).toEqual(['b']);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorLines, items, type RunOptions } from '../support/engine-report.ts';
import { engines, isWindowsEngine, runPowerShell } from '../support/engine.ts';

describe.each(engines())('Start-LinkTask (%s)', (engine) => {
  const run = (script: string, options: RunOptions = {}) => runPowerShell(engine, script, options);
  const name = `lk-start-${process.pid}`;

  beforeAll(async () => expect((await run(`$null = Register-LinkTask ${name} -At 1:30 -Arguments pin, check`)).errors).toEqual([]));
  afterAll(async () => void (await run(`Get-LinkTask | Unregister-LinkTask`)));

  it('-WhatIf gives what would be called, -Confirm with No calls nothing, and a task that is not there is an error', async () => {
    const planned = await run(`Get-LinkTask ${name} | Start-LinkTask -WhatIf`);
    const called = isWindowsEngine(engine) ? ['/Run', '/TN', `\\LinkKit\\${name}`] : ['--user', 'start', '--no-block', `linkkit-${name}.service`];
    expect([planned.errors, planned.whatIf.length, items(planned)[0]]).toMatchObject([[], 1, { Name: name, Action: 'planned', ArgumentList: [expect.any(String), ...called] }]);
    const no = await run(`Start-LinkTask ${name} -Confirm -PassThru`, { choice: 2 });
    expect([no.errors, no.prompts.length, no.output]).toEqual([[], 1, []]);
    expect(errorLines(await run('Start-LinkTask none'))[0]).toContain('NotFound');
  });

  // There is no systemd of a user on the bench: what its program says is told. Wine's schtasks takes /Run.
  it('calls the service; what that refuses is an error', async () => {
    const report = await run(`Start-LinkTask ${name} -PassThru`);
    if (isWindowsEngine(engine)) expect([report.errors, items(report)[0]]).toMatchObject([[], { Name: name, Action: 'started' }]);
    else expect([errorLines(report)[0], report.output]).toEqual([expect.stringContaining('TaskServiceFailed'), []]);
  });
});

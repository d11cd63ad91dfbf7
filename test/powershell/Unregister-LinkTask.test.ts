import { beforeEach, describe, expect, it } from 'vitest';
import { errorLines, items, type RunOptions } from '../support/engine-report.ts';
import { engines, runPowerShell } from '../support/engine.ts';

describe.each(engines())('Unregister-LinkTask (%s)', (engine) => {
  const run = (script: string, options: RunOptions = {}) => runPowerShell(engine, script, options);
  const names = ['one', 'two', 'three'].map((one) => `lk-un-${one}-${process.pid}`);

  beforeEach(async () => expect((await run(`foreach ($name in ${names.map((name) => `'${name}'`).join()}) { $null = Register-LinkTask $name -At 1:30 -Arguments pin, check }`)).errors).toEqual([]));

  it('takes tasks away: by name, by the pipeline; -WhatIf and No take none', async () => {
    const planned = await run(`Get-LinkTask | Unregister-LinkTask -WhatIf; (Get-LinkTask).Name.Count`);
    expect([planned.errors, planned.whatIf.length, items(planned).slice(0, 3).map((item) => item['Action']), planned.output.at(-1)]).toEqual([[], 3, ['planned', 'planned', 'planned'], 3]);
    const no = await run(`Unregister-LinkTask ${names[0]} -Confirm; (Get-LinkTask).Name.Count`, { choice: 2 });
    expect([no.prompts.length, no.output]).toEqual([1, [3]]);
    const gone = await run(`Unregister-LinkTask ${names[0]} -PassThru; (Get-LinkTask).Name.Count; Get-LinkTask | Unregister-LinkTask; Get-LinkTask`);
    expect([gone.errors, items(gone)[0], gone.output.slice(1)]).toMatchObject([[], { Name: names[0], Action: 'unregistered' }, [2]]);
    expect(errorLines(await run(`Unregister-LinkTask ${names[0]}`))[0]).toContain('NotFound');
  });
});

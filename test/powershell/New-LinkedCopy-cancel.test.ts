import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { testFolder, type Place } from '../support/engine-places.ts';
import { items } from '../support/engine-report.ts';
import { engines, quote, runPowerShell } from '../support/engine.ts';

describe.each(engines())('a copy that nobody waits for (%s)', (engine) => {
  const count = 6000;
  const inModule = (script: string): string => `& (Get-Module LinkKit) { ${script} }`;
  const processId = inModule('$script:Channel.Process.Id');
  const copyTo = (name: string): string => `New-LinkedCopy ${quote(place.at('tree'))} ${quote(place.at(name))} -PassThru`;
  let place: Place;
  /** Files made under a name; the same a moment later, or the copy still works. */
  const made = async (name: string): Promise<number> => {
    // It may be cancelled before it has made anything
    const files = (): number => !existsSync(place.here(name)) ? 0 : readdirSync(place.here(name), { recursive: true }).filter((one) => String(one).endsWith('.txt')).length;
    const before = files();
    await wait(300);
    expect(files(), 'the copy has come to an end').toBe(before);
    return before;
  };

  beforeAll(() => {
    place = testFolder(engine, 'cancel');
    for (let i = 0; i < count; i += 1) place.file(`tree/${i % 60}/${i}.txt`, '');
  });

  it('is cancelled by Select-Object -First 1, and the same process answers on', async () => {
    const report = await runPowerShell(engine, `Test-LinkSupport ${quote(place.path)} | ForEach-Object { ${processId} }; ${copyTo('first')} | Select-Object -First 1 | ForEach-Object Method; ${processId}; ${inModule('$script:Channel.Requests.Count')}`);
    expect(report.errors).toEqual([]);
    expect(report.output).toEqual([report.output[0], 'created', report.output[0], 0]);
    expect(await made('first')).toBeLessThan(count);
    expect(report.host.join('\n')).toMatch(/WARNING: Interrupted\. To finish: linkkit copy/);
  });

  it('that a stopped pipeline left is cancelled by the next request', async () => {
    const left = await runPowerShell(engine, `function Leave-Request { [CmdletBinding()] param() process {
        & (Get-Module LinkKit) { param($cmdlet) $null = Start-LinkKitRequest $cmdlet copy @{ source = @(${quote(place.at('tree'))}); destination = ${quote(place.at('left'))} } } $PSCmdlet } }
      Leave-Request; ${inModule('$script:Channel.Requests.Count')}`);
    expect([left.errors, left.output]).toEqual([[], [1]]);
    const next = await runPowerShell(engine, `(Test-LinkSupport ${quote(place.at('tree/0'))}).HardLinks; ${inModule('$script:Channel.Requests.Count')}`);
    expect([next.errors, next.output]).toEqual([[], [true, 0]]);
    expect(await made('left')).toBeLessThan(count);
  });

  it('that the exe ends for another reason is an error Interrupted, and the result says how to finish', async () => {
    const cancel = inModule(`if (-not $script:Told) { $script:Told = $true; Send-LinkKitLine $script:Channel (ConvertTo-LinkKitJson @{ request = @($script:Channel.Requests.Keys)[0]; cancel = $true }) }`);
    const report = await runPowerShell(engine, `${copyTo('told')} | ForEach-Object { ${cancel}; if ($_.Resume) { $_ } }`);
    expect(report.errors.map(({ id, category, terminating }) => [id, category, terminating])).toEqual([['Interrupted,New-LinkedCopy', 'OperationStopped', false]]);
    const [result] = items(report) as [{ Resume: string[]; Linked: number }];
    expect(result.Linked).toBeLessThan(count);
    expect(result.Resume[0]).toBe('copy');
    expect(result.Resume).toContain('--exact');
    expect(await made('told')).toBe(result.Linked);
  });
});

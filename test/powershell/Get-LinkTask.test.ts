import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLinkkit } from '../support/exe.ts';
import { testFolder, type Place } from '../support/engine-places.ts';
import { errorLines, items, type RunOptions } from '../support/engine-report.ts';
import { engines, isWindowsEngine, quote, runPowerShell } from '../support/engine.ts';
import { wineEnvironment, wineProgram } from '../support/wine.mjs';

describe.each(engines())('Get-LinkTask (%s)', (engine) => {
  const run = (script: string, options: RunOptions = {}) => runPowerShell(engine, script, options);
  const [name, other] = [`lk-get-${process.pid}`, `lk-later-${process.pid}`];
  let place: Place;

  beforeAll(async () => {
    place = testFolder(engine, 'tasks');
    for (const file of ['iso/a', 'iso/b [1]']) place.file(file, 'the same '.repeat(1000));
    const report = await run(`$null = Register-LinkTask ${name} -At 1:30 -Command { Merge-LinkDuplicate -LiteralPath ${quote(place.at('iso'))} }; $null = Register-LinkTask ${other} -OnLogon -Arguments pin, check`);
    expect(report.errors).toEqual([]);
  });
  afterAll(async () => void (await run(`Get-LinkTask | Unregister-LinkTask`)));

  /** Runs the command line that the service has been given, as the service would, in a process of its own. */
  async function runAsDefined(): Promise<number> {
    const defined = await run(`Register-LinkTask ${name} -At 1:30 -Arguments pin, check -WhatIf; $env:LINKKIT_STATE`);
    const definition = String(items(defined)[0]!['Definition']);
    const [, program, args] = (isWindowsEngine(engine) ? /<Command>([^<]+)<\/Command>\s*<Arguments>([^<]+)<\/Arguments>/ : /^ExecStart="([^"]+)" (.*)$/m).exec(definition)!;
    const env = { ...process.env, LINKKIT_STATE: String(defined.output.at(-1)) };
    const words = [program!, ...args!.split(' ')];
    const called = engine === 'wine' ? spawnSync(wineProgram()!, words, { env: { ...env, ...wineEnvironment() }, stdio: 'ignore' }) : spawnSync(words[0]!, words.slice(1), { env, stdio: 'ignore' });
    return called.status!;
  }

  it('shows what came of a run by the command line that the service has', async () => {
    expect(items(await run(`Get-LinkTask ${name}`))).toMatchObject([{ Name: name, State: 'never', LastRun: null }]);
    expect([await runAsDefined(), place.links('iso/a')]).toEqual([0, 2]);
    const report = await run(`Get-LinkTask ${name}; (Get-LinkTask ${name}).LastRun.GetType().FullName; (Get-LinkTask ${name}).NextRun -gt [datetime]::Now`);
    expect(report.errors).toEqual([]);
    expect(items(report)[0]).toMatchObject({ State: 'done', LastExit: 0, BytesFreed: expect.any(Number), OperationIds: [expect.any(String)], Errors: [], Log: expect.stringContaining('.ndjson') });
    expect(report.output.slice(1)).toEqual(['System.DateTime', true]);
    const undone = await run(`Undo-LinkOperation (Get-LinkTask ${name}).OperationIds[0]`);
    expect([undone.errors, place.links('iso/a')]).toEqual([[], 1]);
  });

  it('gives all of them, those named, those of the pipeline; one that is not there is an error', async () => {
    const report = await run(`(Get-LinkTask).Name; '${other}' | Get-LinkTask | ForEach-Object Schedule; @() | Get-LinkTask; Get-LinkTask none`);
    expect([report.output, errorLines(report)]).toEqual([[name, other, 'at logon'], [expect.stringContaining('NotFound')]]);
  });

  it('is shown as a table, and names are completed', async () => {
    const report = await run(`Get-LinkTask ${other} | Out-Host; $line = 'Get-LinkTask lk-l'; [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches | ForEach-Object CompletionText`);
    expect(report.host.join('\n')).toMatch(/Name +State +Schedule +LastRun +NextRun +Exit +Freed +Steps/);
    expect(report.host.join('\n')).toMatch(/never +at logon +linkkit pin check/);
    expect(report.output).toEqual([other]);
  });

  it.runIf(engine === 'linux')('the exe of the module lists the same', async () => {
    const state = String((await run('$env:LINKKIT_STATE')).output[0]);
    expect((await runLinkkit(['task', 'list', '--output', 'ndjson'], { target: 'linux', env: { LINKKIT_STATE: state } })).lines.filter(({ type }) => type === 'item').map((item) => item['name'])).toEqual([name, other]);
  });
});

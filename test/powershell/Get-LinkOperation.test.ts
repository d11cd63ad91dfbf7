import { beforeAll, describe, expect, it } from 'vitest';
import { testFolder, type Place } from '../support/engine-places.ts';
import { errorLines, items, type RunOptions } from '../support/engine-report.ts';
import { engines, quote, runPowerShell } from '../support/engine.ts';

describe.each(engines())('Get-LinkOperation (%s)', (engine) => {
  const run = (script: string, options?: RunOptions) => runPowerShell(engine, script, options);
  let place: Place;
  let first: string;
  let second: string;

  beforeAll(async () => {
    place = testFolder(engine, 'operations');
    place.file('a [1] 日本.txt', 'a');
    const report = await run(`foreach ($name in 'b', "it's c") { (New-LinkedCopy -LiteralPath ${quote(place.at('a [1] 日本.txt'))} -Destination (${quote(place.at(''))} + $name)).OperationId }`);
    expect(report.errors).toEqual([]);
    [first, second] = report.output as [string, string];
  });

  it('gives one LinkKit.Operation for each, the newest last, with times as DateTime', async () => {
    const report = await run(`Get-LinkOperation | Where-Object { $_.OperationId -in '${first}', '${second}' }; (Get-LinkOperation -Id ${first}).Started.GetType().FullName; ((Get-LinkOperation -Id ${first}).Ended - [datetime]::Now).TotalMinutes -gt -5`);
    expect(report.errors).toEqual([]);
    expect(report.types[0]?.[0]).toBe('LinkKit.Operation');
    expect(items(report).slice(0, 2).map((item) => [item['OperationId'], item['Command'], item['State'], item['Steps'], (item['ArgumentList'] as string[]).slice(-2)])).toEqual([
      [first, 'copy', 'done', 1, [place.at('a [1] 日本.txt'), `${place.at('')}b`]],
      [second, 'copy', 'done', 1, [place.at('a [1] 日本.txt'), `${place.at('')}it's c`]],
    ]);
    expect(report.output.slice(2)).toEqual(['System.DateTime', true]);
    for (const item of items(report).slice(0, 2)) expect(Object.keys(item)).toEqual(['OperationId', 'Command', 'Started', 'Ended', 'State', 'Steps', 'ArgumentList']);
  });

  it('takes ids, also by the pipeline; one that is not there is an error', async () => {
    const report = await run(`(Get-LinkOperation -Id '${second}', '${first}', 'nothing').OperationId; ('${second}' | Get-LinkOperation).Command; ([pscustomobject] @{ OperationId = '${first}' } | Get-LinkOperation).OperationId; @() | Get-LinkOperation`);
    expect(report.output).toEqual([first, second, 'copy', first]);
    expect(errorLines(report)).toEqual(['NotFound,Get-LinkOperation ObjectNotFound nothing']);
  });

  it('Tab completes ids, the newest first, of Undo-LinkOperation those that can be undone', async () => {
    const report = await run(`foreach ($line in 'Get-LinkOperation -Id 2', 'Undo-LinkOperation ${first.slice(0, 20)}') { @([System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches | ForEach-Object CompletionText) -join ' ' }`);
    expect(report.errors).toEqual([]);
    expect(String(report.output[0]).split(' ').filter((id) => id === first || id === second)).toEqual([second, first]);
    expect(String(report.output[1]).split(' ')).toContain(first);
  });

  it('is shown as a table with the command line', async () => {
    const report = await run(`Get-LinkOperation ${first}, ${second} | Out-Host`);
    const text = report.host.join('\n');
    expect(text).toMatch(/Started +State +Names +OperationId +What/);
    expect(text).toMatch(new RegExp(`\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d done +1 ${first} +copy`));
  });
});

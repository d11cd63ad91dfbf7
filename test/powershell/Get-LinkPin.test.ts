import { beforeEach, describe, expect, it } from 'vitest';
import { testFolder, type Place } from '../support/engine-places.ts';
import { errorLines, items } from '../support/engine-report.ts';
import { engines, quote, runPowerShell } from '../support/engine.ts';

describe.each(engines())('Get-LinkPin (%s)', (engine) => {
  const run = (script: string, options: Parameters<typeof runPowerShell>[2] = {}) => runPowerShell(engine, script, options);
  let place: Place;
  let q: (name: string) => string;
  let file: string;

  beforeEach(async ({ task }) => {
    place = testFolder(engine, `getpin-${task.name.replaceAll(/[^a-z]+/gi, '-').slice(0, 40)}`);
    q = (name) => quote(place.at(name));
    file = `-File ${q('pins.json')}`;
    place.file('config/app.ini', 'first');
    place.folder('legacy');
    await run(`New-LinkPin ${q('config/app.ini')} ${q('legacy/app.ini')}, ${q('legacy/two.ini')} -Name app ${file}`);
  });

  it('gives each target with its state; a name chooses, and an unknown one is an error', async () => {
    const report = await run(`Get-LinkPin ${file}; Get-LinkPin APP ${file} | Where-Object Target -like '*two*'`);
    expect([report.errors, items(report).map(({ Name, State, Target }) => [Name, State, Target])]).toEqual([[], [['app', 'linked', place.at('legacy/app.ini')], ['app', 'linked', place.at('legacy/two.ini')], ['app', 'linked', place.at('legacy/two.ini')]]]);
    expect(errorLines(await run(`Get-LinkPin nobody ${file}`))[0]).toContain('NotFound');
  });

  it('names are completed, from the file that is named', async () => {
    const report = await run(`([System.Management.Automation.CommandCompletion]::CompleteInput("Get-LinkPin -File ${place.at('pins.json')} -Name a", ${`Get-LinkPin -File ${place.at('pins.json')} -Name a`.length}, $null)).CompletionMatches | ForEach-Object CompletionText`);
    expect(report.output).toEqual(['app']);
  });
});

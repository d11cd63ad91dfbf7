import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { testFolder, type Place } from '../support/engine-places.ts';
import { errorLines, items } from '../support/engine-report.ts';
import { engines, quote, runPowerShell } from '../support/engine.ts';

describe.each(engines())('Test-LinkPin (%s)', (engine) => {
  const run = (script: string, options: Parameters<typeof runPowerShell>[2] = {}) => runPowerShell(engine, script, options);
  let place: Place;
  let q: (name: string) => string;
  let file: string;

  beforeEach(async ({ task }) => {
    place = testFolder(engine, `testpin-${task.name.replaceAll(/[^a-z]+/gi, '-').slice(0, 40)}`);
    q = (name) => quote(place.at(name));
    file = `-File ${q('pins.json')}`;
    place.file('config/app.ini', 'first');
    place.folder('legacy');
    await run(`New-LinkPin ${q('config/app.ini')} ${q('legacy/app.ini')}, ${q('legacy/two.ini')} -Name app ${file}`);
    rmSync(place.here('legacy/app.ini'));
    writeFileSync(place.here('legacy/app.ini'), 'other content');
  });

  it('says of each target whether it is linked, with times and sizes of both sides', async () => {
    const report = await run(`Test-LinkPin ${file}`);
    expect([report.errors, items(report)]).toMatchObject([[], [{ State: 'diverged', IsLinked: false, SourceLength: 5, TargetLength: 13 }, { State: 'linked', IsLinked: true }]]);
  });

  // .NET's File.Replace is ReplaceFileW on Windows (here Wine's), and a rename elsewhere
  it.each(['$null', quote('legacy/two.bak')])('a program that saves by ReplaceFile breaks the link, and Repair-LinkPin makes it again (backup: %s)', async (backup) => {
    const text = backup === '$null' ? '[NullString]::Value' : q('legacy/two.bak');
    const report = await run(`[System.IO.File]::WriteAllText(${q('legacy/two.new')}, 'saved by replacing')
      [System.IO.File]::Replace(${q('legacy/two.new')}, ${q('legacy/two.ini')}, ${text})
      (Test-LinkPin ${file})[1]
      $null = Repair-LinkPin ${file} -Rule NewestWins
      Test-LinkPin ${file}`);
    expect([report.errors, items(report).map((item) => [item['State'], item['Action'], item['Kept']])]).toEqual([[], [['diverged', 'none', null], ['linked', 'none', null], ['linked', 'none', null]]]);
    expect(readFileSync(place.here('config/app.ini'), 'utf8')).toBe('saved by replacing');
    expect(place.exists('legacy/two.bak')).toBe(backup !== '$null');
  });

  it('a pin file that is wrong is an error with line and column', async () => {
    writeFileSync(place.here('pins.json'), '{ "pins": [\n { "name": 5 } ] }');
    const report = await run(`Test-LinkPin ${file}`);
    expect([errorLines(report)[0], report.errors[0]?.message]).toEqual([expect.stringContaining('InvalidFile'), expect.stringContaining('Line 2, column')]);
  });
});

import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { testFolder, type Place } from '../support/engine-places.ts';
import { errorLines, items } from '../support/engine-report.ts';
import { engines, quote, runPowerShell } from '../support/engine.ts';

describe.each(engines())('New-LinkPin (%s)', (engine) => {
  const run = (script: string, options: Parameters<typeof runPowerShell>[2] = {}) => runPowerShell(engine, script, options);
  let place: Place;
  let q: (name: string) => string;
  let file: string;

  beforeEach(async ({ task }) => {
    place = testFolder(engine, `newpin-${task.name.replaceAll(/[^a-z]+/gi, '-').slice(0, 40)}`);
    q = (name) => quote(place.at(name));
    file = `-File ${q('pins.json')}`;
    place.file('config/app.ini', 'first');
    place.folder('legacy');
  });

  it('declares a pin and makes its links: an object for each target; -WhatIf writes nothing', async () => {
    const planned = await run(`New-LinkPin ${q('config/app.ini')} ${q('legacy/app.ini')} ${file} -WhatIf`);
    expect([planned.errors, items(planned), place.exists('pins.json'), place.exists('legacy/app.ini')]).toMatchObject([[], [{ Name: 'app.ini', State: 'missing', Action: 'planned' }], false, false]);
    const report = await run(`New-LinkPin ${q('config/app.ini')} ${q('legacy/app.ini')}, ${q('legacy/two.ini')} -Name app -Rule NewestWins ${file}`);
    expect([report.errors, report.types.map((types) => types[0])]).toEqual([[], ['LinkKit.Pin', 'LinkKit.Pin']]);
    expect(items(report)[0]).toMatchObject({ Name: 'app', Source: place.at('config/app.ini'), Target: place.at('legacy/app.ini'), As: 'hardlink', State: 'missing', Action: 'repaired', IsLinked: true, File: place.at('pins.json') });
    expect([place.links('config/app.ini'), JSON.parse(readFileSync(place.here('pins.json'), 'utf8'))]).toMatchObject([3, { pins: [{ name: 'app', onConflict: 'newest-wins' }] }]);
  });

  it('a source that is not there, and -Confirm with No, change nothing', async () => {
    expect(errorLines(await run(`New-LinkPin ${q('none')} ${q('legacy/a')} ${file}`))[0]).toContain('NotFound');
    const no = await run(`New-LinkPin ${q('config/app.ini')} ${q('legacy/app.ini')} ${file} -Confirm`, { choice: 2 });
    expect([no.errors, no.prompts.length, place.exists('pins.json')]).toEqual([[], 1, false]);
  });
});

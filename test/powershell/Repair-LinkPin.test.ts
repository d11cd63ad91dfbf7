import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { testFolder, type Place } from '../support/engine-places.ts';
import { items } from '../support/engine-report.ts';
import { engines, quote, runPowerShell } from '../support/engine.ts';

describe.each(engines())('Repair-LinkPin (%s)', (engine) => {
  const run = (script: string, options: Parameters<typeof runPowerShell>[2] = {}) => runPowerShell(engine, script, options);
  let place: Place;
  let q: (name: string) => string;
  let file: string;

  beforeEach(async ({ task }) => {
    place = testFolder(engine, `repairpin-${task.name.replaceAll(/[^a-z]+/gi, '-').slice(0, 40)}`);
    q = (name) => quote(place.at(name));
    file = `-File ${q('pins.json')}`;
    place.file('config/app.ini', 'first');
    place.folder('legacy');
    await run(`New-LinkPin ${q('config/app.ini')} ${q('legacy/app.ini')}, ${q('legacy/two.ini')} -Name app ${file}`);
    rmSync(place.here('legacy/app.ini'));
    writeFileSync(place.here('legacy/app.ini'), 'other content');
  });

  it('content that differs is listed without a rule, and decided by one; undo brings back what lost', async () => {
    const listed = await run(`Repair-LinkPin ${file} -PassThru`);
    expect([listed.errors, items(listed)]).toMatchObject([[], [{ State: 'diverged', Action: 'listed' }, { Action: 'none' }, { Broken: 1, Linked: 1, Repaired: 0 }]]);
    const warned = await run(`Repair-LinkPin ${file}`);
    expect([items(warned).length, warned.warnings]).toEqual([1, [`${place.at('legacy/app.ini')} is left as it is: its content and that of ${place.at('config/app.ini')} differ. -Rule SourceWins or NewestWins decides.`]]);
    const planned = await run(`Repair-LinkPin app -Rule SourceWins ${file} -WhatIf`);
    expect([planned.errors, items(planned)]).toMatchObject([[], [{ Action: 'planned' }, { Action: 'none' }, { Repaired: 1, DryRun: true }]]);
    const report = await run(`Test-LinkPin ${file} | Where-Object IsLinked -eq $false | Repair-LinkPin -Rule SourceWins ${file}`);
    expect([report.errors, items(report), place.links('config/app.ini')]).toMatchObject([[], [{ Pins: 1, Repaired: 1, Broken: 0 }], 3]);
    // In a pipeline the pin's own file counts, and no other that has a pin of that name
    await run(`Undo-LinkOperation ${String(items(report)[0]!['OperationId'])}; New-LinkPin ${q('config/app.ini')} ${q('legacy/other.ini')} -Name app -File ${q('other.json')}`);
    rmSync(place.here('legacy/other.ini'));
    const piped = await run(`Test-LinkPin ${file} | Where-Object IsLinked -eq $false | Repair-LinkPin -Rule SourceWins; (Test-LinkPin -File ${q('other.json')}).State`);
    expect([piped.errors, items(piped)[0], piped.output.at(-1)]).toMatchObject([[], { Pins: 1, Repaired: 1, Broken: 0 }, 'missing']);
    const undone = await run(`Undo-LinkOperation ${String(items(piped)[0]!['OperationId'])}`);
    expect([undone.errors, readFileSync(place.here('legacy/app.ini'), 'utf8')]).toEqual([[], 'other content']);
  });
});

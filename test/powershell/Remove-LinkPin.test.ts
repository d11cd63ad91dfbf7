import { beforeEach, describe, expect, it } from 'vitest';
import { testFolder, type Place } from '../support/engine-places.ts';
import { items } from '../support/engine-report.ts';
import { engines, quote, runPowerShell } from '../support/engine.ts';

describe.each(engines())('Remove-LinkPin (%s)', (engine) => {
  const run = (script: string, options: Parameters<typeof runPowerShell>[2] = {}) => runPowerShell(engine, script, options);
  let place: Place;
  let q: (name: string) => string;
  let file: string;

  beforeEach(async ({ task }) => {
    place = testFolder(engine, `removepin-${task.name.replaceAll(/[^a-z]+/gi, '-').slice(0, 40)}`);
    q = (name) => quote(place.at(name));
    file = `-File ${q('pins.json')}`;
    place.file('config/app.ini', 'first');
    place.folder('legacy');
    await run(`New-LinkPin ${q('config/app.ini')} ${q('legacy/app.ini')}, ${q('legacy/two.ini')} -Name app ${file}`);
  });

  it('takes a pin out and leaves its links; with -DeleteLinks they go, and undo brings them back', async () => {
    const planned = await run(`Remove-LinkPin app -DeleteLinks ${file} -WhatIf`);
    expect([planned.errors, items(planned).length, place.links('config/app.ini')]).toEqual([[], 2, 3]);
    const report = await run(`Get-LinkPin ${file} | Remove-LinkPin ${file}`);
    expect([report.errors, report.output, place.links('config/app.ini'), (await run(`Get-LinkPin ${file}`)).output]).toEqual([[], [], 3, []]);
    await run(`New-LinkPin ${q('config/app.ini')} ${q('legacy/app.ini')} -Name again ${file}`);
    const deleted = await run(`Remove-LinkPin again -DeleteLinks ${file}; (Get-LinkOperation)[-1] | Undo-LinkOperation`);
    expect([deleted.errors, items(deleted).at(-1), place.exists('legacy/app.ini')]).toMatchObject([[], { Undone: 1 }, true]);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { commands } from '../../src/cli/commands/index.ts';
import { testFolder, type Place } from '../support/engine-places.ts';
import { errorLines, items } from '../support/engine-report.ts';
import { engines, quote, runPowerShell } from '../support/engine.ts';

describe.each(engines())('Split-Link (%s)', (engine) => {
  const run = (script: string) => runPowerShell(engine, script);
  let place: Place;
  let q: (name: string) => string;

  beforeEach(({ task }) => {
    place = testFolder(engine, `split-${task.name.replaceAll(/[^a-z]+/gi, '-').slice(0, 40)}`);
    q = (name) => quote(place.at(name));
    place.file('tree/a[1].txt', 'shared');
    place.link('tree/a[1].txt', 'tree/inner/again.txt');
    place.link('tree/a[1].txt', 'outside.txt');
    place.file('tree/alone.txt', 'last');
  });

  it('gives a file its own data; with -PassThru an object for it, and undo links it again', async () => {
    const report = await run(`Split-Link -LiteralPath ${q('tree/a[1].txt')} -PassThru`);
    expect([report.errors, report.types.map((types) => types[0])]).toEqual([[], ['LinkKit.DetachedItem', 'LinkKit.DetachResult']]);
    expect(items(report)[0]).toEqual({
      Name: 'a[1].txt', FullName: place.at('tree/a[1].txt'), PSPath: `Microsoft.PowerShell.Core\\FileSystem::${place.at('tree/a[1].txt')}`,
      Method: 'copy', Length: 6, LinkedTo: null, Rename: expect.stringMatching(/./), DryRun: false,
    });
    expect(items(report)[1]).toMatchObject({ Detached: 1, Already: 0, BytesWritten: 6, Failed: 0, DryRun: false });
    expect([place.links('tree/a[1].txt'), readFileSync(place.here('tree/a[1].txt'), 'utf8')]).toEqual([1, 'shared']);
    const undone = await run(`Split-Link ${q('outside.txt')} | Undo-LinkOperation`);
    expect([undone.errors, place.id('outside.txt') === place.id('tree/inner/again.txt')]).toEqual([[], true]);
  });

  it('a folder needs -Recurse; -OnlyOutside keeps names in it that are one file', async () => {
    const refused = await run(`Split-Link ${q('tree')}`);
    expect(errorLines(refused)).toEqual([`DirectoryNotSupported,Split-Link InvalidType ${place.at('tree')}`]);
    expect(refused.errors[0]?.message).toContain('-Recurse');
    const report = await run(`Split-Link ${q('tree')} -Recurse -OnlyOutside`);
    expect([report.errors, items(report)]).toMatchObject([[], [{ Detached: 2, Already: 1, BytesWritten: 6 }]]);
    expect([place.links('tree/a[1].txt'), place.links('tree/inner/again.txt')]).toEqual([2, 2]);
  });

  it('takes what the pipeline brings as one operation, and -WhatIf gives every item and touches nothing', async () => {
    const planned = await run(`Get-ChildItem ${q('tree')} -Recurse -File | Split-Link -WhatIf`);
    expect([planned.errors, items(planned).every(({ DryRun }) => DryRun === true), items(planned).at(-1)]).toMatchObject([[], true, { Detached: 2, OperationId: null }]);
    expect(place.links('outside.txt')).toBe(3);
    const report = await run(`Get-ChildItem ${q('tree')} -Recurse -File | Split-Link`);
    expect([report.errors, items(report)]).toMatchObject([[], [{ Detached: 2, Already: 1 }]]);
  });

  it('every parameter comes to the exe as its option', async () => {
    const command = commands.find(({ name }) => name === 'detach')!;
    const sent = await runPowerShell(engine, `& (Get-Module LinkKit) { function script:Start-LinkKitRequest { param($Cmdlet, $Command, $Options) throw (ConvertTo-LinkKitJson @{ command = $Command; options = $Options }) } }
      try { Split-Link -LiteralPath ${q('x')} -Recurse -OnlyOutside -Include a -Exclude b, c -Wait 5 -Log ${q('log')} -WhatIf } catch { $_.Exception.Message }`, { fresh: true });
    const { command: asked, options } = JSON.parse(String(sent.output[0])) as { command: string; options: Record<string, unknown> };
    expect([asked, options]).toEqual(['detach', { path: [place.at('x')], recurse: true, 'only-outside': true, include: ['a'], exclude: ['b', 'c'], wait: 5, log: place.at('log'), 'dry-run': true }]);
    expect(Object.keys(options).sort()).toEqual([...Object.keys(command.options), 'path'].sort());
  });
});

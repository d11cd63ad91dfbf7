import { beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { testFolder, type Place } from '../support/engine-places.ts';
import { errorLines, items, type RunOptions } from '../support/engine-report.ts';
import { engines, isWindowsEngine, quote, runPowerShell } from '../support/engine.ts';

describe.each(engines())('Merge-LinkDuplicate (%s)', (engine) => {
  const run = (script: string, options: RunOptions = {}) => runPowerShell(engine, script, options);
  let place: Place;
  let q: (name: string) => string;
  const one = 'one and the same '.repeat(500);
  const two = 'another content  '.repeat(900);

  beforeEach(({ task }) => {
    place = testFolder(engine, `merge-${task.name.replaceAll(/[^a-z]+/gi, '-').slice(0, 40)}`);
    q = (name) => quote(place.at(name));
    for (const name of ['tree/a[1].txt', 'tree/sub/b.txt', 'tree/c.txt']) place.file(name, one);
    for (const name of ['tree/x.iso', 'tree/sub/y.iso']) place.file(name, two);
    place.file('tree/alone.txt', 'alone '.repeat(1000));
  });

  it('what Find-LinkDuplicate gives is merged as one operation, and undo takes it back', async () => {
    const planned = await run(`Find-LinkDuplicate ${q('tree')} | Where-Object Length -gt 100 | Merge-LinkDuplicate -WhatIf`);
    expect([planned.errors, items(planned).at(-1)]).toMatchObject([[], { Sets: 2, Merged: 3, DryRun: true, OperationId: null }]);
    expect(place.links('tree/c.txt')).toBe(1);
    const report = await run(`Find-LinkDuplicate ${q('tree')} | Where-Object Count -gt 2 | Merge-LinkDuplicate -PassThru`);
    expect([report.errors, report.types.map((types) => types[0])]).toEqual([[], ['LinkKit.MergedSet', 'LinkKit.MergeResult']]);
    expect(items(report)).toMatchObject([{ Merged: 2, Skipped: 0, Failed: 0, DryRun: false }, { Sets: 1, Merged: 2, BytesComputed: 2 * one.length, Failed: 0, DryRun: false }]);
    expect([place.links('tree/a[1].txt'), place.links('tree/x.iso')]).toEqual([3, 1]);
    const undone = await run(`Merge-LinkDuplicate ${q('tree')} | Undo-LinkOperation`);
    expect([undone.errors, place.links('tree/a[1].txt'), place.links('tree/x.iso')]).toEqual([[], 3, 1]);
  });

  it('paths are searched and merged; -WhatIf touches nothing, and what is refused says so', async () => {
    const planned = await run(`Merge-LinkDuplicate ${q('tree')} -WhatIf`);
    expect([planned.errors, items(planned).at(-1), place.links('tree/c.txt')]).toMatchObject([[], { Sets: 2, Merged: 3, DryRun: true }, 1]);
    const report = await run(`Get-ChildItem -LiteralPath ${q('tree')} -Recurse -File | Merge-LinkDuplicate -Exclude *.iso -Confirm:$false`);
    expect([report.errors, items(report)]).toMatchObject([[], [{ Sets: 1, Merged: 2 }]]);
    expect([place.links('tree/c.txt'), place.links('tree/x.iso')]).toEqual([3, 1]);
    const missing = await run(`Merge-LinkDuplicate -LiteralPath ${q('none')}`);
    expect(errorLines(missing)[0]).toContain('NotFound');
  });

  it('-Confirm asks once a set, with what it frees; No leaves all as it is', async () => {
    const no = await run(`Merge-LinkDuplicate ${q('tree')} -Confirm`, { choice: 2 });
    expect([no.errors, no.prompts.length, items(no), place.links('tree/c.txt')]).toEqual([[], 2, [], 1]);
    expect(no.prompts.join()).toContain(place.at('tree/a[1].txt'));
    const yes = await run(`Find-LinkDuplicate ${q('tree')} | Merge-LinkDuplicate -Confirm`, { choice: 0 });
    expect([yes.errors, yes.prompts.length, items(yes)]).toMatchObject([[], 2, [{ Sets: 2, Merged: 3 }]]);
    expect(place.links('tree/c.txt')).toBe(3);
  });

  // The engine under Wine takes minutes for as many objects
  it.each([isWindowsEngine(engine) ? 2_000 : 24_000])('%i sets are merged by one call', { timeout: 240_000 }, async (number) => {
    // Sets of files that are there already, many times over: what is one file stays so
    const report = await run(`$set = Find-LinkDuplicate ${q('tree')} -Include *.txt
      $many = foreach ($number in 1..${number}) { $set }
      $many | Merge-LinkDuplicate -Confirm:$false`);
    expect([report.errors, items(report)]).toMatchObject([[], [{ Merged: 2, Failed: 0 }]]);
    expect(place.links('tree/c.txt')).toBe(3);
  });

  it('a plan is written and applied', async () => {
    const written = await run(`Merge-LinkDuplicate ${q('tree')} -Plan ${q('plan.ndjson')}`);
    expect([written.errors, place.links('tree/c.txt')]).toEqual([[], 1]);
    const applied = await run(`Merge-LinkDuplicate -Apply ${q('plan.ndjson')}`);
    expect([applied.errors, items(applied)]).toMatchObject([[], [{ Sets: 2, Merged: 3 }]]);
  });

  const sent = async (call: string): Promise<{ command: string; options: Record<string, unknown> }> => {
    const report = await runPowerShell(engine, `& (Get-Module LinkKit) { function script:Start-LinkKitRequest { param($Cmdlet, $Command, $Options) throw (ConvertTo-LinkKitJson @{ command = $Command; options = $Options }) } }
      try { ${call} } catch { $_.Exception.Message }`, { fresh: true });
    return JSON.parse(String(report.output[0])) as { command: string; options: Record<string, unknown> };
  };

  it('every parameter comes to the exe as its option', async () => {
    const searching = `-LiteralPath ${q('tree')} -MinimumSize 1 -MaximumSize 9 -Include a -Exclude b, c -Newer ([datetime] '2026-01-02T03:04:05Z') -Reference ${q('tree/sub')} -Isolate -Keep Oldest -Media SSD -NoCache`;
    const search = { path: [place.at('tree')], 'min-size': 1, 'max-size': 9, include: ['a'], exclude: ['b', 'c'], newer: '2026-01-02T03:04:05.000Z', reference: [place.at('tree/sub')], isolate: true, keep: 'oldest', media: 'ssd', 'no-cache': true };
    const merged = await sent(`Merge-LinkDuplicate ${searching} -Times Equal -LinkLimit 5 -Plan ${q('plan')} -Wait 3 -Log ${q('log')}`);
    expect(merged).toEqual({ command: 'dedupe', options: { ...search, times: 'equal', 'link-limit': 5, plan: place.at('plan'), wait: 3, log: place.at('log') } });
    expect([...Object.keys(merged.options), 'apply', 'set', 'dry-run'].sort()).toEqual([...Object.keys(commands.find(({ name }) => name === 'dedupe')!.options), 'path'].sort());
  });
});

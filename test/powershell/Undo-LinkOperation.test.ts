import { describe, expect, it } from 'vitest';
import { testFolder, type Place } from '../support/engine-places.ts';
import { errorLines, items, type RunOptions } from '../support/engine-report.ts';
import { engines, quote, runPowerShell } from '../support/engine.ts';

let number = 0;

describe.each(engines())('Undo-LinkOperation (%s)', (engine) => {
  const run = (script: string, options?: RunOptions) => runPowerShell(engine, script, options);
  const copied = (name = `undo${(number += 1)}`): { place: Place; copy: string } => {
    const place = testFolder(engine, name);
    place.file('from/a[1].txt', 'a');
    place.file('from/b.txt', 'b');
    return { place, copy: `$copy = New-LinkedCopy ${quote(place.at('from'))} ${quote(place.at('to'))}` };
  };

  it('takes back what a copy made, by the pipeline', async () => {
    const { place, copy } = copied();
    const report = await run(`${copy}; $copy | Undo-LinkOperation -PassThru; (Get-LinkOperation $copy.OperationId).State; $copy.OperationId`);
    expect(report.errors).toEqual([]);
    expect(report.types.slice(0, 4).map((names) => names[0])).toEqual(['LinkKit.UndoneChange', 'LinkKit.UndoneChange', 'LinkKit.UndoneChange', 'LinkKit.UndoResult']);
    const [one, , , result] = items(report);
    expect(one).toMatchObject({ FullName: place.at('to/b.txt'), PSPath: `Microsoft.PowerShell.Core\\FileSystem::${place.at('to/b.txt')}`, Result: 'undone', Action: 'removed', Reason: null, DryRun: false });
    expect(one).not.toHaveProperty('Path');
    expect(report.output.slice(4)).toEqual(['undone', result!['OperationId']]);
    expect(result).toMatchObject({ Undone: 3, Impossible: 0, Failed: 0, DryRun: false, UndoneBy: expect.stringMatching(/^2/) });
    expect([place.exists('to'), place.links('from/a[1].txt')]).toEqual([false, 1]);
  });

  it('-WhatIf gives what would be undone, and changes nothing; -Confirm asks once an operation', async () => {
    const { place, copy } = copied();
    const report = await run(`${copy}; Get-LinkOperation $copy.OperationId | Undo-LinkOperation -WhatIf`);
    expect(report.errors).toEqual([]);
    expect(report.whatIf).toHaveLength(1);
    expect(items(report).map(({ Result, DryRun, Undone }) => [Result, DryRun, Undone])).toEqual([['undone', true, undefined], ['undone', true, undefined], ['undone', true, undefined], [undefined, true, 3]]);
    expect(place.exists('to/b.txt')).toBe(true);
    const refused = await run(`Undo-LinkOperation ${String(items(report).at(-1)!['OperationId'])} -Confirm`, { choice: 2 });
    expect([refused.output, refused.errors, refused.prompts.length]).toEqual([[], [], 1]);
    expect(place.exists('to/b.txt')).toBe(true);
  });

  it('an error for each change that cannot be undone, and the rest is; for an operation that is not there', async () => {
    const { place, copy } = copied();
    const report = await run(`${copy}; [System.IO.File]::AppendAllText(${quote(place.at('to/a[1].txt'))}, 'x'); Undo-LinkOperation $copy.OperationId, 'no-such'; $copy.OperationId`);
    expect(errorLines(report)).toEqual([
      `NotUndoable,Undo-LinkOperation InvalidOperation ${place.at('to/a[1].txt')}`, `NotUndoable,Undo-LinkOperation InvalidOperation ${place.at('to')}`, 'NotFound,Undo-LinkOperation ObjectNotFound -',
    ]);
    expect(items(report)[0]).toMatchObject({ Undone: 1, Impossible: 2, Failed: 2 });
    expect([place.exists('to/a[1].txt'), place.exists('to/b.txt')]).toEqual([true, false]);
    expect(report.errors.at(-1)!.details).toContain('Get-LinkOperation lists them');
  });

  it('is shown as a table', async () => {
    const { place, copy } = copied();
    const report = await run(`${copy}; $copy | Undo-LinkOperation -WhatIf | Out-Host; $copy | Undo-LinkOperation | Out-Host`);
    const text = report.host.join('\n');
    expect(text).toMatch(/Result +Action +Dry +Name/);
    expect(text).toContain(place.at('to/b.txt'));
    expect(text).toMatch(/Undone +Impossible +Seconds +Dry +OperationId/);
  });
});

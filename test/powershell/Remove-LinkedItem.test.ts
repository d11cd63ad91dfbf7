import { readdirSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { testFolder, type Place } from '../support/engine-places.ts';
import { errorLines, items, type RunOptions } from '../support/engine-report.ts';
import { engines, isWindowsEngine, quote, runPowerShell } from '../support/engine.ts';

describe.each(engines())('Remove-LinkedItem (%s)', (engine) => {
  const run = (script: string, options?: RunOptions) => runPowerShell(engine, script, options);
  let place: Place;
  let q: (name: string) => string;

  beforeEach(({ task }) => {
    place = testFolder(engine, `remove-${task.name.replaceAll(/[^a-z]+/gi, '-').slice(0, 40)}`);
    q = (name) => quote(place.at(name));
    place.file('file.txt', 'some data');
    place.link('file.txt', 'tree/again.txt');
    place.file('tree/one.txt', '1');
    place.file('tree/inner/two.txt', '22');
    place.file('alone.txt', 'last');
  });
  const names = (): string[] => (readdirSync(place.local, { recursive: true }) as string[]).map((name) => name.replaceAll('\\', '/')).sort();
  const all = ['alone.txt', 'file.txt', 'tree', 'tree/again.txt', 'tree/inner', 'tree/inner/two.txt', 'tree/one.txt'];

  it('removes a name and says with one result what is freed; with -PassThru what remains', async () => {
    const one = await run(`Remove-LinkedItem ${q('file.txt')}`);
    expect([one.errors, one.types.map((types) => types[0]), place.exists('file.txt'), place.links('tree/again.txt')]).toEqual([[], ['LinkKit.RemoveResult'], false, 1]);
    expect(items(one)[0]).toEqual({
      Removed: 1, Folders: 0, LastNames: 0, BytesFreed: 0, BytesStillShared: 9, BytesKept: 0, Failed: 0, Warnings: 0, DryRun: false, OperationId: expect.stringMatching(/./), Seconds: expect.any(Number),
    });
    place.link('tree/again.txt', 'second.txt');
    const passed = await run(`Remove-LinkedItem -LiteralPath ${q('second.txt')}, ${q('alone.txt')} -PassThru`);
    expect([passed.errors, passed.types.map((types) => types[0])]).toEqual([[], ['LinkKit.RemovedItem', 'LinkKit.RemovedItem', 'LinkKit.RemoveResult']]);
    expect(items(passed)[0]).toEqual({
      Name: 'second.txt', FullName: place.at('second.txt'), PSPath: `Microsoft.PowerShell.Core\\FileSystem::${place.at('second.txt')}`, Kind: 'file', Action: 'removed', Length: 9,
      NamesRemaining: 1, Remaining: [place.at('tree/again.txt')], BytesFreed: 0, KeptAs: null, DryRun: false,
    });
    expect(items(passed)[1]).toMatchObject({ Name: 'alone.txt', NamesRemaining: 0, Remaining: [], BytesFreed: 4 });
    expect(items(passed)[2]).toMatchObject({ Removed: 2, LastNames: 1, BytesFreed: 4, BytesStillShared: 9 });
  });

  it('takes what the pipeline brings as one removal: names of one file count down in it', async () => {
    place.link('file.txt', 'a[1].txt');
    place.file('a1.txt');
    const report = await run(`Get-Item -LiteralPath ${q('a[1].txt')}, ${q('file.txt')}, ${q('tree/again.txt')} | Remove-LinkedItem -PassThru`);
    expect(report.errors).toEqual([]);
    expect(items(report).slice(0, -1).map(({ Name, NamesRemaining, BytesFreed }) => [Name, NamesRemaining, BytesFreed])).toEqual([['a[1].txt', 2, 0], ['file.txt', 1, 0], ['again.txt', 0, 9]]);
    expect(items(report).at(-1)).toMatchObject({ Removed: 3, BytesFreed: 9, LastNames: 1 });
    expect(names()).toEqual(['a1.txt', 'alone.txt', 'tree', 'tree/inner', 'tree/inner/two.txt', 'tree/one.txt']);
  });

  it('patterns are resolved by -Path and mean themselves by -LiteralPath', async () => {
    const report = await run(`Remove-LinkedItem ${q('*.txt')}; Remove-LinkedItem -LiteralPath ${q('tree/o*.txt')}`);
    expect(errorLines(report)).toEqual([`NotFound,Remove-LinkedItem ObjectNotFound ${place.at('tree/o*.txt')}`]);
    expect(names()).toEqual(all.filter((name) => name.includes('/') || name === 'tree'));
  });

  it('a folder needs -Recurse', async () => {
    const refused = await run(`Remove-LinkedItem ${q('tree')}`);
    expect(errorLines(refused)).toEqual([`NotEmpty,Remove-LinkedItem InvalidOperation ${place.at('tree')}`]);
    expect(refused.errors[0]?.message).toContain('-Recurse');
    expect(names()).toEqual(all);
    const report = await run(`Remove-LinkedItem ${q('tree')} -Recurse`);
    expect(items(report)).toMatchObject([{ Removed: 3, Folders: 2, LastNames: 2, BytesFreed: 3, BytesStillShared: 9 }]);
    expect(names()).toEqual(['alone.txt', 'file.txt']);
  });

  it('-WhatIf gives every item that would go, and touches nothing', async () => {
    const report = await run(`Remove-LinkedItem ${q('tree')}, ${q('alone.txt')} -Recurse -WhatIf`);
    expect([report.errors, names()]).toEqual([[], all]);
    expect(report.types.map((types) => types[0])).toEqual([...Array<string>(6).fill('LinkKit.RemovedItem'), 'LinkKit.RemoveResult']);
    expect(items(report).every(({ DryRun }) => DryRun === true)).toBe(true);
    expect(items(report).at(-1)).toMatchObject({ Removed: 4, Folders: 2, BytesFreed: 7, OperationId: null });
    const every = await run(`Remove-LinkedItem ${q('file.txt')} -AllNames -WhatIf`);
    expect(items(every).slice(0, -1).map(({ FullName }) => FullName)).toEqual([place.at('file.txt'), place.at('tree/again.txt')]);
    expect(names()).toEqual(all);
  });

  it('-KeepData leaves last names', async () => {
    const report = await run(`Remove-LinkedItem ${q('file.txt')}, ${q('alone.txt')} -KeepData`);
    expect(errorLines(report)).toEqual([`LastName,Remove-LinkedItem InvalidOperation ${place.at('alone.txt')}`]);
    expect(report.errors[0]?.message).toContain('-KeepData');
    expect([place.exists('file.txt'), place.exists('alone.txt')]).toEqual([false, true]);
  });

  it('-Undoable keeps the data, and says where', async () => {
    const report = await run(`Remove-LinkedItem ${q('alone.txt')} -Undoable -PassThru`);
    const [item, result] = items(report);
    expect(item).toMatchObject({ Action: 'kept', BytesFreed: 0, KeptAs: expect.stringContaining(String(result!['OperationId'])) });
    expect(result).toMatchObject({ BytesFreed: 0, BytesKept: 4, LastNames: 1 });
    expect(place.exists('alone.txt')).toBe(false);
  });

  it('-AllNames runs unattended with -Confirm:$false, and with $ConfirmPreference None', async () => {
    const report = await run(`Remove-LinkedItem ${q('file.txt')} -AllNames -Confirm:$false -PassThru`, { choice: 1 });
    expect(report.prompts).toEqual([]);
    expect([report.errors, items(report).slice(0, -1).map(({ FullName }) => FullName)]).toEqual([[], [place.at('file.txt'), place.at('tree/again.txt')]]);
    const none = await run(`$ConfirmPreference = 'None'; Remove-LinkedItem ${q('alone.txt')} -AllNames`);
    expect([none.errors, items(none)[0]]).toMatchObject([[], { Removed: 1, BytesFreed: 4 }]);
    expect(names()).toEqual(['tree', 'tree/inner', 'tree/inner/two.txt', 'tree/one.txt']);
  });

  it('-AllNames asks otherwise, once, with every name in the question; No removes nothing', async () => {
    const no = await run(`Remove-LinkedItem ${q('file.txt')} -AllNames`, { choice: 1 });
    expect([no.errors, no.output, names()]).toEqual([[], [], all]);
    expect(no.prompts).toHaveLength(1);
    for (const text of ['2 in all', place.at('file.txt'), place.at('tree/again.txt')]) expect(no.prompts[0]).toContain(text);
    const asked = await run(`Remove-LinkedItem ${q('file.txt')} -AllNames -Confirm`, { choice: 2 });
    expect([asked.prompts.length, names()]).toEqual([1, all]);
    const yes = await run(`Remove-LinkedItem ${q('file.txt')} -AllNames`, { choice: 0 });
    expect([yes.errors, yes.prompts.length, names()]).toEqual([[], 1, all.filter((name) => name !== 'file.txt' && name !== 'tree/again.txt')]);
  });

  it('-Confirm asks for each path; without it a name goes without a question', async () => {
    const no = await run(`Remove-LinkedItem ${q('file.txt')}, ${q('alone.txt')} -Confirm`, { choice: 2 });
    expect([no.prompts.length, no.output, names()]).toEqual([2, [], all]);
    const plain = await run(`Remove-LinkedItem ${q('alone.txt')}`, { choice: 2 });
    expect([plain.prompts, place.exists('alone.txt')]).toEqual([[], false]);
  });

  it('what does not exist, and what cannot be used together, is an error in words of the cmdlet', async () => {
    const report = await run(`Remove-LinkedItem ${q('nowhere')}; Remove-LinkedItem ${q('file.txt')} -AllNames -KeepData -Confirm:$false`);
    expect(errorLines(report).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(['NotFound,Remove-LinkedItem ObjectNotFound', 'Usage,Remove-LinkedItem InvalidArgument']);
    expect(report.errors[1]?.message).toContain('-AllNames and -KeepData');
    expect([report.output, names()]).toEqual([[], all]);
  });

  it.skipIf(isWindowsEngine(engine))('-ToRecycleBin is not to be had on Linux', async () => {
    const report = await run(`Remove-LinkedItem ${q('file.txt')} -ToRecycleBin`);
    expect([errorLines(report).map((line) => line.split(' ')[0]), names()]).toEqual([['EngineNotAvailable,Remove-LinkedItem'], all]);
  });

  it('every option of the exe is a parameter, and comes to it', async () => {
    const { options } = commands.find(({ name }) => name === 'remove')!;
    const report = await run('(Get-Command Remove-LinkedItem).Parameters.Keys');
    const pascal = (name: string): string => name.split('-').map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
    const renamed: Record<string, string> = { 'dry-run': 'WhatIf', yes: 'Confirm' };
    expect(report.output).toEqual(expect.arrayContaining(Object.keys(options).map((option) => renamed[option] ?? pascal(option))));
    const sent = async (call: string): Promise<unknown> => {
      const caught = await run(`& (Get-Module LinkKit) { function script:Start-LinkKitRequest { param($Cmdlet, $Command, $Options) throw (ConvertTo-LinkKitJson @{ command = $Command; options = $Options }) } }
        try { ${call} } catch { $_.Exception.Message }`, { fresh: true });
      return JSON.parse(String(caught.output[0]));
    };
    const path = [place.at('a[1]')];
    expect(await sent(`Remove-LinkedItem -LiteralPath ${quote(path[0]!)} -Recurse -KeepData -Undoable -ToRecycleBin -Wait 5 -Log ${q('log')} -WhatIf`)).toEqual({
      command: 'remove', options: { path, recurse: true, 'keep-data': true, undoable: true, 'to-recycle-bin': true, wait: 5, log: place.at('log'), 'dry-run': true },
    });
    expect(await sent(`Remove-LinkedItem -LiteralPath ${quote(path[0]!)} -AllNames -Confirm:$false`)).toEqual({ command: 'remove', options: { path, 'all-names': true, yes: true } });
    expect(await sent(`Remove-LinkedItem -LiteralPath ${quote(path[0]!)}`)).toEqual({ command: 'remove', options: { path } });
  });
});

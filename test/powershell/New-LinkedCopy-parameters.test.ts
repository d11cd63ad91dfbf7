import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { otherVolumeFolder, testFolder } from '../support/engine-places.ts';
import { items } from '../support/engine-report.ts';
import { enginePath, engines, isWindowsEngine, quote, runPowerShell } from '../support/engine.ts';

/** The exe's commands, their cmdlets, and the options that a cmdlet has under a word of PowerShell's or in another way. */
const cmdlets: Record<string, { name: string; renamed: Record<string, string>; otherwise: string[] }> = {
  copy: { name: 'New-LinkedCopy', renamed: { exact: 'ExactDestination', 'dry-run': 'WhatIf' }, otherwise: [] },
  // stdin: the pipeline; count-only: the property LinkCount of every file; in an image Get-LinkSet finds them
  siblings: { name: 'Get-LinkSiblings', renamed: {}, otherwise: ['stdin', 'count-only', 'image', 'offset', 'partition'] },
  // depth and measure-only: Measure-LinkedSpace
  scan: { name: 'Get-LinkSet', renamed: { 'min-links': 'MinimumLinks', 'min-size': 'MinimumSize', image: 'ImagePath' }, otherwise: ['depth', 'measure-only', 'sets-only'] },
  operations: { name: 'Get-LinkOperation', renamed: {}, otherwise: [] },
  undo: { name: 'Undo-LinkOperation', renamed: { 'dry-run': 'WhatIf' }, otherwise: [] },
  doctor: { name: 'Test-LinkSupport', renamed: {}, otherwise: [] },
};
const pascal = (name: string): string => name.split('-').map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');

describe.each(engines())('parameters (%s)', (engine) => {
  it.each(Object.entries(cmdlets))('%s: every option of the exe is a parameter of the cmdlet, with the same fixed values', async (command, { name, renamed, otherwise }) => {
    const { options } = commands.find((one) => one.name === command)!;
    const report = await runPowerShell(engine, `foreach ($one in (Get-Command ${name}).Parameters.Values) {
      [pscustomobject] @{ Name = $one.Name; Values = @($one.Attributes | Where-Object { $_ -is [System.Management.Automation.ValidateSetAttribute] } | ForEach-Object { $_.ValidValues }) } }`);
    const parameters = new Map((items(report) as { Name: string; Values: string[] }[]).map((one) => [one.Name, one.Values]));
    for (const [option, { choices }] of Object.entries(options)) {
      if (otherwise.includes(option)) continue;
      const parameter = renamed[option] ?? pascal(option);
      expect([...parameters.keys()], option).toContain(parameter);
      expect(parameters.get(parameter)!.map((value) => value.toLowerCase()).sort(), option).toEqual([...(choices ?? [])].sort());
    }
  });

  /** What a call of a cmdlet would send: the request is caught before it goes to the exe. */
  const sent = async (call: string): Promise<unknown> => {
    const report = await runPowerShell(engine, `& (Get-Module LinkKit) { function script:Start-LinkKitRequest { param($Cmdlet, $Command, $Options) throw (ConvertTo-LinkKitJson @{ command = $Command; options = $Options }) } }
      try { ${call} } catch { $_.Exception.Message }`, { fresh: true });
    return JSON.parse(String(report.output[0]));
  };

  it('every parameter of New-LinkedCopy comes to the exe as its option', async () => {
    const place = testFolder(engine, 'parameters');
    const [source, destination, log] = ['s[1].txt', 'd', 'l'].map((name) => place.at(name)) as [string, string, string];
    const all = `-As Symlink -OnCrossVolume Copy -OnExists Skip -LinkLimit 7 -OnLinkLimit Copy -Reparse Skip -Include a, 'b*' -Exclude c -ExactDestination -Parents -Wait 5 -Log ${quote(log)} -WhatIf`;
    expect(await sent(`New-LinkedCopy -LiteralPath ${quote(source)} -Destination ${quote(destination)} ${all}`)).toEqual({
      command: 'copy',
      options: {
        source: [source], destination, as: 'symlink', 'on-cross-volume': 'copy', 'on-exists': 'skip', 'link-limit': 7, 'on-link-limit': 'copy', reparse: 'skip',
        include: ['a', 'b*'], exclude: ['c'], exact: true, parents: true, wait: 5, log, 'dry-run': true,
      },
    });
    expect(await sent(`New-LinkedCopy -LiteralPath ${quote(source)} -Destination ${quote(destination)}`)).toEqual({
      command: 'copy',
      options: { source: [source], destination, as: 'hardlink', 'on-cross-volume': 'error', 'on-exists': 'error', 'on-link-limit': 'error', reparse: 'keep' },
    });
  });

  it('and those of Get-LinkSiblings', async () => {
    const place = testFolder(engine, 'parameters');
    expect(await sent(`Get-LinkSiblings -LiteralPath ${quote(place.at('a'))} -Engine Fsutil -Root ${quote(place.path)}`)).toEqual({ command: 'siblings', options: { path: [place.at('a')], engine: 'fsutil', root: place.path } });
    // What reads a whole volume is asked once for many files
    const all = [1, 2, 3].map((number) => place.at(String(number)));
    expect(await sent(`${all.map(quote).join(', ')} | Get-LinkSiblings -Engine Mft`)).toEqual({ command: 'siblings', options: { path: all, engine: 'mft' } });
  });

  it('and those of Undo-LinkOperation', async () => {
    const log = testFolder(engine, 'parameters').at('l');
    expect(await sent(`Undo-LinkOperation 20261123T224501123Z-4f2-1 -Wait 5 -Log ${quote(log)} -WhatIf`)).toEqual({ command: 'undo', options: { id: '20261123T224501123Z-4f2-1', wait: 5, log, 'dry-run': true } });
    expect(await sent(`[pscustomobject] @{ OperationId = 'x' } | Undo-LinkOperation`)).toEqual({ command: 'undo', options: { id: 'x' } });
  });

  it('source, destination and log may be on drives of PowerShell', async () => {
    const place = testFolder(engine, 'parameters-drive');
    place.file('from/a.txt', 'data');
    place.folder('to');
    const report = await runPowerShell(engine, `$null = New-PSDrive -Name LinkKitFrom -PSProvider FileSystem -Root ${quote(place.at('from'))}; $null = New-PSDrive -Name LinkKitTo -PSProvider FileSystem -Root ${quote(place.at('to'))}
      (New-LinkedCopy LinkKitFrom:a.txt LinkKitTo:b.txt -Log LinkKitTo:log).FullName; (New-LinkedCopy LinkKitFrom:/*.txt LinkKitTo:/).FullName`, { fresh: true });
    expect(report.errors).toEqual([]);
    expect(report.output).toEqual([place.at('to/b.txt'), place.at('to/a.txt')]);
    expect(place.links('from/a.txt')).toBe(3);
    expect(readFileSync(place.here('to/log'), 'utf8')).toContain('"summary"');
  });

  it('a log on a drive that does not exist is one error, and nothing is copied', async () => {
    const place = testFolder(engine, 'parameters-log');
    place.file('a.txt');
    const report = await runPowerShell(engine, `New-LinkedCopy ${quote(place.at('a.txt'))} ${quote(place.at('b.txt'))} -Log LinkKitNo:/log`, { fresh: true });
    expect([report.errors.map(({ id }) => id), report.output, place.exists('b.txt')]).toEqual([['NotFound,New-LinkedCopy'], [], false]);
  });

  it.skipIf(isWindowsEngine(engine))('-OnCrossVolume Symlink makes one link to what is on the other volume (the bench has no Windows that can)', async () => {
    const place = testFolder(engine, 'parameters-cross');
    place.file('tree/a.txt');
    const other = join(otherVolumeFolder(), 'link');
    const report = await runPowerShell(engine, `New-LinkedCopy ${quote(place.at('tree'))} ${quote(enginePath(engine, other))} -OnCrossVolume Symlink -PassThru`, { fresh: true });
    expect(report.errors).toEqual([]);
    expect(items(report)[0]).toMatchObject({ Kind: 'symlink', Method: 'symlink', FullName: other, Source: place.at('tree') });
    expect(readFileSync(join(other, 'a.txt'), 'utf8')).toBe('tree/a.txt');
  });

  it('every parameter of Get-LinkSet and Measure-LinkedSpace comes to the exe as its option', async () => {
    const place = testFolder(engine, 'parameters-scan');
    const [folder, image] = [place.at('f[1]'), place.at('i[1].img')];
    const globs = { include: ['a', 'b*'], exclude: ['c'] };
    expect(await sent(`Get-LinkSet -LiteralPath ${quote(folder)} -MinimumLinks 3 -MinimumSize 10MB -Include a, 'b*' -Exclude c -Resolve`)).toEqual({
      command: 'scan', options: { path: [folder], 'sets-only': true, 'min-links': 3, 'min-size': 10485760, resolve: true, ...globs },
    });
    expect(await sent(`Get-LinkSet -ImagePath ${quote(image)} -Offset 1MB`)).toEqual({ command: 'scan', options: { image, offset: 1048576, 'sets-only': true, 'min-links': 2 } });
    expect(await sent(`Measure-LinkedSpace -ImagePath ${quote(image)} -Partition 2 -Depth 3 -Include a, 'b*' -Exclude c`)).toEqual({ command: 'scan', options: { image, partition: 2, 'measure-only': true, depth: 3, ...globs } });
    expect(await sent(`Measure-LinkedSpace -Volume c:\\`)).toEqual({ command: 'scan', options: { volume: 'c:', 'measure-only': true, depth: 0 } });
  });
});

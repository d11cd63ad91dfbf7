import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { items, type Item } from '../support/engine-report.ts';
import { engines, quote, runPowerShell } from '../support/engine.ts';

// The lines of `scan` among the samples of Messages.test.ts.
const samples = readFileSync(new URL('../support/samples/contract.ndjson', import.meta.url), 'utf8').trim().split('\n');
const scanItems = samples.filter((line) => line.includes('"itemKind"'));
const progress = samples.find((line) => line.includes('"records"'))!;

describe.each(engines())('the items of scan read by the module (%s)', (engine) => {
  const inModule = (script: string) => runPowerShell(engine, `& (Get-Module LinkKit) {\n${script}\n}`);

  it('become objects: names that pipe, null where nothing is known', async () => {
    const report = await inModule(`$items = ${scanItems.map((line) => `(ConvertFrom-LinkKitJson ${quote(line)})`).join(',')}
      New-LinkKitLinkSet $items[0]; New-LinkKitLinkSet $items[1] 'D:\\i.img'; New-LinkKitLinkedSpace $items[2]; New-LinkKitLinkedSpace $items[3] 'D:\\i.img'`);
    expect(report.errors).toEqual([]);
    expect(report.types.map((names) => names[0])).toEqual(['LinkKit.LinkSet', 'LinkKit.LinkSet', 'LinkKit.LinkedSpace', 'LinkKit.ImageSpace']);
    const [set, image, space, imageSpace] = items(report);
    const shared = { LinkCount: 3, FileId: '00000000000000000002000000000123', Volume: '00000000CAFE1234', Length: 12345, SiblingOf: 'C:\\Data\\a[1].txt', Engine: 'api', Complete: true, Keeps: 0 };
    const names = ['C:\\Data\\a[1].txt', 'C:\\Data\\日本 😀.txt', 'C:\\Other\\a.txt'].map((path) => ({ FullName: path, PSPath: `Microsoft.PowerShell.Core\\FileSystem::${path}`, ...shared }));
    // What is part of a path's name is up to the system: GetFileName knows no \ on Linux.
    const plain = (list: unknown) => (list as Item[]).map(({ Name: _name, ...rest }) => rest);
    expect({ ...set, Names: plain(set!['Names']), NamesInside: plain(set!['NamesInside']), NamesOutside: plain(set!['NamesOutside']) }).toEqual({
      Volume: '00000000CAFE1234', FileId: '00000000000000000002000000000123', LinkCount: 3, Length: 12345, AllocatedLength: 16384, BytesSaved: 12345,
      Names: names, NamesInside: names.slice(0, 2), NamesOutside: names.slice(2), OutsideCount: 1, Keeps: 0, Engine: 'api', Complete: true, ReparseTag: 0, Streams: null,
    });
    const inImage = [{ Name: 'big.bin', PathInImage: '\\big.bin', ImagePath: 'D:\\i.img', LinkCount: 2, FileId: '00000000000000000002000000000124', Volume: '00000000CAFE1234', Length: Number.MAX_SAFE_INTEGER, SiblingOf: '\\big.bin', Engine: null, Complete: false, Keeps: 0 }];
    expect(image).toEqual({
      Volume: '00000000CAFE1234', FileId: '00000000000000000002000000000124', LinkCount: 2, Length: Number.MAX_SAFE_INTEGER, AllocatedLength: null, BytesSaved: 0,
      Names: inImage, NamesInside: inImage, NamesOutside: null, OutsideCount: 1, Keeps: 0, Engine: null, Complete: false, ReparseTag: 0x80000017, Streams: 2,
    });
    expect(space).toEqual({ FullName: 'C:\\Data', PSPath: 'Microsoft.PowerShell.Core\\FileSystem::C:\\Data', Depth: 0, Files: 4, ApparentBytes: 30000, UniqueBytes: 17655, FreeableBytes: 5310, SharedBytes: 12345, AllocatedBytes: 28672 });
    expect(imageSpace).toEqual({ PathInImage: 'C:\\Data\\x', ImagePath: 'D:\\i.img', Depth: 1, Files: 0, ApparentBytes: 0, UniqueBytes: 0, FreeableBytes: 0, SharedBytes: 0, AllocatedBytes: null });
  });

  it('are shown in readable units, with all the names; also where undefined properties are errors', async () => {
    const many = JSON.stringify({ ...(JSON.parse(scanItems[0]!) as object), namesInside: Array.from({ length: 1500 }, (_, i) => `C:\\${i}`), namesOutside: null });
    const report = await runPowerShell(engine, `Set-StrictMode -Version Latest
      & (Get-Module LinkKit) { $items = ${[...scanItems, many].map((line) => `(ConvertFrom-LinkKitJson ${quote(line)})`).join(',')}
        New-LinkKitLinkSet $items[0]; New-LinkKitLinkSet $items[4]; New-LinkKitLinkSet $items[1] 'D:\\i.img' } | Out-Host
      & (Get-Module LinkKit) { $items = ${scanItems.map((line) => `(ConvertFrom-LinkKitJson ${quote(line)})`).join(',')}
        New-LinkKitLinkedSpace $items[2]; New-LinkKitLinkedSpace $items[3] 'D:\\i.img' } | Out-Host`, { fresh: true });
    expect(report.errors).toEqual([]);
    const text = report.host.map((line) => line.trimEnd()).join('\n');
    expect(text).toContain(`
 Links  Outside       Size      Saved Names
 -----  -------       ----      ----- -----
     3        1    12.1 KB    12.1 KB C:\\Data\\a[1].txt
`);
    expect(text).toMatch(/\n {38}\(outside\) C:\\Other\\a\.txt\n/);
    expect(text).toMatch(/\n {38}C:\\6\n {38}\.\.\. and 1,493 more\n/);
    expect(text).toMatch(/\n {5}2 {8}1 {5}8\.0 PB {8}0 B \\big\.bin\n/);
    expect(text).toContain(`
    Files   Apparent     Unique   Freeable     Shared Folder
    -----   --------     ------   --------     ------ ------
        4    29.3 KB    17.2 KB     5.2 KB    12.1 KB C:\\Data
        0        0 B        0 B        0 B        0 B C:\\Data\\x
`);
  });

  it('have a progress that is shown: file records of a volume, and files', async () => {
    const walk = JSON.stringify({ ...(JSON.parse(progress) as object), total: null, unit: 'files' });
    const report = await inModule(`function Show-Sample { [CmdletBinding()] param() foreach ($text in ${quote(progress)}, ${quote(walk)}) {
        $request = @{ Clock = $null; Command = 'scan'; Cmdlet = $PSCmdlet }
        Write-LinkKitProgress $request (ConvertFrom-LinkKitJson $text); Complete-LinkKitProgress $request } }
      Show-Sample`);
    expect(report.errors).toEqual([]);
    expect(report.progress.map(({ activity, status, percent, completed }) => [activity, status, percent, completed])).toEqual([
      ['Reading files and their names', '200,000 of 1,000,000 file records', 20, false], ['Reading files and their names', 'Reading files and their names', -1, true],
      ['Reading files and their names', '200,000 files', -1, false], ['Reading files and their names', 'Reading files and their names', -1, true],
    ]);
  });
});

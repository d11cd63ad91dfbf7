import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../src/contract/errorCodes.ts';
import { items, type Item } from '../support/engine-report.ts';
import { engines, quote, runPowerShell } from '../support/engine.ts';

// The same lines that the core's unit test holds against its schemas: the two halves cannot drift apart.
const samples = readFileSync(new URL('../support/samples/contract.ndjson', import.meta.url), 'utf8').trim().split('\n');
const sample = (type: string, command: string): string => {
  let current = '';
  const line = samples.find((one) => {
    const parsed = JSON.parse(one) as { type: string; command?: string };
    if (parsed.type === 'start') current = parsed.command ?? '';
    return parsed.type === type && current === command;
  });
  if (!line) throw new Error(`no sample of ${type}, ${command}`);
  return line;
};
const scanItems = samples.filter((line) => line.includes('"itemKind"'));

describe.each(engines())('the contract read by the module (%s)', (engine) => {
  const inModule = (script: string) => runPowerShell(engine, `& (Get-Module LinkKit) {\n${script}\n}`);

  it('reads every sample line as JSON.parse does', async () => {
    expect(samples.length).toBeGreaterThan(25);
    const report = await inModule(`foreach ($line in @(\n${samples.map(quote).join(',\n')}\n)) { , (ConvertFrom-LinkKitJson $line) }`);
    expect(report.errors).toEqual([]);
    expect(report.output).toEqual(samples.map((line) => JSON.parse(line)));
  });

  it('keeps the kinds of values: large whole numbers, dates as text, null, lists of one and of none', async () => {
    const line = '{"size":9007199254740991,"small":1,"seconds":1.5,"exponent":1e3,"date":"2026-11-23T22:45:01.123Z","ms":"/Date(0)/","none":null,"yes":true,"empty":[],"one":["x"],"nested":[{"a":[1,[2]]}],"escaped":"\\u65e5\\n\\"\\\\\\ud83d\\ude00"}';
    const report = await inModule(`$map = ConvertFrom-LinkKitJson ${quote(line)}
      $map['size'] -eq 9007199254740991
      foreach ($key in 'size', 'small', 'seconds', 'exponent', 'date', 'ms', 'yes', 'empty', 'one', 'escaped') { $key + ' ' + $map[$key].GetType().Name }
      $map['date']; $map['empty'].Length; $map['one'].Length; $map['nested'][0]['a'][1][0]; $null -eq $map['none']; $map['escaped']`);
    expect(report.errors).toEqual([]);
    expect(report.output).toEqual([
      true, 'size Int64', 'small Int64', 'seconds Double', 'exponent Double', 'date String', 'ms String', 'yes Boolean', 'empty Object[]', 'one Object[]', 'escaped String',
      '2026-11-23T22:45:01.123Z', 0, 1, 2, true, '日\n"\\😀',
    ]);
  });

  it('gives what Windows PowerShell reads the same kinds (JavaScriptSerializer has int and decimal)', async () => {
    const report = await inModule(`$raw = [System.Collections.Generic.Dictionary[string, object]]::new()
      $raw['a'] = [int] 1; $raw['b'] = [decimal] 1.5; $raw['c'] = [object[]] @([int] 2, 'x', [decimal] 2.5); $raw['d'] = $null; $raw['e'] = 9007199254740991
      $map = Repair-LinkKitNumbers $raw
      $map['a'].GetType().Name; $map['b'].GetType().Name; $map['c'].GetType().Name; $map['c'][0].GetType().Name; $map['c'][2].GetType().Name; $null -eq $map['d']; $map['e'].GetType().Name`);
    expect(report.output).toEqual(['Int64', 'Double', 'Object[]', 'Int64', 'Double', true, 'Int64']);
  });

  it.each(['[1]', '"text"', 'no json', '', '{"a":1'])('refuses a line that is no object: %j', async (line) => {
    const report = await inModule(`try { ConvertFrom-LinkKitJson ${quote(line)}; 'not refused' } catch { 'refused' }`);
    expect(report.output).toEqual(['refused']);
  });

  it('writes requests that JSON.parse reads back as they were', async () => {
    const report = await inModule(`ConvertTo-LinkKitJson ([ordered] @{ request = '7'; command = 'copy'; options = [ordered] @{ source = @('C:\\a "b"', ("tab" + [char] 9 + [char] 1), 'é e\u0301 日本 😀', ('lone' + [char] 0xd800)); one = @('x'); none = @(); 'dry-run' = $true; off = $false; 'link-limit' = [long] 1023; nothing = $null } })`);
    expect(report.errors).toEqual([]);
    expect(JSON.parse(report.output[0] as string)).toEqual({
      request: '7',
      command: 'copy',
      options: { source: ['C:\\a "b"', 'tab\t\u0001', 'é e\u0301 日本 😀', 'lone\ud800'], one: ['x'], none: [], 'dry-run': true, off: false, 'link-limit': 1023, nothing: null },
    });
  });

  it('makes objects of items, with the same values in Pascal case', async () => {
    const report = await inModule(`
      New-LinkKitLinkName (ConvertFrom-LinkKitJson ${quote(sample('item', 'siblings'))}) 'C:\\Data\\😀.txt'
      New-LinkKitLinkedItem (ConvertFrom-LinkKitJson ${quote(samples.find((line) => line.includes('"hardlink"'))!)}) $false
      New-LinkKitCopyResult 'C:\\a' 'D:\\b' (ConvertFrom-LinkKitJson ${quote(sample('summary', 'copy'))})
      New-LinkKitVolumeSupport (ConvertFrom-LinkKitJson ${quote(sample('item', 'doctor'))})`);
    expect(report.errors).toEqual([]);
    const [name, item, result, support] = items(report);
    expect(name).toMatchObject({ FullName: 'C:\\Data\\😀.txt', LinkCount: 3, FileId: '0000000000000000000500000000002A', Volume: '00A1B2C3D4E5F607', Length: Number.MAX_SAFE_INTEGER, SiblingOf: 'C:\\Data\\a[1].txt', Engine: 'api', Complete: true });
    const line = JSON.parse(samples.find((one) => one.includes('"hardlink"'))!) as Record<string, unknown>;
    expect(item).toMatchObject({ Source: line['source'], FullName: line['destination'], PSPath: `Microsoft.PowerShell.Core\\FileSystem::${String(line['destination'])}`, Kind: 'file', Method: 'hardlink', Length: Number.MAX_SAFE_INTEGER, LinkCount: 2 });
    expect(result).toMatchObject({ Files: 7, Directories: 1, Linked: 4, Copied: 1, Already: 1, Skipped: 1, BytesShared: Number.MAX_SAFE_INTEGER, BytesWritten: 0, Failed: 2, Warnings: 1, Seconds: 0.125, OperationId: '20261123T224501123Z-1f2e3d', DryRun: false, Resume: null });
    expect(support).toMatchObject({ FileSystem: 'NTFS', HardLinks: true, SymbolicLinks: false, SymbolicLinksCode: 'PrivilegeRequired', Junctions: true, Privileges: [] });
    for (const one of items(report)) expect(one).not.toHaveProperty('Path');
  });

  it('makes objects of the items of scan: names that pipe, null where nothing is known', async () => {
    const report = await inModule(`$items = ${scanItems.map((line) => `(ConvertFrom-LinkKitJson ${quote(line)})`).join(',')}
      New-LinkKitLinkSet $items[0]; New-LinkKitLinkSet $items[1] 'D:\\i.img'; New-LinkKitLinkedSpace $items[2]; New-LinkKitLinkedSpace $items[3] 'D:\\i.img'`);
    expect(report.errors).toEqual([]);
    expect(report.types.map((names) => names[0])).toEqual(['LinkKit.LinkSet', 'LinkKit.LinkSet', 'LinkKit.LinkedSpace', 'LinkKit.ImageSpace']);
    const [set, image, space, imageSpace] = items(report);
    const shared = { LinkCount: 3, FileId: '00000000000000000002000000000123', Volume: '00000000CAFE1234', Length: 12345, SiblingOf: 'C:\\Data\\a[1].txt', Engine: 'api', Complete: true };
    const names = ['C:\\Data\\a[1].txt', 'C:\\Data\\日本 😀.txt', 'C:\\Other\\a.txt'].map((path) => ({ FullName: path, PSPath: `Microsoft.PowerShell.Core\\FileSystem::${path}`, ...shared }));
    // What is part of a path's name is up to the system: GetFileName knows no \ on Linux.
    const plain = (list: unknown) => (list as Item[]).map(({ Name: _name, ...rest }) => rest);
    expect({ ...set, Names: plain(set!['Names']), NamesInside: plain(set!['NamesInside']), NamesOutside: plain(set!['NamesOutside']) }).toEqual({
      Volume: '00000000CAFE1234', FileId: '00000000000000000002000000000123', LinkCount: 3, Length: 12345, AllocatedLength: 16384, BytesSaved: 12345,
      Names: names, NamesInside: names.slice(0, 2), NamesOutside: names.slice(2), OutsideCount: 1, Engine: 'api', Complete: true, ReparseTag: 0, Streams: null,
    });
    const inImage = [{ Name: 'big.bin', PathInImage: '\\big.bin', ImagePath: 'D:\\i.img', LinkCount: 2, FileId: '00000000000000000002000000000124', Volume: '00000000CAFE1234', Length: Number.MAX_SAFE_INTEGER, SiblingOf: '\\big.bin', Engine: null, Complete: false }];
    expect(image).toEqual({
      Volume: '00000000CAFE1234', FileId: '00000000000000000002000000000124', LinkCount: 2, Length: Number.MAX_SAFE_INTEGER, AllocatedLength: null, BytesSaved: 0,
      Names: inImage, NamesInside: inImage, NamesOutside: null, OutsideCount: 1, Engine: null, Complete: false, ReparseTag: 0x80000017, Streams: 2,
    });
    expect(space).toEqual({ FullName: 'C:\\Data', PSPath: 'Microsoft.PowerShell.Core\\FileSystem::C:\\Data', Depth: 0, Files: 4, ApparentBytes: 30000, UniqueBytes: 17655, FreeableBytes: 5310, SharedBytes: 12345, AllocatedBytes: 28672 });
    expect(imageSpace).toEqual({ PathInImage: 'C:\\Data\\x', ImagePath: 'D:\\i.img', Depth: 1, Files: 0, ApparentBytes: 0, UniqueBytes: 0, FreeableBytes: 0, SharedBytes: 0, AllocatedBytes: null });
  });

  it('shows the items of scan in readable units, with all the names; also where undefined properties are errors', async () => {
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

  it('makes an ErrorRecord of every error line: id, category, target, sentence and hint in words of PowerShell', async () => {
    const lines = samples.filter((line) => (JSON.parse(line) as { type: string }).type === 'error');
    expect(lines.length).toBeGreaterThan(2);
    for (const text of lines) {
      const line = JSON.parse(text) as { code: keyof typeof errorCodes; message: string; path: string | null; hint: string | null; osError: unknown };
      const report = await inModule(`$line = ConvertFrom-LinkKitJson ${quote(text)}
        $record = New-LinkKitErrorRecord -Code $line['code'] -Message $line['message'] -Path $line['path'] -Hint $line['hint'] -OsError $line['osError']
        $record.FullyQualifiedErrorId; "$($record.CategoryInfo.Category)"; $record.TargetObject; $record.Exception.Message; $record.Exception.Data['OsError']`);
      expect(report.errors).toEqual([]);
      const [id, category, target, message, osError] = report.output as [string, string, string | null, string, unknown];
      expect([id, category, target, osError ?? null]).toEqual([line.code, errorCodes[line.code].powershell, line.path, line.osError]);
      expect(message).toContain(line.message);
      if (line.path) expect(message).toContain(line.path);
      expect(message).not.toContain('--');
    }
  });

  it('has the same category for every code as the contract', async () => {
    const report = await inModule('$script:ErrorCategories');
    const table = report.output[0] as Record<string, string>;
    expect(table).toEqual(Object.fromEntries(Object.entries(errorCodes).map(([code, row]) => [code, row.powershell])));
    const known = await inModule(`foreach ($name in $script:ErrorCategories.Values) { [System.Management.Automation.ErrorCategory] $name | Out-Null }`);
    expect(known.errors).toEqual([]);
  });

  it('says hints in words of PowerShell', async () => {
    const report = await inModule(`ConvertTo-LinkKitCmdletHint 'Use --on-exists replace or --exact, or --dry-run.'
      ConvertTo-LinkKitCmdletHint 'linkkit doctor shows what works here.'
      ConvertTo-LinkKitCmdletHint 'Use linkkit scan with --image, --min-links or --min-size; linkkit is one exe.'
      ConvertTo-LinkKitCmdletHint 'See linkkit --help, or linkkit COMMAND --help.'
      ConvertTo-LinkKitCmdletHint "Rename a--b.txt; '--image' is one word."
      (New-LinkKitErrorRecord -Code Usage -Message 'Give --offset or --partition, not both.' -Hint 'See linkkit scan --help.').Exception.Message
      ConvertTo-LinkKitCmdletHint 'Free some space and run again; what was done stays.'`);
    expect(report.output).toEqual(['Use -OnExists replace or -ExactDestination, or -WhatIf.', 'Test-LinkSupport shows what works here.', 'Use Get-LinkSet with -ImagePath, -MinimumLinks or -MinimumSize; linkkit is one exe.', '', "Rename a--b.txt; '-ImagePath' is one word.", 'Give -Offset or -Partition, not both.', 'Free some space and run again; what was done stays.']);
  });
});

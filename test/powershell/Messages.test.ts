import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../src/contract/errorCodes.ts';
import { items } from '../support/engine-report.ts';
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

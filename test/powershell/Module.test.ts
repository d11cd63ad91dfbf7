import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { enginePath, engines, quote, runPowerShell } from '../support/engine.ts';
import { items } from '../support/engine-report.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));
const built = process.env['LINKKIT_TEST_MODULE'] ?? join(project, 'dist', 'LinkKit');
const sources = join(project, 'ps', 'LinkKit');
const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string };

const publicNames = readdirSync(join(sources, 'Public')).filter((name) => name.endsWith('.ps1')).map((name) => name.slice(0, -4)).sort();
/** Cmdlets with these verbs only look; all others change something. */
const looking = ['Get', 'Find', 'Measure', 'Test', 'Compare'];

const filesIn = (folder: string, ending: RegExp): string[] =>
  (readdirSync(folder, { recursive: true }) as string[]).filter((name) => ending.test(name) && !name.startsWith('bin') && statSync(join(folder, name)).isFile()).map((name) => join(folder, name));

describe.each(engines())('the built module (%s)', (engine) => {
  const run = (script: string) => runPowerShell(engine, script);

  it('exports exactly the cmdlets in ps/LinkKit/Public, and the alias', async () => {
    expect(publicNames.length).toBeGreaterThanOrEqual(3);
    const report = await run(`$module = Get-Module LinkKit; $module.ExportedFunctions.Keys | ForEach-Object { $_ }; 'aliases'; $module.ExportedAliases.Keys | ForEach-Object { $_ }; $module.ExportedVariables.Count; $module.ExportedCmdlets.Count`);
    const mark = report.output.indexOf('aliases');
    expect([...report.output.slice(0, mark)].sort()).toEqual(publicNames);
    expect(report.output.slice(mark + 1)).toEqual(['Get-LinkSibling', 0, 0]);
  });

  it('has a manifest that holds, with the product version, for both editions', async () => {
    const report = await run(`$info = Test-ModuleManifest ${quote(enginePath(engine, join(built, 'LinkKit.psd1')))}; "$($info.Version)"; "$($info.PowerShellVersion)"; $info.CompatiblePSEditions -join ','; $info.ExportedFunctions.Count; $info.Description.Length -gt 20`);
    expect(report.errors).toEqual([]);
    expect(report.output).toEqual([version, '5.1', 'Desktop,Core', publicNames.length, true]);
  });

  it.each(publicNames)('%s: help with a synopsis, a description, examples, and a text for every parameter', async (name) => {
    const report = await run(`$help = Get-Help ${name} -Full
      [pscustomobject] @{
        Synopsis = "$($help.Synopsis)".Trim(); Description = (@($help.description | ForEach-Object Text) -join ' ')
        Examples = @($help.examples.example | ForEach-Object { "$($_.code)".Trim() + ' # ' + (@($_.remarks | ForEach-Object Text) -join '').Trim() })
        Undescribed = @($help.parameters.parameter | Where-Object { -not (@($_.description | ForEach-Object Text) -join '').Trim() } | ForEach-Object name | Where-Object { $_ -notin 'WhatIf', 'Confirm' })
        Parameters = @($help.parameters.parameter).Count }`);
    expect(report.errors).toEqual([]);
    const [help] = items(report) as [{ Synopsis: string; Description: string; Examples: string[]; Undescribed: string[]; Parameters: number }];
    expect(help.Synopsis.length).toBeGreaterThan(20);
    expect(help.Synopsis).not.toContain(`${name} [`);
    expect(help.Description.length).toBeGreaterThan(100);
    expect(help.Examples.length).toBeGreaterThanOrEqual(2);
    for (const example of help.Examples) expect(example).toMatch(/^.*Link.* # .{15,}/s);
    expect(help.Parameters).toBeGreaterThan(0);
    expect(help.Undescribed).toEqual([]);
  });

  it.each(publicNames)('%s: OutputType, an approved verb, a test file, ShouldProcess where it changes something, no parameter without a type', async (name) => {
    const report = await run(`$command = Get-Command ${name}
      $verbs = foreach ($group in 'Common', 'Communications', 'Data', 'Diagnostic', 'Lifecycle', 'Other', 'Security') { ([type] "System.Management.Automation.Verbs$group").GetFields().Name }
      [pscustomobject] @{ Types = @($command.OutputType | ForEach-Object Name); Approved = $command.Verb -in $verbs; Verb = $command.Verb; WhatIf = $command.Parameters.ContainsKey('WhatIf'); CmdletBinding = $command.CmdletBinding; PathAliases = @(foreach ($parameter in 'LiteralPath', 'Id') { if ($command.Parameters[$parameter]) { $command.Parameters[$parameter].Aliases } }) }`);
    const [command] = items(report) as [{ Types: string[]; Approved: boolean; Verb: string; WhatIf: boolean; CmdletBinding: boolean; PathAliases: string[] }];
    expect(command.Types.length).toBeGreaterThan(0);
    for (const type of command.Types) expect(type).toMatch(/^LinkKit\./);
    expect(command).toMatchObject({ Approved: true, CmdletBinding: true, WhatIf: !looking.includes(command.Verb), PathAliases: name.endsWith('Operation') ? ['OperationId'] : name.endsWith('Pin') || name.endsWith('Task') ? [] : ['PSPath', 'FullName'] });
    expect(existsSync(join(project, 'test', 'powershell', `${name}.test.ts`))).toBe(true);
  });

  it('has about_LinkKit, which names every cmdlet', async () => {
    const text = readFileSync(join(built, 'en-US', 'about_LinkKit.help.txt'), 'utf8');
    for (const name of publicNames) expect(text).toContain(name);
    for (const line of text.split('\n')) expect(line.trimEnd().length).toBeLessThanOrEqual(80);
  });

  it('has a format view for each of its output types', async () => {
    const views = readFileSync(join(built, 'LinkKit.Format.ps1xml'), 'utf8');
    const report = await run('Get-Command -Module LinkKit -CommandType Function | ForEach-Object { $_.OutputType.Name }');
    expect(new Set(report.output).size).toBeGreaterThanOrEqual(4);
    for (const type of report.output) expect(views).toContain(`<TypeName>${String(type)}</TypeName>`);
  });

  it('calls only its own functions and Microsoft.PowerShell.Core', async () => {
    const files = [...filesIn(built, /\.psm?1$/), ...filesIn(sources, /\.psm?1$/)];
    expect(files.length).toBeGreaterThan(10);
    const report = await run(`${callsRule}\n${files.map((file) => `Find-ForeignCall ([System.IO.File]::ReadAllText(${quote(enginePath(engine, file))})) ${quote(file)}`).join('\n')}\n"checked $($tally.Calls)"`);
    expect(report.errors).toEqual([]);
    expect(report.output.slice(0, -1)).toEqual([]);
    expect(Number(/checked (\d+)/.exec(String(report.output.at(-1)))?.[1])).toBeGreaterThan(150);
    const caught = await run(`${callsRule}\nFind-ForeignCall 'Get-Item x; Write-Output y; & "cmd.exe"; Get-LinkSiblings x; Get-Module; . $file' 'bad'`);
    expect(caught.output).toEqual(['bad: Get-Item', 'bad: Write-Output', 'bad: cmd.exe']);
  });

  it('calls only these from its ps1xml files too', async () => {
    const files = filesIn(built, /\.ps1xml$/);
    expect(files).toHaveLength(2);
    const script = files.map((file) => `([xml] [System.IO.File]::ReadAllText(${quote(enginePath(engine, file))})).SelectNodes('//ScriptBlock | //GetScriptBlock | //Script') | ForEach-Object { $blocks++; Find-ForeignCall $_.InnerText ${quote(file)} }`).join('\n');
    const report = await run(`${callsRule}\n$blocks = 0\n${script}\n$blocks`);
    expect(report.errors).toEqual([]);
    expect(report.output.slice(0, -1)).toEqual([]);
    expect(report.output.at(-1)).toBeGreaterThan(8);
  });

  it('parses, and uses no syntax or member that Windows PowerShell 5.1 lacks', async () => {
    const files = [...filesIn(built, /\.ps(m|d)?1$/), ...filesIn(sources, /\.ps(m|d)?1$/)];
    const report = await run(`${syntaxRule}\n${files.map((file) => `Find-NewSyntax ([System.IO.File]::ReadAllText(${quote(enginePath(engine, file))})) ${quote(file)}`).join('\n')}`);
    expect(report.errors).toEqual([]);
    expect(report.output).toEqual([]);
    if (engine === 'windows') return; // its parser does not know the new syntax at all
    const bad = ['$a ? 1 : 2', '$a ?? 1', '$a ??= 1', 'Get-Module && Get-Job', '${a}?.b', 'function f { clean { } }', '$start.ArgumentList.Add(1)', '$p.Kill($true)', '$start.StandardInputEncoding = 1', '{'];
    const caught = await run(`${syntaxRule}\n${bad.map((text, i) => `Find-NewSyntax ${quote(text)} '${i}'`).join('\n')}`);
    expect([...new Set(caught.output.map((line) => Number(String(line).split(':')[0])))]).toEqual(bad.map((_, i) => i));
  });
});

describe('the files of the module', () => {
  it('are ASCII or begin with a byte order mark', () => {
    const files = [...filesIn(built, /\.(ps1|psm1|psd1|ps1xml|txt)$/), ...filesIn(sources, /\.(ps1|psm1|psd1|ps1xml|txt)$/)];
    expect(files.length).toBeGreaterThan(15);
    expect(files.filter((file) => !isSafe(readFileSync(file)))).toEqual([]);
    expect(isSafe(Buffer.from('é'))).toBe(false);
    expect(isSafe(Buffer.from('\ufeffé'))).toBe(true);
  });

  it('have every sentence that the code asks for, and no other', () => {
    const strings = readFileSync(join(sources, 'en-US', 'LinkKit.strings.psd1'), 'utf8');
    const keys = [...strings.matchAll(/^\s{4}(\w+)\s*=/gm)].map((match) => match[1]!);
    expect(keys.length).toBeGreaterThan(20);
    const code = filesIn(sources, /\.ps1$/).map((file) => readFileSync(file, 'utf8')).join('\n');
    expect(keys.filter((key) => !new RegExp(`\\b${key}\\b`).test(code))).toEqual([]);
    const asked = [...code.matchAll(/Get-LinkKitString ([A-Z]\w+)/g)].map((match) => match[1]!);
    expect(asked.filter((key) => !keys.includes(key))).toEqual([]);
  });
});

const isSafe = (bytes: Buffer): boolean => bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) || bytes.every((byte) => byte < 0x80);

/** Find-ForeignCall: every command of a script that is neither the module's own nor Microsoft.PowerShell.Core's. */
const callsRule = `
$tally = @{ Calls = 0 }
$allowed = @(Get-Command -Module Microsoft.PowerShell.Core | ForEach-Object Name) + @(& (Get-Module LinkKit) { Get-Command -Module LinkKit | ForEach-Object Name }) + @((Get-Module LinkKit).Invoke({ Get-Command -CommandType Function | Where-Object { $_.Module -and $_.Module.Name -eq 'LinkKit' } | ForEach-Object Name }))
function Find-ForeignCall([string] $Text, [string] $Name) {
  $tokens = $null; $problems = $null
  $tree = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref] $tokens, [ref] $problems)
  foreach ($call in $tree.FindAll({ param($node) $node -is [System.Management.Automation.Language.CommandAst] }, $true)) {
    $tally.Calls++
    $command = $call.GetCommandName()
    if ($null -eq $command) { continue }   # & { } and . $block: their inside is looked at too
    $plain = $command -replace '^Microsoft\\.PowerShell\\.Core\\\\', ''
    if ($plain -notin $allowed) { "\${Name}: $command" }
  }
}`;

/** Find-NewSyntax: parse errors, and what only later versions of PowerShell and .NET know. */
const syntaxRule = `
function Find-NewSyntax([string] $Text, [string] $Name) {
  $tokens = $null; $problems = $null
  $tree = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref] $tokens, [ref] $problems)
  foreach ($problem in $problems) { "\${Name}: $($problem.Message)" }
  foreach ($token in $tokens) { if ("$($token.Kind)" -in 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot', 'QuestionLBracket', 'QuestionMark', 'AndAnd', 'OrOr', 'Clean') { "\${Name}: $($token.Text) in line $($token.Extent.StartLineNumber)" } }
  foreach ($member in $tree.FindAll({ param($node) $node -is [System.Management.Automation.Language.MemberExpressionAst] }, $true)) {
    $what = "$($member.Member)"
    if ($what -in 'ArgumentList', 'StandardInputEncoding', 'WaitForExitAsync', 'ProcessPath', 'GetRelativePath', 'AsSpan', 'Join') { "\${Name}: .$what in line $($member.Extent.StartLineNumber)" }
    if ($what -eq 'Kill' -and $member.Arguments.Count -gt 0) { "\${Name}: .Kill with an argument in line $($member.Extent.StartLineNumber)" }
  }
}`;

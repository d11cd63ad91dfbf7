import { describe, expect, it } from 'vitest';
import { engines, quote, runPowerShell } from '../support/engine.ts';

const words = ['copy', '--exact', '--', 'C:\\Data\\plain', '/data/x', 'with space', "it's", '$HOME $(Get-Date) `n', '"quoted"', '50% [a] *', '\u2018typographic\u2019', '日本語 😀', '', '-x', 'a,b;c', '@splat', '#no comment', '{x}'];

describe.each(engines())('how an interrupted copy is finished (%s)', (engine) => {
  it('is shown as a command line that PowerShell reads back word for word', async () => {
    const shown = await runPowerShell(engine, `function Show-Resume { [CmdletBinding()] param([string[]] $Words) & (Get-Module LinkKit) { param($cmdlet, $words) Write-LinkKitResume $cmdlet @{ Cancelled = $true; Summary = @{ resume = $words } } } $PSCmdlet $Words }
      Show-Resume @(${words.map(quote).join(', ')})`);
    expect(shown.errors).toEqual([]);
    const line = shown.host.map((one) => /^WARNING: Interrupted\. To finish: (linkkit .*)$/.exec(one)?.[1]).find(Boolean);
    const read = await runPowerShell(engine, `$tokens = $null; $problems = $null
      $tree = [System.Management.Automation.Language.Parser]::ParseInput(${quote(line ?? '')}, [ref] $tokens, [ref] $problems)
      $problems.Count
      $command = $tree.Find({ param($node) $node -is [System.Management.Automation.Language.CommandAst] }, $true)
      $command.CommandElements | ForEach-Object { if ($_ -is [System.Management.Automation.Language.CommandParameterAst]) { $_.Extent.Text } else { $_.Value } }`);
    expect(read.output).toEqual([0, 'linkkit', ...words]);
  });
});

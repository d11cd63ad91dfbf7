import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { runLinkkit } from '../support/exe.ts';
import { engines, runPowerShell } from '../support/engine.ts';

const script = async (shell: string): Promise<string> => (await runLinkkit(['completion', shell], { target: process.platform === 'win32' ? 'windows' : 'linux' })).stdout;

describe('completion', () => {
  test.runIf(process.platform !== 'win32')('bash offers commands, options, and the fixed values of an option', async () => {
    const text = await script('bash');
    const offered = (...words: string[]): string[] => {
      const ask = `${text}\nCOMP_WORDS=(linkkit "$@"); COMP_CWORD=$#; _linkkit; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['-c', ask, 'bash', ...words], { encoding: 'utf8' }).trim().split('\n');
    };
    expect(offered('')).toEqual(expect.arrayContaining(commands.map(({ name }) => name.split(' ')[0])));
    expect(offered('pin', '')).toEqual(expect.arrayContaining(['add', 'check']));
    expect(offered('pin', 'add', '--as', '')).toEqual(['hardlink', 'symlink', 'junction']);
    expect(offered('pin', 'add', 'x', '--ma')).toEqual(['--machine']);
    expect(offered('copy', '--on-e')).toEqual(['--on-exists']);
    expect(offered('copy', '--on-exists', '')).toEqual(['error', 'skip', 'replace']);
    expect(offered('completion', '')).toEqual(expect.arrayContaining(['powershell', 'bash']));
  });

  test.each(engines())('the PowerShell script is one that PowerShell reads (%s)', async (engine) => {
    const text = await script('powershell');
    const { output } = await runPowerShell(engine, `
      $errors = $null; $tokens = $null
      $null = [System.Management.Automation.Language.Parser]::ParseInput(@'\n${text}\n'@, [ref]$tokens, [ref]$errors)
      $errors.Count`);
    expect(output).toEqual([0]);
    expect(text).toContain("'copy --on-exists' = @('error', 'skip', 'replace')");
  });

  test('another shell is a wrong call', async () => {
    const { exitCode, stderr } = await runLinkkit(['completion', 'fish'], { target: process.platform === 'win32' ? 'windows' : 'linux' });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('powershell and bash')]);
  });
});

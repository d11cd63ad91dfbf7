import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { runLinkkit } from '../support/exe.ts';
import { engines, runPowerShell } from '../support/engine.ts';

describe.each(engines())('completion powershell (%s)', (engine) => {
  /** What PowerShell offers behind each line, once the script that the exe prints has been run. */
  async function offered(...lines: string[]): Promise<string[][]> {
    const { stdout } = await runLinkkit(['completion', 'powershell'], { target: process.platform === 'win32' ? 'windows' : 'linux' });
    const asks = lines.map((line) => `, @((TabExpansion2 '${line}' ${line.length}).CompletionMatches | ForEach-Object CompletionText)`);
    const report = await runPowerShell(engine, `${stdout}\n${asks.join('\n')}`, { fresh: true });
    expect(report.errors).toEqual([]);
    return report.output as string[][];
  }

  test('offers commands, options, and the fixed values of an option', async () => {
    const [all, begun, options, values, value, shells, group, kinds] = await offered('linkkit ', 'linkkit sib', 'linkkit copy --on-', 'linkkit copy a --on-exists ', 'linkkit.exe copy --on-exists re', 'linkkit completion ', 'linkkit pin ', 'linkkit pin add a b --as ');
    expect(all).toEqual(expect.arrayContaining([...commands.map(({ name }) => name.split(' ')[0]), '--help', '--version']));
    expect(begun).toEqual(['siblings']);
    expect(options).toEqual(['--on-cross-volume', '--on-exists', '--on-link-limit']);
    expect(values).toEqual(['error', 'skip', 'replace']);
    expect(value).toEqual(['replace']);
    expect(group).toEqual(expect.arrayContaining(['add', 'check']));
    expect(kinds).toEqual(['hardlink', 'symlink', 'junction']);
    expect(shells).toEqual(['powershell', 'bash']);
  });
});

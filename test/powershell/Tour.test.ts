// The README's tour of scheduled tasks: each command of it, and what it shows. In an engine with Windows paths, as it is written there.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { testFolder } from '../support/engine-places.ts';
import { items } from '../support/engine-report.ts';
import { engines, isWindowsEngine, modulePath, runPowerShell } from '../support/engine.ts';
import { wineEnvironment, wineProgram } from '../support/wine.mjs';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const installed = 'C:\\Program Files\\WindowsPowerShell\\Modules\\LinkKit';

/** The commands of the block that registers a task, each with what it shows. */
function shown(): { command: string; output: string }[] {
  const block = [...readme.matchAll(/```\n(PS D:\\Work> [\s\S]*?)```/g)].map(([, text]) => text!).find((text) => text.includes('Register-LinkTask'))!;
  return block.split(/^PS D:\\Work> /m).slice(1).map((one) => {
    const [command = '', ...lines] = one.split('\n');
    return { command, output: lines.join('\n') };
  });
}

/** Times, ids and widths differ from run to run. */
const plain = (text: string): string => text.replace(/\d+\/\d+\/\d+ \d+:\d\d( [AP]M)?/g, 'TIME').replace(/\d+\.\d s\b/g, '0.0 s').replace(/The log: .*/g, 'The log: LOG').replace(/[ \n]+/g, ' ').trim();

describe.each(engines().filter(isWindowsEngine))('the README’s tour of tasks (%s)', (engine) => {
  afterAll(async () => void (await runPowerShell(engine, 'Get-LinkTask | Unregister-LinkTask')));

  it('registers a nightly task, runs it by its own command line, and shows its result with Get-LinkTask', async () => {
    const place = testFolder(engine, 'tour');
    for (const name of ['iso/debian.iso', 'iso/old/debian (1).iso']) place.file(name, 'an image '.repeat(300_000));
    const here = (text: string): string => text.replaceAll(place.path, 'D:\\Work').replaceAll(modulePath(engine), installed);
    const commands = shown();
    expect(commands.map(({ command }) => command.split(' ')[0])).toEqual(['Register-LinkTask', '&', 'Get-LinkTask', 'Unregister-LinkTask']);
    let state = '';
    for (const { command, output } of commands) {
      if (!command.startsWith('&')) {
        const report = await runPowerShell(engine, `${command} | Out-Host; $env:LINKKIT_STATE`, { location: place.path });
        expect(report.errors).toEqual([]);
        state = String(report.output.at(-1));
        expect(plain(here(report.host.filter((line) => !line.includes('LINKKIT_STATE')).join('\n'))), command).toBe(plain(output)); // the store of the bench left out
        continue;
      }
      // Word for word what the Task Scheduler has been given
      const again = await runPowerShell(engine, `${commands[0]!.command} -WhatIf`, { location: place.path });
      const [, program, args] = /<Command>([^<]+)<\/Command>\s*<Arguments>([^<]+)<\/Arguments>/.exec(String(items(again)[0]!['Definition']))!;
      expect(here(`& '${program}' ${args}`)).toBe(command);
      const told = openSync(place.here('told'), 'w');
      const words = [program!, ...args!.split(' ')];
      const [file, rest] = engine === 'wine' ? [wineProgram()!, words] : [words[0]!, words.slice(1)];
      expect(spawnSync(file, rest, { env: { ...process.env, ...(engine === 'wine' ? wineEnvironment() : {}), LINKKIT_STATE: state }, stdio: ['ignore', told, told] }).status).toBe(0);
      closeSync(told);
      expect(plain(here(readFileSync(place.here('told'), 'utf8').replaceAll('\r', '')))).toBe(plain(output));
      expect(place.links('iso/debian.iso')).toBe(2);
    }
  });
});

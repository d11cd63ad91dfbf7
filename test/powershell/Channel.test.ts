import { chmodSync, cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testFolder, type Place } from '../support/engine-places.ts';
import { errorLines, type RunOptions } from '../support/engine-report.ts';
import { enginePath, engines, isWindowsEngine, quote, runPowerShell } from '../support/engine.ts';

const builtModule = process.env['LINKKIT_TEST_MODULE'] ?? fileURLToPath(new URL('../../dist/LinkKit', import.meta.url));
const exeOf = (windows: boolean): string => (windows ? 'bin/win-x64/linkkit.exe' : 'bin/linux-x64/linkkit');

describe.each(engines())('the channel (%s)', (engine) => {
  const run = (script: string, options?: RunOptions) => runPowerShell(engine, script, options);
  const inModule = (script: string): string => `& (Get-Module LinkKit) { ${script} }`;
  const processId = inModule('$script:Channel.Process.Id');
  const siblings = (name: string): string => `Get-LinkSiblings -LiteralPath ${quote(place.at(name))} | ForEach-Object Name`;
  let place: Place;

  beforeAll(() => {
    place = testFolder(engine, 'channel');
    place.file('a.txt');
    place.link('a.txt', 'b.txt');
    for (let i = 0; i < 1500; i += 1) place.file(`tree/${i % 20}/${i}.txt`, '');
  });

  it('is one process for a session, started at the first call', async () => {
    const report = await run(`$null -eq (${inModule('$script:Channel')}); ${siblings('a.txt')}; ${processId}; ${siblings('b.txt')}; ${processId}`, { fresh: true });
    expect(report.errors).toEqual([]);
    expect(report.output[0]).toBe(true);
    expect(report.output[1]).toBe('b.txt');
    expect(report.output[3]).toBe('a.txt');
    expect(report.output[2]).toBe(report.output[4]);
  });

  it('is started anew when the process has died', async () => {
    const report = await run(`${siblings('a.txt')}; $first = ${processId}; ${inModule('$script:Channel.Process.Kill(); $null = $script:Channel.Process.WaitForExit(5000)')}; ${siblings('a.txt')}; $first -ne (${processId})`);
    expect(report.errors).toEqual([]);
    expect(report.output).toEqual(['b.txt', 'b.txt', true]);
  });

  it('says so when the process dies under a request, and starts it anew at the next', async () => {
    const report = await run(`New-LinkedCopy ${quote(place.at('tree'))} ${quote(place.at('killed'))} -PassThru | ForEach-Object { ${inModule('if ($script:Channel) { $script:Channel.Process.Kill() }')} }
      'after'; ${siblings('a.txt')}`);
    expect(report.errors.map(({ id, category }) => [id, category])).toEqual([['Internal,New-LinkedCopy', 'NotSpecified']]);
    expect(report.output).toEqual(['after', 'b.txt']);
  });

  it('says with which exit code it ended, also with 0', async () => {
    const report = await run(inModule(`Get-LinkKitString ExeEnded 0; Get-LinkKitString ExeEnded '?'`));
    expect(report.output).toEqual([expect.stringContaining('exit code 0'), expect.stringContaining('exit code ?')]);
  });

  it('keeps the lines of nested requests apart', async () => {
    const report = await run(`Get-ChildItem -LiteralPath ${quote(place.path)} -File | Get-LinkSiblings -IncludeSelf | ForEach-Object { $outer = $_; Get-LinkSiblings -LiteralPath $outer.FullName | ForEach-Object { $outer.SiblingOf -eq $outer.FullName; $_.Name } }`);
    expect(report.errors).toEqual([]);
    expect([...report.output].sort()).toEqual(['a.txt', 'a.txt', 'b.txt', 'b.txt', false, false, true, true].sort());
    const copying = await run(`New-LinkedCopy ${quote(place.at('tree/7'))} ${quote(place.at('nested'))} -PassThru | Where-Object Kind -eq file | ForEach-Object { (Get-Item -LiteralPath $_.FullName).LinkCount } | Where-Object { $_ -lt 2 }`);
    expect(copying.errors).toEqual([]);
    expect(copying.output).toEqual([]);
  });

  it('cancels a request that was left unfinished when the next one comes', async () => {
    const left = await run(`function Leave-Request { [CmdletBinding()] param() process {
        & (Get-Module LinkKit) { param($cmdlet) $null = Start-LinkKitRequest $cmdlet copy @{ source = @(${quote(place.at('tree'))}); destination = ${quote(place.at('left'))} } } $PSCmdlet } }
      Leave-Request; ${inModule('$script:Channel.Requests.Count')}; ${processId}`);
    expect(left.errors).toEqual([]);
    expect(left.output[0]).toBe(1);
    const next = await run(`${siblings('a.txt')}; ${inModule('$script:Channel.Requests.Count')}; ${processId}`);
    expect(next.errors).toEqual([]);
    expect(next.output).toEqual(['b.txt', 0, left.output[1]]);
  });

  it('ends after an idle time, by itself', async () => {
    const report = await run(`${inModule('$script:Timing.Idle = 200')}; ${siblings('a.txt')}; $process = ${inModule('$script:Channel.Process')}; $process.WaitForExit(10000); ${siblings('a.txt')}; ${inModule('$script:Timing.Idle = 300000')}`);
    expect(report.errors).toEqual([]);
    expect(report.output).toEqual(['b.txt', true, 'b.txt']);
  });

  it('does not count the time of a running request as idle', async () => {
    const report = await run(`${inModule('$script:Timing.Idle = 150')}; ${siblings('a.txt')}
      New-LinkedCopy ${quote(place.at('tree'))} ${quote(place.at('busy'))} -PassThru | ForEach-Object { if (-not $slept) { $slept = $true; [System.Threading.Thread]::Sleep(600) } } ; ${inModule('$script:Timing.Idle = 300000')}; ${siblings('a.txt')}`);
    expect(report.errors).toEqual([]);
    expect(report.output).toEqual(['b.txt', 'b.txt']);
  });

  it('ends with the module', async () => {
    const report = await run(`${siblings('a.txt')}; $process = ${inModule('$script:Channel.Process')}; $id = $process.Id; Remove-Module LinkKit
      $gone = $true; try { $gone = [System.Diagnostics.Process]::GetProcessById($id).HasExited } catch { }; $gone`, { fresh: true });
    expect(report.errors).toEqual([]);
    expect(report.output).toEqual(['b.txt', true]);
  });

  it('speaks UTF-8 whatever the console is set to', async () => {
    place.file('日本 é 😀.txt');
    place.link('日本 é 😀.txt', 'ünïcode.txt');
    const report = await run(`$before = [Console]::OutputEncoding; try { try { [Console]::OutputEncoding = [System.Text.Encoding]::ASCII } catch { }; ${inModule('Close-LinkKitChannel')}; ${siblings('ünïcode.txt')} } finally { try { [Console]::OutputEncoding = $before } catch { } }`);
    expect(report.errors).toEqual([]);
    expect(report.output).toEqual(['日本 é 😀.txt']);
  });

  it('is stopped by Ctrl+C while the exe works, and the process lives on', async () => {
    const before = await run(`${siblings('a.txt')}; ${processId}`);
    const stopped = await run(`New-LinkedCopy ${quote(place.at('tree'))} ${quote(place.at('stopped'))} -PassThru`, { stopAfterMs: -1 });
    expect(stopped.state).toBe('Stopped');
    expect(stopped.stopSeconds).toBeLessThan(3);
    const after = await run(`${siblings('a.txt')}; ${processId}`);
    expect(after.output).toEqual(before.output);
  });

  it.skipIf(isWindowsEngine(engine))('kills an exe that does not answer a cancel within 5 seconds (a process can be frozen on Linux only)', async () => {
    const before = await run(`${siblings('a.txt')}; ${processId}`);
    const pid = before.output[1] as number;
    process.kill(pid, 'SIGSTOP');
    const stopped = await run(`Get-LinkSiblings -LiteralPath ${quote(place.at('a.txt'))}`, { stopAfterMs: 300 });
    expect(stopped.state).toBe('Stopped');
    expect(stopped.stopSeconds).toBeGreaterThan(4);
    expect(stopped.stopSeconds).toBeLessThan(9);
    const after = await run(`${siblings('a.txt')}; ${processId}`);
    expect(after.errors).toEqual([]);
    expect(after.output[0]).toBe('b.txt');
    expect(after.output[1]).not.toBe(pid);
  });
});

describe.each(engines())('an exe that cannot be used (%s)', (engine) => {
  const windows = isWindowsEngine(engine);
  const exe = exeOf(windows);
  const folders: string[] = [];
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })));

  /** A copy of the built module; the exe in it is left out unless `withExe`. */
  function variant(withExe: boolean): string {
    const cache = fileURLToPath(new URL('../../.cache/engine/', import.meta.url));
    mkdirSync(cache, { recursive: true });
    const above = mkdtempSync(join(cache, 'module-'));
    folders.push(above);
    const folder = join(above, 'LinkKit');
    cpSync(builtModule, folder, { recursive: true, filter: (source) => relative(builtModule, source).split(sep)[0] !== 'bin' });
    if (withExe) {
      mkdirSync(join(folder, exe, '..'), { recursive: true });
      linkSync(join(builtModule, exe), join(folder, exe));
    }
    return folder;
  }
  const useOf = (folder: string, script = 'Get-LinkSiblings x') => runPowerShell(engine, script, { fresh: true, module: `${enginePath(engine, folder)}${windows ? '\\' : '/'}LinkKit.psd1` });

  it('missing: one error ExeNotFound that names the file, for every cmdlet', async () => {
    const folder = variant(false);
    const report = await useOf(folder, `Get-LinkSiblings x; New-LinkedCopy x y; Test-LinkSupport; 'a', 'b' | Get-LinkSiblings; New-LinkedCopy x y -WhatIf; $item = Get-Item ${quote(enginePath(engine, join(folder, 'LinkKit.psm1')))}; $null -eq $item.LinkCount; $null -eq $item.LinkCount`);
    expect(report.errors.map(({ id, category }) => [id.split(',')[0], category])).toEqual(Array.from({ length: 5 }, () => ['ExeNotFound', 'ObjectNotFound']));
    for (const error of report.errors) expect(error.message).toContain(enginePath(engine, join(folder, exe)));
    expect(report.output).toEqual([true, true]);
    expect(report.host.filter((line) => line.startsWith('WARNING: '))).toEqual([expect.stringContaining('linkkit')]);
  });

  it.skipIf(windows)('without execute permission: says how to give it (Windows has no such permission)', async () => {
    const folder = variant(false);
    mkdirSync(join(folder, exe, '..'), { recursive: true });
    writeFileSync(join(folder, exe), '#!/bin/sh\n');
    chmodSync(join(folder, exe), 0o644);
    const report = await useOf(folder);
    expect(report.errors.map(({ id }) => id)).toEqual(['ExeNotFound,Get-LinkSiblings']);
    expect(report.errors[0]?.message).toContain('chmod +x');
  });

  it('no program at all: ExeNotFound, not a hang', async () => {
    const folder = variant(false);
    mkdirSync(join(folder, exe, '..'), { recursive: true });
    writeFileSync(join(folder, exe), windows ? 'no program' : '#!/bin/sh\necho broken >&2\nexit 3\n');
    chmodSync(join(folder, exe), 0o755);
    const report = await useOf(folder);
    expect(report.errors.map(({ id }) => id)).toEqual(['ExeNotFound,Get-LinkSiblings']);
    if (!windows) expect(report.errors[0]?.message).toContain('broken');
  });

  it.skipIf(windows)('a line in between that is none: one error, and the exe is ended, not left to work on unseen (a shell script plays the exe)', async () => {
    const folder = variant(true);
    renameSync(join(folder, exe), join(folder, `${exe}.true`));
    // After the three lines of the first question the second line of the answer
    writeFileSync(join(folder, exe), `#!/bin/sh\n"$0.true" "$@" | sed -u '5s/.*/garbage/'\n`);
    chmodSync(join(folder, exe), 0o755);
    const report = await useOf(folder, `Get-LinkSiblings -LiteralPath ${quote(join(folder, 'LinkKit.psm1'))}; $null -eq (& (Get-Module LinkKit) { $script:Channel })`);
    expect(report.errors.map(({ id }) => id)).toEqual(['Internal,Get-LinkSiblings']);
    expect(report.errors[0]?.message).toContain('garbage');
    expect(report.output).toEqual([true]);
  });

  it('of another version: VersionMismatch, before anything is done', async () => {
    const folder = variant(true);
    const manifest = join(folder, 'LinkKit.psd1');
    const text = readFileSync(manifest, 'utf8');
    const changed = text.replace(/(ModuleVersion\s*=\s*)'[^']*'/, "$1'99.8.7'");
    expect(changed).not.toBe(text);
    writeFileSync(manifest, changed);
    const report = await useOf(folder, `New-LinkedCopy ${quote(enginePath(engine, manifest))} ${quote(enginePath(engine, join(folder, 'copy.psd1')))}; $null -eq (& (Get-Module LinkKit) { $script:Channel })`);
    expect(errorLines(report)).toEqual([`VersionMismatch,New-LinkedCopy InvalidData ${enginePath(engine, join(folder, exe))}`.replaceAll('/', windows ? '\\' : '/')]);
    expect(report.errors[0]?.message).toContain('99.8.7');
    expect(report.output).toEqual([true]);
    expect(existsSync(join(folder, 'copy.psd1'))).toBe(false);
  });

  it.skipIf(!windows)('from the internet: names Unblock-File and the execution policy (the mark exists on NTFS only)', async () => {
    const place = testFolder(engine, 'blocked');
    cpSync(variant(false), place.here('LinkKit'), { recursive: true });
    writeFileSync(`${place.here('LinkKit')}/LinkKit.psm1:Zone.Identifier`, '[ZoneTransfer]\r\nZoneId=3\r\n');
    const report = await runPowerShell(engine, 'Get-LinkSiblings x', { fresh: true, module: place.at('LinkKit/LinkKit.psd1') });
    expect(report.errors.map(({ id }) => id)).toEqual(['ExeNotFound,Get-LinkSiblings']);
    expect(report.errors[0]?.message).toContain('Unblock-File');
    expect(report.errors[0]?.message).toContain('ExecutionPolicy');
    const unmarked = await useOf(variant(false));
    expect(unmarked.errors[0]?.message).not.toContain('Unblock-File');
  });
});


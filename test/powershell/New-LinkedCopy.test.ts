import { existsSync, readFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { otherVolumeFolder, testFolder, type Place } from '../support/engine-places.ts';
import { errorLines, items, type RunOptions } from '../support/engine-report.ts';
import { enginePath, engines, isWindowsEngine, quote, runPowerShell } from '../support/engine.ts';

describe.each(engines())('New-LinkedCopy (%s)', (engine) => {
  const run = (script: string, options?: RunOptions) => runPowerShell(engine, script, options);
  let place: Place;
  let q: (name: string) => string;

  beforeEach(({ task }) => {
    place = testFolder(engine, `copy-${task.name.replaceAll(/[^a-z]+/gi, '-').slice(0, 40)}`);
    q = (name) => quote(place.at(name));
    place.file('file.txt', 'some data');
    place.file('tree/one.txt', '1');
    place.file('tree/inner/two.txt', '22');
    place.link('tree/one.txt', 'tree/inner/one again.txt');
    place.folder('dest');
  });

  it('makes a hard link of a file, and one LinkKit.CopyResult', async () => {
    const report = await run(`New-LinkedCopy ${q('file.txt')} ${q('new.txt')}`);
    expect(report.errors).toEqual([]);
    expect(place.id('new.txt')).toBe(place.id('file.txt'));
    expect(report.types.map((names) => names[0])).toEqual(['LinkKit.CopyResult']);
    expect(items(report)[0]).toMatchObject({
      Source: place.at('file.txt'), Destination: place.at('new.txt'), FullName: place.at('new.txt'), PSPath: `Microsoft.PowerShell.Core\\FileSystem::${place.at('new.txt')}`,
      Files: 1, Directories: 0, Linked: 1, Copied: 0, Already: 0, Skipped: 0, BytesShared: 9, BytesWritten: 0, Failed: 0, Warnings: 0, DryRun: false, Resume: null,
      OperationId: expect.stringMatching(/./), Seconds: expect.any(Number),
    });
    expect(items(report)[0]).not.toHaveProperty('Path');
  });

  it('makes a new tree of folders with hard links in them', async () => {
    const report = await run(`New-LinkedCopy ${q('tree')} ${q('copy')} -PassThru`);
    expect(report.errors).toEqual([]);
    expect(readdirSync(place.here('copy'), { recursive: true }).sort()).toEqual(readdirSync(place.here('tree'), { recursive: true }).sort());
    for (const name of ['one.txt', 'inner/two.txt', 'inner/one again.txt']) expect(place.id(`copy/${name}`)).toBe(place.id(`tree/${name}`));
    const result = items(report).at(-1);
    expect(report.types.at(-1)?.[0]).toBe('LinkKit.CopyResult');
    expect(result).toMatchObject({ Files: 3, Linked: 3, FullName: place.at('copy') });
    const passed = items(report).slice(0, -1);
    expect(report.types.slice(0, -1).every((names) => names[0] === 'LinkKit.LinkedItem')).toBe(true);
    expect(passed.find((one) => one['FullName'] === place.at('copy/inner/two.txt'))).toEqual({
      Source: place.at('tree/inner/two.txt'), FullName: place.at('copy/inner/two.txt'), PSPath: `Microsoft.PowerShell.Core\\FileSystem::${place.at('copy/inner/two.txt')}`,
      Kind: 'file', Method: 'hardlink', Length: 2, LinkCount: 2, DryRun: false,
    });
    expect(passed.some((one) => one['Kind'] === 'directory' && one['Method'] === 'created')).toBe(true);
  });

  it('puts the source inside a folder that exists, or makes exactly that name with -ExactDestination', async () => {
    const inside = await run(`(New-LinkedCopy ${q('tree')} ${q('dest')}).FullName`);
    expect(inside.output).toEqual([place.at('dest/tree')]);
    expect(place.exists('dest/tree/inner/two.txt')).toBe(true);
    const exact = await run(`(New-LinkedCopy ${q('tree')} ${q('dest')} -ExactDestination).FullName`);
    expect(exact.errors).toEqual([]);
    expect(exact.output).toEqual([place.at('dest')]);
    expect(place.exists('dest/inner/two.txt')).toBe(true);
  });

  it('takes what patterns and the pipeline bring as one operation with one result, which one undo takes back', async () => {
    place.file('more[1].txt');
    place.file('more1.txt');
    const report = await run(`New-LinkedCopy ${q('*.txt')} ${q('dest')}; Get-Item -LiteralPath ${q('more[1].txt')} | New-LinkedCopy -Destination ${q('tree')}`);
    expect(report.errors).toEqual([]);
    const [several, one] = items(report);
    expect(several).toMatchObject({ Linked: 3, Destination: place.at('dest') });
    expect([...(several!['Source'] as string[])].sort()).toEqual([place.at('file.txt'), place.at('more1.txt'), place.at('more[1].txt')].sort());
    expect(one).toMatchObject({ Linked: 1, Source: place.at('more[1].txt'), Destination: place.at('tree/more[1].txt') });
    const undone = await run(`Undo-LinkOperation ${String(several!['OperationId'])}`);
    expect([undone.errors, readdirSync(place.here('dest'))]).toEqual([[], []]);
    expect(place.id('tree/more[1].txt')).toBe(place.id('more[1].txt'));
    expect(place.exists('tree/more1.txt')).toBe(false);
  });

  it('where one of several spoils the call the others are copied all the same', async () => {
    const report = await run(`Get-Item ${q('file.txt')}, ${q('tree')} | New-LinkedCopy -Destination ${q('tree/inner')}`);
    expect(errorLines(report)).toEqual([expect.stringContaining('DestinationInsideSource,New-LinkedCopy')]);
    expect([items(report), place.exists('tree/inner/file.txt')]).toMatchObject([[{ Linked: 1 }], true]);
  });

  it('refuses several sources without a folder to receive them, and touches nothing', async () => {
    const report = await run(`Get-Item ${q('file.txt')}, ${q('tree')} | New-LinkedCopy -Destination ${q('not there')}; New-LinkedCopy ${q('file.txt')}, ${q('tree')} ${q('dest')} -ExactDestination`);
    expect(report.output).toEqual([]);
    expect(errorLines(report)).toEqual([`ParentNotFound,New-LinkedCopy ObjectNotFound ${place.at('not there')}`, `ParentNotFound,New-LinkedCopy ObjectNotFound ${place.at('dest')}`]);
    expect(place.exists('not there')).toBe(false);
    expect(readdirSync(place.here('dest'))).toEqual([]);
  });

  it('needs the parent folder, or -Parents', async () => {
    const refused = await run(`New-LinkedCopy ${q('file.txt')} ${q('a/b/c.txt')}`);
    expect(refused.output).toEqual([]);
    expect(refused.errors.map(({ id, category }) => [id, category])).toEqual([['ParentNotFound,New-LinkedCopy', 'ObjectNotFound']]);
    expect(refused.errors[0]?.message).toContain('-Parents');
    expect(refused.errors[0]?.message).not.toContain('--parents');
    const made = await run(`New-LinkedCopy ${q('file.txt')} ${q('a/b/c.txt')} -Parents`);
    expect(made.errors).toEqual([]);
    expect(place.id('a/b/c.txt')).toBe(place.id('file.txt'));
  });

  it('takes relative paths from the PowerShell location', async () => {
    const report = await run(`Set-Location ${q('dest')}; (New-LinkedCopy ../file.txt here.txt).FullName`);
    expect(report.output).toEqual([place.at('dest/here.txt')]);
    expect(place.exists('dest/here.txt')).toBe(true);
  });

  it('-WhatIf writes one line a source, gives the dry run, and touches nothing', async () => {
    const report = await run(`New-LinkedCopy ${q('file.txt')}, ${q('tree')} ${q('dest')} -WhatIf`);
    expect(report.errors).toEqual([]);
    expect(report.whatIf).toHaveLength(2);
    expect(report.whatIf[0]).toContain(`"${place.at('file.txt')}" to "${place.at('dest/file.txt')}"`);
    expect(report.whatIf[1]).toContain(`"${place.at('tree')}" to "${place.at('dest/tree')}"`);
    expect(items(report).every((one) => one['DryRun'] === true)).toBe(true);
    const planned = items(report).filter((_, i) => report.types[i]?.[0] === 'LinkKit.LinkedItem').map((one) => one['FullName']);
    expect(planned).toContain(place.at('dest/file.txt'));
    expect(planned).toContain(place.at('dest/tree/inner/two.txt'));
    expect(report.types.filter((names) => names[0] === 'LinkKit.CopyResult')).toHaveLength(1);
    expect(readdirSync(place.here('dest'))).toEqual([]);
    expect(place.links('file.txt')).toBe(1);
  });

  it('-WhatIf plans exactly what the run then does', async () => {
    const plan = await run(`New-LinkedCopy ${q('tree')} ${q('dest')} -WhatIf | ForEach-Object { if ($_.Method) { $_.Method + ' ' + $_.FullName } }`);
    const done = await run(`New-LinkedCopy ${q('tree')} ${q('dest')} -PassThru | ForEach-Object { if ($_.Method) { $_.Method + ' ' + $_.FullName } }`);
    expect(plan.output.length).toBeGreaterThan(3);
    expect([...plan.output].sort()).toEqual([...done.output].sort());
  });

  it("obeys the calling script's own $WhatIfPreference", async () => {
    const report = await run(`& { $WhatIfPreference = $true; New-LinkedCopy ${q('file.txt')} ${q('new.txt')} }`);
    expect(report.whatIf).toHaveLength(1);
    expect(place.exists('new.txt')).toBe(false);
  });

  it('-Force replaces, but never outweighs -WhatIf, and does not go with -OnExists', async () => {
    place.file('dest/file.txt', 'old');
    const both = await run(`New-LinkedCopy ${q('file.txt')} ${q('dest')} -Force -OnExists Replace`);
    expect(both.errors.map(({ id, terminating }) => [id, terminating])).toEqual([['Usage,New-LinkedCopy', false]]);
    const plan = await run(`New-LinkedCopy ${q('file.txt')} ${q('dest')} -Force -WhatIf`);
    expect(plan.whatIf).toHaveLength(1);
    expect(items(plan)[0]).toMatchObject({ Method: 'replaced', DryRun: true });
    expect(readFileSync(place.here('dest/file.txt'), 'utf8')).toBe('old');
    const forced = await run(`New-LinkedCopy ${q('file.txt')} ${q('dest')} -Force`);
    expect(forced.errors).toEqual([]);
    expect(place.id('dest/file.txt')).toBe(place.id('file.txt'));
  });

  it('-OnExists: Error by default, Skip, Replace; another name of the same file is already there', async () => {
    place.file('dest/file.txt', 'old');
    const error = await run(`New-LinkedCopy ${q('file.txt')} ${q('dest')}`);
    expect(errorLines(error)).toEqual([`WouldOverwrite,New-LinkedCopy ResourceExists ${place.at('dest/file.txt')}`]);
    expect(error.errors[0]?.message).toContain('-OnExists replace');
    expect(items(error)[0]).toMatchObject({ Failed: 1, Linked: 0 });
    const skip = await run(`New-LinkedCopy ${q('file.txt')} ${q('dest')} -OnExists Skip`);
    expect(items(skip)[0]).toMatchObject({ Skipped: 1, Linked: 0, Failed: 0 });
    expect(readFileSync(place.here('dest/file.txt'), 'utf8')).toBe('old');
    const replace = await run(`New-LinkedCopy ${q('file.txt')} ${q('dest')} -OnExists Replace -PassThru`);
    expect(items(replace)[0]).toMatchObject({ Method: 'replaced' });
    expect(place.id('dest/file.txt')).toBe(place.id('file.txt'));
    const already = await run(`New-LinkedCopy ${q('file.txt')} ${q('dest')}`);
    expect(already.errors).toEqual([]);
    expect(items(already)[0]).toMatchObject({ Already: 1, Linked: 0 });
    expect(place.links('file.txt')).toBe(2);
  });

  it.each([
    ['its own name', 'file.txt', 'file.txt', '', 'SameName', 'InvalidOperation'],
    ['a folder into itself', 'tree', 'tree/inner/tree', '', 'DestinationInsideSource', 'InvalidOperation'],
    ['a source that is not there', 'gone.txt', 'new.txt', '', 'NotFound', 'ObjectNotFound'],
    ['an empty name', 'file.txt', 'new.txt', '-Include ""', 'ParameterArgumentValidationError', 'InvalidData'],
  ])('refuses %s, and touches nothing', async (_what, source, destination, extra, code, category) => {
    const before = readdirSync(place.local, { recursive: true }).sort();
    const report = await run(`New-LinkedCopy ${q(source)} ${q(destination)} ${extra}`);
    expect(report.output).toEqual([]);
    expect(report.errors.map((one) => [one.id, one.category])).toEqual([[`${code},New-LinkedCopy`, category]]);
    expect(readdirSync(place.local, { recursive: true }).sort()).toEqual(before);
    expect(readFileSync(place.here('file.txt'), 'utf8')).toBe('some data');
  });

  it('-ErrorAction Stop ends at the first error that is read; what is done by then is one operation', async () => {
    place.file('dest/file.txt', 'old');
    const report = await run(`try { New-LinkedCopy ${q('file.txt')}, ${q('tree')} ${q('dest')} -ErrorAction Stop; 'not reached' } catch { $_.FullyQualifiedErrorId }`);
    expect(report.output).toEqual(['WouldOverwrite,New-LinkedCopy']);
    expect(readFileSync(place.here('dest/file.txt'), 'utf8')).toBe('old');
  });

  it('-Include and -Exclude choose', async () => {
    await run(`New-LinkedCopy ${q('tree')} ${q('some')} -Include *.txt -Exclude 'one*'`);
    expect(readdirSync(place.here('some'), { recursive: true }).map(String).filter((name) => name.endsWith('.txt'))).toEqual([join('inner', 'two.txt')]);
  });

  it('-LinkLimit and -OnLinkLimit: an error, or a new copy that takes the further names', async () => {
    const error = await run(`New-LinkedCopy ${q('file.txt')} ${q('new.txt')} -LinkLimit 0`);
    expect(error.errors[0]).toMatchObject({ id: 'TooManyLinks,New-LinkedCopy', category: 'LimitsExceeded' });
    const copied = await run(`New-LinkedCopy ${q('file.txt')} ${q('new.txt')} -LinkLimit 0 -OnLinkLimit Copy -PassThru`);
    expect(copied.errors).toEqual([]);
    expect(items(copied)[0]).toMatchObject({ Method: 'copy' });
    expect(place.id('new.txt')).not.toBe(place.id('file.txt'));
    expect(readFileSync(place.here('new.txt'), 'utf8')).toBe('some data');
  });

  it('-Log appends the lines of the contract', async () => {
    await run(`Set-Location ${quote(place.path)}; New-LinkedCopy file.txt new.txt -Log log.ndjson; New-LinkedCopy file.txt new2.txt -Log log.ndjson`);
    const lines = readFileSync(place.here('log.ndjson'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { type: string });
    expect(lines.filter(({ type }) => type === 'summary')).toHaveLength(2);
    expect(lines.filter(({ type }) => type === 'item')).toHaveLength(2);
  });

  it('-Confirm asks once a source, and No touches nothing', async () => {
    const no = await run(`New-LinkedCopy ${q('file.txt')}, ${q('tree')} ${q('dest')} -Confirm`, { choice: 2 });
    expect(no.prompts).toHaveLength(2);
    expect(no.output).toEqual([]);
    expect(readdirSync(place.here('dest'))).toEqual([]);
    const yes = await run(`New-LinkedCopy ${q('file.txt')} ${q('dest')} -Confirm`, { choice: 0 });
    expect(yes.prompts).toHaveLength(1);
    expect(place.exists('dest/file.txt')).toBe(true);
  });

  it.skipIf(isWindowsEngine(engine))('-As Symlink makes one symbolic link to the source (the bench has no Windows that can)', async () => {
    const report = await run(`New-LinkedCopy ${q('tree')} ${q('link')} -As Symlink -PassThru`);
    expect(report.errors).toEqual([]);
    expect(items(report)[0]).toMatchObject({ Kind: 'symlink', Method: 'symlink', FullName: place.at('link') });
    expect(readlinkSync(place.here('link'))).toContain('tree');
  });

  it('-As Junction is refused where it cannot be', async () => {
    const report = await run(`New-LinkedCopy ${q('file.txt')} ${q('link')} -As Junction`);
    expect(report.errors.map(({ id }) => id)).toEqual([`${isWindowsEngine(engine) ? 'JunctionNeedsFolder' : 'EngineNotAvailable'},New-LinkedCopy`]);
    expect(place.exists('link')).toBe(false);
  });

  it('-OnCrossVolume: an error by default, Copy keeps the links inside the source', async () => {
    const other = otherVolumeFolder();
    const destination = quote(enginePath(engine, join(other, 'copy')));
    const error = await run(`New-LinkedCopy ${q('tree')} ${destination}`);
    expect(error.output).toEqual([]);
    expect(errorLines(error)).toEqual([`CrossVolume,New-LinkedCopy InvalidOperation ${place.at('tree')}`]);
    expect(error.errors[0]?.message).toContain('-OnCrossVolume');
    expect(existsSync(join(other, 'copy'))).toBe(false);
    const copied = await run(`New-LinkedCopy ${q('tree')} ${destination} -OnCrossVolume Copy`);
    expect(copied.errors).toEqual([]);
    expect(items(copied)[0]).toMatchObject({ Files: 3, Copied: 2, Linked: 1 });
    expect(readFileSync(join(other, 'copy', 'inner', 'two.txt'), 'utf8')).toBe('22');
  });

  it('is shown with readable sizes', async () => {
    writeFileSync(place.here('big.bin'), Buffer.alloc(3 * 1024 * 1024));
    const report = await run(`New-LinkedCopy ${q('big.bin')} ${q('dest')} -PassThru | Out-Host`);
    const text = report.host.join('\n');
    expect(text).toMatch(/hardlink\s+file\s+2\s+3\.0 MB/);
    // A second type after a table comes as a list, of the properties that count.
    expect(text).toMatch(/BytesShared\s*: 3145728/);
    expect(text).not.toContain('OperationId');
    const alone = await run(`New-LinkedCopy ${q('big.bin')} ${q('tree')} | Out-Host`);
    expect(alone.host.join('\n')).toMatch(/Linked\s+Copied\s+Already\s+Skipped\s+Failed\s+Shared\s+Written\s+Seconds/);
    expect(alone.host.join('\n')).toMatch(/1\s+0\s+0\s+0\s+0\s+3\.0 MB\s+0 B/);
  });

  it.each([
    ['As', ['HardLink', 'Junction', 'Symlink']],
    ['OnCrossVolume', ['Copy', 'Error', 'Symlink']],
    ['OnExists', ['Error', 'Replace', 'Skip']],
    ['OnLinkLimit', ['Copy', 'Error']],
    ['Reparse', ['Keep', 'Skip']],
  ])('completes the values of -%s', async (parameter, values) => {
    const report = await run(`$line = 'New-LinkedCopy a b -${parameter} '; (TabExpansion2 $line $line.Length).CompletionMatches | ForEach-Object CompletionText`);
    expect([...report.output].sort()).toEqual(values);
  });
});

describe.each(engines())('New-LinkedCopy of a large tree (%s)', (engine) => {
  const run = (script: string, options?: RunOptions) => runPowerShell(engine, script, options);
  const count = 6000;
  let place: Place;

  beforeEach(() => {
    place = testFolder(engine, 'copy-large');
    for (let i = 0; i < count; i += 1) place.file(`tree/${i % 60}/${i}.txt`, '');
  });

  it('shows progress and takes it away again; Ctrl+C cancels at once, and the same process answers on', async () => {
    const whole = await run(`New-LinkedCopy ${quote(place.at('tree'))} ${quote(place.at('whole'))}`);
    expect(whole.errors).toEqual([]);
    expect(items(whole)[0]).toMatchObject({ Files: count, Linked: count });
    expect(whole.progress.length).toBeGreaterThan(0);
    expect(whole.progress.length).toBeLessThan(3 + 11 * whole.seconds);
    expect(whole.progress.at(-1)).toMatchObject({ completed: true });
    expect(whole.progress[0]).toMatchObject({ completed: false, activity: 'Linked copy', status: expect.stringMatching(/files$/) });

    const before = await run('& (Get-Module LinkKit) { $script:Channel.Process.Id }');
    const stopped = await run(`New-LinkedCopy ${quote(place.at('tree'))} ${quote(place.at('part'))} -PassThru`, { stopAfterMs: -1 });
    expect(stopped.state).toBe('Stopped');
    expect(stopped.stopSeconds).toBeLessThan(3);
    const made = readdirSync(place.here('part'), { recursive: true }).filter((name) => String(name).endsWith('.txt')).length;
    expect(made).toBeLessThan(count);
    expect(stopped.host.join('\n')).toMatch(/WARNING: Interrupted\. To finish: linkkit copy/);

    const after = await run(`& (Get-Module LinkKit) { $script:Channel.Process.Id; $script:Channel.Requests.Count }`);
    expect(after.output).toEqual([...before.output, 0]);
    const now = readdirSync(place.here('part'), { recursive: true }).filter((name) => String(name).endsWith('.txt')).length;
    expect(now).toBe(made);
  });
});

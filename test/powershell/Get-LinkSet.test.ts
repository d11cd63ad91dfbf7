import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { testFolder, type Place } from '../support/engine-places.ts';
import { errorLines, items, type Item, type RunOptions } from '../support/engine-report.ts';
import { engines, isWindowsEngine, quote, runPowerShell } from '../support/engine.ts';

describe.each(engines())('Get-LinkSet (%s)', (engine) => {
  const run = (script: string, options?: RunOptions) => runPowerShell(engine, script, options);
  let place: Place;
  const sorted = (values: unknown[]): unknown[] => [...values].sort();
  /** Each set's names, joined; sets and names sorted. */
  const namesOf = async (command: string): Promise<unknown[]> => {
    const report = await run(`${command} | ForEach-Object { @($_.Names | ForEach-Object Name) -join '|' }`);
    expect(report.errors).toEqual([]);
    return report.output.map((line) => String(line).split('|').sort().join('|')).sort();
  };

  beforeAll(() => {
    place = testFolder(engine, 'sets');
    place.file('in/a.txt', 'shared data');
    place.link('in/a.txt', 'in/b.txt');
    place.link('in/a.txt', 'out/c.txt');
    place.file('in/single.txt');
    place.file('in/d[1].txt', 'x'.repeat(5000));
    place.link('in/d[1].txt', "in/deep er/é 日本 😀 '.log");
    place.file('in/d1.txt', 'a decoy for the pattern d[1].txt');
  });

  it('gives one LinkKit.LinkSet a file, with all its properties', async () => {
    const report = await run(`Get-LinkSet ${quote(place.at('in'))}`);
    expect(report.errors).toEqual([]);
    expect(report.types.map((names) => names[0])).toEqual(['LinkKit.LinkSet', 'LinkKit.LinkSet']);
    const set = items(report).find((one) => one['LinkCount'] === 3)!;
    const name = (path: string, leaf: string) => ({
      Name: leaf, FullName: place.at(path), PSPath: `Microsoft.PowerShell.Core\\FileSystem::${place.at(path)}`,
      LinkCount: 3, FileId: set['FileId'], Volume: set['Volume'], Length: 11, SiblingOf: (set['Names'] as Item[])[0]!['FullName'], Engine: null, Complete: false, Keeps: 0,
    });
    const byName = (list: unknown) => [...(list as Item[])].sort((a, b) => (String(a['Name']) < String(b['Name']) ? -1 : 1));
    const inside = [name('in/a.txt', 'a.txt'), name('in/b.txt', 'b.txt')];
    expect({ ...set, Names: byName(set['Names']), NamesInside: byName(set['NamesInside']) }).toEqual({
      Volume: expect.stringMatching(/./), FileId: expect.stringMatching(/./), LinkCount: 3, Length: 11, AllocatedLength: set['AllocatedLength'], BytesSaved: 11,
      Names: inside, NamesInside: inside, NamesOutside: null, OutsideCount: 1, Keeps: 0, Engine: null, Complete: false, ReparseTag: 0, Streams: set['Streams'],
    });
    for (const key of ['AllocatedLength', 'Streams']) expect([null, expect.any(Number)]).toContainEqual(set[key]);
    const whole = items(report).find((one) => one['LinkCount'] === 2)!;
    expect(whole).toMatchObject({ Length: 5000, BytesSaved: 5000, OutsideCount: 0, Complete: true });
    expect(sorted((whole['Names'] as Item[]).map((one) => one['FullName']))).toEqual(sorted([place.at('in/d[1].txt'), place.at("in/deep er/é 日本 😀 '.log")]));
  });

  it('gives the names outside with -Resolve, and they pipe as well', async () => {
    const report = await run(`$sets = Get-LinkSet ${quote(place.at('in'))} -Resolve -Include a.txt; $sets | ForEach-Object { $_.Complete; @($_.NamesInside).Length; $_.Engine }; $sets.NamesOutside | Get-Item | ForEach-Object Name; @($sets.Names | ForEach-Object Name) -join '|'`);
    expect(report.errors).toEqual([]);
    expect(report.output.slice(0, 2)).toEqual([true, 1]);
    expect(report.output[2]).toMatch(/^(api|layout|fsutil|scan|mft)$/);
    expect(sorted(report.output.slice(3, -1))).toEqual(['b.txt', 'c.txt']);
    expect(String(report.output.at(-1)).split('|').sort()).toEqual(['a.txt', 'b.txt', 'c.txt']);
  });

  it.each([
    ['a folder as text', (at: Place['at']) => `${quote(at('in'))} | Get-LinkSet`],
    ['folders', (at: Place['at']) => `Get-ChildItem -LiteralPath ${quote(at(''))} -Directory | Get-LinkSet`],
    ['files, each a path of its own', (at: Place['at']) => `Get-ChildItem -LiteralPath ${quote(at(''))} -File -Recurse | Get-LinkSet`],
    ['a pattern', (at: Place['at']) => `Get-LinkSet ${quote(at('*'))}`],
    ['overlapping paths, each name counted once', (at: Place['at']) => `Get-LinkSet ${quote(at(''))}, ${quote(at('in'))}, ${quote(at('in/a.txt'))}`],
    ['the current location when no path is given', (at: Place['at']) => `Set-Location -LiteralPath ${quote(at(''))}; Get-LinkSet`],
  ])('takes %s, and names under several paths are one set', async (what, script) => {
    const all = what !== 'a folder as text';
    expect(await namesOf(script((name) => place.at(name)))).toEqual(sorted([all ? 'a.txt|b.txt|c.txt' : 'a.txt|b.txt', "d[1].txt|é 日本 😀 '.log"]));
  });

  it('takes -Path as a pattern and -LiteralPath as it is written', async () => {
    expect(await namesOf(`Get-LinkSet -Path ${quote(place.at('in/d[1].txt'))}`)).toEqual([]);
    expect(await namesOf(`Get-LinkSet -LiteralPath ${quote(place.at('in/d[1].txt'))}`)).toEqual(['d[1].txt']);
    expect(await namesOf(`Get-LinkSet -Path ${quote(place.at('in/d`[1`].txt'))}`)).toEqual(['d[1].txt']);
    expect(await namesOf(`Get-LinkSet -LiteralPath ${quote(place.at('in/deep er'))}`)).toEqual(["é 日本 😀 '.log"]);
    expect(await namesOf(`Get-LinkSet ${quote(place.at('nothing*'))}`)).toEqual([]);
    expect(await namesOf(`Get-ChildItem -LiteralPath ${quote(place.at('out'))} -Directory | Get-LinkSet`)).toEqual([]);
  });

  it.each([
    ['-MinimumLinks 3', ['a.txt|b.txt']],
    ['-MinimumLinks 4', []],
    ['-MinimumLinks 1 -Include single.txt', ['single.txt']],
    ['-MinimumSize 4KB', ["d[1].txt|é 日本 😀 '.log"]],
    ['-MinimumSize 10MB', []],
    ['-Include *.log', ["é 日本 😀 '.log"]],
    ['-Include a.txt, b.txt -Exclude b*', ['a.txt']],
    ["-Exclude 'deep er'", ['a.txt|b.txt', 'd[1].txt']],
  ])('filters by %s', async (parameters, expected) => {
    expect(await namesOf(`Get-LinkSet ${quote(place.at('in'))} ${parameters}`)).toEqual(sorted(expected));
  });

  it('refuses what cannot be meant', async () => {
    const report = await run(`Get-LinkSet x -MinimumLinks 0; Get-LinkSet x -MinimumSize -1; Get-LinkSet -LiteralPath x -ImagePath y; Get-LinkSet -Volume C: -Offset 1`);
    expect(report.output).toEqual([]);
    expect(report.errors.map(({ id }) => id)).toEqual(['ParameterArgumentValidationError,Get-LinkSet', 'ParameterArgumentValidationError,Get-LinkSet', 'AmbiguousParameterSet,Get-LinkSet', 'AmbiguousParameterSet,Get-LinkSet']);
  });

  it('writes an error for what is not there, and the rest goes on', async () => {
    const report = await run(`Get-LinkSet ${quote(place.at('gone'))}, ${quote(place.at('in'))} | ForEach-Object LinkCount`);
    expect(sorted(report.output)).toEqual([2, 3]);
    expect(errorLines(report)).toEqual([`NotFound,Get-LinkSet ObjectNotFound ${place.at('gone')}`]);
    expect(report.errors[0]?.terminating).toBe(false);
    const stopped = await run(`try { Get-LinkSet ${quote(place.at('gone'))} -ErrorAction Stop; 'not reached' } catch { $_.FullyQualifiedErrorId }; Get-LinkSet Env:PATH -ErrorAction SilentlyContinue; Get-LinkSet NoSuchDrive:\\x -ErrorAction SilentlyContinue`);
    expect(stopped.output).toEqual(['NotFound,Get-LinkSet']);
  });

  it('pipes its names into Get-Item, Get-LinkSiblings and Remove-Item, which mean exactly those files', async () => {
    const own = testFolder(engine, 'sets-remove');
    own.file('x[1].txt', 'gone');
    own.link('x[1].txt', 'y[1].txt');
    own.file('x1.txt', 'a decoy');
    own.file('y1.txt', 'a decoy');
    const names = `Get-LinkSet ${quote(own.path)} | ForEach-Object Names`;
    const report = await run(`${names} | Get-Item | ForEach-Object Name; ${names} | Get-LinkSiblings | ForEach-Object Name; (Get-LinkSet ${quote(own.path)}).Names | Get-LinkSet | ForEach-Object { $_.Names.Length }`);
    expect(report.errors).toEqual([]);
    expect(sorted(report.output)).toEqual([2, 'x[1].txt', 'x[1].txt', 'y[1].txt', 'y[1].txt']);
    const removed = await run(`${names} | Remove-Item`);
    expect(removed.errors).toEqual([]);
    expect(readdirSync(own.local).sort()).toEqual(['x1.txt', 'y1.txt']);
  });

  it('is no path itself: a set piped into Remove-Item removes nothing', async () => {
    const report = await run(`$sets = @(Get-LinkSet ${quote(place.at('in'))}); $sets | Remove-Item; "$($sets[0])" -eq "LinkKit.LinkSet::$($sets[0].Volume)/$($sets[0].FileId)"`);
    expect(report.output).toEqual([true]);
    expect(report.errors.length).toBeGreaterThan(0);
    expect(readdirSync(place.here('in')).sort()).toEqual(['a.txt', 'b.txt', 'd1.txt', 'd[1].txt', 'deep er', 'single.txt']);
  });

  it('ends early for Select-Object -First, and answers on', async () => {
    const report = await run(`Get-LinkSet ${quote(place.path)} | Select-Object -First 1 | ForEach-Object { 'one' }
      & (Get-Module LinkKit) { $script:Channel.Requests.Count }
      @(Get-LinkSet ${quote(place.path)}).Length`);
    expect(report.errors).toEqual([]);
    expect(report.output).toEqual(['one', 0, 2]);
  });

  it('is shown with all names, one below the other', async () => {
    const report = await run(`Get-LinkSet ${quote(place.at('in'))} -MinimumSize 100 | Out-Host`);
    const text = report.host.join('\n');
    expect(text).toMatch(/Links\s+Outside\s+Size\s+Saved Names/);
    expect(text).toMatch(/ 2 +0 +4\.9 KB +4\.9 KB \S/);
    for (const name of ['d[1].txt', "é 日本 😀 '.log"]) expect(text).toContain(name);
  });

  it('takes a drive by its letter in each spelling, and says when its file table cannot be read', async () => {
    const drive = isWindowsEngine(engine) ? place.path.slice(0, 1) : 'Q';
    for (const spelling of [drive, `${drive}:`, `${drive}:\\`]) {
      const report = await run(`@(Get-LinkSet -Volume ${quote(spelling)}).Length -gt 0`);
      const id = report.errors[0]?.id;
      if (id !== undefined) expect(id).toMatch(/^(Usage|NotFound|NotNtfs|PrivilegeRequired|AccessDenied|EngineNotAvailable|ReadError),Get-LinkSet$/);
      expect(report.output).toEqual([id === undefined]);
    }
    const sent = await run(`& (Get-Module LinkKit) { foreach ($one in 'c', 'c:', 'c:\\', 'c:/', '\\\\?\\Volume{1}\\') { (New-LinkKitScanOptions $null @{ Volume = $one })['volume'] } }`);
    expect(sent.output).toEqual(['c:', 'c:', 'c:', 'c:', '\\\\?\\Volume{1}\\']);
  });
});

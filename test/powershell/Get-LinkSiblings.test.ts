import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { testFolder, type Place } from '../support/engine-places.ts';
import { errorLines, items, type RunOptions } from '../support/engine-report.ts';
import { engines, isWindowsEngine, quote, runPowerShell } from '../support/engine.ts';

describe.each(engines())('Get-LinkSiblings (%s)', (engine) => {
  const run = (script: string, options?: RunOptions) => runPowerShell(engine, script, options);
  let place: Place;
  const names = (values: unknown[]): unknown[] => [...values].sort();

  beforeAll(() => {
    place = testFolder(engine, 'siblings');
    place.file('a.txt', 'shared data');
    place.link('a.txt', 'b.txt');
    place.link('a.txt', 'deep/er/c.txt');
    place.file('single.txt');
    place.file('a1.txt', 'a decoy for the pattern a[1].txt');
    place.file('a[1].txt', 'brackets');
    place.link('a[1].txt', 'b[1].txt');
    place.file('b1.txt', 'a decoy for the pattern b[1].txt');
  });

  it('gives one LinkKit.LinkName for each other name', async () => {
    const report = await run(`Get-LinkSiblings ${quote(place.at('a.txt'))}`);
    expect(report.errors).toEqual([]);
    expect(report.types[0]?.[0]).toBe('LinkKit.LinkName');
    expect(names(items(report).map((one) => one['FullName']))).toEqual(names([place.at('b.txt'), place.at('deep/er/c.txt')]));
    const b = items(report).find((one) => one['Name'] === 'b.txt');
    expect(b).toEqual({
      Name: 'b.txt',
      FullName: place.at('b.txt'),
      PSPath: `Microsoft.PowerShell.Core\\FileSystem::${place.at('b.txt')}`,
      LinkCount: 3,
      FileId: expect.stringMatching(/./),
      Volume: expect.stringMatching(/./),
      Length: 'shared data'.length,
      SiblingOf: place.at('a.txt'),
      Engine: expect.stringMatching(/^(api|fsutil|scan)$/),
      Complete: true, Keeps: 0,
    });
  });

  it('gives nothing for a file with one name', async () => {
    const report = await run(`Get-LinkSiblings ${quote(place.at('single.txt'))}`);
    expect(report).toMatchObject({ output: [], errors: [], state: 'Completed' });
  });

  it('gives the own name too with -IncludeSelf', async () => {
    const report = await run(`Get-LinkSiblings ${quote(place.at('single.txt'))}, ${quote(place.at('b.txt'))} -IncludeSelf | ForEach-Object Name`);
    expect(report.output[0]).toBe('single.txt');
    expect(names(report.output.slice(1))).toEqual(['a.txt', 'b.txt', 'c.txt']);
  });

  it.each([
    ['files', (at: Place['at']) => `Get-ChildItem -LiteralPath ${quote(at('deep'))} -Recurse -File | Get-LinkSiblings`],
    ['a path as text', (at: Place['at']) => `${quote(at('deep/er/c.txt'))} | Get-LinkSiblings`],
    ['an object with FullName', (at: Place['at']) => `[pscustomobject]@{ FullName = ${quote(at('deep/er/c.txt'))} } | Get-LinkSiblings`],
    ['a bare FileInfo', (at: Place['at']) => `[System.IO.FileInfo]::new(${quote(at('deep/er/c.txt'))}) | Get-LinkSiblings`],
    ['the alias Get-LinkSibling', (at: Place['at']) => `Get-LinkSibling -LiteralPath ${quote(at('deep/er/c.txt'))}`],
  ])('takes %s', async (_what, script) => {
    const report = await run(`${script((name) => place.at(name))} | ForEach-Object Name`);
    expect(report.errors).toEqual([]);
    expect(names(report.output)).toEqual(['a.txt', 'b.txt']);
  });

  it('takes its own objects: the names of the names', async () => {
    const report = await run(`Get-LinkSiblings ${quote(place.at('a.txt'))} | Get-LinkSiblings | ForEach-Object { $_.Name + ' of ' + [System.IO.Path]::GetFileName($_.SiblingOf) }`);
    expect(names(report.output)).toEqual(['a.txt of b.txt', 'a.txt of c.txt', 'b.txt of c.txt', 'c.txt of b.txt']);
  });

  it('takes -Path as a pattern and -LiteralPath as it is written', async () => {
    const pattern = await run(`Get-LinkSiblings -Path ${quote(place.at('a[1].txt'))}; Get-LinkSiblings -Path ${quote(place.at('?.txt'))} | ForEach-Object SiblingOf; 'end'; Get-LinkSiblings ${quote(place.at('nothing*'))}`);
    expect(pattern.errors).toEqual([]);
    expect(names(pattern.output)).toEqual(names([place.at('a.txt'), place.at('a.txt'), place.at('b.txt'), place.at('b.txt'), 'end']));
    const literal = await run(`Get-LinkSiblings -LiteralPath ${quote(place.at('a[1].txt'))} | ForEach-Object Name`);
    expect(literal.output).toEqual(['b[1].txt']);
    const escaped = await run(`Get-LinkSiblings -Path ${quote(place.at('a`[1`].txt'))} | ForEach-Object Name`);
    expect(escaped.output).toEqual(['b[1].txt']);
  });

  it('takes relative paths from the PowerShell location, not from the process', async () => {
    const report = await run(`Set-Location ${quote(place.at('deep'))}; Get-LinkSiblings er/c.txt, ../a.txt | ForEach-Object Name; [System.Environment]::CurrentDirectory`);
    expect(names(report.output.slice(0, 4))).toEqual(['a.txt', 'b.txt', 'b.txt', 'c.txt']);
    expect(report.output[4]).not.toContain('deep');
  });

  it('takes a provider path without a folder from the PowerShell location, too', async () => {
    const report = await run(`Set-Location ${quote(place.path)}; Get-LinkSiblings -LiteralPath 'Microsoft.PowerShell.Core\\FileSystem::a.txt' | ForEach-Object Name; Get-LinkSiblings 'FileSystem::a.txt' | ForEach-Object Name`);
    expect(report.errors).toEqual([]);
    expect(names(report.output)).toEqual(['b.txt', 'b.txt', 'c.txt', 'c.txt']);
  });

  it('resolves drives of PowerShell', async () => {
    const report = await run(`$null = New-PSDrive -Name LinkKitTest -PSProvider FileSystem -Root ${quote(place.path)}; Get-LinkSiblings LinkKitTest:a.txt, LinkKitTest:/deep/er/*.txt | ForEach-Object FullName`);
    expect(report.errors).toEqual([]);
    expect(names(report.output)).toEqual(names([place.at('b.txt'), place.at('deep/er/c.txt'), place.at('a.txt'), place.at('b.txt')]));
  });

  it('pipes into Get-Item and Remove-Item and means exactly those files', async () => {
    const own = testFolder(engine, 'siblings-remove');
    own.file('x[1].txt', 'kept');
    own.link('x[1].txt', 'y[1].txt');
    own.file('y1.txt', 'a decoy');
    const got = await run(`Get-LinkSiblings -LiteralPath ${quote(own.at('x[1].txt'))} | Get-Item | ForEach-Object Name`);
    expect(got.output).toEqual(['y[1].txt']);
    const removed = await run(`Get-LinkSiblings -LiteralPath ${quote(own.at('x[1].txt'))} | Remove-Item`);
    expect(removed.errors).toEqual([]);
    expect(readdirSync(own.local).sort()).toEqual(['x[1].txt', 'y1.txt']);
  });

  it.skipIf(isWindowsEngine(engine))('means names with * and ? themselves, too (Windows has no such names)', async () => {
    const own = testFolder(engine, 'siblings-star');
    own.file('*.txt', 'star');
    own.link('*.txt', '?.txt');
    own.file('decoy.txt');
    const report = await run(`Get-LinkSiblings -LiteralPath ${quote(own.at('*.txt'))} | Remove-Item`);
    expect(report.errors).toEqual([]);
    expect(readdirSync(own.local).sort()).toEqual(['*.txt', 'decoy.txt']);
  });

  it('never gives the last name of a file to Remove-Item, though several of its names are asked about at once', async () => {
    const own = testFolder(engine, 'siblings-last');
    own.file('0.txt');
    own.file('a.txt', 'precious');
    for (const name of ['b.txt', 'c.txt']) own.link('a.txt', name);
    const report = await run(`Get-ChildItem -LiteralPath ${quote(own.path)} -File | Get-LinkSiblings -Root ${quote(own.path)} | Remove-Item`);
    expect(readdirSync(own.local).sort()).toEqual(['0.txt', 'a.txt']);
    expect(report.errors.length).toBeGreaterThan(0);
    expect(report.errors.every(({ id }) => /^(ChangedDuringOperation|NotFound),/.test(id))).toBe(true);
  });

  it('writes an error for what cannot be asked about, and answers the others', async () => {
    const report = await run(`Get-LinkSiblings ${quote(place.at('gone.txt'))}, ${quote(place.at('deep'))}, ${quote(place.at('a[[]1].txt'))} | ForEach-Object Name`);
    expect(report.output).toEqual(['b[1].txt']);
    expect(errorLines(report).sort()).toEqual([
      `DirectoryNotSupported,Get-LinkSiblings InvalidType ${place.at('deep')}`,
      `NotFound,Get-LinkSiblings ObjectNotFound ${place.at('gone.txt')}`,
    ]);
    const missing = report.errors.find(({ id }) => id.startsWith('NotFound'));
    expect(missing?.message).toContain(place.at('gone.txt'));
    expect(missing?.message, 'says what to do next').toContain('Check the spelling');
    expect(missing?.action, 'PowerShell 7 would print it once more').toBe('');
    expect(missing?.terminating).toBe(false);
  });

  it('refuses what is no file system', async () => {
    const report = await run(`Get-LinkSiblings Env:PATH; Get-LinkSiblings NoSuchDrive:\\x`);
    expect(report.output).toEqual([]);
    expect(report.errors.map(({ id }) => id)).toEqual(['Usage,Get-LinkSiblings', 'NotFound,Get-LinkSiblings']);
  });

  it('stops at the first error with -ErrorAction Stop', async () => {
    const report = await run(`try { Get-LinkSiblings ${quote(place.at('gone.txt'))}, ${quote(place.at('a.txt'))} -ErrorAction Stop; 'not reached' } catch { $_.FullyQualifiedErrorId; $_.TargetObject }`);
    expect(report.output).toEqual(['NotFound,Get-LinkSiblings', place.at('gone.txt')]);
  });

  it("obeys the calling script's own $ErrorActionPreference", async () => {
    const report = await run(`& { $ErrorActionPreference = 'Stop'; try { Get-LinkSiblings ${quote(place.at('gone.txt'))}; 'not reached' } catch { 'caught' } }`);
    expect(report.output).toEqual(['caught']);
  });

  it('searches -Root only, and says that names are missing', async () => {
    const report = await run(`Get-LinkSiblings ${quote(place.at('deep/er/c.txt'))} -Engine Scan -Root ${quote(place.at('deep'))} -IncludeSelf`);
    expect(items(report).map(({ Name, Engine, Complete, LinkCount }) => ({ Name, Engine, Complete, LinkCount }))).toEqual([{ Name: 'c.txt', Engine: 'scan', Complete: false, LinkCount: 3 }]);
    const whole = await run(`Get-LinkSiblings ${quote(place.at('deep/er/c.txt'))} -Engine Scan -Root ${quote(place.path)}`);
    expect(items(whole)).toHaveLength(2);
    const gone = await run(`Get-LinkSiblings ${quote(place.at('a.txt'))} -Engine Scan -Root ${quote(place.at('no such folder'))}`);
    expect(gone.errors[0]?.category).toBe('ObjectNotFound');
  });

  it('offers the fixed values to tab completion, and refuses others', async () => {
    const report = await run(`$line = 'Get-LinkSiblings x -Engine '; (TabExpansion2 $line $line.Length).CompletionMatches | ForEach-Object CompletionText; Get-LinkSiblings x -Engine Nonsense`);
    expect(names(report.output)).toEqual(['Api', 'Auto', 'Fsutil', 'Layout', 'Mft', 'Scan']);
    expect(report.errors[0]?.id).toBe('ParameterArgumentValidationError,Get-LinkSiblings');
  });

  it('is shown in groups, one a file', async () => {
    const report = await run(`Get-LinkSiblings ${quote(place.at('a.txt'))} | Out-Host`);
    const text = report.host.join('\n');
    expect(text).toContain(`File: ${place.at('a.txt')}`);
    expect(text).toMatch(/Links\s+Size Found by\s+Other name/);
    expect(text).toMatch(/3\s+11 B (api|fsutil|scan)\s+.*b\.txt/);
  });

  it('ends early for Select-Object -First, and answers on', async () => {
    const report = await run(`Get-ChildItem -LiteralPath ${quote(place.path)} -File | Get-LinkSiblings -IncludeSelf | Select-Object -First 1 | ForEach-Object { 'one' }
      & (Get-Module LinkKit) { $script:Channel.Requests.Count }
      Get-LinkSiblings ${quote(place.at('deep/er/c.txt'))} | ForEach-Object Name`);
    expect(report.errors).toEqual([]);
    expect(report.output.slice(0, 2)).toEqual(['one', 0]);
    expect(names(report.output.slice(2))).toEqual(['a.txt', 'b.txt']);
  });

  it('carries Unicode and long paths through all layers', async () => {
    const own = testFolder(engine, 'siblings-names');
    const long = Array.from({ length: 6 }, (_, i) => `${i}`.repeat(50)).join('/');
    const odd = ['emoji 😀.txt', 'nfc é.txt', 'nfd e\u0301.txt', "quote ' and `.txt", '日本語.txt', ' leading space.txt', 'dollar $x $(y).txt'];
    for (const name of odd) {
      own.file(name);
      own.link(name, `${long}/${name}`);
    }
    const report = await run(`Get-ChildItem -LiteralPath ${quote(own.path)} -File | Get-LinkSiblings | ForEach-Object { $_.FullName }`);
    expect(report.errors).toEqual([]);
    expect(names(report.output)).toEqual(names(odd.map((name) => own.at(`${long}/${name}`))));
    expect(own.at(`${long}/x`).length).toBeGreaterThan(300);
    // The same from the long end: PowerShell's own Get-Item gives the path, as a person would.
    const back = await run(`Get-LinkSiblings -LiteralPath ${quote(own.at(`${long}/nfd e\u0301.txt`))} | ForEach-Object FullName`);
    expect(back.output).toEqual([own.at('nfd e\u0301.txt')]);
  });

  it('tells LinkCount and LinkedNames of every file, only when asked', async () => {
    const report = await run(
      `$files = Get-ChildItem -LiteralPath ${quote(place.path)} -File
      $null -eq (& (Get-Module LinkKit) { $script:Channel })
      $files | Where-Object LinkCount -gt 1 | ForEach-Object Name
      $file = Get-Item -LiteralPath ${quote(place.at('a.txt'))}
      $file.LinkCount
      $file.LinkedNames | ForEach-Object { "$_" }
      $file.LinkedNames[0].PSObject.TypeNames[0]
      @((Get-Item -LiteralPath ${quote(place.at('single.txt'))}).LinkedNames).Count
      $null -eq [System.IO.FileInfo]::new(${quote(place.at('gone.txt'))}).LinkCount`,
      { fresh: true },
    );
    expect(report.errors).toEqual([]);
    expect(report.output[0]).toBe(true);
    expect(names(report.output.slice(1, 5))).toEqual(['a.txt', 'a[1].txt', 'b.txt', 'b[1].txt']);
    expect(report.output[5]).toBe(3);
    expect(names(report.output.slice(6, 8))).toEqual(names([place.at('b.txt'), place.at('deep/er/c.txt')]));
    expect(report.output.slice(8)).toEqual(['LinkKit.LinkName', 0, true]);
  });

  // Under Wine, opening a file of the mounted NTFS volume takes 15 ms: a fifth of the files there.
  const count = engine === 'wine' ? 1000 : 5000;
  it(`says the same as find and stat about ${count} files with unusual names`, { timeout: 150_000 }, async () => {
    const own = testFolder(engine, 'siblings-tree');
    makeTree(own.local, count);
    const report = await run(`Get-ChildItem -LiteralPath ${quote(own.path)} -Recurse -File | Get-LinkSiblings | ForEach-Object { $_.SiblingOf + '|' + $_.FullName + '|' + $_.LinkCount }`);
    expect(report.errors).toEqual([]);
    const said = (report.output as string[]).map((line) => line.replaceAll(own.path, '').replaceAll('\\', '/')).sort();
    const truth = oracle(own.local);
    expect(truth.length).toBeGreaterThan(0.8 * count);
    expect(said).toEqual(truth);
    console.log(`${engine}: ${count} files in ${report.seconds.toFixed(2)} s, ${Math.round(count / report.seconds)} a second`);
  });
});

/** `count` names in 50 folders: a third with one name, others with two to five, in other folders. */
function makeTree(root: string, count: number): void {
  const words = ['plain', 'with space', 'ünïcode', '日本', 'e\u0301 nfd', 'é nfc', '😀', '[br]', "it's", '#hash', '100%', 'a,b;c', '~tilde', '$dollar', '(paren)', '&and'];
  for (let folder = 0; folder < 50; folder += 1) mkdirSync(join(root, `${folder} ${words[folder % words.length]}`), { recursive: true });
  const name = (i: number): string => join(root, `${i % 50} ${words[(i % 50) % words.length]}`, `${i} ${words[i % words.length]}.dat`);
  for (let i = 0; i < count; ) {
    const first = name(i);
    writeFileSync(first, `${i}`);
    const group = [1, 2, 5, 1, 3][i % 5]!;
    i += 1;
    for (let more = 1; more < group && i < count; more += 1, i += 1) linkSync(first, name(i));
  }
}

/** What each file's siblings are, by `find` and `stat` where they are there, else by stat of each name. */
function oracle(root: string): string[] {
  const listed = spawnSync('find', [root, '-type', 'f', '-printf', '%i %n %p\\0'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const files =
    listed.status === 0
      ? listed.stdout.split('\0').filter(Boolean).map((line) => /^(\d+) (\d+) (.*)$/s.exec(line)!.slice(1) as [string, string, string])
      : readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).map((one) => {
          const path = join(one.parentPath, one.name);
          const { ino, nlink } = statSync(path, { bigint: true });
          return [`${ino}`, `${nlink}`, path] as [string, string, string];
        });
  const groups = new Map<string, string[]>();
  for (const [id, , path] of files) groups.set(id, [...(groups.get(id) ?? []), path]);
  return files
    .flatMap(([id, links, path]) => groups.get(id)!.filter((other) => other !== path).map((other) => `${path}|${other}|${links}`))
    .map((line) => line.replaceAll(root, '').replaceAll('\\', '/'))
    .sort();
}

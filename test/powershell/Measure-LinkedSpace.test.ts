import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { testFolder, type Place } from '../support/engine-places.ts';
import { errorLines, items } from '../support/engine-report.ts';
import { engines, quote, runPowerShell } from '../support/engine.ts';

describe.each(engines())('Measure-LinkedSpace (%s)', (engine) => {
  const run = (script: string) => runPowerShell(engine, script);
  let place: Place;

  beforeAll(() => {
    place = testFolder(engine, 'space');
    place.file('in/a.txt', 'x'.repeat(1000));
    place.link('in/a.txt', 'in/b [1].txt');
    place.file('in/deep é/c.log', 'x'.repeat(200));
    place.link('in/deep é/c.log', 'out/c.log');
    place.file('in/d.txt', 'x'.repeat(30));
    place.folder('in/empty');
    place.file('b[1]/e.txt', 'x'.repeat(7));
    place.file('b1/decoy.txt', 'x');
  });

  it('gives one LinkKit.LinkedSpace, with all its properties', async () => {
    const report = await run(`Measure-LinkedSpace ${quote(place.at('in'))}`);
    expect(report.errors).toEqual([]);
    expect(report.types[0]?.[0]).toBe('LinkKit.LinkedSpace');
    expect(report.output).toEqual([{
      FullName: place.at('in'), PSPath: `Microsoft.PowerShell.Core\\FileSystem::${place.at('in')}`, Depth: 0, Files: 4,
      ApparentBytes: 2230, UniqueBytes: 1230, FreeableBytes: 1030, SharedBytes: 200, AllocatedBytes: items(report)[0]!['AllocatedBytes'],
    }]);
    expect([null, expect.any(Number)]).toContainEqual(items(report)[0]!['AllocatedBytes']);
  });

  it('gives the folders below with -Depth', async () => {
    const lines = async (depth: number) => {
      const report = await run(`Measure-LinkedSpace ${quote(place.path)} -Depth ${depth} | ForEach-Object { '{0} {1} {2}' -f $_.Depth, $_.FreeableBytes, $_.FullName }`);
      expect(report.errors).toEqual([]);
      return [...report.output].sort();
    };
    const one = [`0 1238 ${place.path}`, `1 1 ${place.at('b1')}`, `1 0 ${place.at('out')}`, `1 1030 ${place.at('in')}`, `1 7 ${place.at('b[1]')}`];
    expect(await lines(0)).toEqual(one.slice(0, 1));
    expect(await lines(1)).toEqual([...one].sort());
    expect(await lines(9)).toEqual([...one, `2 0 ${place.at('in/deep é')}`, `2 0 ${place.at('in/empty')}`].sort());
  });

  it.each([
    ['patterns', (at: Place['at']) => `Measure-LinkedSpace ${quote(at('b[1]'))}`, ['b1']],
    ['literal paths', (at: Place['at']) => `Measure-LinkedSpace -LiteralPath ${quote(at('b[1]'))}`, ['b[1]']],
    ['the pipeline', (at: Place['at']) => `Get-ChildItem -LiteralPath ${quote(at(''))} -Directory | Measure-LinkedSpace`, ['b1', 'b[1]', 'in', 'out']],
    ['its own objects', (at: Place['at']) => `Measure-LinkedSpace -LiteralPath ${quote(at('b[1]'))} | Measure-LinkedSpace`, ['b[1]']],
    ['the current location', (at: Place['at']) => `Set-Location -LiteralPath ${quote(at('out'))}; Measure-LinkedSpace`, ['out']],
    ['nothing', (at: Place['at']) => `Measure-LinkedSpace ${quote(at('nothing*'))}`, []],
  ])('takes %s', async (_what, script, names) => {
    const report = await run(`${script((name) => place.at(name))} | ForEach-Object FullName`);
    expect(report.errors).toEqual([]);
    expect([...report.output].sort()).toEqual(names.map((name) => place.at(name)).sort());
  });

  it('counts each name of a file once for several paths, in each its own', async () => {
    const report = await run(`Measure-LinkedSpace ${quote(place.at('in'))}, ${quote(place.at('out'))} | ForEach-Object { '{0} {1} {2}' -f $_.Files, $_.FreeableBytes, $_.SharedBytes }`);
    expect([...report.output].sort()).toEqual(['1 0 200', '4 1030 200']);
  });

  it('obeys -Include and -Exclude', async () => {
    const report = await run(`Measure-LinkedSpace ${quote(place.at('in'))} -Include *.log | ForEach-Object ApparentBytes; Measure-LinkedSpace ${quote(place.at('in'))} -Exclude 'deep*', d.txt | ForEach-Object ApparentBytes`);
    expect(report.errors).toEqual([]);
    expect(report.output).toEqual([200, 2000]);
  });

  it('writes an error for a folder that is not there, and measures the others', async () => {
    const report = await run(`Measure-LinkedSpace ${quote(place.at('gone'))}, ${quote(place.at('out'))} | ForEach-Object Files`);
    expect(report.output).toEqual([1]);
    expect(errorLines(report)).toEqual([`NotFound,Measure-LinkedSpace ObjectNotFound ${place.at('gone')}`]);
  });

  it('ends early for Select-Object -First', async () => {
    const report = await run(`Measure-LinkedSpace ${quote(place.path)} -Depth 5 | Select-Object -First 1 | ForEach-Object { 'one' }; & (Get-Module LinkKit) { $script:Channel.Requests.Count }; (Measure-LinkedSpace ${quote(place.at('out'))}).Files`);
    expect(report.errors).toEqual([]);
    expect(report.output).toEqual(['one', 0, 1]);
  });

  it('pipes into Remove-Item, which takes exactly that folder', async () => {
    const own = testFolder(engine, 'space-remove');
    own.file('x[1]/a.txt');
    own.file('x1/a.txt');
    const report = await run(`Measure-LinkedSpace -LiteralPath ${quote(own.at('x[1]'))} | Remove-Item -Recurse`);
    expect(report.errors).toEqual([]);
    expect([existsSync(own.here('x[1]')), existsSync(own.here('x1'))]).toEqual([false, true]);
  });

  it('is shown as a table in readable units', async () => {
    const report = await run(`Measure-LinkedSpace ${quote(place.at('in'))} | Out-Host`);
    const text = report.host.join('\n');
    expect(text).toMatch(/Files +Apparent +Unique +Freeable +Shared Folder/);
    expect(text).toContain(`4     2.2 KB     1.2 KB     1.0 KB      200 B`);
    expect(text).toContain(place.at('in'));
  });
});

import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { testFolder, type Place } from '../support/engine-places.ts';
import { errorLines, items } from '../support/engine-report.ts';
import { engines, isWindowsEngine, quote, runPowerShell } from '../support/engine.ts';

describe.each(engines())('Test-LinkSupport (%s)', (engine) => {
  const run = (script: string) => runPowerShell(engine, script);
  let place: Place;

  beforeAll(() => {
    place = testFolder(engine, 'support');
    place.folder('one');
    place.folder('two');
  });

  it('says what works in a folder, and leaves nothing behind', async () => {
    const report = await run(`Test-LinkSupport ${quote(place.at('one'))}`);
    expect(report.errors).toEqual([]);
    expect(report.types[0]?.[0]).toBe('LinkKit.VolumeSupport');
    const [item] = items(report);
    expect(item).toMatchObject({
      FullName: place.at('one'),
      PSPath: `Microsoft.PowerShell.Core\\FileSystem::${place.at('one')}`,
      FileSystem: expect.stringMatching(/./),
      HardLinks: true,
      HardLinksCode: null,
    });
    expect(item).not.toHaveProperty('Path');
    expect(item?.['Engines']).toContainEqual({ Name: 'scan', Works: true, Reason: null });
    for (const kind of ['SymbolicLinks', 'Junctions']) {
      expect(typeof item?.[kind]).toBe('boolean');
      expect(item?.[`${kind}Code`] === null).toBe(item?.[kind]);
    }
    if (!isWindowsEngine(engine)) expect(item?.['Junctions']).toBe(false);
    expect(readdirSync(place.here('one'))).toEqual([]);
  });

  it('takes several folders, patterns and the pipeline', async () => {
    const report = await run(`Test-LinkSupport ${quote(place.at('t*'))}, ${quote(place.at('one'))} | ForEach-Object FullName; Get-ChildItem -LiteralPath ${quote(place.path)} -Directory | Test-LinkSupport | ForEach-Object FullName`);
    expect(report.errors).toEqual([]);
    expect([...report.output].sort()).toEqual([place.at('one'), place.at('one'), place.at('two'), place.at('two')]);
  });

  it('tests the current location when no path is given', async () => {
    const report = await run(`Set-Location ${quote(place.at('two'))}; (Test-LinkSupport).FullName`);
    expect(report.output).toEqual([place.at('two')]);
  });

  it('writes an error for a folder that is not there', async () => {
    const report = await run(`Test-LinkSupport ${quote(place.at('gone'))}`);
    expect(report.output).toEqual([]);
    expect(errorLines(report)).toEqual([`NotFound,Test-LinkSupport ObjectNotFound ${place.at('gone')}`]);
  });

  it('is shown as a list', async () => {
    const report = await run(`Test-LinkSupport ${quote(place.at('one'))} | Out-Host`);
    const text = report.host.join('\n');
    expect(text).toMatch(/Hard links\s*: yes/);
    expect(text).toMatch(/Names found by\s*:[^]*\bscan, mft[^]*\nPrivileges/);
  });
});

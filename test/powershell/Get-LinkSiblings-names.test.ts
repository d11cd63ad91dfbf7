import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../support/engine-places.ts';
import { items } from '../support/engine-report.ts';
import { engines, isWindowsEngine, quote, runPowerShell } from '../support/engine.ts';

// Names that Windows programs take for others: `y.` and `y ` are `y` to whoever does not write \\?\ before the path.
describe.each(engines().filter(isWindowsEngine))('names that end in a dot or a blank (%s)', (engine) => {
  const prepare = () => {
    const place = testFolder(engine, 'dots');
    place.file('x', 'shared');
    place.link('x', 'y.');
    place.link('x', 'y ');
    place.file('y', 'a decoy');
    return place;
  };

  it('come back with \\\\?\\, and pipe into Get-Item and Remove-Item as exactly those files', async () => {
    const place = prepare();
    const names = ['y ', 'y.'].map((name) => `\\\\?\\${place.at(name)}`);
    const ask = `Get-LinkSiblings -LiteralPath ${quote(place.at('x'))}`;
    const got = await runPowerShell(engine, `${ask} | ForEach-Object { $_.FullName; $_.Name }; ${ask} | Get-Item | ForEach-Object FullName; ${ask} | Get-LinkSiblings -IncludeSelf | ForEach-Object LinkCount`);
    expect(got.errors).toEqual([]);
    expect(got.output).toEqual([names[0], 'y ', names[1], 'y.', ...names, ...Array.from({ length: 6 }, () => 3)]);
    const removed = await runPowerShell(engine, `${ask} | Remove-Item`);
    expect(removed.errors).toEqual([]);
    expect(readdirSync(place.local).sort()).toEqual(['x', 'y']);
    expect(readFileSync(place.here('y'), 'utf8')).toBe('a decoy');
  });

  it('are asked about and linked as they are named', async () => {
    const place = prepare();
    const report = await runPowerShell(engine, `New-LinkedCopy -LiteralPath ${quote(`\\\\?\\${place.at('y.')}`)} ${quote(`\\\\?\\${place.at('z.')}`)}
      New-LinkedCopy -LiteralPath ${quote(place.path)} ${quote(`${place.path}-copy`)} -Include 'y*', 'z*' -PassThru`);
    expect(report.errors).toEqual([]);
    expect(items(report)[0]).toMatchObject({ Linked: 1, FullName: `\\\\?\\${place.at('z.')}` });
    expect(readdirSync(place.local).sort()).toEqual(['x', 'y', 'y ', 'y.', 'z.']);
    expect(readdirSync(`${place.local}-copy`).sort()).toEqual(['y', 'y ', 'y.', 'z.']);
    expect(place.links('x')).toBe(7);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { testFolder, type Place } from '../support/engine-places.ts';
import { items } from '../support/engine-report.ts';
import { engines, quote, runPowerShell } from '../support/engine.ts';

describe.each(engines())('Find-LinkDuplicate (%s)', (engine) => {
  const run = (script: string) => runPowerShell(engine, script);
  let place: Place;
  let q: (name: string) => string;
  const one = 'one and the same '.repeat(500);
  const two = 'another content  '.repeat(900);

  beforeEach(({ task }) => {
    place = testFolder(engine, `find-${task.name.replaceAll(/[^a-z]+/gi, '-').slice(0, 40)}`);
    q = (name) => quote(place.at(name));
    for (const name of ['tree/a[1].txt', 'tree/sub/b.txt', 'tree/c.txt']) place.file(name, one);
    for (const name of ['tree/x.iso', 'tree/sub/y.iso']) place.file(name, two);
    place.file('tree/alone.txt', 'alone '.repeat(1000));
  });

  it('gives a set for equal files, with what other commands take', async () => {
    const report = await run(`Find-LinkDuplicate ${q('tree')} -Keep first-path -NoCache`);
    expect([report.errors, report.types.map((types) => types[0])]).toEqual([[], ['LinkKit.DuplicateSet', 'LinkKit.DuplicateSet']]);
    const [large, small] = (items(report) as Record<string, unknown>[]).sort((left, right) => Number(right['Length']) - Number(left['Length']));
    expect(large).toMatchObject({ Length: two.length, Count: 2, Reclaimable: two.length, Leader: place.at('tree/sub/y.iso'), Paths: ['tree/sub/y.iso', 'tree/x.iso'].map((name) => place.at(name)) });
    expect(small).toMatchObject({ Length: one.length, Count: 3, Reclaimable: 2 * one.length, Leader: place.at('tree/a[1].txt'), Hash: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(Object.keys(small!)).not.toContain('Path');
    const files = await run(`(Find-LinkDuplicate ${q('tree')} -NoCache | Where-Object Count -eq 3).Files | Get-Item | ForEach-Object Name`);
    expect([files.errors, [...files.output].sort()]).toEqual([[], ['a[1].txt', 'b.txt', 'c.txt']]);
  });

  const sent = async (call: string): Promise<{ command: string; options: Record<string, unknown> }> => {
    const report = await runPowerShell(engine, `& (Get-Module LinkKit) { function script:Start-LinkKitRequest { param($Cmdlet, $Command, $Options) throw (ConvertTo-LinkKitJson @{ command = $Command; options = $Options }) } }
      try { ${call} } catch { $_.Exception.Message }`, { fresh: true });
    return JSON.parse(String(report.output[0])) as { command: string; options: Record<string, unknown> };
  };

  it('every parameter comes to the exe as its option', async () => {
    const searching = `-LiteralPath ${q('tree')} -MinimumSize 1 -MaximumSize 9 -Include a -Exclude b, c -Newer ([datetime] '2026-01-02T03:04:05Z') -Reference ${q('tree/sub')} -Isolate -Keep Oldest -Media SSD -NoCache`;
    const search = { path: [place.at('tree')], 'min-size': 1, 'max-size': 9, include: ['a'], exclude: ['b', 'c'], newer: '2026-01-02T03:04:05.000Z', reference: [place.at('tree/sub')], isolate: true, keep: 'oldest', media: 'ssd', 'no-cache': true };
    const found = await sent(`Find-LinkDuplicate ${searching} -HashOnly`);
    expect(found).toEqual({ command: 'duplicates', options: { ...search, 'hash-only': true } });
    expect(Object.keys(found.options).sort()).toEqual([...Object.keys(commands.find(({ name }) => name === 'duplicates')!.options), 'path'].sort());
  });
});

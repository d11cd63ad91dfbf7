import { copyFileSync, linkSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testFolder, type Place } from '../support/engine-places.ts';
import { errorLines, items } from '../support/engine-report.ts';
import { enginePath, engines, isWindowsEngine, quote, runPowerShell } from '../support/engine.ts';
import { canMakeVolume } from '../support/ntfs.ts';
import { mbrDisk } from '../support/ntfsImageDisks.ts';
import { makeNtfsImage, type NtfsImage } from '../support/ntfsImages.ts';

const withImages = describe.skipIf(!canMakeVolume('ntfs'));

withImages.each(engines())('images of volumes (%s)', (engine) => {
  const run = (script: string) => runPowerShell(engine, script);
  let place: Place;
  let image: NtfsImage;
  /** `disk [1].img` as the engine names it. */
  let file: string;
  /** Where the image's files lie, which is where this machine has files of its own. */
  let folder: string;

  beforeAll(() => {
    place = testFolder(engine, 'image');
    for (const name of ['x [1].txt', 'y.txt', 'x 1.txt']) place.file(`tree/${name}`, 'precious');
    // Without the drive, and in the image just the same: \...\tree.
    folder = place.at('tree').replace(/^[A-Za-z]:/, '').replaceAll('/', '\\');
    image = makeNtfsImage(`powershell-${engine}`, { sizeMiB: 8 }, (mount) => {
      const tree = join(mount, ...folder.split('\\'));
      mkdirSync(tree, { recursive: true });
      writeFileSync(join(tree, 'x [1].txt'), 'x'.repeat(3000));
      linkSync(join(tree, 'x [1].txt'), join(tree, 'y.txt'));
      writeFileSync(join(tree, 'single.txt'), 'single');
    });
    file = place.at('disk [1].img');
    copyFileSync(image.image, place.here('disk [1].img'));
  });
  afterAll(() => image?.remove());

  const untouched = () => {
    expect(readdirSync(place.here('tree')).sort()).toEqual(['x 1.txt', 'x [1].txt', 'y.txt']);
    for (const name of readdirSync(place.here('tree'))) expect(readFileSync(place.here(`tree/${name}`), 'utf8')).toBe('precious');
  };

  it('have sets whose names are LinkKit.ImageName, without a path of this machine', async () => {
    const report = await run(`$sets = @(Get-LinkSet -ImagePath ${quote(file)}); $sets.Length; $sets[0].LinkCount; $sets[0].Volume; $sets[0].Names`);
    expect(report.errors).toEqual([]);
    expect(report.output.slice(0, 3)).toEqual([1, 2, image.serial]);
    expect(report.types.slice(3).map((names) => names[0])).toEqual(['LinkKit.ImageName', 'LinkKit.ImageName']);
    const names = items({ ...report, output: report.output.slice(3) });
    expect(names.map((one) => one['PathInImage']).sort()).toEqual([`${folder}\\x [1].txt`, `${folder}\\y.txt`].sort());
    for (const one of names) expect(one).toMatchObject({ ImagePath: file, LinkCount: 2, Length: 3000, Complete: true, Name: expect.stringMatching(/^(x \[1\]|y)\.txt$/) });
    for (const name of ['FullName', 'PSPath', 'Path', 'LiteralPath']) expect(names[0]).not.toHaveProperty(name);
  });

  it.each(['Get-Item', 'Remove-Item', 'Get-LinkSiblings', 'New-LinkedCopy -Destination new', 'Get-LinkSet', 'Test-LinkSupport'])('have names that %s refuses, though this machine has files of these names', async (command) => {
    const there = `Set-Location -LiteralPath ${quote(place.at('tree'))}`;
    const report = await run(`${there}; (Get-LinkSet -ImagePath ${quote(file)}).Names | ForEach-Object { $_ | ${command} }`);
    expect(report.output).toEqual([]);
    expect(report.errors.length).toBeGreaterThan(0);
    untouched();
  });

  it('have folders that are LinkKit.ImageSpace, and Remove-Item refuses them', async () => {
    const report = await run(`Measure-LinkedSpace -ImagePath ${quote(file)} -Depth 99 | ForEach-Object { if ($_.Files -gt 0 -and $_.PathInImage.EndsWith('\\tree')) { $_ } }`);
    expect(report.errors).toEqual([]);
    expect(report.types[0]?.[0]).toBe('LinkKit.ImageSpace');
    expect(report.output).toEqual([{ PathInImage: folder, ImagePath: file, Depth: expect.any(Number), Files: 3, ApparentBytes: 6006, UniqueBytes: 3006, FreeableBytes: 3006, SharedBytes: 0, AllocatedBytes: expect.any(Number) }]);
    const removed = await run(`Set-Location -LiteralPath ${quote(place.path)}; Measure-LinkedSpace -ImagePath ${quote(file)} -Depth 99 | Remove-Item -Recurse`);
    expect(removed.errors.length).toBeGreaterThan(0);
    untouched();
  });

  it('are named from the PowerShell location, and literally', async () => {
    const report = await run(`Set-Location -LiteralPath ${quote(place.path)}; @(Get-LinkSet -ImagePath 'disk [1].img').Length; Get-LinkSet -ImagePath 'disk*'`);
    expect(report.output).toEqual([1]);
    expect(errorLines(report)).toEqual([`NotFound,Get-LinkSet ObjectNotFound ${place.at('disk*')}`]);
  });

  it.runIf(isWindowsEngine(engine))("may be devices by Windows' own names", async () => {
    const report = await run(`Get-LinkSet -ImagePath '\\\\.\\PhysicalDrive99'; Measure-LinkedSpace -ImagePath '\\\\?\\Volume{0}'`);
    expect(report.errors.map(({ target }) => target)).toEqual(['\\\\.\\PhysicalDrive99', '\\\\?\\Volume{0}']);
  });

  it('are shown by their paths in the image', async () => {
    const report = await run(`$set = Get-LinkSet -ImagePath ${quote(file)}; $set | Out-Host; $set.Names | Out-Host; Measure-LinkedSpace -ImagePath ${quote(file)} | Out-Host`);
    const text = report.host.map((line) => line.trimEnd()).join('\n');
    expect(text).toContain(`     2        0     2.9 KB     2.9 KB ${folder.slice(0, 20)}`);
    expect(text).toContain(`File: ${folder}`);
    expect(text).toMatch(/Folder\n.*------\n.* \\\n/);
  });

  it('begin at -Offset, or in -Partition', async () => {
    const { disk, offset, partition } = mbrDisk(image.image);
    const path = quote(enginePath(engine, disk));
    const report = await run(`@(Get-LinkSet -ImagePath ${path} -Offset ${offset}).Length; @(Get-LinkSet -ImagePath ${path} -Partition ${partition}).Length; (Measure-LinkedSpace -ImagePath ${path} -Partition ${partition}).Files -gt 2`);
    expect(report.errors).toEqual([]);
    expect(report.output).toEqual([1, 1, true]);
  });

  it('are refused where they are none, with what to do in words of PowerShell', async () => {
    place.file('no.img', 'no image');
    const report = await run(`Get-LinkSet -ImagePath ${quote(place.at('no.img'))}; Get-LinkSet -ImagePath ${quote(file)} -Offset 0 -Partition 1`);
    expect(report.output).toEqual([]);
    expect(report.errors.map(({ id }) => id)).toEqual(['NotNtfs,Get-LinkSet', 'Usage,Get-LinkSet']);
    for (const { message } of report.errors) expect(message).not.toMatch(/--|linkkit/);
  });
});

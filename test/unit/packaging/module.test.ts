import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildModule, filledManifest, mergedScript } from '../../../src/packaging/module.ts';
import { root } from '../../../src/packaging/paths.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-module-'));
const source = path.join(folder, 'source');
const script = "foreach ($folder in 'Private', 'Public') {\n    foreach ($file in 1) {\n        . $file\n    }\n}\n\nExport-ModuleMember\n";
const write = (name: string, text: string): void => {
  fs.mkdirSync(path.dirname(path.join(source, name)), { recursive: true });
  fs.writeFileSync(path.join(source, name), text);
};

beforeAll(() => {
  write('LinkKit.psm1', `# The module's functions, one file each. More.\n${script}`);
  write('LinkKit.psd1', "@{\n    ModuleVersion        = '0.0.0'\n    FunctionsToExport    = @()\n}\n");
  write('Private/B.ps1', 'function B { "$& $1" }\n');
  write('Private/A.ps1', 'function A {}\n');
  write('Public/Get-It.ps1', '\uFEFFfunction Get-It {}\n');
  write('en-US/about.txt', 'help');
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test('all functions become one script, Private first, each file once and unchanged', () => {
  expect(mergedScript(source)).toBe('# Private/A.ps1\nfunction A {}\n\n# Private/B.ps1\nfunction B { "$& $1" }\n\n# Public/Get-It.ps1\nfunction Get-It {}\n\n\nExport-ModuleMember\n');
});

test('a script that is not ASCII gets a byte order mark, for Windows PowerShell', () => {
  write('Private/C.ps1', '# \u00e9\n');
  expect(mergedScript(source).startsWith('\uFEFF')).toBe(true);
  fs.rmSync(path.join(source, 'Private/C.ps1'));
  expect(mergedScript(source).startsWith('\uFEFF')).toBe(false);
});

test('the manifest gets the version without its suffix, and the functions', () => {
  const manifest = filledManifest(fs.readFileSync(path.join(source, 'LinkKit.psd1'), 'utf8'), '1.2.3-beta.1', ['A-B', 'C-D']);
  expect(manifest).toContain("ModuleVersion        = '1.2.3'");
  expect(manifest).toContain("FunctionsToExport    = @('A-B', 'C-D')");
});

test('a module without the places to fill in is an error', () => {
  expect(() => filledManifest('@{}', '1.0.0', [])).toThrow(/ModuleVersion/);
  write('LinkKit.psm1', 'nothing');
  expect(() => mergedScript(source)).toThrow(/loop/);
  write('LinkKit.psm1', script);
});

test('the folder holds the merged module, its data and the exes as further names', () => {
  write('program', 'exe');
  const target = path.join(folder, 'LinkKit');
  for (let round = 0; round < 2; round += 1) buildModule({ source, target, version: '1.0.0', exes: { 'linux-x64/linkkit': path.join(source, 'program') } });
  const files = fs.readdirSync(target, { recursive: true }).map(String).sort();
  expect(files).toEqual(['LinkKit.psd1', 'LinkKit.psm1', 'bin', path.join('bin', 'linux-x64'), path.join('bin', 'linux-x64', 'linkkit'), 'en-US', path.join('en-US', 'about.txt'), 'program'].sort());
  expect(fs.statSync(path.join(target, 'bin/linux-x64/linkkit')).ino).toBe(fs.statSync(path.join(source, 'program')).ino);
});

test("this project's own module can be merged, and its script holds every function file", () => {
  const merged = mergedScript(path.join(root, 'ps', 'LinkKit'));
  const files = ['Private', 'Public'].flatMap((name) => fs.readdirSync(path.join(root, 'ps', 'LinkKit', name)).map((file) => `${name}/${file}`));
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) expect(merged).toContain(`# ${file}\n`);
});

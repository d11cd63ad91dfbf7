// dist/LinkKit: the module's folder, ready to be copied to a PSModulePath.
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeLink } from './exe.ts';

export interface ModuleOptions {
  /** ps/LinkKit. */
  source: string;
  /** The folder to make; replaced as a whole. */
  target: string;
  version: string;
  /** The exes by their path inside bin/. */
  exes: Record<string, string>;
}

/** Builds the module's folder. @throws {Error} when the manifest or the script lack a place the build fills in */
export function buildModule({ source, target, version, exes }: ModuleOptions): void {
  const temporary = `${target}.${process.pid}`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    if (entry.isDirectory() && ['Private', 'Public', 'bin'].includes(entry.name)) continue;
    cpSync(join(source, entry.name), join(temporary, entry.name), { recursive: true });
  }
  const functions = scriptsIn(source, 'Public').map((name) => name.replace(/\.ps1$/, ''));
  writeFileSync(join(temporary, 'LinkKit.psm1'), mergedScript(source));
  writeFileSync(join(temporary, 'LinkKit.psd1'), filledManifest(readText(join(source, 'LinkKit.psd1')), version, functions));
  for (const [inner, exe] of Object.entries(exes)) placeLink(exe, join(temporary, 'bin', inner));
  rmSync(target, { recursive: true, force: true });
  renameSync(temporary, target);
}

/** A text file without its byte order mark. */
function readText(file: string): string {
  return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
}

function scriptsIn(source: string, folder: string): string[] {
  return readdirSync(join(source, folder)).filter((name) => name.endsWith('.ps1')).sort();
}

/**
 * One script of all: the functions of Private and Public in the place of the loop that loads them one by one.
 * Windows PowerShell reads a file without a byte order mark in the machine's own code page: it gets one where it is not ASCII.
 */
export function mergedScript(source: string): string {
  const script = readText(join(source, 'LinkKit.psm1'));
  const loader = /^foreach \(\$folder in 'Private', 'Public'\) \{\n[\s\S]*?^\}\n/m;
  if (!loader.test(script)) throw new Error('LinkKit.psm1 has no loop over Private and Public for the build to replace');
  const parts = ['Private', 'Public'].flatMap((folder) =>
    scriptsIn(source, folder).map((name) => `# ${folder}/${name}\n${readText(join(source, folder, name)).trimEnd()}\n`));
  const merged = script
    .replace(/^# The module's functions, one file each\..*\n/m, '')
    .replace(loader, () => `${parts.join('\n')}\n`);
  // eslint-disable-next-line no-control-regex
  return /[^\x00-\x7f]/.test(merged) ? `\uFEFF${merged}` : merged;
}

/** The manifest with the product's version and the names of the exported functions. */
export function filledManifest(manifest: string, version: string, functions: string[]): string {
  const list = functions.map((name) => `'${name}'`).join(', ');
  const replaceOnce = (text: string, pattern: RegExp, value: string) => {
    if (text.match(new RegExp(pattern, 'gm'))?.length !== 1) throw new Error(`LinkKit.psd1 has not exactly one ${pattern.source}`);
    return text.replace(new RegExp(pattern, 'm'), value);
  };
  const [numbers = version] = version.split('-');
  return replaceOnce(
    replaceOnce(manifest, /^( *ModuleVersion *= *)'[^']*'/, `$1'${numbers}'`),
    /^( *FunctionsToExport *= *)@\([^)]*\)/, `$1@(${list})`,
  );
}

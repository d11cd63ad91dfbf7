// What holds the house together and no other test would see: which way imports point, where FFI is known, what is strict.
import fs from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../src/packaging/paths.mjs';

const read = (name: string): string => fs.readFileSync(path.join(root, name), 'utf8');
const filesIn = (folder: string, ending: RegExp): string[] =>
  (fs.readdirSync(path.join(root, folder), { recursive: true }) as string[]).map((name) => `${folder}/${name.replaceAll('\\', '/')}`).filter((name) => ending.test(name));
const sources = filesIn('src', /\.ts$/).filter((name) => !name.startsWith('src/packaging/'));
/** Every module that a file names in import, import() or require(), but for types. */
const importsOf = (name: string): string[] =>
  [...read(name).matchAll(/(?:^|\n)\s*(?:import|export)\s(?!type\s)[^;'"]*?from\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|\brequire\(\s*['"]([^'"]+)['"]|(?:^|\n)import\s+['"]([^'"]+)['"]/g)].map((match) => (match[1] ?? match[2] ?? match[3] ?? match[4])!);
const packageOf = (name: string): string | null => (name.startsWith('.') || name.startsWith('/') ? null : name);

/** Layers that a layer may import, besides itself; contract is for all. */
const below: Record<string, string[]> = {
  cli: ['operations', 'journal', 'links', 'filesystem', 'ntfs', 'native'],
  operations: ['journal', 'links', 'filesystem', 'ntfs', 'native'],
  journal: ['links', 'filesystem', 'native'],
  links: ['filesystem', 'ntfs', 'native'],
  filesystem: ['ntfs', 'native'],
  ntfs: [],
  native: [],
  contract: [],
};

describe('src', () => {
  test('imports point downwards only', () => {
    const wrong: string[] = [];
    let seen = 0;
    for (const file of sources) {
      const layer = file.split('/')[1]!;
      if (!below[layer]) continue; // main.ts stands above all
      for (const name of importsOf(file).filter((one) => one.startsWith('.'))) {
        const to = path.posix.join(path.posix.dirname(file), name).split('/')[1]!;
        seen += 1;
        if (to !== layer && to !== 'contract' && !below[layer].includes(to)) wrong.push(`${file} imports ${name}`);
      }
    }
    expect(seen).toBeGreaterThan(150);
    // src/native keeps koffi's own file in the state folder, whose place and rights src/filesystem knows
    expect(wrong.filter((line) => !line.startsWith('src/native/koffi.ts imports ../filesystem/'))).toEqual([]);
  });

  test('each package is known where it belongs: koffi in native alone, yargs and ora in cli, zod in contract', () => {
    const homes: Record<string, RegExp> = { koffi: /^src\/native\//, yargs: /^src\/cli\//, ora: /^src\/cli\/output\//, zod: /^src\/contract\//, execa: /^src\/(links\/|operations\/task\/systemProgram\.ts)/, 'jsonc-parser': /^src\/operations\/jsonDocument.ts/, picomatch: /^src\/operations\/nameFilter.ts/, 'hash-wasm': /^src\/operations\/duplicates\/tools.ts/ };
    const uses = sources.flatMap((file) => importsOf(file).map(packageOf).filter((name) => name !== null && !builtinModules.includes(name) && !name.startsWith('node:')).map((name) => [name!, file] as const));
    expect(uses.filter(([name, file]) => !homes[name]?.test(file))).toEqual([]);
    expect(new Set(uses.map(([name]) => name))).toEqual(new Set(Object.keys(homes)));
    expect(sources.filter((file) => /['"]koffi['"]/.test(read(file))).filter((file) => !homes['koffi']!.test(file))).toEqual([]);
  });

  test('what every start reads needs no package: zod alone costs as much as the rest', () => {
    /** Modules that are read with the file itself, and not when something is called. */
    const readWith = (file: string): string[] => [...read(file).matchAll(/(?:^|\n)(?:import|export)\s(?!type\s)[^;'"]*?from\s+['"]([^'"]+)['"]/g)].map(([, name]) => name!);
    const seen = new Map<string, string>([['src/main.ts', '']]);
    for (const [file, way] of seen) for (const name of readWith(file).filter((one) => one.startsWith('.'))) {
      const to = path.posix.join(path.posix.dirname(file), name);
      if (!seen.has(to)) seen.set(to, `${way} > ${file}`);
    }
    expect(seen.size).toBeGreaterThan(40);
    expect([...seen].flatMap(([file, way]) => readWith(file).filter((name) => !name.startsWith('.') && !name.startsWith('node:')).map((name) => `${way} > ${file} > ${name}`)).filter((one) => !builtinModules.some((name) => one.endsWith(` > ${name}`)))).toEqual([]);
  });

  test('only cli prints, and nobody ends the process', () => {
    const code = (file: string): string => read(file).replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, '');
    expect(sources.filter((file) => /\bprocess\.exit\s*\(/.test(code(file)))).toEqual([]);
    expect(sources.filter((file) => !file.startsWith('src/cli/') && /\bconsole\.|process\.std(out|err)/.test(code(file)))).toEqual([]);
  });
});

describe('the project', () => {
  test('type checks are as strict as they were', () => {
    const { compilerOptions } = JSON.parse(read('tsconfig.json').replaceAll(/^\s*\/\/.*$/gm, '')) as { compilerOptions: Record<string, unknown> };
    expect(compilerOptions).toMatchObject({ strict: true, noUncheckedIndexedAccess: true, noEmit: true });
  });

  test('set-up and start are plain Node: they run before anything is installed', () => {
    const first = [...filesIn('test/support', /\.mjs$/), ...filesIn('src/packaging', /\.mjs$/)];
    expect(first.length).toBeGreaterThan(10);
    const packages = first.flatMap((file) => importsOf(file).map(packageOf).filter((name) => name !== null && !name.startsWith('node:')).map((name) => `${file}: ${name}`));
    expect(packages).toEqual([]);
  });

  test('.ci/run runs npm test, and what is built, fetched or shown is ignored', () => {
    expect(read('.ci/run')).toMatch(/^exec npm test/m);
    const ignored = read('.gitignore').split('\n').map((line) => line.replaceAll('/', ''));
    expect(ignored).toEqual(expect.arrayContaining(['dist', '.cache', '.demo', 'node_modules']));
  });

  test('no test is skipped without a reason', () => {
    const skipped = filesIn('test', /\.test\.ts$/).filter((file) => file !== 'test/unit/structure.test.ts' && /\b(test|it|describe)\.(skip|only|todo)\(/.test(read(file)));
    expect(skipped).toEqual([]);
  });
});

// src/main.ts and everything it imports, as chunks of CommonJS that src/packaging/loader.cjs reads out of the exe.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, transform, type Plugin } from 'esbuild';
import { koffiNative, root } from './paths.mjs';
import type { Platform } from './paths.mjs';

export interface BundleOptions {
  platform: Platform;
  /** Whether the hooks for tests are compiled in. */
  testBuild: boolean;
  version: string;
  /** Another entry than src/main.ts; for the packaging's own tests. */
  entry?: string;
}

/** yargs and what draws its help get asciiWidth.ts for string-width. */
const lightHelp: Plugin = {
  name: 'light help',
  setup({ onResolve }) {
    onResolve({ filter: /^string-width$/ }, ({ importer }) => (/[\\/]node_modules[\\/](yargs|cliui|wrap-ansi)[\\/]/.test(importer) ? { path: join(root, 'src', 'packaging', 'asciiWidth.ts') } : undefined));
  },
};

/**
 * `node:process` as an ES module of its own. esbuild's wrapper for a CommonJS import looks at every property of `process`,
 * its title too, and reading that ends Node on Windows where the console has no title: started with CreateNoWindow under
 * Wine, or by `start ""` (nodejs/node#58695).
 */
const plainProcess: Plugin = {
  name: 'plain process',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?process$/ }, ({ kind }) => (kind === 'require-call' ? undefined : { path: 'process', namespace: 'plain', sideEffects: false }));
    onLoad({ filter: /^process$/, namespace: 'plain' }, () => ({
      contents: 'const { process } = globalThis;\nexport default process;\nexport const { env, execArgv, execPath, hrtime, pid, platform } = process;\n',
    }));
  },
};

/** koffi's native module as the exe carries it, and its sha256 (hexadecimal). */
export function carriedKoffi(platform: Platform): { file: string; sha256: string } {
  const file = koffiNative(platform);
  return { file, sha256: createHash('sha256').update(readFileSync(file)).digest('hex') };
}

/**
 * Bundles LinkKit.
 * @returns the chunks' code (ASCII) by the name they are required with; the entry is `./main.js`
 * @throws esbuild's error, with the places in the source
 */
export async function bundle(options: BundleOptions): Promise<Map<string, string>> {
  const define = {
    __VERSION__: JSON.stringify(options.version),
    __TEST_BUILD__: String(options.testBuild),
    __BUNDLED__: 'true',
    __KOFFI_SHA256__: JSON.stringify(carriedKoffi(options.platform).sha256),
    'process.platform': JSON.stringify(options.platform === 'win-x64' ? 'win32' : 'linux'),
  };
  const built = await build({
    absWorkingDir: root,
    entryPoints: { main: options.entry ?? join(root, 'src', 'main.ts'), linkWorker: join(root, 'src', 'links', 'linkWorker.ts'), folderWorker: join(root, 'src', 'filesystem', 'walk', 'folderWorker.ts'), contentWorker: join(root, 'src', 'operations', 'duplicates', 'contentWorker.ts') },
    outdir: join(root, 'dist'),
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    plugins: [lightHelp, plainProcess],
    define,
    minifySyntax: true,
    legalComments: 'none',
    charset: 'ascii',
    logLevel: 'silent',
  });
  const chunks = new Map<string, string>();
  for (const file of built.outputFiles) chunks.set(`./${basename(file.path)}`, await toCommonJs(file.text));
  return new Map([...chunks].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One chunk as CommonJS: splitting works for ESM only, and a single-executable program runs CommonJS only. */
async function toCommonJs(code: string): Promise<string> {
  const result = await transform(code, {
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '__moduleUrl' },
    // Names stay: what a person reports of a bug shall be readable.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    charset: 'ascii',
  });
  return result.code;
}

import fs from 'node:fs';
import { LinkKitError } from '../contract/errors.ts';
import { isWindows } from '../filesystem/platform.ts';
import { consoleCodePage, decodeCodePage, systemDirectory, toNativePath } from '../native/windows.ts';
import { leadsTo } from './leadsTo.ts';
import { windowsView } from './realPath.ts';
import { availableWhere, fails, works, type Availability, type FoundNames, type NamedFile, type SearchEvent, type SiblingEngine } from './siblingEngine.ts';

/**
 * The names by `fsutil hardlink list`. Its text is in the console's code page, which cannot write every name:
 * each name counts only when it leads to the file, and what is then missing makes the answer incomplete.
 */
export function fsutilEngine(): SiblingEngine {
  return { name: 'fsutil', missing, available: availableWhere(missing, tryOn), find };
}

const fsutilPath = (): string => `${systemDirectory()}\\fsutil.exe`;

function missing(): string | null {
  if (!isWindows) return 'only Windows has fsutil';
  return fs.existsSync(fsutilPath()) ? null : `there is no ${fsutilPath()}`;
}

async function tryOn(file: NamedFile): Promise<Availability> {
  const run = await list(file.path);
  return run.lines === null ? fails(run.reason) : works;
}

async function* find(file: NamedFile, signal: AbortSignal): AsyncGenerator<SearchEvent, FoundNames> {
  const { lines, reason } = await list(file.path, signal);
  if (lines === null) throw new LinkKitError('EngineNotAvailable', { path: file.path, message: `fsutil gave no names: ${reason}.` });
  const view = windowsView(file.path);
  const names = lines.flatMap((name) => view.spell(name).find((path) => leadsTo(path, file)) ?? []);
  return { names, unrepresentable: [], complete: names.length >= file.entry.linkCount };
}

const longPath = 260;

/** Runs `fsutil hardlink list` by its full path; no environment variable and no search path has a say in what is run. */
async function list(path: string, cancelSignal?: AbortSignal): Promise<{ lines: string[] | null; reason: string }> {
  const { execa } = await import('execa');
  const fsutil = fsutilPath();
  const result = await execa(fsutil, ['hardlink', 'list', path.length < longPath ? path : toNativePath(path)], {
    encoding: 'buffer',
    stdin: 'ignore',
    reject: false,
    windowsHide: true,
    ...(cancelSignal && { cancelSignal }),
  });
  if (result.failed) {
    const reason = result.exitCode === undefined ? `${fsutil} cannot be started` : `fsutil hardlink list ends with exit code ${result.exitCode} here`;
    return { lines: null, reason };
  }
  const text = decodeCodePage(Buffer.from(result.stdout), consoleCodePage());
  return { lines: text.split(/\r?\n/).filter((line) => line.startsWith('\\')), reason: '' };
}

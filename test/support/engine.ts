import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { winePrefix } from './wine.mjs';
import type { Report, RunOptions } from './engine-report.ts';

/**
 * The PowerShells that the module's tests run in: the bench's engine host on Linux and, as a Windows program, under
 * Wine; a real pwsh (on PATH, or named by LINKKIT_TEST_PWSH); on Windows also Windows PowerShell 5.1.
 */
export type Engine = 'linux' | 'wine' | 'pwsh' | 'windows';

const project = fileURLToPath(new URL('../../', import.meta.url));
const cache = join(project, '.cache');
const hostFolder = fileURLToPath(new URL('host/', import.meta.url));
const onWindows = process.platform === 'win32';
/** Longer than any script of the tests runs; the host is killed then. */
const scriptTimeoutMs = 110_000;

interface Program {
  file: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

/** What is there, and why the others are not; set-up writes .cache/bench.json. */
export function engineStates(): { name: Engine; available: boolean; reason: string | null }[] {
  const bench = readBench();
  const host = (name: Engine, key: string, file: string): { name: Engine; available: boolean; reason: string | null } => {
    const known = bench[key];
    if (known && !known.available) return { name, available: false, reason: known.reason ?? 'not set up' };
    return existsSync(file) ? { name, available: true, reason: null } : { name, available: false, reason: 'the engine host is not built; npm test does it' };
  };
  const pwsh = pwshFile();
  return [
    ...(onWindows ? [] : [host('linux', 'engineLinux', linuxHost), host('wine', 'engineWine', wineHost)]),
    { name: 'pwsh', available: pwsh !== null, reason: pwsh === null ? 'no pwsh on PATH; install PowerShell 7 or set LINKKIT_TEST_PWSH' : null },
    ...(onWindows ? [{ name: 'windows' as const, available: true, reason: null }] : []),
  ];
}

/** The engines that are there. Never empty: a test run without any engine must not look like a good one. */
export function engines(): Engine[] {
  const there = engineStates().filter((one) => one.available);
  if (there.length === 0) throw new Error(`No PowerShell engine: ${engineStates().map(({ name, reason }) => `${name}: ${reason}`).join('; ')}`);
  return there.map(({ name }) => name);
}

/** Whether the engine's file system and paths are Windows'. */
export const isWindowsEngine = (engine: Engine): boolean => engine === 'wine' || onWindows;

const linuxHost = join(cache, 'host', 'linux-x64', 'out', 'EngineHost');
const wineHost = join(cache, 'host', 'win-x64', 'out', 'EngineHost.exe');

/** A path of this machine as the engine's programs write it. */
export const enginePath = (engine: Engine, path: string): string => (engine === 'wine' ? `Z:${path.replaceAll('/', '\\')}` : path);

/** Text as a PowerShell string that means exactly itself; PowerShell takes typographic quotes for quotes too. */
export const quote = (text: string): string => `'${text.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`;

/** The built module's folder, as the engine names it. */
export const modulePath = (engine: Engine): string => enginePath(engine, process.env['LINKKIT_TEST_MODULE'] ?? join(project, 'dist', 'LinkKit'));

/**
 * Runs a script with the built module imported and gives everything it did. The scripts of one test file share one
 * process and one runspace (but not their variables), unless `fresh` asks for a new runspace.
 */
export async function runPowerShell(engine: Engine, script: string, options: RunOptions = {}): Promise<Report> {
  const session = sessions.get(engine) ?? (await open(engine));
  sessions.set(engine, session);
  const turn = session.last.then(
    () => request(engine, session, script, options),
    () => request(engine, session, script, options),
  );
  session.last = turn;
  return turn;
}

interface Session {
  child: ChildProcess;
  folder: string;
  count: number;
  last: Promise<unknown>;
}

const sessions = new Map<Engine, Session>();

async function open(engine: Engine): Promise<Session> {
  mkdirSync(join(cache, 'engine'), { recursive: true });
  const folder = mkdtempSync(join(cache, 'engine', `${engine}-`));
  const { file, args, env } = program(engine);
  // Windows programs under Wine need files as standard output and error (FACTS.md, The bench).
  const log = openSync(join(folder, 'host.log'), 'a');
  const state = join(folder, 'state');
  mkdirSync(state);
  const child = spawn(file, args, {
    cwd: folder,
    env: { ...process.env, ...env, LINKKIT_STATE: enginePath(engine, state), XDG_CONFIG_HOME: join(folder, 'config'), POWERSHELL_TELEMETRY_OPTOUT: '1', NO_COLOR: '1' },
    stdio: ['pipe', log, log],
    windowsHide: true,
  });
  child.on('error', () => {});
  child.stdin?.on('error', () => {});
  return { child, folder, count: 0, last: Promise.resolve() };
}

function program(engine: Engine): Program {
  const driver = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', join(hostFolder, 'driver.ps1')];
  switch (engine) {
    case 'linux':
      return { file: linuxHost, args: [], env: {} };
    case 'wine':
      return { file: 'wine', args: [wineHost], env: { WINEPREFIX: winePrefix, WINEDEBUG: '-all', DOTNET_EnableWriteXorExecute: '0' } };
    case 'pwsh':
      return { file: pwshFile() ?? 'pwsh', args: driver, env: {} };
    case 'windows':
      return { file: 'powershell.exe', args: driver, env: {} };
  }
}

async function request(engine: Engine, session: Session, script: string, options: RunOptions): Promise<Report> {
  const number = (session.count += 1);
  const scriptFile = join(session.folder, `${number}.ps1`);
  const reportFile = join(session.folder, `${number}.json`);
  const module = options.module === null ? '' : `Import-Module -Name ${quote(options.module ?? `${modulePath(engine)}/LinkKit.psd1`)}\n`;
  const location = options.location === undefined ? enginePath(engine, session.folder) : options.location;
  const drives = engine === 'wine' ? wineDrives : '';
  // A byte order mark, or Windows PowerShell takes the file for the system's code page.
  writeFileSync(scriptFile, `\ufeff$ErrorActionPreference = 'Continue'\n${drives}${module}Set-Location -LiteralPath ${quote(location)}\n${script}\n`);
  const fields = [enginePath(engine, scriptFile), enginePath(engine, reportFile), options.stopAfterMs ?? 0, options.choice ?? 0, options.fresh ? 'fresh' : 'same'];
  session.child.stdin?.write(`${fields.join('\t')}\n`);
  const end = Date.now() + scriptTimeoutMs;
  for (;;) {
    if (existsSync(reportFile)) return readReport(reportFile);
    const gone = session.child.exitCode !== null || session.child.signalCode !== null || session.child.pid === undefined;
    if (gone || Date.now() > end) {
      sessions.delete(engine);
      session.child.kill('SIGKILL');
      throw new Error(`The ${engine} engine ${gone ? 'ended' : 'did not answer'} under this script:\n${script}\n${tail(join(session.folder, 'host.log'))}`);
    }
    await wait(5);
  }
}

/**
 * Drive letters that were made while Wine was running are there for the file system, but not in its list of drives,
 * which is what PowerShell goes by: gives PowerShell the ones that it lacks.
 */
const wineDrives = `foreach ($letter in 'NOPQRSTUVWXY'.ToCharArray()) {
  if ([System.IO.Directory]::Exists("\${letter}:\\") -and -not ($ExecutionContext.SessionState.Drive.GetAll() | Where-Object Name -eq "$letter")) {
    $null = $ExecutionContext.SessionState.Drive.New([System.Management.Automation.PSDriveInfo]::new("$letter", $ExecutionContext.SessionState.Provider.GetOne('FileSystem'), "\${letter}:\\", '', $null), 'Global')
  }
}
`;

function readReport(file: string): Report {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const plain = (line: string): string => line.replaceAll(/\u001b\[[0-9;]*m/g, '');
  return { ...report, host: report.host.map(plain), whatIf: report.host.map(plain).filter((line) => line.startsWith('What if: ')) };
}

const tail = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8').slice(0, 4000) : '');

/** Lets the hosts end (they do when their input closes) and takes their folders away. */
export async function closeEngines(): Promise<void> {
  for (const [engine, session] of sessions) {
    sessions.delete(engine);
    const ended = new Promise((resolve) => session.child.once('exit', resolve));
    session.child.stdin?.end();
    await Promise.race([ended, wait(5000, undefined, { ref: false })]);
    if (session.child.exitCode === null) session.child.kill('SIGKILL');
    rmSync(session.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function readBench(): Record<string, { available: boolean; reason?: string | null } | undefined> {
  const file = join(cache, 'bench.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof readBench>) : {};
}

let pwshFound: string | null | undefined;

function pwshFile(): string | null {
  if (pwshFound !== undefined) return pwshFound;
  const named = process.env['LINKKIT_TEST_PWSH'];
  const file = named ?? 'pwsh';
  const answer = spawnSync(file, ['-NoProfile', '-NonInteractive', '-Command', '1'], { timeout: 30_000, windowsHide: true });
  pwshFound = answer.status === 0 ? file : null;
  if (named && pwshFound === null) throw new Error(`LINKKIT_TEST_PWSH names a program that does not run: ${named}`);
  return pwshFound;
}

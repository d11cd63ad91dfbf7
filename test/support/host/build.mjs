// Builds the engine host: a console program that runs PowerShell scripts in the engine of NuGet's
// System.Management.Automation and reports all they did as JSON (see Runner.cs and ../engine.ts).
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));

/**
 * Builds the host where it is not built yet; does nothing (a few milliseconds) where its sources have not changed.
 * @param {object} options
 * @param {string} options.cacheFolder the folder for everything built; the host goes to a folder in it, one a platform
 * @param {'linux-x64' | 'win-x64'} options.platform win-x64 is self-contained, so that it runs under Wine without .NET
 * @returns {Promise<string>} the program's path
 * @throws {Error} with a sentence for a person: no .NET SDK, or the compiler's own output
 */
export async function buildHost({ cacheFolder, platform }) {
  const folder = join(cacheFolder, platform);
  const program = join(folder, 'out', platform === 'win-x64' ? 'EngineHost.exe' : 'EngineHost');
  const stamp = join(folder, 'sources.sha256');
  const wanted = await sourcesHash();
  if (existsSync(program) && existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return program;

  await mkdir(folder, { recursive: true });
  await rm(stamp, { force: true });
  await rm(join(folder, 'out'), { recursive: true, force: true });
  const selfContained = platform === 'win-x64' ? 'true' : 'false';
  try {
    await run(
      'dotnet',
      [
        'publish', join(here, 'EngineHost.csproj'), '--nologo', '-v:quiet', '-c', 'Release', '-r', platform,
        `-p:SelfContained=${selfContained}`, `-p:CacheFolder=${folder}`, '-o', join(folder, 'out'),
      ],
      { env: { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1', MSBUILDDISABLENODEREUSE: '1' }, maxBuffer: 1 << 26 },
    );
  } catch (error) {
    if (error.code === 'ENOENT') {
      throw new Error('The PowerShell engine host cannot be built: there is no .NET SDK. Install the .NET SDK 10 (the program `dotnet`).');
    }
    throw new Error(`The PowerShell engine host could not be built for ${platform}:\n${error.stdout ?? ''}${error.stderr ?? ''}`.trim(), { cause: error });
  }
  await writeFile(stamp, wanted);
  return program;
}

/** What the host is built from, as one hash: the sources, the project file and this file. */
async function sourcesHash() {
  const hash = createHash('sha256');
  for (const name of (await readdir(here)).sort()) {
    if (!/\.(cs|csproj|mjs)$/.test(name)) continue;
    hash.update(name).update('\0').update(await readFile(join(here, name))).update('\0');
  }
  return hash.digest('hex');
}

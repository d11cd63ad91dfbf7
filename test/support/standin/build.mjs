import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
const compiler = 'x86_64-w64-mingw32-gcc';

/** The parts of the DLL; standin.def says what it exports. */
const parts = ['standin.c', 'names.c', 'files.c', 'ids.c', 'layout.c', 'reparse.c', 'security.c', 'standin.def'];

/**
 * Builds the stand-ins once for each state of their sources: the DLL with the functions that Wine lacks, and beside it
 * `system32/fsutil.exe`. Gives back the DLL's path; throws where the compiler (gcc-mingw-w64-x86-64) is missing.
 */
export function buildStandIn({ cacheFolder }) {
  const hash = createHash('sha256');
  for (const name of [...parts, 'standin.h', 'fsutil.c']) hash.update(fs.readFileSync(path.join(here, name)));
  const folder = path.join(cacheFolder, 'standin', hash.digest('hex').slice(0, 16));
  const dll = path.join(folder, 'standin.dll');
  if (fs.existsSync(dll)) return dll;

  const building = `${folder}.${process.pid}`;
  fs.mkdirSync(path.join(building, 'system32'), { recursive: true });
  const options = ['-O1', '-Wall', '-s', '-static'];
  const compile = (kind, name, sources) =>
    execFileSync(compiler, [...options, kind, '-o', path.join(building, name), ...sources.map((source) => path.join(here, source))], { stdio: 'pipe' });
  compile('-shared', 'standin.dll', parts);
  compile('-municode', 'system32/fsutil.exe', ['fsutil.c']);
  try {
    fs.renameSync(building, folder);
  } catch (error) {
    if (!fs.existsSync(dll)) throw error; // another process was as quick
    fs.rmSync(building, { recursive: true, force: true });
  }
  return dll;
}

import { fromOsError } from '../filesystem/osError.ts';
import { isWindows } from '../filesystem/platform.ts';
import { fileNames, hasFileNames, isUnsupported } from '../native/windows.ts';
import { leadsTo } from './leadsTo.ts';
import { windowsView } from './realPath.ts';
import { availableWhere, fails, works, type Availability, type FoundNames, type NamedFile, type SearchEvent, type SiblingEngine } from './siblingEngine.ts';

/** The names by FindFirstFileNameW and FindNextFileNameW: the file system's own answer, at once. */
export function apiEngine(): SiblingEngine {
  return { name: 'api', missing, available: availableWhere(missing, tryOn), find };
}

function missing(): string | null {
  if (!isWindows) return 'only Windows has FindFirstFileNameW';
  return hasFileNames() ? null : 'this Windows has no FindFirstFileNameW';
}

function tryOn(file: NamedFile): Availability {
  try {
    fileNames(file.path);
  } catch (error) {
    if (!isUnsupported(error)) return works; // something about this one file
    const { code, call } = error as { code: number; call: string };
    return fails(`${call} fails on this volume with error ${code}`);
  }
  return works;
}

async function* find(file: NamedFile): AsyncGenerator<SearchEvent, FoundNames> {
  let given: string[];
  let view;
  try {
    given = fileNames(file.path);
    view = windowsView(file.path);
  } catch (error) {
    throw fromOsError(error, file.path);
  }
  const carried = given.filter((name) => name.isWellFormed());
  const unrepresentable = given.filter((name) => !name.isWellFormed()).map((name) => (view.spell(name)[0] ?? name).toWellFormed());
  let names: string[] = carried.map((name) => view.spell(name)[0] ?? name);
  // The file's own name among them proves that they stand behind the right root; else each is looked at.
  if (!names.includes(file.path)) {
    names = carried.flatMap((name) => view.spell(name).find((path) => leadsTo(path, file)) ?? []);
  }
  return { names, unrepresentable, complete: names.length === given.length && names.length >= file.entry.linkCount };
}

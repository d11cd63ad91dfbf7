import { LinkKitError } from '../contract/errors.ts';
import { fromOsError } from '../filesystem/osError.ts';
import { isWindows } from '../filesystem/platform.ts';
import { fileNames, hardLinkNames, isUnsupported, Win32Error, type HardLinkNames } from '../native/windows.ts';
import { leadsTo } from './leadsTo.ts';
import { windowsView } from './realPath.ts';
import { availableWhere, fails, works, type Availability, type FoundNames, type NamedFile, type SearchEvent, type SiblingEngine } from './siblingEngine.ts';

/**
 * The names by FindFirstFileNameW and FindNextFileNameW, or where these are missing or refused by
 * NtQueryInformationFile(FileHardLinkInformation): the file system's own answer, at once.
 */
export function apiEngine(): SiblingEngine {
  return { name: 'api', missing, available: availableWhere(missing, tryOn), find };
}

const missing = (): string | null => (isWindows ? null : 'only Windows has FindFirstFileNameW');

function tryOn(file: NamedFile): Availability {
  const refusals: string[] = [];
  for (const ask of [fileNames, hardLinkNames]) {
    try {
      ask(file.path);
    } catch (error) {
      if (!isUnsupported(error)) return works; // something about this one file
      refusals.push(refusal(error as Win32Error));
      continue;
    }
    return works;
  }
  return fails(refusals.join(', '));
}

/** ERROR_PROC_NOT_FOUND: the function itself is missing. */
const refusal = ({ call, code }: Win32Error): string => (code === 127 ? `this Windows has no ${call}` : `${call} fails on this volume with error ${code}`);

function leftOut(path: string, names: number, refusal: Win32Error): LinkKitError {
  const { code, osError } = fromOsError(refusal, path);
  return new LinkKitError(code, {
    path,
    osError,
    message: `Names of the file in folders that cannot be opened are left out: ${names} (${refusal.call} failed with error ${refusal.code}).`,
    hint: 'Run elevated to see names in folders of others.',
  });
}

/** The names from the root of the volume. Throws Win32Error. */
function namesGiven(path: string): HardLinkNames {
  try {
    return { names: fileNames(path), unopened: 0, refusal: null };
  } catch (error) {
    if (!isUnsupported(error)) throw error;
    return hardLinkNames(path);
  }
}

async function* find(file: NamedFile): AsyncGenerator<SearchEvent, FoundNames> {
  let given;
  let view;
  try {
    given = namesGiven(file.path);
    view = windowsView(file.path);
  } catch (error) {
    throw fromOsError(error, file.path);
  }
  if (given.refusal !== null) yield { type: 'warning', ...leftOut(file.path, given.unopened, given.refusal).toFinding() };
  const carried = given.names.filter((name) => name.isWellFormed());
  const unrepresentable = given.names.filter((name) => !name.isWellFormed()).map((name) => (view.spell(name)[0] ?? name).toWellFormed());
  let names: string[] = carried.map((name) => view.spell(name)[0] ?? name);
  // The file's own name among them proves that they stand behind the right root; else each is looked at.
  if (!names.includes(file.path)) {
    names = carried.flatMap((name) => view.spell(name).find((path) => leadsTo(path, file)) ?? []);
  }
  return { names, unrepresentable, complete: names.length === given.names.length + given.unopened && names.length >= file.entry.linkCount };
}

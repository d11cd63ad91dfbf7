import { LinkKitError } from '../contract/errors.ts';
import { shellRecycle } from '../native/windows.ts';
import { entryOrNull } from './entry.ts';
import { faultPoint } from './faults.ts';
import { fromOsError, withPath } from './osError.ts';
import { reachablePath } from './paths.ts';
import { isWindows } from './platform.ts';

/** MAX_PATH: the shell takes no longer one. */
const longestPath = 259;

/** Throws EngineNotAvailable where this system has no recycle bin. */
export function refuseWithoutRecycleBin(): void {
  if (!isWindows) throw new LinkKitError('EngineNotAvailable', { message: 'There is no recycle bin on this system.', hint: 'Use --undoable: linkkit undo then brings the files back.' });
}

/** Throws where the shell cannot take this path: PathTooLong; EngineNotAvailable for a name that only \\?\ reaches, for the shell would take another one. */
export function refuseForShell(name: string): void {
  if (name.length > longestPath) throw new LinkKitError('PathTooLong', { path: name, message: `The recycle bin takes no path of more than ${longestPath} characters.`, hint: 'Use --undoable instead of --to-recycle-bin.' });
  if (reachablePath(name) !== name || /^\\\\\?\\|[*?]/.test(name)) throw new LinkKitError('EngineNotAvailable', { path: name, message: 'The recycle bin does not reach a name like this one.', hint: 'Use --undoable instead of --to-recycle-bin.' });
}

/**
 * Moves a file or folder into the recycle bin, as far as the shell does: where there is no bin, or what it holds is too large, the shell deletes it
 * in silence. The caller has a second name of each file, and looks at that. Throws AccessDenied, InUse, WriteError; it then stands where it was.
 */
export function moveToRecycleBin(name: string): void {
  faultPoint('recycle');
  const number = withPath(name, () => shellRecycle(name));
  if (entryOrNull(name) === null) return;
  const failure = fromOsError(Object.assign(new Error(), { code: number === deniedByShell ? 5 : number, call: 'SHFileOperationW' }), name);
  throw failure.code === 'AccessDenied' || failure.code === 'InUse' ? failure : new LinkKitError('WriteError', { path: name, osError: number, message: 'The shell did not move it into the recycle bin.', hint: 'See whether another program holds it open.' });
}

/** DE_ACCESSDENIEDSRC of the shell. */
const deniedByShell = 0x78;

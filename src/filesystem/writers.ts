import fs from 'node:fs';
import path from 'node:path';
import { getSecurity } from '../native/windows.ts';
import { entriesOf } from '../ntfs/securityDescriptor.ts';
import { withPath } from './osError.ts';
import { isWindows } from './platform.ts';

/** Somebody who is no administrator, and what he may change. */
export interface Writer {
  path: string;
  who: string;
}

/** SYSTEM, the administrators, TrustedInstaller; and CREATOR OWNER, which stands for nobody until something is made. */
const trusted: ReadonlySet<string> = new Set(['S-1-5-18', 'S-1-5-32-544', 'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464', 'S-1-3-0', 'S-1-3-4']);

/** Rights by which a file's data change, or the file goes (winnt.h): write or append data, DELETE, WRITE_DAC, WRITE_OWNER, GENERIC_WRITE, GENERIC_ALL. */
const fileRights = 0x2 | 0x4 | 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x4000_0000 | 0x1000_0000;
/** The same for a folder, in which nothing may be put beside the file: FILE_ADD_FILE, FILE_ADD_SUBDIRECTORY, FILE_DELETE_CHILD. */
const folderRights = fileRights | 0x40;
/** Further above new entries do no harm; those on the way must not be removed or renamed. */
const aboveRights = folderRights & ~0x6;

/** What an entry is to the file that is asked about. */
type Place = 'itself' | 'folder' | 'above';

/**
 * The first user or group besides administrators (POSIX: besides root) that could change what lies under a path: the file itself, its
 * folder, or one above. Null: nobody. Of what is not there yet, whoever may make it counts. Throws a LinkKitError.
 */
export function writerAmongUsers(name: string): Writer | null {
  let at = name;
  while (!fs.existsSync(at) && path.dirname(at) !== at) at = path.dirname(at);
  for (let place: Place = at === name ? 'itself' : 'folder'; ; place = place === 'itself' ? 'folder' : 'above') {
    const who = isWindows ? windowsWriter(at, rightsOf(at, place)) : posixWriter(at, place === 'itself' || (place === 'folder' && !fs.existsSync(name)));
    if (who !== null) return { path: at, who };
    if (path.dirname(at) === at) return null;
    at = path.dirname(at);
  }
}

const rightsOf = (at: string, place: Place): number => (place === 'above' ? aboveRights : place === 'folder' || fs.statSync(at).isDirectory() ? folderRights : fileRights);

function windowsWriter(at: string, rights: number): string | null {
  const { owner, entries } = entriesOf(withPath(at, () => getSecurity(at)));
  if (!trusted.has(owner)) return `its owner ${owner}`;
  if (entries === null) return 'everyone';
  const entry = entries.find(({ isAllowed, isInheritOnly, sid, mask }) => isAllowed && !isInheritOnly && !trusted.has(sid) && (mask & rights) !== 0);
  return entry ? wellKnown[entry.sid] ?? entry.sid : null;
}

const wellKnown: Readonly<Record<string, string>> = { 'S-1-1-0': 'everyone', 'S-1-5-11': 'every user who is logged on', 'S-1-5-32-545': 'every user of this machine', 'S-1-5-4': 'every interactive user' };

/** @param mayMake whether also that matters which others may make in it */
function posixWriter(at: string, mayMake: boolean): string | null {
  const { uid, mode } = withPath(at, () => fs.statSync(at));
  if (uid !== 0) return `its owner (user ${uid})`;
  // In a sticky folder each may remove his own entries only
  if ((mode & 0o022) !== 0 && (mayMake || (mode & 0o1000) === 0)) return (mode & 0o002) !== 0 ? 'everyone' : 'its group';
  return null;
}

import fs from 'node:fs';
import path from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { LinkKitError } from '../../contract/errors.ts';
import { privateFolder } from '../../filesystem/privateFolder.ts';
import { pack, unpack } from './cachePages.ts';
import type { CachedFile, HashCache } from './cacheRow.ts';

/** Another number: what was written before is not understood, and set aside. */
const format = 1;

/** A file that no search has come by for so long is forgotten, when others of its size are written. */
const daysKept = 90;

/** Another search may be writing. */
const patienceMs = 2_000;

/** Bytes that wait to be written at most. */
const mostPending = 16 * 1024 * 1024;

const dayMs = 24 * 3_600_000;

interface Row {
  volume: string;
  size: number;
  page: Buffer;
}

interface Open {
  database: DatabaseSync;
  read: StatementSync;
}

/**
 * What searches remember, in a database of SQLite: a row for each size on a volume. One that cannot be understood is set aside (`.bad`) and
 * begun anew; where nothing can be kept, that is told by `warn`, and the search does without.
 * @param folder made if need be, readable by this user alone
 * @param now milliseconds since 1970
 */
export function openCache(folder: string, now: number, warn: (warning: LinkKitError) => void): HashCache {
  const file = path.join(folder, 'contents.sqlite');
  const today = Math.floor(now / dayMs);
  const changed = new Map<string, Row>();
  let pending = 0;
  let open: Open | null = null;
  const giveUp = (error: unknown): void => {
    open = null;
    warn(new LinkKitError('WriteError', { path: file, message: `What was read cannot be remembered for the next search: ${(error as Error).message}.`, hint: 'The search itself is not touched by it; --no-cache does without.', cause: error }));
  };
  const orWithout = <T>(otherwise: T, action: (open: Open) => T): T => {
    if (open === null) return otherwise;
    try {
      return action(open);
    } catch (error) {
      closeQuietly(open);
      if (!isDamaged(error)) giveUp(error);
      else reopen();
      return otherwise;
    }
  };
  const reopen = (): void => {
    try {
      setAside(file);
      open = openDatabase(file);
    } catch (error) {
      giveUp(error);
    }
  };
  const flush = (): void => {
    if (changed.size > 0) orWithout(undefined, ({ database }) => writeAll(database, changed.values()));
    changed.clear();
    pending = 0;
  };
  try {
    privateFolder(folder);
    open = openDatabase(file);
  } catch (error) {
    if (isDamaged(error)) reopen();
    else giveUp(error);
  }
  const isEmpty = orWithout(true, ({ database }) => database.prepare('SELECT 1 FROM contents LIMIT 1').get() === undefined);
  return {
    isEmpty,
    read(volume, size) {
      const bytes = changed.get(`${size} ${volume}`)?.page ?? orWithout(undefined, ({ read }) => read.get(volume, size) as { files: Uint8Array } | undefined)?.files;
      return bytes === undefined ? [] : (unpack(bytes) ?? []);
    },
    write(volume, size, files) {
      const page = pack(files, today, daysKept);
      changed.set(`${size} ${volume}`, { volume, size, page });
      pending += page.length;
      if (pending > mostPending) flush();
    },
    close() {
      flush();
      orWithout(undefined, ({ database }) => database.close());
      open = null;
    },
  };
}

function openDatabase(file: string): Open {
  const { DatabaseSync: Database } = withoutWarning(() => process.getBuiltinModule('node:sqlite'));
  const database = new Database(file);
  try {
    // A crash of the system may cost it: then it is begun anew
    database.exec(`PRAGMA busy_timeout = ${patienceMs}; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;`);
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version !== 0 && version !== format) throw new Damaged(`It is of format ${version}, and this is ${format}`);
    database.exec(`CREATE TABLE IF NOT EXISTS contents (volume TEXT NOT NULL, size INTEGER NOT NULL, files BLOB NOT NULL, PRIMARY KEY (volume, size)) WITHOUT ROWID; PRAGMA user_version = ${format};`);
    return { database, read: database.prepare('SELECT files FROM contents WHERE volume = ? AND size = ?') };
  } catch (error) {
    database.close();
    throw error;
  }
}

function writeAll(database: DatabaseSync, rows: Iterable<Row>): void {
  const replace = database.prepare('REPLACE INTO contents (volume, size, files) VALUES (?, ?, ?)');
  database.exec('BEGIN IMMEDIATE');
  for (const { volume, size, page } of rows) replace.run(volume, size, page);
  database.exec('COMMIT');
}

/** A file that is not of ours, or not any more. */
class Damaged extends Error {}

/** Trouble of the moment, and not of the file: SQLITE_BUSY, SQLITE_LOCKED, SQLITE_NOMEM, SQLITE_FULL. */
const passing: ReadonlySet<number> = new Set([5, 6, 7, 13]);

/** Any other error of SQLite: a damaged file fails in many ways, and where it is not its fault it cannot be set aside either. */
function isDamaged(error: unknown): boolean {
  const { errcode } = error as { errcode?: number };
  return error instanceof Damaged || (errcode !== undefined && !passing.has(errcode & 0xff));
}

function setAside(file: string): void {
  for (const part of ['-wal', '-shm']) fs.rmSync(file + part, { force: true, recursive: true });
  if (!fs.existsSync(file)) return;
  fs.rmSync(`${file}.bad`, { force: true, recursive: true });
  fs.renameSync(file, `${file}.bad`);
}

function closeQuietly({ database }: Open): void {
  try {
    database.close();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}

/** Node 22 calls SQLite experimental at its first use, on standard error. */
function withoutWarning<T>(load: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

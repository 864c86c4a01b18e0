import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { errorMessage } from '../../core/error-message.ts';
import { StartRefused } from '../start-refused.ts';

const schemaVersion = 1;
const busyTimeoutMs = 5_000;

/**
 * Names and expiry in one table, values by type in four. A value's row goes with its name's row, so that deleting
 * a key is one statement. Text compares as UTF-8 bytes, which is how Redis orders members of equal score.
 */
const owner = 'key_id INTEGER NOT NULL REFERENCES keys ON DELETE CASCADE';
const schema = `
  CREATE TABLE keys (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('string', 'hash', 'set', 'zset')),
    expires_at INTEGER
  ) STRICT;
  CREATE INDEX keys_by_expiry ON keys (expires_at) WHERE expires_at IS NOT NULL;
  CREATE TABLE strings (${owner} PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE hash_fields (${owner}, field TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (key_id, field))
    STRICT, WITHOUT ROWID;
  CREATE TABLE set_members (${owner}, member TEXT NOT NULL, PRIMARY KEY (key_id, member)) STRICT, WITHOUT ROWID;
  CREATE TABLE zset_members (${owner}, member TEXT NOT NULL, score REAL NOT NULL, PRIMARY KEY (key_id, member))
    STRICT, WITHOUT ROWID;
  CREATE INDEX zset_members_by_score ON zset_members (key_id, score, member);
  PRAGMA user_version = ${schemaVersion};
`;

/**
 * Opens the SQLite file, or makes it and its folder.
 *
 * @throws {StartRefused} if its layout is of a later fill-cache, or if it cannot be used. It is left untouched.
 */
export function openDataFile(file: string): DatabaseSync {
  let sqlite: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    sqlite = new DatabaseSync(file, { timeout: busyTimeoutMs });
    prepare(sqlite, file);
    return sqlite;
  } catch (error) {
    sqlite?.close();
    if (error instanceof StartRefused) throw error;
    const reason = errorMessage(error);
    const advice = 'move it away, or use another data folder (FILL_CACHE_HOME).';
    throw new StartRefused(`The data file ${file} cannot be opened (${reason}): ${advice}`, { cause: error });
  }
}

function prepare(sqlite: DatabaseSync, file: string): void {
  // Pages of 16 KB: an MSET of 50 documents of 60 KB takes 6 ms instead of 28 (fewer pages per value, and the log
  // is folded in every 16 MB). FULL: what was acknowledged outlives a power cut too; NORMAL would take 2.4 ms.
  sqlite.exec('PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  sqlite.exec('BEGIN IMMEDIATE'); // two processes that open a new file at once make the tables once
  const found = Number(sqlite.prepare('PRAGMA user_version').get()?.user_version);
  if (found > schemaVersion) {
    const versions = `data version ${found}; this one knows ${schemaVersion}`;
    const advice = 'update fill-cache, or use another data folder (FILL_CACHE_HOME).';
    throw new StartRefused(`${file} was written by a newer fill-cache (${versions}): ${advice}`);
  }
  if (found === 0) sqlite.exec(schema);
  sqlite.exec('COMMIT');
}

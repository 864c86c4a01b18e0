import { CommandError, type Database } from './command.ts';

/** The names Redis' TYPE gives. */
export type Kind = 'string' | 'hash' | 'set' | 'zset';

export interface Key {
  id: number;
  kind: string;
  /** Milliseconds since 1970; null: never. */
  expiresAt: number | null;
}

/** The key of that name. What it holds is in the table of its kind, under the key's id. */
export function findKey(database: Database, name: string): Key | undefined {
  const [row] = database.all('SELECT id, kind, expires_at FROM keys WHERE name = ?', name);
  if (!row) return undefined;
  const expiresAt = row.expires_at === null ? null : Number(row.expires_at);
  return { id: Number(row.id), kind: String(row.kind), expiresAt };
}

/** @throws {CommandError} (WRONGTYPE) if the key is of another kind */
export function findKeyAs(kind: Kind, database: Database, name: string): Key | undefined {
  const key = findKey(database, name);
  if (!key || key.kind === kind) return key;
  throw new CommandError('WRONGTYPE Operation against a key holding the wrong kind of value');
}

/** Makes a key. Who makes one puts something in: Redis has no empty hashes or sets. */
export function makeKey(kind: Kind, database: Database, name: string): Key {
  const [row] = database.all('INSERT INTO keys (name, kind) VALUES (?, ?) RETURNING id', name, kind);
  return { id: Number(row?.id), kind, expiresAt: null };
}

/** Deletes the key with what it holds; false if there was none. */
export function removeKey(database: Database, name: string): boolean {
  return database.change('DELETE FROM keys WHERE name = ?', name) === 1;
}

/** Takes the expiry away with null. A time that has come deletes the key at once. */
export function expireKey(database: Database, key: Key, at: number | null): void {
  if (at !== null && at <= database.now) database.change('DELETE FROM keys WHERE id = ?', key.id);
  else database.change('UPDATE keys SET expires_at = ? WHERE id = ?', at, key.id);
}

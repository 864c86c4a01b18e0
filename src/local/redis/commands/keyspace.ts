import type { SQLTagStore } from 'node:sqlite';
import { wrongType } from './command.ts';
import { numberIn, textIn } from './row.ts';

/** The names Redis' TYPE gives. */
export type Kind = 'string' | 'hash' | 'set' | 'zset';

export interface Key {
  id: number;
  kind: string;
  /** Milliseconds since 1970; null: never. */
  expiresAt: number | null;
}

/** The keys by name. What a key holds is in the tables of its kind, under the key's id. */
export interface Keyspace {
  find(name: string): Key | undefined;
  /** @throws CommandError (WRONGTYPE) if the key is of another kind */
  findAs(kind: Kind, name: string): Key | undefined;
  /**
   * The key, made empty if there is none. Who makes one puts something in: Redis has no empty hashes or sets.
   *
   * @throws CommandError (WRONGTYPE) if the key is of another kind
   */
  obtain(kind: Kind, name: string): Key;
  /** Deletes the key with what it holds; false if there was none. */
  remove(name: string): boolean;
  /** Takes the expiry away with null. A time that has come deletes the key at once. */
  expire(key: Key, at: number | null, now: number): void;
}

export function createKeyspace(sql: SQLTagStore): Keyspace {
  function find(name: string): Key | undefined {
    const row = sql.get`SELECT id, kind, expires_at FROM keys WHERE name = ${name}`;
    return (
      row && {
        id: numberIn(row, 'id'),
        kind: textIn(row, 'kind'),
        expiresAt: row.expires_at === null ? null : numberIn(row, 'expires_at'),
      }
    );
  }

  function findAs(kind: Kind, name: string): Key | undefined {
    const key = find(name);
    if (key !== undefined && key.kind !== kind) {
      throw wrongType();
    }
    return key;
  }

  return {
    find,
    findAs,
    obtain(kind, name) {
      const key = findAs(kind, name);
      if (key !== undefined) {
        return key;
      }
      const row = sql.get`INSERT INTO keys (name, kind) VALUES (${name}, ${kind}) RETURNING id`;
      return { id: numberIn(row, 'id'), kind, expiresAt: null };
    },
    remove(name) {
      return sql.run`DELETE FROM keys WHERE name = ${name}`.changes === 1;
    },
    expire(key, at, now) {
      if (at !== null && at <= now) {
        sql.run`DELETE FROM keys WHERE id = ${key.id}`;
      } else {
        sql.run`UPDATE keys SET expires_at = ${at} WHERE id = ${key.id}`;
      }
    },
  };
}

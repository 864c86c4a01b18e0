import type { SQLInputValue } from 'node:sqlite';
import type { Database } from './command.ts';
import { findKeyAs, makeKey } from './keyspace.ts';

const PLACES = {
  hash: { table: 'hash_fields', member: 'field', value: 'value' },
  set: { table: 'set_members', member: 'member', value: null },
  zset: { table: 'zset_members', member: 'member', value: 'score' },
};

/** What a hash, a set or a sorted set holds. @throws {CommandError} (WRONGTYPE) if the key is of another kind */
export function membersOf(kind: keyof typeof PLACES, database: Database, name: string) {
  const { table, member, value } = PLACES[kind];
  let key = findKeyAs(kind, database, name);

  function all(columns: string, condition: string, ...values: SQLInputValue[]) {
    return key
      ? database.all(`SELECT ${columns} FROM ${table} WHERE key_id = ? ${condition}`, key.id, ...values)
      : [];
  }

  /** All, or those of a condition, each with what lies beside it. */
  function rows(condition = '', ...values: SQLInputValue[]): [member: string, value: string][] {
    const found = all(`${member} AS member, ${value ?? "''"} AS value`, condition, ...values);
    return found.map((row) => [String(row.member), String(row.value)]);
  }

  /** False if the member is there already; its value then stays. */
  function add(...row: SQLInputValue[]): boolean {
    key ??= makeKey(kind, database, name);
    const columns = ['key_id', member, ...(value ? [value] : [])];
    const marks = columns.map(() => '?').join(', ');
    const insert = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks}) ON CONFLICT DO NOTHING`;
    return database.change(insert, key.id, ...row) === 1;
  }

  return {
    rows,
    add,
    size: () => Number(all('count(*) AS n', '')[0]?.n ?? 0),
    get: (one: string) => rows(`AND ${member} = ?`, one)[0]?.[1] ?? null,
    /** False if the member is there already; it then gets the new value. */
    put(one: string, given: SQLInputValue): boolean {
      if (add(one, given)) return true;
      const update = `UPDATE ${table} SET ${value} = ? WHERE key_id = ? AND ${member} = ?`;
      database.change(update, given, key?.id ?? 0, one);
      return false;
    },
    /** Removes the key too with its last member. @returns how many were there. */
    remove(members: readonly string[]): number {
      if (!key) return 0;
      const { id } = key;
      const removal = `DELETE FROM ${table} WHERE key_id = ? AND ${member} = ?`;
      const removed = members.filter((one) => database.change(removal, id, one) === 1).length;
      const isEmpty = `NOT EXISTS (SELECT 1 FROM ${table} WHERE key_id = keys.id)`;
      database.change(`DELETE FROM keys WHERE id = ? AND ${isEmpty}`, id);
      return removed;
    },
  };
}

import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { formatScore, parseInteger, parsePairs, parseScore } from './arguments.ts';
import { type Command, type Database, syntaxError, wrongArity } from './command.ts';
import { findKeyAs, obtainKey } from './keyspace.ts';

/** The commands on what holds many: hashes of fields, sets of members, sorted sets of members with scores. */
export const memberCommands: Record<string, Command> = {
  HSET: {
    arity: -4,
    run(database, name = '', ...words) {
      const pairs = parsePairs(words);
      if (!pairs) throw wrongArity('hset');
      const { id } = obtainKey('hash', database, name);
      return pairs.filter(([field, value]) => put(HASH, database, id, field, value)).length;
    },
  },
  HSETNX: {
    arity: 4,
    run: (database, name = '', field = '', value = '') =>
      add(HASH, database, obtainKey('hash', database, name).id, field, value) ? 1 : 0,
  },
  HGET: {
    arity: 3,
    run: (database, name = '', field = '') => readFields(database, name, [field])[0] ?? null,
  },
  HMGET: { arity: -3, run: (database, name = '', ...fields) => readFields(database, name, fields) },
  HGETALL: {
    arity: 2,
    run: (database, name = '') =>
      rowsOf(HASH, database, name).flatMap((row) => [String(row.field), String(row.value)]),
  },
  HLEN: { arity: 2, run: (database, name = '') => sizeOf(HASH, database, name) },
  SADD: {
    arity: -3,
    run(database, name = '', ...members) {
      const { id } = obtainKey('set', database, name);
      return members.filter((member) => add(SET, database, id, member)).length;
    },
  },
  SREM: { arity: -3, run: (database, name = '', ...members) => remove(SET, database, name, members) },
  SMEMBERS: {
    arity: 2,
    run: (database, name = '') => rowsOf(SET, database, name).map((row) => String(row.member)),
  },
  SISMEMBER: {
    arity: 3,
    run: (database, name = '', member = '') => rowsOf(SET, database, name, 'AND member = ?', member).length,
  },
  ZADD: {
    arity: -4,
    run(database, name = '', ...words) {
      const pairs = parsePairs(words);
      if (!pairs) throw syntaxError();
      const scored = pairs.map(([score, member]) => ({ member, score: parseScore(score) }));
      const { id } = obtainKey('zset', database, name);
      return scored.filter(({ member, score }) => put(SORTED_SET, database, id, member, score)).length;
    },
  },
  ZRANGE: { arity: -4, run: rangeByRank },
  ZCARD: { arity: 2, run: (database, name = '') => sizeOf(SORTED_SET, database, name) },
  ZREM: { arity: -3, run: (database, name = '', ...members) => remove(SORTED_SET, database, name, members) },
  ZREMRANGEBYSCORE: {
    arity: 4,
    run(database, name = '', low = '', high = '') {
      const [min, max] = [low, high].map((word) => parseScore(word, 'ERR min or max is not a float'));
      const rows = rowsOf(SORTED_SET, database, name, 'AND score BETWEEN ? AND ?', min ?? 0, max ?? 0);
      return remove(
        SORTED_SET,
        database,
        name,
        rows.map((row) => String(row.member)),
      );
    },
  },
};

/** Where members of a kind lie, and what lies beside each. */
interface Place {
  kind: 'hash' | 'set' | 'zset';
  table: string;
  member: string;
  value?: string;
}

const HASH: Place = { kind: 'hash', table: 'hash_fields', member: 'field', value: 'value' };
const SET: Place = { kind: 'set', table: 'set_members', member: 'member' };
const SORTED_SET: Place = { kind: 'zset', table: 'zset_members', member: 'member', value: 'score' };

/** False if the member is there already; its value then stays. */
function add(
  { table, member, value }: Place,
  database: Database,
  id: number,
  ...row: SQLInputValue[]
): boolean {
  const columns = ['key_id', member, ...(value ? [value] : [])];
  const marks = columns.map(() => '?').join(', ');
  const insert = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks}) ON CONFLICT DO NOTHING`;
  return database.change(insert, id, ...row) === 1;
}

/** False if the member is there already; it then gets the new value. */
function put(place: Place, database: Database, id: number, member: string, value: SQLInputValue): boolean {
  if (add(place, database, id, member, value)) return true;
  const update = `UPDATE ${place.table} SET ${place.value} = ? WHERE key_id = ? AND ${place.member} = ?`;
  database.change(update, value, id, member);
  return false;
}

function remove({ kind, table, member }: Place, database: Database, name: string, members: string[]): number {
  const key = findKeyAs(kind, database, name);
  if (!key) return 0;
  const removal = `DELETE FROM ${table} WHERE key_id = ? AND ${member} = ?`;
  const removed = members.filter((one) => database.change(removal, key.id, one) === 1).length;
  const isEmpty = `NOT EXISTS (SELECT 1 FROM ${table} WHERE key_id = keys.id)`;
  database.change(`DELETE FROM keys WHERE id = ? AND ${isEmpty}`, key.id);
  return removed;
}

/** The rows of a key, all or those of a condition. */
function rowsOf(
  { kind, table }: Place,
  database: Database,
  name: string,
  condition = '',
  ...values: SQLInputValue[]
): Record<string, SQLOutputValue>[] {
  const key = findKeyAs(kind, database, name);
  return key ? database.all(`SELECT * FROM ${table} WHERE key_id = ? ${condition}`, key.id, ...values) : [];
}

function sizeOf({ kind, table }: Place, database: Database, name: string): number {
  const key = findKeyAs(kind, database, name);
  return key ? Number(database.all(`SELECT count(*) AS n FROM ${table} WHERE key_id = ?`, key.id)[0]?.n) : 0;
}

function readFields(database: Database, name: string, fields: string[]): (string | null)[] {
  const key = findKeyAs('hash', database, name);
  if (!key) return fields.map(() => null);
  const query = 'SELECT value FROM hash_fields WHERE key_id = ? AND field = ?';
  return fields.map((field) => {
    const [row] = database.all(query, key.id, field);
    return row ? String(row.value) : null;
  });
}

/** `ZRANGE name start stop [REV] [WITHSCORES]`: both places included, negative ones count from the end. */
function rangeByRank(database: Database, name = '', start = '', stop = '', ...words: string[]): string[] {
  const options = words.map((word) => word.toUpperCase());
  if (
    !options.every(
      (option, at) => option === 'WITHSCORES' || (option === 'REV' && options.indexOf(option) === at),
    )
  )
    throw syntaxError();
  const places = [parseInteger(start), parseInteger(stop)];
  const size = sizeOf(SORTED_SET, database, name);
  const [first = 0, last = 0] = places.map((place) => Number(place) + (place < 0n ? size : 0));
  const offset = Math.max(first, 0);
  const count = Math.max(Math.min(last, size - 1) - offset + 1, 0);
  const order = options.includes('REV') ? 'score DESC, member DESC' : 'score, member';
  const range = `ORDER BY ${order} LIMIT ? OFFSET ?`;
  return rowsOf(SORTED_SET, database, name, range, count, offset).flatMap(({ member, score }) =>
    options.includes('WITHSCORES') ? [String(member), formatScore(Number(score))] : [String(member)],
  );
}

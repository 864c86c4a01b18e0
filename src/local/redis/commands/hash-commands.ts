import { parsePairs } from './arguments.ts';
import { type Command, type Database, wrongArity } from './command.ts';
import { numberIn, textIn } from './row.ts';

export const hashCommands: Record<string, Command> = {
  HSET: {
    arity: -4,
    run(database, name: string, ...words) {
      const pairs = parsePairs(words);
      if (pairs === undefined) {
        throw wrongArity('hset');
      }
      const { id } = database.keys.obtain('hash', name);
      let added = 0;
      for (const [field, value] of pairs) {
        if (add(database, id, field, value)) {
          added += 1;
        } else {
          database.sql.run`UPDATE hash_fields SET value = ${value} WHERE key_id = ${id} AND field = ${field}`;
        }
      }
      return added;
    },
  },
  HSETNX: {
    arity: 4,
    run: (database, name: string, field: string, value: string) =>
      add(database, database.keys.obtain('hash', name).id, field, value) ? 1 : 0,
  },
  HGET: {
    arity: 3,
    run: (database, name: string, field: string) => read(database, name, [field])[0] ?? null,
  },
  HMGET: { arity: -3, run: (database, name: string, ...fields) => read(database, name, fields) },
  HEXISTS: {
    arity: 3,
    run: (database, name: string, field: string) => (read(database, name, [field])[0] === null ? 0 : 1),
  },
  HGETALL: { arity: 2, run: (database, name: string) => entries(database, name).flat() },
  HKEYS: { arity: 2, run: (database, name: string) => entries(database, name).map(([field]) => field) },
  HLEN: {
    arity: 2,
    run({ sql, keys }, name: string) {
      const key = keys.findAs('hash', name);
      return key === undefined
        ? 0
        : numberIn(sql.get`SELECT count(*) AS n FROM hash_fields WHERE key_id = ${key.id}`, 'n');
    },
  },
  HDEL: {
    arity: -3,
    run({ sql, keys }, name: string, ...fields) {
      const key = keys.findAs('hash', name);
      if (key === undefined) {
        return 0;
      }
      let removed = 0;
      for (const field of fields) {
        removed += Number(
          sql.run`DELETE FROM hash_fields WHERE key_id = ${key.id} AND field = ${field}`.changes,
        );
      }
      sql.run`DELETE FROM keys WHERE id = ${key.id}
              AND NOT EXISTS (SELECT 1 FROM hash_fields WHERE key_id = ${key.id})`;
      return removed;
    },
  },
};

/** False if the field is there already; its value then stays. */
function add({ sql }: Database, id: number, field: string, value: string): boolean {
  const { changes } =
    sql.run`INSERT INTO hash_fields (key_id, field, value) VALUES (${id}, ${field}, ${value})
                              ON CONFLICT (key_id, field) DO NOTHING`;
  return changes === 1;
}

function read({ sql, keys }: Database, name: string, fields: string[]): (string | null)[] {
  const key = keys.findAs('hash', name);
  if (key === undefined) {
    return fields.map(() => null);
  }
  return fields.map((field) => {
    const row = sql.get`SELECT value FROM hash_fields WHERE key_id = ${key.id} AND field = ${field}`;
    return row === undefined ? null : textIn(row, 'value');
  });
}

function entries({ sql, keys }: Database, name: string): [string, string][] {
  const key = keys.findAs('hash', name);
  if (key === undefined) {
    return [];
  }
  const rows = sql.all`SELECT field, value FROM hash_fields WHERE key_id = ${key.id}`;
  return rows.map((row) => [textIn(row, 'field'), textIn(row, 'value')]);
}

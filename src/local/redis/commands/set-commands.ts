import type { Command, Database } from './command.ts';
import { numberIn, textIn } from './row.ts';

export const setCommands: Record<string, Command> = {
  SADD: {
    arity: -3,
    run({ sql, keys }, name: string, ...members) {
      const { id } = keys.obtain('set', name);
      let added = 0;
      for (const member of members) {
        added += Number(
          sql.run`INSERT INTO set_members (key_id, member) VALUES (${id}, ${member}) ON CONFLICT DO NOTHING`
            .changes,
        );
      }
      return added;
    },
  },
  SREM: {
    arity: -3,
    run({ sql, keys }, name: string, ...members) {
      const key = keys.findAs('set', name);
      if (key === undefined) {
        return 0;
      }
      let removed = 0;
      for (const member of members) {
        removed += Number(
          sql.run`DELETE FROM set_members WHERE key_id = ${key.id} AND member = ${member}`.changes,
        );
      }
      sql.run`DELETE FROM keys WHERE id = ${key.id}
              AND NOT EXISTS (SELECT 1 FROM set_members WHERE key_id = ${key.id})`;
      return removed;
    },
  },
  SMEMBERS: { arity: 2, run: (database, name: string) => members(database, name) },
  SISMEMBER: {
    arity: 3,
    run({ sql, keys }, name: string, member: string) {
      const key = keys.findAs('set', name);
      const row = key && sql.get`SELECT 1 FROM set_members WHERE key_id = ${key.id} AND member = ${member}`;
      return row === undefined ? 0 : 1;
    },
  },
  SCARD: {
    arity: 2,
    run({ sql, keys }, name: string) {
      const key = keys.findAs('set', name);
      return key === undefined
        ? 0
        : numberIn(sql.get`SELECT count(*) AS n FROM set_members WHERE key_id = ${key.id}`, 'n');
    },
  },
};

function members({ sql, keys }: Database, name: string): string[] {
  const key = keys.findAs('set', name);
  const rows = key === undefined ? [] : sql.all`SELECT member FROM set_members WHERE key_id = ${key.id}`;
  return rows.map((row) => textIn(row, 'member'));
}

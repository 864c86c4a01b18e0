import type { StatementSync } from 'node:sqlite';
import { CommandError, type Database } from './commands/command.ts';
import { type Call, findCommand } from './commands/command-table.ts';
import { openDataFile } from './data-file.ts';
import { type RedisEngine, type Reply, TransactionDiscarded } from './engine.ts';

/**
 * The embedded Redis: the commands that fill-cache uses, over one SQLite file. What a request was answered is on
 * disk and outlives kill -9. One request is one SQLite transaction, whatever its mode, for speed: if it cannot be
 * saved, nothing of it is.
 *
 * @param now milliseconds since 1970; read once per request, so that no key expires in the middle of one
 * @throws {DataFileRefused}
 */
export function createSqliteEngine({ file, now }: { file: string; now: () => number }): RedisEngine {
  const sqlite = openDataFile(file);
  const statements = new Map<string, StatementSync>();

  function prepare(sql: string): StatementSync {
    const statement = statements.get(sql) ?? sqlite.prepare(sql);
    statements.set(sql, statement);
    return statement;
  }

  return {
    async execute(commands, mode) {
      const calls = commands.map(([name = '', ...args]) => findCommand(name, args));
      const refused = calls.find((call) => call instanceof CommandError);
      if (mode === 'transaction' && refused) throw new TransactionDiscarded(refused.message);
      const database: Database = {
        all: (sql, ...values) => prepare(sql).all(...values),
        change: (sql, ...values) => Number(prepare(sql).run(...values).changes),
        now: now(),
      };
      sqlite.exec('BEGIN IMMEDIATE');
      try {
        // Redis deletes expired keys when it meets them. Here they go before anything else: then no query has to ask.
        database.change('DELETE FROM keys WHERE expires_at <= ?', database.now);
        const replies = calls.map((call) => reply(call, database));
        sqlite.exec('COMMIT');
        return replies;
      } catch (error) {
        // A full disk has rolled back by itself.
        if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
        throw error;
      }
    },
    close: async () => sqlite.close(),
  };
}

function reply(call: Call, database: Database): Reply {
  try {
    if (call instanceof CommandError) throw call;
    return { result: call(database) };
  } catch (error) {
    if (error instanceof CommandError) return { error: error.message };
    throw error;
  }
}

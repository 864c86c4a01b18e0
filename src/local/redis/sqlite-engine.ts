import type { StatementSync } from 'node:sqlite';
import { CommandError, type Database, wrongArity } from './commands/command.ts';
import { keyCommands } from './commands/key-commands.ts';
import { memberCommands } from './commands/member-commands.ts';
import { openDataFile } from './data-file.ts';
import { type RedisEngine, type RedisValue, type Reply, TransactionDiscarded } from './engine.ts';

/**
 * The embedded Redis: the commands that fill-cache uses, over one SQLite file. What a request was answered is on
 * disk and outlives kill -9. One request is one SQLite transaction, whatever its mode, for speed: if it cannot be
 * saved, nothing of it is.
 *
 * @param now milliseconds since 1970; read once per request, so that no key expires in the middle of one
 * @throws {StartRefused}
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

/** A command that can be run, or why Redis would not even queue it. */
type Call = ((database: Database) => RedisValue) | CommandError;

const COMMANDS = new Map(Object.entries({ ...keyCommands, ...memberCommands }));

function findCommand(name: string, words: string[]): Call {
  const command = COMMANDS.get(name.toUpperCase());
  if (!command) return unknownCommand(name, words);
  return command.takes(words.length) ? (database) => command.run(database, ...words) : wrongArity(name);
}

/** Redis shows the first 128 characters of the words; so a document of 60 KB does not end up in a log. */
function unknownCommand(name: string, words: string[]): CommandError {
  const quoted = words.map((word) => `'${word.slice(0, 128)}' `).join('');
  const shown = quoted.slice(0, 128).replaceAll(/[\r\n]/g, ' ');
  return new CommandError(
    `ERR unknown command '${name.slice(0, 128)}', with args beginning with: ${shown}` +
      '(the local Redis knows only the commands that fill-cache uses; REDIS_URL puts a real Redis in its place)',
  );
}

import type { RedisValue } from '../engine.ts';
import { parseExpiry, parseInteger, parseOptions, type TimeUnit } from './arguments.ts';
import { type Command, CommandError, type Database, syntaxError } from './command.ts';
import { globMatcher } from './glob-matcher.ts';
import { numberIn, textIn } from './row.ts';

const remove: Command = {
  arity: -2,
  run: ({ keys }, ...names) => names.filter((name) => keys.remove(name)).length,
};

export const keyCommands: Record<string, Command> = {
  DEL: remove,
  UNLINK: remove,
  EXISTS: {
    arity: -2,
    run: ({ keys }, ...names) => names.filter((name) => keys.find(name) !== undefined).length,
  },
  TYPE: { arity: 2, run: ({ keys }, name: string) => keys.find(name)?.kind ?? 'none' },
  EXPIRE: { arity: -3, run: (database, ...words) => expire(database, 'expire', 'EX', words) },
  PEXPIRE: { arity: -3, run: (database, ...words) => expire(database, 'pexpire', 'PX', words) },
  PERSIST: {
    arity: 2,
    run({ keys, now }, name: string) {
      const key = keys.find(name);
      if (key === undefined || key.expiresAt === null) {
        return 0;
      }
      keys.expire(key, null, now);
      return 1;
    },
  },
  TTL: {
    arity: 2,
    run(database, name: string) {
      const left = millisecondsLeft(database, name);
      return left < 0 ? left : Math.round(left / 1000);
    },
  },
  PTTL: { arity: 2, run: (database, name: string) => millisecondsLeft(database, name) },
  KEYS: {
    arity: 2,
    run({ sql }, pattern: string) {
      const names = sql.all`SELECT name FROM keys`.map((row) => textIn(row, 'name'));
      return names.filter(globMatcher(pattern));
    },
  },
  SCAN: { arity: -2, run: scan },
};

function expire(database: Database, command: string, unit: TimeUnit, words: string[]): RedisValue {
  const [name = '', amount = '', ...options] = words;
  const given = new Set(options.map((option) => option.toUpperCase()));
  const unsupported = options.find((option) => !['NX', 'XX', 'GT', 'LT'].includes(option.toUpperCase()));
  if (unsupported !== undefined) {
    throw new CommandError(`ERR Unsupported option ${unsupported}`);
  }
  if (given.has('NX') && given.size > 1) {
    throw new CommandError('ERR NX and XX, GT or LT options at the same time are not compatible');
  }
  if (given.has('GT') && given.has('LT')) {
    throw new CommandError('ERR GT and LT options at the same time are not compatible');
  }
  const at = parseExpiry(amount, unit, command, database.now);
  const key = database.keys.find(name);
  if (key === undefined) {
    return 0;
  }
  const current = key.expiresAt ?? Infinity;
  const refused =
    (given.has('NX') && key.expiresAt !== null) ||
    (given.has('XX') && key.expiresAt === null) ||
    (given.has('GT') && at <= current) ||
    (given.has('LT') && at >= current);
  if (refused) {
    return 0;
  }
  database.keys.expire(key, at, database.now);
  return 1;
}

/** -2: no such key; -1: it does not expire. */
function millisecondsLeft({ keys, now }: Database, name: string): number {
  const key = keys.find(name);
  if (key === undefined) {
    return -2;
  }
  return key.expiresAt === null ? -1 : key.expiresAt - now;
}

/** The cursor is the id of the last key seen. A key keeps its id while it exists, so none is missed or told twice. */
function scan({ sql }: Database, cursor: string, ...words: string[]): RedisValue {
  if (!/^\d{1,15}$/.test(cursor)) {
    throw new CommandError('ERR invalid cursor');
  }
  const options = parseOptions(words, [], ['MATCH', 'COUNT', 'TYPE']);
  const count = parseInteger(options.COUNT ?? '10');
  if (count < 1n) {
    throw syntaxError();
  }
  const rows = sql.all`SELECT id, name, kind FROM keys WHERE id > ${Number(cursor)} ORDER BY id LIMIT ${count}`;
  const next = rows.length < count ? 0 : numberIn(rows.at(-1), 'id');
  const matches = globMatcher(options.MATCH ?? '*');
  const kind = options.TYPE?.toLowerCase();
  const names = rows
    .filter((row) => kind === undefined || row.kind === kind)
    .map((row) => textIn(row, 'name'))
    .filter(matches);
  return [String(next), names];
}

import type { RedisValue } from '../engine.ts';
import {
  invalidExpireTime,
  parseExpiry,
  parseInteger,
  parseOptions,
  parsePairs,
  type TimeUnit,
} from './arguments.ts';
import { type Command, type Database, syntaxError, wrongArity } from './command.ts';
import { textIn } from './row.ts';

const timeUnits: readonly TimeUnit[] = ['EX', 'PX', 'EXAT', 'PXAT'];

export const stringCommands: Record<string, Command> = {
  GET: { arity: 2, run: (database, name: string) => read(database, name) },
  SET: { arity: -3, run: set },
  MGET: {
    arity: -2,
    run: (database, ...names) =>
      names.map((name) => (database.keys.find(name)?.kind === 'string' ? read(database, name) : null)),
  },
  MSET: {
    arity: -3,
    run(database, ...words) {
      const pairs = parsePairs(words);
      if (pairs === undefined) {
        throw wrongArity('mset');
      }
      for (const [name, value] of pairs) {
        write(database, name, value, null);
      }
      return 'OK';
    },
  },
  STRLEN: {
    arity: 2,
    run: (database, name: string) => Buffer.byteLength(read(database, name) ?? ''),
  },
};

function set(database: Database, name: string, value: string, ...words: string[]): RedisValue {
  const options = parseOptions(words, ['NX', 'XX', 'GET', 'KEEPTTL'], timeUnits);
  const units = timeUnits.filter((unit) => options[unit] !== undefined);
  const lifetimes = units.length + (options.KEEPTTL === undefined ? 0 : 1);
  if (lifetimes > 1 || (options.NX !== undefined && options.XX !== undefined)) {
    throw syntaxError();
  }
  let expiresAt: number | null = null;
  for (const unit of units) {
    const word = options[unit] ?? '';
    if (parseInteger(word) <= 0n) {
      throw invalidExpireTime('set');
    }
    expiresAt = parseExpiry(word, unit, 'set', database.now);
  }
  const previous = options.GET === undefined ? null : read(database, name);
  const existing = database.keys.find(name);
  if (existing === undefined ? options.XX !== undefined : options.NX !== undefined) {
    return previous;
  }
  write(database, name, value, options.KEEPTTL === undefined ? expiresAt : (existing?.expiresAt ?? null));
  return options.GET === undefined ? 'OK' : previous;
}

function read({ sql, keys }: Database, name: string): string | null {
  const key = keys.findAs('string', name);
  return key === undefined
    ? null
    : textIn(sql.get`SELECT value FROM strings WHERE key_id = ${key.id}`, 'value');
}

/** Replaces whatever the key held, of any kind. */
function write({ sql, keys, now }: Database, name: string, value: string, expiresAt: number | null): void {
  const existing = keys.find(name);
  if (existing !== undefined && existing.kind !== 'string') {
    keys.remove(name);
  }
  const key = keys.obtain('string', name);
  sql.run`INSERT INTO strings (key_id, value) VALUES (${key.id}, ${value})
          ON CONFLICT (key_id) DO UPDATE SET value = excluded.value`;
  if (key.expiresAt !== expiresAt) {
    keys.expire(key, expiresAt, now);
  }
}

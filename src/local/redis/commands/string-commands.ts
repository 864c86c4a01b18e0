import { DELETE_IF_EQUAL } from '../../../store/delete-if-equal.ts';
import type { RedisValue } from '../engine.ts';
import { invalidExpireTime, parseExpiry, parseInteger, parsePairs } from './arguments.ts';
import { type Command, CommandError, type Database, syntaxError, wrongArity } from './command.ts';
import { expireKey, findKey, findKeyAs, obtainKey, removeKey } from './keyspace.ts';

export const stringCommands: Record<string, Command> = {
  GET: { arity: 2, run: read },
  SET: { arity: -3, run: set },
  MGET: {
    arity: -2,
    run: (database, ...names) =>
      names.map((name) => (findKey(database, name)?.kind === 'string' ? read(database, name) : null)),
  },
  MSET: {
    arity: -3,
    run(database, ...words) {
      const pairs = parsePairs(words);
      if (!pairs) throw wrongArity('mset');
      for (const [name, value] of pairs) write(database, name, value, null);
      return 'OK';
    },
  },
  EVAL: { arity: -3, run: deleteIfEqual },
  STRLEN: { arity: 2, run: (database, name = '') => Buffer.byteLength(read(database, name) ?? '') },
};

/** `SET name value [EX seconds] [NX]`. */
function set(database: Database, name = '', value = '', ...words: string[]): RedisValue {
  let seconds: string | undefined;
  let isNew = false;
  const rest = words.values();
  for (const word of rest) {
    const option = word.toUpperCase();
    if (option === 'NX') isNew = true;
    else if (option === 'EX') {
      seconds = rest.next().value;
      if (seconds === undefined) throw syntaxError();
    } else throw syntaxError();
  }
  if (seconds !== undefined && parseInteger(seconds) <= 0n) throw invalidExpireTime('set');
  const expiresAt = seconds === undefined ? null : parseExpiry(seconds, 'set', database.now);
  if (isNew && findKey(database, name)) return null;
  write(database, name, value, expiresAt);
  return 'OK';
}

/** The one script that fill-cache sends; there is no Lua in here to run another. */
function deleteIfEqual(database: Database, script = '', keys = '', ...words: string[]): RedisValue {
  const [name, value] = words;
  if (script !== DELETE_IF_EQUAL || keys !== '1' || name === undefined)
    throw new CommandError('ERR the local Redis runs no Lua script but the one that gives up a lease');
  return read(database, name) === (value ?? '') && removeKey(database, name) ? 1 : 0;
}

function read(database: Database, name = ''): string | null {
  const key = findKeyAs('string', database, name);
  if (!key) return null;
  return String(database.all('SELECT value FROM strings WHERE key_id = ?', key.id)[0]?.value);
}

/** Replaces whatever the key held, of any kind. */
function write(database: Database, name: string, value: string, expiresAt: number | null): void {
  if (findKey(database, name)?.kind !== 'string') removeKey(database, name);
  const key = obtainKey('string', database, name);
  const insert = 'INSERT INTO strings (key_id, value) VALUES (?, ?)';
  database.change(`${insert} ON CONFLICT (key_id) DO UPDATE SET value = excluded.value`, key.id, value);
  if (key.expiresAt !== expiresAt) expireKey(database, key, expiresAt);
}

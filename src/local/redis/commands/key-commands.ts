import { DELETE_IF_EQUAL } from '../../../store/delete-if-equal.ts';
import {
  atLeast,
  CommandError,
  type Commands,
  type Database,
  exactly,
  inPairs,
  invalidExpireTime,
  parseExpiry,
  parseInteger,
  syntaxError,
  wrongArity,
} from './command.ts';
import { expireKey, findKey, findKeyAs, makeKey, removeKey } from './keyspace.ts';

/** The commands on keys of any kind, and on those that hold a string. */
export const keyCommands: Commands = {
  DEL: atLeast(1, (database, ...names) => names.filter((name) => removeKey(database, name)).length),
  EXISTS: atLeast(1, (database, ...names) => names.filter((name) => findKey(database, name)).length),
  TYPE: exactly(1, (database, name: string) => findKey(database, name)?.kind ?? 'none'),
  EXPIRE: atLeast(2, expire),
  TTL: exactly(1, (database, name: string) => {
    const key = findKey(database, name);
    if (!key) return -2;
    return key.expiresAt === null ? -1 : Math.round((key.expiresAt - database.now) / 1000);
  }),
  KEYS: exactly(1, (database, pattern: string) => {
    return database.all('SELECT name FROM keys WHERE name GLOB ?', checkedPattern(pattern)).map(nameOf);
  }),
  SCAN: atLeast(1, scan),
  PING: atLeast(0, (_, message = 'PONG', ...more) => {
    if (more.length > 0) throw wrongArity('ping');
    return message;
  }),
  DBSIZE: exactly(0, (database) => Number(database.all('SELECT count(*) AS n FROM keys')[0]?.n)),
  FLUSHDB: atLeast(0, (database, ...words) => {
    if (words.length > 0) throw syntaxError();
    database.change('DELETE FROM keys');
    return 'OK';
  }),
  GET: exactly(1, read),
  SET: atLeast(2, set),
  MGET: atLeast(1, (database, ...names) =>
    names.map((name) => (findKey(database, name)?.kind === 'string' ? read(database, name) : null)),
  ),
  MSET: atLeast(2, (database, ...words) => {
    for (const [name, value] of inPairs(words, () => wrongArity('mset'))) write(database, name, value, null);
    return 'OK';
  }),
  EVAL: atLeast(2, deleteIfEqual),
};

/** `EXPIRE name seconds [LT]`: with LT only if the key would otherwise live longer, or for ever. */
function expire(database: Database, name: string, seconds: string, ...options: string[]): 0 | 1 {
  const unsupported = options.find((option) => option.toUpperCase() !== 'LT');
  if (unsupported !== undefined) throw new CommandError(`ERR Unsupported option ${unsupported}`);
  const at = parseExpiry(seconds, 'expire', database.now);
  const key = findKey(database, name);
  if (!key || (options.length > 0 && at >= (key.expiresAt ?? Infinity))) return 0;
  expireKey(database, key, at);
  return 1;
}

/** The cursor is the id of the last key seen. A key keeps its id while it exists, so none is missed or given twice. */
function scan(database: Database, cursor: string, ...words: string[]): [string, string[]] {
  if (!/^\d{1,15}$/.test(cursor)) throw new CommandError('ERR invalid cursor');
  const options = { MATCH: '*', COUNT: '10' };
  for (let at = 0; at < words.length; at += 2) {
    const [name = '', value] = [words[at]?.toUpperCase(), words[at + 1]];
    if ((name !== 'MATCH' && name !== 'COUNT') || value === undefined) throw syntaxError();
    options[name] = value;
  }
  const count = parseInteger(options.COUNT);
  if (count < 1n) throw syntaxError();
  const seen = 'SELECT id, name, name GLOB ? AS isWanted FROM keys WHERE id > ? ORDER BY id LIMIT ?';
  const rows = database.all(seen, checkedPattern(options.MATCH), Number(cursor), count);
  const next = rows.length < count ? 0 : rows.at(-1)?.id;
  return [String(next), rows.filter((row) => row.isWanted === 1).map(nameOf)];
}

/** SQLite's patterns are Redis' but for the backslash, and take exponential time with many stars. */
function checkedPattern(pattern: string): string {
  if (pattern.includes('\\') || pattern.split('*').length > MOST_STARS + 1)
    throw new CommandError(`ERR the local Redis takes patterns without \\ and with at most ${MOST_STARS} *`);
  return pattern;
}

const MOST_STARS = 4;

function nameOf({ name }: Record<string, unknown>): string {
  return String(name);
}

/** `SET name value [EX seconds] [NX]`. */
function set(database: Database, name: string, value: string, ...words: string[]): 'OK' | null {
  let seconds: string | undefined;
  let isNew = false;
  const rest = words.values();
  for (const word of rest) {
    const option = word.toUpperCase();
    if (option === 'NX') isNew = true;
    else if (option === 'EX') seconds = rest.next().value;
    if (option !== 'NX' && (option !== 'EX' || seconds === undefined)) throw syntaxError();
  }
  if (seconds !== undefined && parseInteger(seconds) <= 0n) throw invalidExpireTime('set');
  const expiresAt = seconds === undefined ? null : parseExpiry(seconds, 'set', database.now);
  if (isNew && findKey(database, name)) return null;
  write(database, name, value, expiresAt);
  return 'OK';
}

/** The one script that fill-cache sends; there is no Lua in here to run another. */
function deleteIfEqual(database: Database, script: string, count: string, ...words: string[]): number {
  const names = words.slice(0, -1);
  if (script !== DELETE_IF_EQUAL || names.length === 0 || count !== String(names.length))
    throw new CommandError('ERR the local Redis runs no Lua script but the one that gives up a lease');
  const isOwn = (name: string) =>
    findKey(database, name)?.kind === 'string' && read(database, name) === words.at(-1);
  return names.filter((name) => isOwn(name) && removeKey(database, name)).length;
}

function read(database: Database, name: string): string | null {
  const key = findKeyAs('string', database, name);
  return key ? String(database.all('SELECT value FROM strings WHERE key_id = ?', key.id)[0]?.value) : null;
}

/** Replaces whatever the key held, of any kind. */
function write(database: Database, name: string, value: string, expiresAt: number | null): void {
  const found = findKey(database, name);
  if (found && found.kind !== 'string') removeKey(database, name);
  const key = found?.kind === 'string' ? found : makeKey('string', database, name);
  const insert = 'INSERT INTO strings (key_id, value) VALUES (?, ?)';
  database.change(`${insert} ON CONFLICT (key_id) DO UPDATE SET value = excluded.value`, key.id, value);
  if (key.expiresAt !== expiresAt) expireKey(database, key, expiresAt);
}

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

export const stringCommands: Commands = {
  GET: exactly(1, read),
  SET: atLeast(2, set),
  MGET: atLeast(1, (database, ...names) =>
    names.map((name) => (findKey(database, name)?.kind === 'string' ? read(database, name) : null)),
  ),
  MSET: atLeast(2, (database, ...words) => {
    for (const [name, value] of inPairs(words, wrongArity('mset'))) write(database, name, value, null);
    return 'OK';
  }),
  EVAL: atLeast(2, deleteIfEqual),
  STRLEN: exactly(1, (database, name: string) => Buffer.byteLength(read(database, name) ?? '')),
};

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
function deleteIfEqual(
  database: Database,
  script: string,
  keys: string,
  ...[name, value = '']: string[]
): 0 | 1 {
  if (script !== DELETE_IF_EQUAL || keys !== '1' || name === undefined)
    throw new CommandError('ERR the local Redis runs no Lua script but the one that gives up a lease');
  return read(database, name) === value && removeKey(database, name) ? 1 : 0;
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

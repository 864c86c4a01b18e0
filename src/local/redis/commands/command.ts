import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { RedisValue } from '../engine.ts';

/** What a command works on: all keys in it are live at `now`, which stands still for the whole request. */
export interface Database {
  all(sql: string, ...values: SQLInputValue[]): Record<string, SQLOutputValue>[];
  /** @returns the number of rows that changed. */
  change(sql: string, ...values: SQLInputValue[]): number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Refuses, by a CommandError, before its first write: nothing takes back what a command wrote before it threw. */
type Run = (database: Database, ...words: string[]) => RedisValue;

export interface Command {
  /** How many words may follow the name. */
  takes(count: number): boolean;
  run: Run;
}

export type Commands = Readonly<Record<string, Command>>;

export const exactly = (words: number, run: Run): Command => ({ takes: (count) => count === words, run });
export const atLeast = (words: number, run: Run): Command => ({ takes: (count) => count >= words, run });

/** A refusal in Redis' own words. It is the answer to one command and no fault of the engine. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

export const syntaxError = (): CommandError => new CommandError('ERR syntax error');

export const wrongArity = (name: string): CommandError =>
  new CommandError(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);

export const invalidExpireTime = (command: string): CommandError =>
  new CommandError(`ERR invalid expire time in '${command}' command`);

const LARGEST_INTEGER = 2n ** 63n - 1n;

/** Redis' integers: 64 bits, written the one canonical way (no `+1`, no `01`, no blanks). */
export function parseInteger(word: string): bigint {
  const value = /^(0|-?[1-9]\d{0,18})$/.test(word) ? BigInt(word) : null;
  if (value === null || value !== BigInt.asIntN(64, value))
    throw new CommandError('ERR value is not an integer or out of range');
  return value;
}

/** A score: a decimal or an infinity. Redis takes hexadecimal ones too, which nobody sends. */
export function parseScore(word: string, refusal = 'ERR value is not a valid float'): number {
  const infinity = /^([+-]?)inf(inity)?$/i.exec(word);
  if (infinity) return infinity[1] === '-' ? -Infinity : Infinity;
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) ? Number(word) : Number.NaN;
  if (!Number.isFinite(value)) throw new CommandError(refusal);
  return value;
}

/** The shortest decimal that is this number, as Redis 7.2 and later write it (7.0: 17 digits). */
export function formatScore(score: number): string {
  return String(score).replace('Infinity', 'inf');
}

/** Splits `a 1 b 2` into `[['a', '1'], ['b', '2']]`. @throws what `refusal` makes if one is left over. */
export function inPairs(words: readonly string[], refusal: () => CommandError): [string, string][] {
  if (words.length % 2 === 1) throw refusal();
  return words.flatMap((word, at): [string, string][] => (at % 2 === 0 ? [[word, words[at + 1] ?? '']] : []));
}

/** When a key expires, in milliseconds since 1970; no later than what a double holds (the year 287396). */
export function parseExpiry(seconds: string, command: string, now: number): number {
  const amount = parseInteger(seconds) * 1000n;
  const at = amount + BigInt(now);
  if (amount !== BigInt.asIntN(64, amount) || at > LARGEST_INTEGER) throw invalidExpireTime(command);
  return Math.min(Number(at), Number.MAX_SAFE_INTEGER);
}

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

/**
 * Gets the words after the name. Everything that can be refused is refused before the first write: nothing takes back
 * what a command wrote before it threw.
 *
 * @throws {CommandError}
 */
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

import type { RedisValue } from '../engine.ts';
import { CommandError, type Database, wrongArity } from './command.ts';
import { keyCommands } from './key-commands.ts';
import { memberCommands } from './member-commands.ts';
import { stringCommands } from './string-commands.ts';

/** A command that can be run, or why Redis would not even queue it. */
export type Call = ((database: Database) => RedisValue) | CommandError;

const COMMANDS = new Map(Object.entries({ ...keyCommands, ...stringCommands, ...memberCommands }));

/** Looks the command up by its name, in any case, and counts its words. */
export function findCommand(name: string, words: string[]): Call {
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

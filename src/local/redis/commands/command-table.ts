import type { RedisValue } from '../engine.ts';
import { type Command, CommandError, type Database, wrongArity } from './command.ts';
import { keyCommands } from './key-commands.ts';
import { memberCommands } from './member-commands.ts';
import { stringCommands } from './string-commands.ts';

/** A command that can be run, or why Redis would not even queue it. */
export type Call = ((database: Database) => RedisValue) | CommandError;

const commands = new Map<string, Command>(
  Object.entries({ ...keyCommands, ...stringCommands, ...memberCommands }),
);

/** Looks the command up by its name, in any case, and counts its words. */
export function findCommand(name: string, words: string[]): Call {
  const command = commands.get(name.toUpperCase());
  if (!command) return unknownCommand(name, words);
  const { arity, run } = command;
  const given = words.length + 1;
  if (arity < 0 ? given < -arity : given !== arity) return wrongArity(name);
  return (database) => run(database, ...words);
}

/** Redis shows the first 128 characters of the words; so a document of 60 KB does not end up in a log. */
function unknownCommand(name: string, words: string[]): CommandError {
  const shown = words
    .map((word) => `'${word.slice(0, 128)}' `)
    .join('')
    .slice(0, 128)
    .replaceAll(/[\r\n]/g, ' ');
  return new CommandError(
    `ERR unknown command '${name.slice(0, 128)}', with args beginning with: ${shown}` +
      '(the local Redis knows only the commands that fill-cache uses; REDIS_URL puts a real Redis in its place)',
  );
}

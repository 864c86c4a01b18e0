import { DELETE_IF_EQUAL } from '../../../store/delete-if-equal.ts';
import { type Command, CommandError } from './command.ts';
import { textIn } from './row.ts';

/** The one script that fill-cache sends; there is no Lua in here to run another. */
export const scriptCommands: Record<string, Command> = {
  EVAL: {
    arity: -3,
    run(database, script: string, keys: string, ...words: string[]) {
      const [name, value] = words;
      if (script !== DELETE_IF_EQUAL || keys !== '1' || name === undefined) {
        throw new CommandError('ERR the local Redis runs no Lua script but the one that gives up a lease');
      }
      const key = database.keys.findAs('string', name);
      const row = key && database.sql.get`SELECT value FROM strings WHERE key_id = ${key.id}`;
      if (!row || textIn(row, 'value') !== value) return 0;
      return database.keys.remove(name) ? 1 : 0;
    },
  },
};

import { type Command, syntaxError, wrongArity } from './command.ts';
import { numberIn } from './row.ts';

export const serverCommands: Record<string, Command> = {
  PING: {
    arity: -1,
    run(_database, message = 'PONG', ...more) {
      if (more.length > 0) {
        throw wrongArity('ping');
      }
      return message;
    },
  },
  ECHO: { arity: 2, run: (_database, message: string) => message },
  TIME: {
    arity: 1,
    run: ({ now }) => [String(Math.floor(now / 1000)), String(Math.floor((now % 1000) * 1000))],
  },
  DBSIZE: { arity: 1, run: ({ sql }) => numberIn(sql.get`SELECT count(*) AS n FROM keys`, 'n') },
  FLUSHDB: {
    arity: -1,
    run({ sql }, how = 'SYNC', ...more) {
      if (more.length > 0 || !/^(a?sync)$/i.test(how)) {
        throw syntaxError();
      }
      sql.run`DELETE FROM keys`;
      return 'OK';
    },
  },
};

import { parseInteger } from './arguments.ts';
import type { Command, Database } from './command.ts';
import { addToSortedSet } from './sorted-set-add.ts';
import {
  formatScore,
  membersBetween,
  membersByRank,
  parseBound,
  rangeOfSortedSet,
  scoreOf,
  sizeOf,
} from './sorted-set-range.ts';

export const sortedSetCommands: Record<string, Command> = {
  ZADD: { arity: -4, run: addToSortedSet },
  ZRANGE: { arity: -4, run: rangeOfSortedSet },
  ZSCORE: {
    arity: 3,
    run(database, name: string, member: string) {
      const key = database.keys.findAs('zset', name);
      const score = key && scoreOf(database, key.id, member);
      return score === undefined ? null : formatScore(score);
    },
  },
  ZCARD: {
    arity: 2,
    run(database, name: string) {
      const key = database.keys.findAs('zset', name);
      return key === undefined ? 0 : sizeOf(database, key.id);
    },
  },
  ZREM: {
    arity: -3,
    run: (database, name: string, ...members) => removeFrom(database, name, () => members),
  },
  ZREMRANGEBYSCORE: {
    arity: 4,
    run(database, name: string, low: string, high: string) {
      const select = membersBetween(parseBound(low), parseBound(high), {
        offset: 0,
        count: -1,
        reversed: false,
      });
      return removeFrom(database, name, (id) => select(database, id).map(({ member }) => member));
    },
  },
  ZREMRANGEBYRANK: {
    arity: 4,
    run(database, name: string, low: string, high: string) {
      const select = membersByRank(parseInteger(low), parseInteger(high), false);
      return removeFrom(database, name, (id) => select(database, id).map(({ member }) => member));
    },
  },
};

function removeFrom({ sql, keys }: Database, name: string, choose: (id: number) => string[]): number {
  const key = keys.findAs('zset', name);
  if (key === undefined) {
    return 0;
  }
  let removed = 0;
  for (const member of choose(key.id)) {
    removed += Number(
      sql.run`DELETE FROM zset_members WHERE key_id = ${key.id} AND member = ${member}`.changes,
    );
  }
  sql.run`DELETE FROM keys WHERE id = ${key.id}
          AND NOT EXISTS (SELECT 1 FROM zset_members WHERE key_id = ${key.id})`;
  return removed;
}

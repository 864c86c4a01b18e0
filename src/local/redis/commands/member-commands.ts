import {
  atLeast,
  type Commands,
  type Database,
  exactly,
  formatScore,
  inPairs,
  parseInteger,
  parseScore,
  syntaxError,
  wrongArity,
} from './command.ts';
import { membersOf } from './members.ts';

/** The commands on what holds many: hashes of fields, sets of members, sorted sets of members with scores. */
export const memberCommands: Commands = {
  HSET: atLeast(3, (database, name: string, ...words) => {
    const pairs = inPairs(words, () => wrongArity('hset'));
    const { put } = membersOf('hash', database, name);
    return pairs.filter(([field, value]) => put(field, value)).length;
  }),
  HSETNX: exactly(3, (database, name: string, field: string, value: string) => {
    return Number(membersOf('hash', database, name).add(field, value));
  }),
  HDEL: atLeast(2, (database, name: string, ...fields) => membersOf('hash', database, name).remove(fields)),
  HGET: exactly(2, (database, name: string, field: string) => membersOf('hash', database, name).get(field)),
  HMGET: atLeast(2, (database, name: string, ...fields) => fields.map(membersOf('hash', database, name).get)),
  HGETALL: exactly(1, (database, name: string) => membersOf('hash', database, name).rows().flat()),
  HKEYS: exactly(1, (database, name: string) => namesOf(membersOf('hash', database, name).rows())),
  HLEN: exactly(1, (database, name: string) => membersOf('hash', database, name).size()),
  SADD: atLeast(2, (database, name: string, ...members) => {
    const { add } = membersOf('set', database, name);
    return members.filter((member) => add(member)).length;
  }),
  SREM: atLeast(2, (database, name: string, ...members) => membersOf('set', database, name).remove(members)),
  SMEMBERS: exactly(1, (database, name: string) => namesOf(membersOf('set', database, name).rows())),
  ZADD: atLeast(3, (database, name: string, ...words) => {
    const pairs = inPairs(words, syntaxError);
    const scored = pairs.map(([score, member]) => [member, parseScore(score)] as const);
    const { put } = membersOf('zset', database, name);
    return scored.filter(([member, score]) => put(member, score)).length;
  }),
  ZRANGE: atLeast(3, rangeByRank),
  ZCARD: exactly(1, (database, name: string) => membersOf('zset', database, name).size()),
  ZREM: atLeast(2, (database, name: string, ...members) => membersOf('zset', database, name).remove(members)),
  ZREMRANGEBYSCORE: exactly(3, (database, name: string, ...bounds) => {
    const scores = bounds.map((word) => parseScore(word, 'ERR min or max is not a float'));
    const { rows, remove } = membersOf('zset', database, name);
    return remove(namesOf(rows('AND score BETWEEN ? AND ?', ...scores)));
  }),
};

function namesOf(rows: [member: string, value: string][]): string[] {
  return rows.map(([member]) => member);
}

/** `ZRANGE name start stop [REV] [WITHSCORES]`: both places included, negative ones count from the end. */
function rangeByRank(database: Database, name: string, ...words: string[]): string[] {
  const [start = '', stop = '', ...given] = words;
  const options = given.map((word) => word.toUpperCase());
  // Redis takes WITHSCORES twice, but REV once.
  const reversals = options.filter((option) => option === 'REV').length;
  const scores = options.filter((option) => option === 'WITHSCORES').length;
  if (reversals > 1 || reversals + scores < options.length) throw syntaxError();
  const places = [parseInteger(start), parseInteger(stop)];
  const { rows, size } = membersOf('zset', database, name);
  const [first = 0, last = 0] = places.map((place) => Number(place) + (place < 0n ? size() : 0));
  const offset = Math.max(first, 0);
  const count = Math.max(Math.min(last, size() - 1) - offset + 1, 0);
  const order = reversals ? 'score DESC, member DESC' : 'score, member';
  const found = rows(`ORDER BY ${order} LIMIT ? OFFSET ?`, count, offset);
  return scores ? found.flatMap(([member, score]) => [member, formatScore(Number(score))]) : namesOf(found);
}

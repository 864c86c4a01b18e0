import { parseInteger, parseScore } from './arguments.ts';
import { CommandError, type Database, syntaxError } from './command.ts';
import { numberIn, textIn } from './row.ts';

export interface ScoredMember {
  member: string;
  score: number;
}

/** One end of a range of scores: `1.5`, `(1.5` without 1.5 itself, `-inf`. */
interface Bound {
  score: number;
  included: boolean;
}

/** Part of a range: a negative count is all, a negative offset nothing, as in Redis. */
interface Window {
  offset: number;
  count: number;
  /** From the highest score down; members of equal score are reversed with the rest. */
  reversed: boolean;
}

/** ZRANGE by place or by score. BYLEX is not known here. */
export function rangeOfSortedSet(
  database: Database,
  name: string,
  start: string,
  stop: string,
  ...words: string[]
): string[] {
  const { byScore, reversed, withScores, offset, count } = parseRangeOptions(words);
  if (!byScore && count !== -1) {
    throw new CommandError(
      'ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX',
    );
  }
  const [low, high] = byScore && reversed ? [stop, start] : [start, stop];
  const select = byScore
    ? membersBetween(parseBound(low), parseBound(high), { offset, count, reversed })
    : membersByRank(parseInteger(low), parseInteger(high), reversed);
  const key = database.keys.findAs('zset', name);
  const found = key === undefined ? [] : select(database, key.id);
  return found.flatMap(({ member, score }) => (withScores ? [member, formatScore(score)] : [member]));
}

/** @throws CommandError */
export function parseBound(word: string): Bound {
  const included = !word.startsWith('(');
  return { score: parseScore(included ? word : word.slice(1), 'ERR min or max is not a float'), included };
}

/** Selects by score; members of equal score come in the order of their bytes. */
export function membersBetween(min: Bound, max: Bound, { offset, count, reversed }: Window) {
  return ({ sql }: Database, id: number): ScoredMember[] => {
    if (offset < 0) {
      return [];
    }
    // A tag store takes values as parameters, never pieces of SQL: hence the query twice.
    const rows = reversed
      ? sql.all`SELECT member, score FROM zset_members WHERE key_id = ${id}
                AND score >= ${min.score} AND (score > ${min.score} OR ${Number(min.included)})
                AND score <= ${max.score} AND (score < ${max.score} OR ${Number(max.included)})
                ORDER BY score DESC, member DESC LIMIT ${count} OFFSET ${offset}`
      : sql.all`SELECT member, score FROM zset_members WHERE key_id = ${id}
                AND score >= ${min.score} AND (score > ${min.score} OR ${Number(min.included)})
                AND score <= ${max.score} AND (score < ${max.score} OR ${Number(max.included)})
                ORDER BY score, member LIMIT ${count} OFFSET ${offset}`;
    return rows.map((row) => ({ member: textIn(row, 'member'), score: numberIn(row, 'score') }));
  };
}

/** Selects from one place to another, both included; negative places count from the end. */
export function membersByRank(start: bigint, stop: bigint, reversed: boolean) {
  return (database: Database, id: number): ScoredMember[] => {
    const size = sizeOf(database, id);
    const first = Math.max(placeIn(size, start), 0);
    const last = Math.min(placeIn(size, stop), size - 1);
    const lowest = { score: -Infinity, included: true };
    const highest = { score: Infinity, included: true };
    const window = { offset: first, count: Math.max(last - first + 1, 0), reversed };
    return membersBetween(lowest, highest, window)(database, id);
  };
}

export function sizeOf({ sql }: Database, id: number): number {
  return numberIn(sql.get`SELECT count(*) AS n FROM zset_members WHERE key_id = ${id}`, 'n');
}

export function scoreOf({ sql }: Database, id: number, member: string): number | undefined {
  const row = sql.get`SELECT score FROM zset_members WHERE key_id = ${id} AND member = ${member}`;
  return row === undefined ? undefined : numberIn(row, 'score');
}

/** The shortest decimal that is this number, as Redis 7.2 and later write it (7.0: 17 digits). */
export function formatScore(score: number): string {
  return Number.isFinite(score) ? String(score) : score > 0 ? 'inf' : '-inf';
}

function placeIn(size: number, place: bigint): number {
  return place < 0n ? size + Number(place) : Number(place);
}

function parseRangeOptions(words: string[]) {
  const options = { byScore: false, reversed: false, withScores: false, offset: 0, count: -1 };
  const rest = words.values();
  for (const word of rest) {
    const name = word.toUpperCase();
    if (name === 'BYSCORE' && !options.byScore) {
      options.byScore = true;
    } else if (name === 'REV' && !options.reversed) {
      options.reversed = true;
    } else if (name === 'WITHSCORES') {
      options.withScores = true;
    } else if (name === 'LIMIT') {
      const [offset, count] = [rest.next(), rest.next()];
      if (offset.done || count.done) {
        throw syntaxError();
      }
      options.offset = Number(parseInteger(offset.value));
      options.count = Number(parseInteger(count.value));
    } else if (name === 'BYLEX') {
      throw new CommandError('ERR the local Redis does not know BYLEX: fill-cache does not use it');
    } else {
      throw syntaxError();
    }
  }
  return options;
}

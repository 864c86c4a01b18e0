import { parsePairs, parseScore } from './arguments.ts';
import { CommandError, type Database, syntaxError } from './command.ts';
import { type ScoredMember, scoreOf } from './sorted-set-range.ts';

const optionNames = ['NX', 'XX', 'GT', 'LT', 'CH'];

/** ZADD: how many members are new; with CH also those whose score is now another. */
export function addToSortedSet(database: Database, name: string, ...words: string[]): number {
  const isOption = (word: string): boolean => optionNames.includes(word.toUpperCase());
  const firstScore = words.findIndex((word) => !isOption(word));
  const pairs = firstScore < 0 ? undefined : parsePairs(words.slice(firstScore));
  if (pairs === undefined) {
    throw syntaxError();
  }
  const options = new Set(words.slice(0, firstScore).map((word) => word.toUpperCase()));
  refuseContradictions(options);
  const wanted = pairs.map(([score, member]) => ({ member, score: parseScore(score) }));
  if (database.keys.findAs('zset', name) === undefined && options.has('XX')) {
    return 0;
  }
  const { id } = database.keys.obtain('zset', name);
  const done = wanted.map((member) => put(database, id, member, options));
  return done.filter((what) => what === 'added' || (what === 'changed' && options.has('CH'))).length;
}

function refuseContradictions(options: Set<string>): void {
  if (options.has('NX') && options.has('XX')) {
    throw new CommandError('ERR XX and NX options at the same time are not compatible');
  }
  if (['NX', 'GT', 'LT'].filter((option) => options.has(option)).length > 1) {
    throw new CommandError('ERR GT, LT, and/or NX options at the same time are not compatible');
  }
}

function put(
  database: Database,
  id: number,
  { member, score }: ScoredMember,
  options: Set<string>,
): 'added' | 'changed' | 'left' {
  const current = scoreOf(database, id, member);
  const left =
    current === undefined
      ? options.has('XX')
      : options.has('NX') ||
        (options.has('GT') && score <= current) ||
        (options.has('LT') && score >= current) ||
        score === current;
  if (left) {
    return 'left';
  }
  database.sql.run`INSERT INTO zset_members (key_id, member, score) VALUES (${id}, ${member}, ${score})
                   ON CONFLICT (key_id, member) DO UPDATE SET score = excluded.score`;
  return current === undefined ? 'added' : 'changed';
}

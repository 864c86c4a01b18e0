import * as fc from 'fast-check';

export interface RedisRequest {
  commands: string[][];
  mode: 'pipeline' | 'transaction';
}

/** So few that the commands of a sequence meet. */
export const names = ['text', 'hash', 'set', 'ticker:é'] as const;

/** Mostly the key of one's own type, so that something happens; else any, so that types clash. */
function nameOr(own: (typeof names)[number]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 8, arbitrary: fc.constant(own) }, { weight: 2, arbitrary: name });
}

/** Mostly what is right, now and then what must be refused. */
function mostly(right: string[], wrong: string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...right) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  );
}

const name = fc.constantFrom(...names);
const value = fc.constantFrom('', '0', '1', 'x', 'naïve €', 'line\nfeed', 'nul\0byte');
const field = fc.constantFrom('f', 'g', 'h');
const member = fc.constantFrom('m', 'n', 'ö', 'M');
const score = mostly(['-1', '0', '1', '1', '1.5', '2', '+3', '.5', '1e3', 'inf', '-INF'], ['nan', 'x', '']);
const bound = mostly(['-inf', '-inf', '+inf', '+inf', '1', '0', '1.5', '2'], ['x', 'nan']);
const place = mostly(['0', '0', '1', '2', '-1', '-1', '-2', '-9', '9'], ['1.5', '']);
const pattern = fc.constantFrom('*', '*t', 't*e*', '?e*', 'ticker:é', '[h-s]*', 'none');

/** Stands for a time to come. Each becomes another one: two that are equal here may differ by a millisecond there. */
const later = 'later';
const lifetime = mostly([later], ['0', '-1', 'x', '01', String(2n ** 63n - 1n), String(2n ** 63n)]);
const text = nameOr('text');
const hash = nameOr('hash');
const set = nameOr('set');
const sortedSet = nameOr('ticker:é');

/** A command line of fixed words and drawn ones. */
function words(...parts: (string | fc.Arbitrary<string> | fc.Arbitrary<string[]>)[]): fc.Arbitrary<string[]> {
  const lists = parts.map(
    (part): fc.Arbitrary<string | string[]> => (typeof part === 'string' ? fc.constant(part) : part),
  );
  return fc.tuple(...lists).map((drawn) => drawn.flat());
}

const some = (of: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc.array(of, { minLength: 1, maxLength: 3 });
const pairs = (first: fc.Arbitrary<string>, second: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc.array(fc.tuple(first, second), { minLength: 1, maxLength: 3 }).map((drawn) => drawn.flat());
const maybe = (...choices: fc.Arbitrary<string[]>[]): fc.Arbitrary<string[]> =>
  fc.array(fc.oneof(...choices), { maxLength: 2 }).map((drawn) => drawn.flat());
const flags = (...choices: string[]): fc.Arbitrary<string[]> => maybe(words(fc.constantFrom(...choices)));

const strings = fc.oneof(
  words('GET', text),
  words('SET', text, value, maybe(words(fc.constantFrom('NX', 'nx')), words('EX', lifetime))),
  words('SET', text, value, fc.constantFrom('NX', 'EX', 'FOO')),
  words('SET', text, value, 'EX', lifetime),
  words('MGET', some(text)),
  words('MSET', pairs(text, value)),
);
const hashes = fc.oneof(
  words('HSET', hash, pairs(field, value)),
  words('HSETNX', hash, field, value),
  words('HGET', hash, field),
  words('HDEL', hash, some(field)),
  words('HMGET', hash, some(field)),
  words(fc.constantFrom('HGETALL', 'HKEYS', 'HLEN'), hash),
);
const sets = fc.oneof(words(fc.constantFrom('SADD', 'SREM'), set, some(member)), words('SMEMBERS', set));
const sortedSets = fc.oneof(
  words('ZADD', sortedSet, pairs(score, member)),
  words(
    'ZRANGE',
    sortedSet,
    place,
    place,
    maybe(words('REV'), words(fc.constantFrom('WITHSCORES', 'withscores'))),
  ),
  words('ZCARD', sortedSet),
  words('ZREM', sortedSet, some(member)),
  words('ZREMRANGEBYSCORE', sortedSet, bound, bound),
);
const keys = fc.oneof(
  words(fc.constantFrom('DEL', 'EXISTS'), some(name)),
  words('EXPIRE', name, lifetime, flags('LT', 'lt', 'FOO')),
  words('EXPIRE', name, lifetime, 'LT'),
  words(fc.constantFrom('TTL', 'TYPE'), name),
  words('KEYS', pattern),
  words('SCAN', '0', 'COUNT', '1000', maybe(words('MATCH', pattern))),
  words('SCAN', 'x'),
);
const others = fc.oneof(
  words('PING', flags('x')),
  words('DBSIZE'),
  words('FLUSHDB', flags('x')),
  words(fc.constantFrom('FOO', 'LPUSH_', ''), flags('x', 'y')),
);
const wellFormed = fc.oneof(
  { weight: 5, arbitrary: strings },
  { weight: 4, arbitrary: hashes },
  { weight: 3, arbitrary: sets },
  { weight: 5, arbitrary: sortedSets },
  { weight: 6, arbitrary: keys },
  { weight: 1, arbitrary: others },
);
/** Not among those that get a word too many: Redis names the first of two faults, we name any. */
const badCount = words('SCAN', '0', 'COUNT', fc.constantFrom('0', '-1', 'x'));
const command = fc.oneof(
  { weight: 27, arbitrary: wellFormed },
  { weight: 1, arbitrary: badCount },
  { weight: 1, arbitrary: wellFormed.map((line) => [...line, 'x']) },
  { weight: 1, arbitrary: wellFormed.map((line) => (line.length === 1 ? line : line.slice(0, -1))) },
  { weight: 1, arbitrary: wellFormed.map(([first = '', ...rest]) => [first.toLowerCase(), ...rest]) },
);
const request: fc.Arbitrary<RedisRequest> = fc.record({
  commands: fc.array(command, { minLength: 1, maxLength: 6 }),
  mode: fc.constantFrom('pipeline', 'pipeline', 'transaction'),
});

/** Shows all there is, so that a write that went wrong is seen though nothing drawn read it. */
const everything: RedisRequest = {
  commands: names.flatMap((each) => [
    ['TYPE', each],
    ['TTL', each],
    ['GET', each],
    ['HGETALL', each],
    ['SMEMBERS', each],
    ['ZRANGE', each, '0', '-1', 'WITHSCORES'],
  ]),
  mode: 'pipeline',
};

/** Some 20 to 40 commands in 8 to 14 requests, with every time to come a different one. */
export const requests: fc.Arbitrary<RedisRequest[]> = fc
  .array(request, { minLength: 8, maxLength: 14, size: 'max' })
  .map((drawn) => {
    let times = 0;
    const settle = (word: string): string => {
      if (word !== later) {
        return word;
      }
      times += 1;
      return String(3_000_000 + ((times * 7_919) % 1_000) * 10_000);
    };
    return [
      ...drawn.map(({ commands, mode }) => ({ commands: commands.map((line) => line.map(settle)), mode })),
      everything,
    ];
  });

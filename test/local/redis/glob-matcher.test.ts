import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { globMatcher } from '../../../src/local/redis/commands/glob-matcher.ts';
import { startRealRedisServer } from '../../support/redis-servers.ts';

const names = [
  'a',
  'b',
  'ab',
  'ba',
  'aab',
  'abab',
  'a:b',
  'é',
  'aé',
  'a-b',
  '[a]',
  'a]',
  '^a',
  '\\',
  'a\\b',
  'a*b',
  'b?',
];

/** No ranges of other than ASCII: whether Redis takes those bytes as signed depends on its processor. */
const pattern = fc.oneof(
  fc.stringMatching(/^[ab*?[\]^\\:-]{0,8}$/),
  fc.stringMatching(/^(\[\^?[ab:\\][-b][ab\]]\]|[ab*?\\])[ab*?]{0,3}$/),
  fc.stringMatching(/^[aé*?[\]^]{0,5}$/),
);

test('patterns match the names that Redis matches', { tags: ['redis-server'] }, async () => {
  const { engine, close } = await startRealRedisServer();
  onTestFinished(close);
  await engine.execute([['MSET', ...names.flatMap((name) => [name, ''])]], 'pipeline');
  const patterns = fc.sample(pattern, 3_000);
  const replies = await engine.execute(
    patterns.map((each) => ['KEYS', each]),
    'pipeline',
  );
  const theirs = replies.map((reply) =>
    'result' in reply && Array.isArray(reply.result) ? reply.result.toSorted() : [],
  );
  const ours = patterns.map((each) => names.filter(globMatcher(each)).toSorted());
  expect(Object.fromEntries(patterns.map((each, at) => [each, ours[at]]))).toEqual(
    Object.fromEntries(patterns.map((each, at) => [each, theirs[at]])),
  );
});

test('a pattern of many stars takes no time to speak of', () => {
  const matches = globMatcher(`${'*a'.repeat(200)}b`);
  expect(matches('a'.repeat(20_000))).toBe(false);
});

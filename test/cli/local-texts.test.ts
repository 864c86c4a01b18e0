import { expect, test } from 'vitest';
import {
  endingText,
  openingText,
  readAgainCommand,
  restingText,
  type StackSummary,
  simulatedText,
} from '../../src/cli/local-texts.ts';
import { formatDuration } from '../../src/core/format-duration.ts';
import type { JobEnd } from '../../src/core/job.ts';
import { viewJob } from '../../src/core/view.ts';
import { aFact, aFailure, aJob, someFacts } from '../support/job-fixtures.ts';

const completed: JobEnd = {
  status: 'completed',
  by: '1',
  at: '2026-11-24T17:02:05Z',
  successful: 8,
  failed: 4,
};
const embedded = {
  kind: 'embedded',
  url: 'http://127.0.0.1:4001',
  token: 'ours',
  place: '/home/me/redis.sqlite',
} as const;
const summary: StackSummary = {
  market: { name: 'yahoo', url: undefined },
  redis: embedded,
  githubUrl: 'http://127.0.0.1:4002',
  apiUrl: 'http://127.0.0.1:3210',
};

function ending(given: Parameters<typeof aJob>[0], failed: string[] = [], next: string[] = []) {
  const job = aJob(given);
  const first = aFact({ failures: failed.map((ticker) => aFailure(ticker)) });
  const facts = someFacts(job.totalBatches === 0 ? [] : [[1, first], 2, 3]);
  return endingText({ job, view: viewJob(job, facts, false), seconds: 125, next }).split('\n');
}

test('the opening holds the two lines for the environment of an app, alone and in full', () => {
  const lines = openingText(summary, 'AAPL').split('\n');
  expect(lines).toContain('UPSTASH_REDIS_REST_URL=http://127.0.0.1:4001');
  expect(lines).toContain('UPSTASH_REDIS_REST_TOKEN=ours');
});

test('the opening shows how to read a ticker, encoded', () => {
  expect(openingText(summary, '^GSPC')).toContain(
    '\ncurl -s -H "Authorization: Bearer ours" http://127.0.0.1:4001/get/ticker-data:%5EGSPC | head -c 300\n',
  );
});

test('the token of a real Upstash is never shown', () => {
  const redis = {
    kind: 'upstash',
    url: 'https://eu1.upstash.io',
    token: 's3cret',
    place: 'https://eu1.upstash.io',
  } as const;
  const text = openingText({ ...summary, redis }, 'AAPL');
  expect(text).not.toContain('s3cret');
  expect(text).toContain('Bearer $UPSTASH_REDIS_REST_TOKEN" https://eu1.upstash.io/get/');
});

test('the credentials of a gateway are never shown', () => {
  const market = { name: 'yahoo', url: 'https://me:s3cret@gateway.test/y' } as const;
  expect(openingText({ ...summary, market }, 'AAPL')).toContain('  Prices   Yahoo at https://gateway.test\n');
});

test('a completed job says how long it took, what came of it, and what to do next', () => {
  expect(ending({ end: completed }, ['T1', 'T2', 'T3', 'T4'], ['Look at one.'])).toEqual([
    'Filled in 2 min 5 s: 8 of 12 tickers are in Redis, 4 failed.',
    '  T1: No data found, symbol may be delisted (not-found)',
    '  T2: No data found, symbol may be delisted (not-found)',
    '  T3: No data found, symbol may be delisted (not-found)',
    '  … and 1 more',
    'Look at one.',
  ]);
});

test('what failed before this job is told apart', () => {
  const [line] = ending({ end: completed, knownFailed: 2 }, ['T1']);
  expect(line).toBe('Filled in 2 min 5 s: 11 of 14 tickers are in Redis, 3 failed (2 known before).');
});

test('a completed job in which every ticker failed does not say that it filled anything', () => {
  const job = aJob({ toProcess: 1, end: completed });
  const facts = someFacts([[1, aFact({ failures: [aFailure('ZZZZ')] })]]);
  const [line] = endingText({ job, view: viewJob(job, facts, false), seconds: 2, next: [] }).split('\n');
  expect(line).toBe('Nothing was filled in 2 s: 0 of 1 tickers are in Redis, 1 failed.');
});

test('a failed job says why', () => {
  const end: JobEnd = { ...completed, status: 'failed', reason: 'More than 10 % of the plan has failed.' };
  expect(ending({ end }, ['T1'])).toEqual([
    'batch_job_12345 has failed: More than 10 % of the plan has failed.',
    '11 of 12 tickers are in Redis, 1 failed.',
    '  T1: No data found, symbol may be delisted (not-found)',
    'The next npm start begins a new job with what is left.',
  ]);
});

test.each([
  [0, 'all 503 are fresh since 2026-11-23 21:30 UTC, the last US close.'],
  [
    3,
    '503 of 506 are fresh since 2026-11-23 21:30 UTC, the last US close, and 3 are known to fail and left out for 7d.',
  ],
])('nothing to do, with %d known to fail, is said in one line', (knownFailed, what) => {
  const [line, ...rest] = ending({ end: completed, toProcess: 0, cached: 503, knownFailed });
  expect(line).toBe(`Nothing to do: ${what} --fresh fetches them again.`);
  expect(rest).toEqual([]);
});

test.each([
  [1, 'the ticker is'],
  [3, 'all 3 tickers are'],
])('with nothing to do but %d known to fail, --fresh is not said to help', (knownFailed, subject) => {
  const [line] = ending({ end: completed, toProcess: 0, cached: 0, knownFailed });
  expect(line).toContain(`Nothing to do: ${subject} known to fail and left out for 7d.`);
  expect(line).toContain('npm run job -- retry batch_job_12345');
  expect(line).not.toContain('--fresh');
});

test('a job that rests says how far it is and what to do', () => {
  expect(restingText(viewJob(aJob(), someFacts([1]), false))).toBe(
    'batch_job_12345 rests at batch 1/3: npm start goes on with it.',
  );
});

test.each<[NodeJS.ProcessEnv, 'simulated' | undefined, string]>([
  [{}, undefined, 'npm start -- --idle'],
  [{ FILL_CACHE_HOME: '/tmp/a' }, undefined, 'FILL_CACHE_HOME=/tmp/a npm start -- --idle'],
  [{ FILL_CACHE_HOME: "it's here" }, undefined, `FILL_CACHE_HOME='it'\\''s here' npm start -- --idle`],
  [
    { REDIS_URL: 'redis://127.0.0.1:6379' },
    'simulated',
    'REDIS_URL=redis://127.0.0.1:6379 npm start -- --idle --market simulated',
  ],
  [{ REDIS_URL: 'redis://me:s3cret@db:6379' }, undefined, 'REDIS_URL=… npm start -- --idle'],
])('with the environment %j (market: %s) the way to read again is %s', (env, market, command) => {
  expect(readAgainCommand(env, market)).toBe(command);
});

test.each([[null], ['No answer from Yahoo: nothing within 4 s']])(
  'a made-up market is said loudly (%j)',
  (reason) => {
    expect(simulatedText(reason)).toContain(
      'SIMULATED MARKET: the prices of this start are made up. None of them is real.',
    );
    expect(simulatedText(reason)).toContain(reason ?? 'They were asked for.');
  },
);

test.each([
  [0.4, '0 s'],
  [59.6, '1 min'],
  [59.4, '59 s'],
  [80, '1 min 20 s'],
  [3_600, '1 h'],
  [5_432, '1 h 31 min'],
])('%d seconds are %s', (seconds, words) => {
  expect(formatDuration(seconds)).toBe(words);
});

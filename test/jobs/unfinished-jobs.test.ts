import { beforeEach, expect, test } from 'vitest';
import { holdsPricesOf, isAbout, unfinishedJobs } from '../../src/jobs/unfinished-jobs.ts';
import { KEYS } from '../../src/store/keys.ts';
import { type Command, createRedis, type Redis } from '../../src/store/redis.ts';
import { indexValue } from '../../src/store/ticker-index.ts';
import { writeEnd } from '../../src/store/write-end.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { DAMAGES } from '../support/damaged-job.ts';
import { aJob, aPlan, aStoredJob, NOON } from '../support/job-fixtures.ts';
import { startEmbeddedRedis } from '../support/redis-servers.ts';

let redis: Redis;
beforeEach(async () => {
  const face = await startEmbeddedRedis();
  redis = createRedis({ ...face, retries: 0 });
  return () => face.close();
});

function putInIndex(ticker: string, source: 'yahoo' | 'simulated') {
  const entry = indexValue({ fetchedAt: NOON, range: '5y', source, compress: 'none' });
  return redis.pipeline([['HSET', KEYS.tickerIndex, ticker, entry]]);
}

test('the jobs that have not ended, the newest first', async () => {
  for (const [id, day] of [
    ['batch_job_a', 1],
    ['batch_job_c', 3],
    ['batch_job_b', 2],
  ] as const)
    await writeJob(redis, aJob({ id, startTime: new Date(NOON + day * 86_400_000).toISOString() }), aPlan());
  const at = new Date(NOON).toISOString();
  await writeEnd(redis, aJob({ id: 'batch_job_b' }), {
    status: 'completed',
    by: '1',
    at,
    successful: 12,
    failed: 0,
  });
  const found = await unfinishedJobs(redis, NOON, expect.unreachable);
  expect(found.map(({ job }) => job.id)).toEqual(['batch_job_c', 'batch_job_a']);
});

test.each(DAMAGES)('%s of one job is reported, and hides no other', async (_, damage) => {
  for (const id of ['batch_job_a', 'batch_job_b']) await writeJob(redis, aJob({ id }), aPlan());
  for (const command of damage('batch_job_b', 'batch_job_a')) await redis.pipeline([command]);
  const damaged: string[] = [];
  const found = await unfinishedJobs(redis, NOON, (sentence) => damaged.push(sentence));
  expect(found.map(({ job }) => job.id)).toEqual(['batch_job_a']);
  expect(damaged).toEqual([expect.stringMatching(/^batch_job_b cannot be read[^\n]*\.$/)]);
});

test.each<[string, Command]>([
  ['gone', ['DEL', KEYS.plan('batch_job_12345')]],
  ['damaged', ['SET', KEYS.plan('batch_job_12345'), '{"tickers":']],
  ['of another type', ['HSET', KEYS.plan('batch_job_12345'), 'a', 'b']],
])('a job whose plan is %s is about no tickers', async (_, command) => {
  const tickers = aPlan(2).tickers;
  await writeJob(redis, aJob({ toProcess: 2 }), aPlan(2));
  expect(await isAbout(redis, aStoredJob(aJob({ toProcess: 2 })), tickers)).toBe(true);
  await redis.pipeline([['DEL', KEYS.plan('batch_job_12345')], command]);
  expect(await isAbout(redis, aStoredJob(aJob({ toProcess: 2 })), tickers)).toBe(false);
});

test.each([
  [['T1', 'T2', 'OLD', 'BAD'], true],
  [['BAD', 'OLD', 'T2', 'T1'], true],
  [['T1', 'T2', 'NEW', 'BAD'], false],
  [['T1', 'T2', 'OLD'], false],
  [['T1', 'T3', 'OLD', 'BAD'], false],
])(
  'a job of T1 and T2, with OLD cached and BAD known to fail, is about %j: %j',
  async (tickers, expected) => {
    const job = aJob({ toProcess: 2, cached: 1, knownFailed: 1 });
    const plan = aPlan(2, { knownFailed: [{ ticker: 'BAD', error: 'No data found', code: 'not-found' }] });
    await writeJob(redis, job, plan);
    await putInIndex('OLD', 'yahoo');
    expect(await isAbout(redis, aStoredJob(job), tickers)).toBe(expected);
  },
);

test('whether it holds prices of a source', async () => {
  expect(await holdsPricesOf(redis, 'yahoo')).toBe(false);
  await putInIndex('AAPL', 'simulated');
  expect(await holdsPricesOf(redis, 'yahoo')).toBe(false);
  await putInIndex('MSFT', 'yahoo');
  expect(await holdsPricesOf(redis, 'yahoo')).toBe(true);
});

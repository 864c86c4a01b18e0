import { expect, test } from 'vitest';
import { KEYS } from '../../src/store/keys.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { anApi } from '../support/api-run.ts';
import { aChain } from '../support/chain-run.ts';
import { aJob, aPlan, NOON } from '../support/job-fixtures.ts';

const iso = (days: number) => new Date(NOON + days * 24 * 3_600_000).toISOString();

async function withOpenJobs(count: number) {
  const app = anApi();
  for (let job = 0; job < count; job++) await app.given(aJob({ id: `batch_job_open${job}` }), aPlan(12));
  return app;
}

test('with 49 open jobs another may be started over HTTP, with 50 none', async () => {
  const { settle, post, redis } = await withOpenJobs(49);
  expect((await settle(post('fill-cache-batch-start', { tickers: ['AAPL'] }))).status).toBe(200);
  const before = await redis.ask('DBSIZE');
  const refused = await settle(post('fill-cache-batch-start', { tickers: ['MSFT'] }));
  expect([refused.status, refused.body.code]).toEqual([429, 'too-many-jobs']);
  expect(refused.body.error).toContain('continue or cancel some of them first');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await redis.ask('DBSIZE')).toBe(before);
});

test('jobs that are damaged or whose keys have expired do not count', async () => {
  const { settle, post, redis } = await withOpenJobs(40);
  for (let job = 0; job < 40; job++) await redis.ask('SADD', KEYS.openJobs, `batch_job_gone${job}`);
  for (let job = 0; job < 20; job++) {
    await redis.ask('SADD', KEYS.openJobs, `batch_job_bad${job}`);
    await redis.ask('HSET', KEYS.job(`batch_job_bad${job}`), 'jobId', 'x');
  }
  expect((await settle(post('fill-cache-batch-start', { tickers: ['AAPL'] }))).status).toBe(200);
});

test('the action is not refused', async () => {
  const chain = aChain();
  for (let job = 0; job < 60; job++)
    await writeJob(chain.redis, aJob({ id: `batch_job_open${job}` }), aPlan());
  expect((await chain.run({ tickers: 'AAPL' })).view.status).toBe('completed');
});

test.each([
  ['pending', aJob({ startTime: iso(-8) }), 'not started'],
  ['paused', aJob({ startedAt: iso(-30), pausedAt: iso(-8) }), 'paused'],
])('the watchdog cancels what is %s for seven days, and says so', async (_, job, what) => {
  const chain = aChain();
  await writeJob(chain.redis, job, aPlan());
  if (job.state.status === 'paused') await chain.redis.ask('HSET', KEYS.job(job.id), 'pausedAt', iso(-8));
  expect(await chain.watch()).toEqual({ resumed: [], problems: [] });
  expect((await chain.stored(job.id)).job.state).toMatchObject({ end: { status: 'cancelled' } });
  expect(chain.log).toContain(`${job.id} was cancelled: it was ${what} for 7 days.`);
});
